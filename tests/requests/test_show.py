"""The page of one request: what stands on it, who reads what, and in how many questions."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine

from app.history import record
from app.models import (
    Attachment,
    Communication,
    IntelligenceItem,
    IntelligenceLink,
    Item,
    ItemDisposition,
    Outcome,
    OversightRequest,
    StoredFile,
    User,
)
from app.models.picklists import (
    AttachmentPurpose,
    CommunicationKind,
    Direction,
    Disposition,
    OutcomeKind,
    Relation,
    Role,
    SourceClass,
)
from app.requests import filing
from app.requests.letter import Filing, Letter
from tests.pages import parse, words

NOON = datetime(2018, 10, 9, 16, tzinfo=UTC)


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def plain(answer) -> str:
    found = "".join(words(part) for part in parse(text_of(answer)).iter("main"))
    return re.sub(r"\s+", " ", found)


def fill(given, made, person, number: int) -> None:
    """So many of everything that a page lists."""
    with given.session() as session:
        oversight_request = session.get_one(OversightRequest, made.id)
        user = session.get_one(User, person.id)
        items = list(oversight_request.items)
        intelligence = IntelligenceItem(
            office_id=oversight_request.office_id,
            title="Photographs of tanks",
            source_class=SourceClass.MEDIA,
            source="Press",
            logged_by_id=user.id,
        )
        session.add(intelligence)
        for turn in range(number):
            reply = Communication(
                oversight_request=oversight_request,
                kind=CommunicationKind.REPLY,
                direction=Direction.INTERNAL if turn == 1 else Direction.IN,
                dated_on=date(2018, 10, 8),
                summary=f"Reply {turn}",
                logged_by=user,
            )
            session.add(reply)
            file = StoredFile(sha256=f"{turn:064x}", size=10, kind="pdf", media_type="application/pdf")
            session.add_all(
                [
                    Outcome(
                        oversight_request=oversight_request,
                        kind=OutcomeKind.HEARING,
                        claim=f"Hearing {turn}",
                        dated_on=date(2018, 10, 8),
                        recorded_by=user,
                    ),
                    Attachment(
                        stored_file=file,
                        oversight_request=oversight_request,
                        communication=reply,
                        purpose=AttachmentPurpose.REPLY,
                        name=f"reply{turn}.pdf",
                        attached_by=user,
                    ),
                    IntelligenceLink(
                        intelligence_item=intelligence,
                        oversight_request=oversight_request,
                        item=items[turn],
                        relation=Relation.SUPPORTS,
                        linked_by=user,
                    ),
                    ItemDisposition(
                        item=items[turn],
                        request_id=made.id,
                        communication=reply,
                        code=Disposition.PARTIAL,
                        dated_on=date(2018, 10, 8),
                        logged_by=user,
                    ),
                ]
            )
        session.flush()
        oversight_request.recount()
        session.commit()
    with given.session() as session:
        oversight_request, user = session.get_one(OversightRequest, made.id), session.get_one(User, person.id)
        for turn in range(number):
            record(oversight_request, "edited", by=user, summary=f"Turn {turn}.", changes={})
        session.commit()


@pytest.mark.parametrize("number", [1, 50, 500])
def test_the_page_asks_at_most_fourteen_questions_whatever_it_holds(given, client, selects, number):
    counsel = given.person(Role.COUNSEL)
    made = given.request(items=number, owner=counsel, named=[counsel])
    fill(given, made, counsel, number)
    client.sign_in(counsel)
    with selects() as counted:
        answer = client.get(made.url, reads_page=number < 500)
    assert answer.status_code == 200
    assert len(counted) <= 14, "\n\n".join(counted.statements)
    assert f"Reply {number - 1}" in text_of(answer)


def test_the_page_tells_number_subject_state_and_count(given, client):
    clerk = given.person(Role.CLERK)
    made = given.request(items=[("1", "All contracts"), ("2", "For each"), ("2a", "the price")])
    client.sign_in(clerk)
    with time_machine.travel(NOON, tick=False):
        found = plain(client.sign_in(clerk).get(made.url))
    for words_there in (
        made.number,
        "Vendor contracts",
        "Due soon",
        "Not released",
        "0 of 2 satisfied",
        "2 nothing yet",
        "2(a)",
        "in 3 business days",
        "Department of State (State)",
    ):
        assert words_there in found


def test_the_ledger_explains_how_the_date_came_about(given, client):
    made = given.request()
    client.sign_in(given.person(Role.CLERK))
    found = plain(client.get(made.url))
    assert "How this date came about" in found
    assert "Due Fri Oct 12, 2018, end of day ET." in found


def test_nobody_is_told_overdue_early(given, clients):
    made, clerk = given.request(), given.person(Role.CLERK)
    with time_machine.travel("2018-10-12T21:01:00Z", tick=False):
        assert "Overdue" not in plain(clients().sign_in(clerk).get(made.url))
    with time_machine.travel("2018-10-13T04:00:00Z", tick=False):
        assert "Overdue" in plain(clients().sign_in(clerk).get(made.url))


def test_another_office_and_a_reader_see_the_record_and_none_of_the_work_product(given, clients):
    ours, theirs = given.office("DEMO"), given.office("MEMB")
    counsel = given.person(Role.COUNSEL, office=ours)
    made = given.request(office=ours, owner=counsel, items=2, shared_with=[theirs])
    fill(given, made, counsel, 2)
    with given.session() as session:
        oversight_request = session.get_one(OversightRequest, made.id)
        oversight_request.next_step = "Call the bureau"
        session.commit()
    own = plain(clients().sign_in(counsel).get(made.url))
    for secret in ("Photographs of tanks", "Call the bureau", "Turn 0.", "History", "Reply 1", "How this date"):
        assert secret in own
    for role in (Role.READER, Role.COUNSEL):
        other = plain(clients().sign_in(given.person(role, office=theirs)).get(made.url))
        assert "Reply 0" in other
        for secret in ("Photographs of tanks", "Call the bureau", "Turn 0.", "History", "Reply 1", "grade", "How this"):
            assert secret not in other
        assert "Log reply" not in other
        assert "Edit" not in other


@pytest.mark.parametrize("role", list(Role))
def test_the_offices_own_staff_sees_the_page_and_its_reader_only_what_is_shared(given, client, role):
    made = given.request()
    client.sign_in(given.person(role))
    assert client.get(made.url).status_code == (404 if role is Role.READER else 200)


def test_unseen_and_unknown_numbers_answer_alike(given, client):
    hidden = given.request(office=given.office("DEMOM"))
    client.sign_in(given.person(Role.STAFF_DIRECTOR))
    unseen, unknown = client.get(hidden.url), client.get("/requests/DEMOM-115-9999")
    assert (unseen.status_code, unknown.status_code) == (404, 404)
    assert plain(unseen) == plain(unknown)
    assert client.get("/requests/a%00b").status_code == 404
    assert client.get("/requests/" + "9" * 3000).status_code == 404


def test_the_signed_out_are_asked_to_sign_in(given, client):
    assert client.get(given.request().url).status_code == 302


def test_an_administrator_without_a_seat_learns_nothing(given, client):
    made = given.request()
    client.sign_in(given.person(None, is_administrator=True))
    assert client.get(made.url).status_code == client.get("/requests/DEMO-115-9999").status_code == 403


def test_words_of_a_letter_are_shown_and_never_run(given, client):
    made = given.request(subject="<script>alert(1)</script>", items=[("1", "<img src=x onerror=alert(1)>")])
    client.sign_in(given.person(Role.CLERK))
    page = text_of(client.get(made.url))
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


def test_a_request_filed_with_hundreds_of_items_is_shown_in_their_order(given, client):
    clerk, agency = given.person(Role.CLERK), given.agency()
    with given.acting(clerk) as user:
        text = "\n".join(f"{n}. Item number {n}." for n in range(1, 301))
        told = Filing(
            letter=Letter(agency_id=agency.id, subject="Long"), due_on=date(2030, 1, 2), owner_id=user.id, items=text
        )
        made = filing.file(filing=told, office=user.seats[0].office, by=user, request_id=5)
        number = made.number
    client.sign_in(clerk)
    found = plain(client.get(f"/requests/{number}"))
    assert "0 of 300 satisfied" in found
    assert found.index("Item number 2.") < found.index("Item number 10.") < found.index("Item number 300.")
    assert given.count(Item) == 300
