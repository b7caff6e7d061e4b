"""The wall between offices: the minority's pages are those of a database that never held the majority's work."""

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from app.clock import now
from app.models import (
    Attachment,
    Communication,
    IntelligenceItem,
    IntelligenceLink,
    Matter,
    Message,
    Outcome,
    RequestDraft,
)
from app.models.picklists import (
    CommunicationKind,
    Direction,
    Handling,
    OutcomeKind,
    Relation,
    Role,
    SourceClass,
)
from app.reminders import services as reminders
from tests.conftest import HOUSES
from tests.factories import Given, Person, Row

MONDAY = datetime(2018, 10, 1, 14, 0, tzinfo=UTC)
SUBJECT = "Embassy staffing in Baghdad"
BYTES = b"The same report, held by both.\n"
STATES = ("open", "overdue", "closed", "all", "nonsense")


def normal(text: str) -> str:
    """Without what chance decides: ids, tokens, times of day and the marks of a build."""
    text = re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "TOKEN", text)
    text = re.sub(r"\b[0-9a-f]{12,64}\b|(?<!\d)\d{12,20}(?!\d)", "ID", text)
    return re.sub(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?", "CLOCK", text)


def person_of(given: Given, name: str, *, office: Row, role: Role = Role.COUNSEL) -> Person:
    return given.person(role, office=office, name=name)


def fill(given: Given, office: Row, owner: Person, *, word: str, requests: int) -> None:
    """One office's work: requests to the same agency with the same subject, and everything that hangs on them."""
    agency = given.agency("State")
    rows = [
        given.request(office=office, agency=agency, owner=owner, subject=SUBJECT, items=3, due_on=date(2018, 9, 20 + number))
        for number in range(requests)
    ]  # fmt: skip
    with given.session() as session:
        matter = Matter(office_id=office.id, slug=f"{word}-matter", title=f"{word} matter")
        item = IntelligenceItem(
            office_id=office.id, title=f"{word} item", source_class=SourceClass.MEDIA, source="Press",
            handling=Handling.PUBLIC, logged_by_id=owner.id, collected_on=date(2018, 9, 1),
        )  # fmt: skip
        session.add_all([matter, item])
        session.flush()
        for number, row in enumerate(rows):
            tie = {"intelligence_item_id": item.id, "request_id": row.id, "linked_by_id": owner.id}
            reply = Communication(
                request_id=row.id, kind=CommunicationKind.REPLY, direction=Direction.IN, dated_on=date(2018, 9, 10 + number),
                summary=f"{word} reply", logged_by_id=owner.id,
            )  # fmt: skip
            outcome = Outcome(
                request_id=row.id, kind=OutcomeKind.HEARING, claim=f"{word} outcome", dated_on=date(2018, 9, 20 + number),
                recorded_by_id=owner.id,
            )  # fmt: skip
            session.add_all([IntelligenceLink(relation=Relation.PROMPTED, **tie), reply, outcome])
        session.add(
            RequestDraft(
                office_id=office.id, drafted_by_id=owner.id, saved_at=MONDAY, fields={"subject": [f"{word} draft"]},
                agency_id=agency.id,
            )
        )  # fmt: skip
        session.commit()


def upload(client: Any, number: str, name: str = "report.txt") -> Any:
    return client.submit(
        f"/requests/{number}/files",
        {"purpose": "EVIDENCE", "is_marked": "no", "files": (io.BytesIO(BYTES), name)},
        content_type="multipart/form-data",
        follow_redirects=True,
    )


def majority(given: Given, clients: Any) -> None:
    """A busy other office, with the same agencies, subjects, bytes and names of files."""
    office = given.office("DEMO")
    owner = person_of(given, "Majority counsel", office=office)
    fill(given, office, owner, word="Majority", requests=4)
    answer = upload(clients().sign_in(owner), "DEMO-115-0001")
    assert "1 file attached" in answer.get_data(as_text=True)


def seen_by_the_minority(given: Given, clients: Any, clock: Any) -> dict[str, str]:
    """Everything the minority's counsel can bring to light, page by page."""
    office = given.office("DEMOM")
    counsel = person_of(given, "Minority counsel", office=office)
    client = clients().sign_in(counsel)
    found: dict[str, str] = {}

    def keep(name: str, answer: Any) -> None:
        clock.shift(1)  # So that what is made next is newer, not as new.
        found[name] = f"{answer.status_code} {answer.headers.get('Location', '')}\n{answer.get_data(as_text=True)}"

    agency = str(given.agency("State").id)
    letter = {"agency_id": agency, "subject": SUBJECT, "due_on": "10/12/2018", "dated_on": "10/1/2018"}
    keep("filing where the majority has the same", client.submit("/requests/new", letter))
    keep("filing again", client.submit("/requests/new", letter))
    fill(given, office, counsel, word="Minority", requests=2)
    keep("uploading what the majority holds", upload(client, "DEMOM-115-0001"))
    keep("uploading it again", upload(client, "DEMOM-115-0001", "again.txt"))
    agency_pages = [f"/agencies/{agency}", f"/requests?agency={agency}&state=all", f"/requests/new?agency={agency}"]
    for path in [
        "/", "/requests/new", "/requests/drafts", "/correspondence", "/matters", "/intelligence", "/agencies", "/reports", "/imports",
        "/requests?q=Embassy", "/requests?q=DEMO-115", "/requests?q=Majority", "/intelligence?q=Majority",
        "/search?q=Majority", "/search?q=Embassy", "/search?q=report", "/search?q=DEMO-115-0001",
        "/reports?office=DEMO", "/matters/Majority-matter", "/requests/DEMO-115-0001", "/requests/DEMO-115-9999",
        "/requests/DEMOM-115-0001", "/requests/DEMOM-115-0001/edit", "/requests/DEMOM-115-0001/sharing",
        "/requests/DEMOM-115-0001/assignment", "/requests/DEMOM-115-0001/intelligence", "/intelligence/new",
        *agency_pages, *(f"/requests?state={state}" for state in STATES),
    ]:  # fmt: skip
        keep(path.replace(agency, "ID"), client.get(path))
    for version in ("internal", "public"):
        wanted = {"office": "DEMOM", "version": version, "format": "csv"}
        keep(f"{version} CSV", client.submit("/reports/summary", wanted, at="/reports", follow_redirects=True))
    linked = {"address": "DEMO-115-0001", "relation": "PROMPTED"}
    with given.session() as session:
        item = session.query(IntelligenceItem).filter_by(title="Minority item").one().id
    keep("linking to what is not one's own", client.submit(f"/intelligence/{item}/links", linked))
    found["mail"] = mail_to(given, counsel)
    return {name: normal(text) for name, text in found.items()}


def mail_to(given: Given, person: Person) -> str:
    """The reminders that this person is to get, whole."""
    with given.session() as session:
        reminders.plan(now())
        mine = session.query(Message).filter_by(recipient_id=person.id).order_by(Message.subject)
        return "\n".join(f"{mail.subject}\n{mail.text}\n{mail.html}\n{topics_of(mail)}" for mail in mine)


def topics_of(mail: Message) -> list[tuple[str, Any]]:
    """The mail's headers, without the thread's mark, which is made of the request's id."""
    return sorted((name, value) for name, value in mail.headers.items() if name != "thread_index")


@pytest.fixture
def emptied(app: Any, database: str) -> Any:
    """Begins again: an installation as new, and what makes its rows."""

    def again() -> Given:
        HOUSES[database].clean()
        return Given(app)

    return again


def test_the_minority_s_pages_equal_those_of_a_database_without_the_majority(app, clients, emptied):
    with time_machine.travel(MONDAY, tick=False) as clock:
        given = emptied()
        alike(given)
        alone = seen_by_the_minority(given, clients, clock)
        clock.move_to(MONDAY)
        given = emptied()
        alike(given)
        majority(given, clients)
        beside = seen_by_the_minority(given, clients, clock)
    for name, text in alone.items():
        assert beside[name] == text, f"{name} tells of the other office"
    assert beside.keys() == alone.keys()
    assert alone["filing where the majority has the same"].startswith("302 /requests/DEMOM-115-0001")
    assert "already has DEMOM-115-0001" in alone["filing again"], "its own double is still warned of"
    assert "already hold" not in alone["uploading what the majority holds"]
    assert "already hold" in alone["uploading it again"], "its own double is still told"
    assert "DEMOM-115-0002" in alone["mail"], "the minority is reminded of its own"
    for words in ("Majority matter", "Majority item", "Majority reply", "Majority draft", "Majority counsel"):
        assert words not in "".join(beside.values())


def alike(given: Given) -> None:
    """What both databases hold: the directory of agencies and the offices' names, which everybody knows."""
    given.agency("State")
    given.office("DEMO")
    given.office("DEMOM")


def test_another_office_s_file_answers_exactly_like_one_that_does_not_exist(given, clients):
    with time_machine.travel(MONDAY, tick=False):
        majority(given, clients)
    held = given.row(Attachment, name="report.txt")
    client = clients().sign_in(person_of(given, "Minority counsel", office=given.office("DEMOM")))
    unseen = [client.get(f"/files/{held.id}/{name}") for name in ("report.txt", "other.txt")]
    unknown = [client.get(f"/files/{held.id + 2}/{name}") for name in ("report.txt", "other.txt")]
    for one, other in zip(unseen, unknown, strict=True):
        assert (one.status_code, other.status_code) == (404, 404)
        assert told_by(one) == told_by(other)
        assert b"report.txt" not in one.data.replace(b"/report.txt", b"")


def told_by(answer: Any) -> tuple[str, dict[str, str]]:
    """Body and headers, without what differs between any two answers."""
    varying = {"Date", "Set-Cookie", "X-Request-ID"}
    headers = {name: value for name, value in answer.headers.items() if name not in varying}
    body = answer.get_data(as_text=True).replace(answer.request.path, "PATH")
    headers.pop("Content-Length", None)
    return normal(body), {name: normal(value) for name, value in headers.items()}
