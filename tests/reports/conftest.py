"""An office's docket with a request of every sort, at noon in Washington on 9 October 2018."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.models import ItemDisposition, Outcome, OversightRequest
from app.models.picklists import Attributable, ClosingReason, Disposition, Handling, OutcomeKind, WaitsOn
from tests.factories import Given, Person, Row

NOON = datetime(2018, 10, 9, 16, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Docket:
    office: Row
    owner: Person
    requests: dict[str, Row]


def standings(given: Given, request: Row, codes: list[Disposition | None], *, accepted: int = 0) -> None:
    """Give the request's items these dispositions in order, and accept the first few."""
    with given.session() as session:
        found = session.get_one(OversightRequest, request.id)
        for item, code in zip(found.items, codes, strict=False):
            if code is not None:
                fact = {"code": code, "dated_on": date(2018, 10, 5), "logged_by_id": found.owner_id}
                session.add(ItemDisposition(item=item, request_id=found.id, **fact))
        for item in found.items[:accepted]:
            item.accepted_on, item.accepted_by_id = date(2018, 10, 8), found.owner_id
        session.flush()
        session.expire_all()
        session.get_one(OversightRequest, request.id).recount()
        session.commit()


def set_facts(given: Given, noun: Any, row_id: int, **facts: Any) -> None:
    with given.session() as session:
        found = session.get_one(noun, row_id)
        for name, value in facts.items():
            setattr(found, name, value)
        session.commit()


@pytest.fixture
def docket(given: Given, time_machine: Any) -> Docket:
    """Eight requests of DEMO that count, one void, one of another office."""
    time_machine.move_to(NOON, tick=False)
    office = given.office("DEMO", name="Demonstration Committee, majority staff", is_demonstration=True)
    owner = given.person(office=office, name="Olive Owner")
    state, energy = given.agency("State"), given.agency("Energy")

    def request(**facts: Any) -> Row:
        return given.request(office=office, owner=owner, **({"agency": state} | facts))

    steps = {"next_step": "Call legislative affairs", "next_step_on": date(2018, 10, 10), "waits_on": WaitsOn.AGENCY}
    made = {
        "overdue": request(items=8, subject="End-use monitoring of tanks", due_on=date(2018, 10, 2), **steps),
        "long overdue": request(items=3, subject='=HYPERLINK("http://x")', due_on=date(2018, 8, 1), agency=energy),
        "due soon": request(items=2, subject="@SUM(A1:A9)", due_on=date(2018, 10, 12), unclassified=2),
        "awaiting": request(subject="Far away", due_on=date(2018, 11, 30)),
        "released": request(items=4, subject="Statement on end-use rules", released_on=date(2018, 10, 3)),
        "satisfied": request(items=2, subject="Answered", due_on=date(2018, 9, 1)),
        "closed": request(
            subject="Withdrawn by the chair",
            closed_on=date(2018, 10, 1),
            closing_reason=ClosingReason.WITHDRAWN,
            handling=Handling.LES_PRIVACY,
        ),
        "unsent": request(subject="Ready", transmitted_on=None, due_on=None),
        "void": request(subject="Filed in error", void_at=NOON, void_reason="Twice"),
        "other office": given.request(office=given.office("DEMOM"), subject="Minority secret plan"),
    }
    full, part, refused = Disposition.FULL, Disposition.PARTIAL, Disposition.REFUSED
    standings(given, made["overdue"], [full, full, full, full, part, part, refused, None], accepted=3)
    standings(given, made["released"], [full, part, None, Disposition.MOOT], accepted=1)
    standings(given, made["satisfied"], [full, full], accepted=2)
    set_facts(given, OversightRequest, made["awaiting"].id, extensions=2)
    with given.session() as session:
        fact = {"dated_on": date(2018, 10, 6), "attributable": Attributable.CONTRIBUTED, "recorded_by_id": owner.id}
        claim = "The Department published its end-use checks."
        kind = OutcomeKind.PUBLIC_DISCLOSURE
        session.add(Outcome(request_id=made["released"].id, kind=kind, claim=claim, **fact))
        session.commit()
    return Docket(office, owner, made)
