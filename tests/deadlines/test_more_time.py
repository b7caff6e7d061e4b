"""More time asked for, granted and refused: three facts with who, how and when, and what they move."""

import html
from datetime import UTC, date, datetime

import pytest
import time_machine

from app.models import DeadlineEntry, EventPayload, Item, OtherDate, OversightRequest
from app.models.deadline_picklists import OtherKind
from app.models.picklists import EntryKind, Role

TUESDAY = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)
ASKED = {"until": "10/26/2018", "how": "phone", "who": "J. Smith", "agreed_by": "A. Lee", "reason": "Clearance"}


@pytest.fixture
def counsel(given, client):
    with time_machine.travel(TUESDAY, tick=False):
        person = given.person(Role.COUNSEL)
        client.sign_in(person)
        yield person


def text_of(page) -> str:
    return html.unescape(page.get_data(as_text=True))


def steps_of(client, row) -> str:
    return text_of(client.get(f"{row.url}/deadline"))


def undo(given, client, row) -> None:
    with given.session() as session:
        last = session.query(DeadlineEntry).filter_by(request_id=row.id).order_by(DeadlineEntry.position.desc()).first()
        url = f"{row.url}/extension/undo?entry={last.id}"
    client.post(url, data={"csrf_token": client.token("/requests")})
    assert "Taken back." in text_of(client.get("/requests"))


def items_of(given, row) -> list[int]:
    with given.session() as session:
        return [item.id for item in session.query(Item).filter_by(request_id=row.id).order_by(Item.position)]


def test_what_is_asked_for_moves_nothing_until_it_is_granted_from_the_page(given, client, counsel):
    row = given.request()
    assert client.submit(f"{row.url}/extension/request", {**ASKED, "said_on": "10/8/2018"}).status_code == 302
    after = given.row(OversightRequest, id=row.id)
    assert (after.due_on, after.due_version, after.extensions) == (date(2018, 10, 12), 1, 0)
    page = text_of(client.get(row.url))
    assert "not answered" in page
    assert "J. Smith" in page
    told = "More time asked for until Fri Oct 26, 2018 on Mon Oct 8: Clearance by phone. For the agency: J. Smith,"
    assert told in steps_of(client, row)
    fields = client.fields(f"{row.url}/extension")
    assert (fields["preset"], fields["until"], fields["who"]) == ("own", "10/26/2018", "J. Smith")
    conditions = "rolling productions weekly"
    assert client.submit(f"{row.url}/extension", {**fields, "conditions": conditions}).status_code == 302
    after = given.row(OversightRequest, id=row.id)
    assert (after.due_on, after.due_version, after.extensions) == (date(2018, 10, 26), 2, 1)
    assert "not answered" not in text_of(client.get(row.url))
    assert "Conditions: rolling productions weekly." in steps_of(client, row)
    undo(given, client, row)
    assert "not answered" in text_of(client.get(row.url))
    assert given.row(OversightRequest, id=row.id).due_on == date(2018, 10, 12)


def test_a_refusal_leaves_the_date_and_can_be_taken_back(given, client, counsel):
    row = given.request()
    client.submit(f"{row.url}/extension/request", ASKED)
    answer = client.submit(f"{row.url}/extension/refusal", {"reason": "Twice extended", "how": "meeting"})
    assert answer.status_code == 302
    assert given.row(OversightRequest, id=row.id).due_version == 1
    assert "More time refused on Tue Oct 9, 2018: Twice extended at a meeting." in steps_of(client, row)
    assert "not answered" not in text_of(client.get(row.url))
    again = client.submit(f"{row.url}/extension/refusal", {})
    assert "No request for more time waits for an answer." in text_of(again)
    undo(given, client, row)
    assert "not answered" in text_of(client.get(row.url))
    assert given.row(EventPayload, summary="The refusal was taken back; due Fri, Oct 12, 2018.")


def test_more_time_for_some_items_dates_these_and_leaves_the_request(given, client, counsel):
    row = given.request(items=3)
    first, second, third = items_of(given, row)
    grant = {"preset": "own", "until": "10/26/2018", "item_ids": [str(first), str(third)]}
    assert client.submit(f"{row.url}/extension", grant).status_code == 302
    after = given.row(OversightRequest, id=row.id)
    assert (after.due_on, after.due_version) == (date(2018, 10, 12), 1)
    assert "Extended for items 1 and 3 only, to Fri Oct 26, 2018, on Tue Oct 9." in steps_of(client, row)
    with given.session() as session:
        own = session.query(OtherDate).filter_by(ended_at=None)
        assert {(date.item_id, date.due_on, date.kind) for date in own} == {
            (item_id, date_on, OtherKind.ITEM) for item_id in (first, third) for date_on in [date(2018, 10, 26)]
        }
    grant = {"preset": "own", "until": "11/2/2018", "item_ids": [str(first)]}
    client.submit(f"{row.url}/extension", grant)
    assert given.row(OtherDate, item_id=first, ended_at=None).due_on == date(2018, 11, 2)
    undo(given, client, row)
    assert given.row(OtherDate, item_id=first, ended_at=None).due_on == date(2018, 10, 26)
    everything = {"preset": "own", "until": "11/9/2018", "item_ids": [str(first), str(second), str(third)]}
    client.submit(f"{row.url}/extension", everything)
    assert given.row(OversightRequest, id=row.id).due_on == date(2018, 11, 9)


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("request", {"until": "10/12/2018"}, "More time ends later than the current due date"),
        ("request", {"until": "2/30/2019"}, "2019"),
        ("request", {"until": "1/1/2204"}, "Enter a date between 1900 and 2100."),
        ("request", {"until": "1/1/0024"}, "Enter a date between 1900 and 2100."),
        ("request", {"said_on": "10/10/2018"}, "This day is still to come."),
        ("request", {"said_on": "9/30/2018"}, "This is before the date of the letter."),
        ("request", {"who": "x" * 201}, "Use at most 200 characters"),
        ("request", {"item_ids": "77"}, "Choose items of this request."),
        ("refusal", {}, "No request for more time waits for an answer."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(given, client, counsel, path, fields, sentence):
    row = given.request(items=2)
    assert sentence in text_of(client.submit(f"{row.url}/extension/{path}", fields))
    assert given.count(DeadlineEntry) == 1


def test_an_ask_sent_twice_is_one_and_an_office_may_want_a_reason_for_the_grant(given, client, counsel):
    row = given.request()
    with given.session() as session:
        session.query(OversightRequest).one().office.is_extension_reason_needed = True
        session.commit()
    fields = {**client.fields(f"{row.url}/extension/request"), "until": "10/26/2018"}
    for _ in range(2):
        assert client.post(f"{row.url}/extension/request", data=fields).status_code == 302
    assert given.count(DeadlineEntry) == 2
    assert given.row(DeadlineEntry, position=2).kind is EntryKind.ASK
    grant = {"preset": "own", "until": "10/26/2018"}
    assert "Say why." in text_of(client.submit(f"{row.url}/extension", grant))
