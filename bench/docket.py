"""A generated docket: 100,000 requests with seven items each, and one request page with 25 events and 20 items."""

import itertools
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import models
from app.history import record
from app.ledger import Entry
from app.models.base import new_id
from app.models.item import DispositionFacts
from app.models.picklists import (
    CommunicationKind,
    Direction,
    Disposition,
    OfficeKind,
    Role,
    Settles,
    WaitsOn,
)
from app.policies import SYSTEM, look

ITEMS = 7
BATCH = 5_000
AGENCIES = ("State", "DoD", "DOE", "DOJ", "DHS", "Treasury", "VA", "HHS", "USDA", "Interior", "Labor", "HUD")
WORDS = [
    "grid",
    "vendor",
    "travel",
    "contracts",
    "screening",
    "licences",
    "staffing",
    "equipment",
    "monitoring",
    "claims",
    "backlog",
    "inventory",
]


@dataclass(frozen=True)
class Made:
    """What the driver needs to know: who signs in, and which request is the full one."""

    uniquifier: str
    user_id: int
    agency_id: int
    full_number: str


def fill(session: Session, requests: int) -> Made:
    """Generate the docket; the same seed gives the same docket."""
    look(session, SYSTEM)
    luck = random.Random(115)
    office = models.Office(name="Bench", short_name="BENCH", kind=OfficeKind.MAJORITY)
    people = [
        models.User(email=f"p{n}@example.gov", name=f"Investigator {n}", active=True, fs_uniquifier=uuid.uuid4().hex)
        for n in range(20)
    ]
    agencies = [models.Agency(name=f"Department {name}", short_name=name) for name in AGENCIES]
    session.add_all([office, *people, *agencies])
    session.flush()
    session.add_all(models.Seat(user=person, office=office, role=Role.STAFF_DIRECTOR) for person in people)
    session.commit()
    rows = request_rows(luck, requests, office.id, [p.id for p in people], [a.id for a in agencies])
    for batch in batched(rows, BATCH):
        session.execute(sa.insert(models.OversightRequest).execution_options(render_nulls=True), batch)
        session.execute(sa.insert(models.Item), [item for row in batch for item in item_rows(row["id"])])
        session.commit()
    session.add(models.NumberSeries(office_id=office.id, congress=119, last_serial=requests + 1))
    session.commit()
    full = full_request(session, office, people[0], agencies[0], requests + 1)
    tidy(session)
    return Made(people[0].fs_uniquifier, people[0].id, agencies[0].id, full)


def tidy(session: Session) -> None:
    """What the databases do by themselves in their first minutes: else they would do it while a page is measured."""
    engine = session.get_bind().engine
    session.commit()
    is_postgres = engine.dialect.name == "postgresql"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM (ANALYZE)" if is_postgres else "ANALYZE"))


def request_rows(
    luck: random.Random, number: int, office_id: int, people: list[int], agencies: list[int]
) -> Iterator[dict[str, Any]]:
    today = datetime.now(UTC).date()
    for serial in range(1, number + 1):
        due = today + timedelta(days=luck.randint(-60, 300))
        due_at = datetime(due.year, due.month, due.day, 23, 59, tzinfo=UTC) + timedelta(hours=5)
        is_closed = luck.random() < 0.4
        satisfied = ITEMS if is_closed else luck.randint(0, 3)
        subject = f"{luck.choice(WORDS).title()} {luck.choice(WORDS)} {serial}"
        yield {
            "id": new_id(),
            "office_id": office_id,
            "number": f"BENCH-119-{serial:04d}",
            "congress": 119,
            "serial": serial,
            "agency_id": luck.choice(agencies),
            "subject": subject,
            "mail_topic": subject,
            "signatories": [],
            "owner_id": luck.choice(people),
            "filed_by_id": people[0],
            "filed_at": due_at - timedelta(days=30),
            "dated_on": due - timedelta(days=30),
            "transmitted_on": due - timedelta(days=30),
            "due_on": due,
            "due_at": due_at,
            "first_due_on": due,
            "first_due_at": due_at,
            "due_version": 1,
            "counted_items": ITEMS,
            "satisfied_items": satisfied,
            "last_heard_on": due - timedelta(days=luck.randint(1, 20)) if luck.random() < 0.5 else None,
            "unclassified": int(luck.random() < 0.05 and not is_closed),
            "waits_on": WaitsOn.AGENCY,
            "closed_on": due if is_closed else None,
        }


def item_rows(request_id: int) -> Iterator[dict[str, Any]]:
    for position in range(1, ITEMS + 1):
        yield {
            "id": new_id(),
            "request_id": request_id,
            "position": position,
            "number": str(position),
            "path": str(position),
            "level": 1,
            "text": "All documents and communications that the letter's paragraph names.",
        }


def full_request(
    session: Session, office: models.Office, person: models.User, agency: models.Agency, serial: int
) -> str:
    """One request with 20 items, 10 communications with dispositions, and 25 events."""
    sent = date(2026, 3, 2)
    made = models.OversightRequest(
        office=office,
        agency=agency,
        number=f"BENCH-119-{serial:04d}",
        congress=119,
        serial=serial,
        subject="The full request page",
        mail_topic=agency.short_name,
        owner=person,
        filed_by=person,
        filed_at=datetime(2026, 3, 2, 15, tzinfo=UTC),
        dated_on=sent,
        transmitted_on=sent,
    )
    session.add(made)
    session.flush()
    for position in range(1, 21):
        text = "All documents and communications that the letter's paragraph names."
        made.items.append(models.Item(position=position, number=str(position), path=str(position), text=text))
    models.Deadline.start(made, entry=Entry(kind="start", on=sent, until=date(2026, 3, 16)), by=person)
    session.flush()
    for turn in range(10):
        communication = models.Communication(
            oversight_request=made,
            kind=CommunicationKind.REPLY,
            direction=Direction.IN,
            dated_on=sent + timedelta(days=turn + 1),
            summary=f"Reply number {turn + 1}",
            logged_by=person,
        )
        session.add(communication)
        communication.classify(Settles.PART, by=person, at=made.filed_at)
        facts = DispositionFacts(made.items[turn].id, Disposition.PARTIAL)
        made.items[turn].dispose(facts, on=communication.dated_on, by=person, communication=communication)
    session.flush()
    made.recount()
    for turn in range(25):
        record(made, "edited", by=person, summary=f"Change number {turn + 1}.", changes={"subject": ["a", "b"]})
    session.commit()
    return made.number


def batched(rows: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    while batch := list(itertools.islice(rows, size)):
        yield batch
