"""Moving a due date: extend, take back, correct; who may, and that the first date never goes out of sight."""

import html
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from app.models import DeadlineEntry, Event, EventPayload, OversightRequest
from app.models.picklists import ClosingReason, EntryKind, Role
from tests.pages import hidden_fields

TUESDAY = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def counsel(given, client, clock):
    person = given.person(Role.COUNSEL)
    client.sign_in(person)
    return person


def extend(client, row, **fields):
    return client.submit(f"{row.url}/extension", {"preset": "2018-10-19", **fields})


def text_of(page) -> str:
    return html.unescape(page.get_data(as_text=True))


def undo_url(client) -> str:
    """The address behind the Undo button of the next page."""
    return text_of(client.get("/requests")).split('action="/requests/DEMO')[1].split('"')[0]


def test_extending_by_a_week_moves_the_due_date_and_keeps_the_first_one(given, client, counsel):
    row = given.request()
    page = text_of(client.get(f"{row.url}/extension"))
    assert "1 week: Fri, Oct 19, 2018" in page
    assert "2 weeks: Fri, Oct 26, 2018" in page
    assert "Next business day: Mon, Oct 15, 2018" in page
    answer = extend(client, row, reason="One week by phone", how="phone")
    assert answer.status_code == 302
    assert answer.location == row.url
    after = given.row(OversightRequest, id=row.id)
    assert (after.due_on, after.first_due_on) == (date(2018, 10, 19), date(2018, 10, 12))
    assert (after.extensions, after.due_version) == (1, 2)
    page = text_of(client.get(f"{row.url}/deadline"))
    assert "Extended to Fri Oct 19, 2018 on Tue Oct 9: One week by phone by phone." in page
    assert "first due Fri Oct 12, 2018, extended once" in page


def test_the_history_says_who_extended_to_when_and_why(given, client, counsel):
    row = given.request()
    extend(client, row, reason="They asked")
    event, payload = given.row(Event, verb="deadline_extended"), given.row(EventPayload)
    assert event.actor == counsel.name
    assert event.request_id == row.id
    assert payload.summary == "Deadline extended to Fri, Oct 19, 2018."
    assert payload.note == "They asked"
    assert payload.changes["due_on"] == ["2018-10-12", "2018-10-19"]


def test_a_day_of_ones_own_with_a_time_is_kept_to_the_minute(given, client, counsel):
    row = given.request()
    assert extend(client, row, preset="own", until="Oct 23 2018", until_time="5:00 p.m.").status_code == 302
    assert given.row(OversightRequest, id=row.id).due_at == datetime(2018, 10, 23, 21, 0, tzinfo=UTC)


def test_an_overdue_request_is_extended_from_today(given, client, counsel):
    row = given.request(due_on=date(2018, 9, 3))
    assert "1 week: Tue, Oct 16, 2018" in text_of(client.get(f"{row.url}/extension"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"preset": "own"}, "Enter the new due date"),
        ({"preset": "own", "until": "soon"}, "Enter a date like 10/12/2018."),
        ({"preset": "own", "until": "10/12/2018"}, "An extension must be later than the current due date"),
        ({"preset": "own", "until": "10/20/2018", "until_time": "5"}, "Say a.m. or p.m."),
        ({"preset": "nonsense"}, "Choose one of these days."),
        ({"reason": "a\x00b"}, "cannot be seen"),
        ({"reason": "x" * 2001}, "Use at most 2,000 characters"),
        ({"version": "7"}, "The due date was changed while you were writing; it is now Fri, Oct 12, 2018."),
        ({"how": "pigeon"}, "Choose one of these."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_moves(given, client, counsel, fields, sentence):
    row = given.request()
    answer = extend(client, row, **fields)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert given.row(OversightRequest, id=row.id).due_version == 1


def test_after_a_colleague_moved_the_date_a_second_look_saves(given, client, clients, counsel):
    row = given.request()
    client.get(f"{row.url}/extension")
    page = client.get(f"{row.url}/extension")
    fields = hidden_fields(page.get_data(as_text=True), f"{row.url}/extension")
    extend(clients().sign_in(given.person(Role.CLERK)), row)
    late = {**fields, "preset": "own", "until": "10/30/2018"}
    answer = client.post(f"{row.url}/extension", data=late)
    assert "it is now Fri, Oct 19, 2018" in text_of(answer)
    again = hidden_fields(answer.get_data(as_text=True), f"{row.url}/extension")
    assert client.post(f"{row.url}/extension", data={**late, **again}).status_code == 302
    assert given.row(OversightRequest, id=row.id).due_on == date(2018, 10, 30)


def test_sending_the_same_form_twice_extends_once_and_answers_the_same(given, client, counsel):
    row = given.request()
    page = client.get(f"{row.url}/extension")
    fields = hidden_fields(page.get_data(as_text=True), f"{row.url}/extension")
    answers = [client.post(f"{row.url}/extension", data={**fields, "preset": "2018-10-19"}) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(302, row.url)] * 2
    assert given.count(DeadlineEntry) == 2
    assert given.row(OversightRequest, id=row.id).extensions == 1


def test_an_extension_can_be_taken_back_once(given, client, counsel):
    row = given.request()
    extend(client, row)
    url = "/requests/DEMO" + undo_url(client)
    token = client.token(f"{row.url}/extension")
    assert client.post(url, data={"csrf_token": token}).status_code == 302
    after = given.row(OversightRequest, id=row.id)
    assert (after.due_on, after.extensions, after.due_version) == (date(2018, 10, 12), 0, 3)
    client.post(url, data={"csrf_token": token})
    assert "Use a correction" in text_of(client.get("/requests"))
    assert given.count(DeadlineEntry) == 3


def test_after_half_an_hour_an_extension_is_not_taken_back_but_corrected(given, client, counsel, clock):
    row = given.request()
    extend(client, row)
    url = "/requests/DEMO" + undo_url(client)
    clock.move_to(TUESDAY + timedelta(minutes=31))
    client.post(url, data={"csrf_token": client.token(f"{row.url}/extension")})
    assert "more than 30 minutes ago. Use a correction." in text_of(client.get("/requests"))
    assert given.row(OversightRequest, id=row.id).due_on == date(2018, 10, 19)


@pytest.mark.parametrize("entry", ["", "?entry=", "?entry=0", "?entry=nonsense", "?entry=99999999999999999999999"])
def test_undo_of_nothing_is_refused_without_a_fault(given, client, counsel, entry):
    row = given.request()
    answer = client.post(f"{row.url}/extension/undo{entry}", data={"csrf_token": client.token(f"{row.url}/extension")})
    assert answer.status_code == 302
    assert given.row(OversightRequest, id=row.id).due_version == 1


def test_a_correction_mends_the_first_date_and_counts_as_no_extension(given, client, counsel):
    row = given.request()
    answer = client.submit(f"{row.url}/due-correction", {"until": "10/11/2018", "reason": "The letter says the 11th"})
    assert answer.status_code == 302
    after = given.row(OversightRequest, id=row.id)
    assert (after.due_on, after.first_due_on, after.extensions) == (date(2018, 10, 11), date(2018, 10, 11), 0)
    assert given.row(DeadlineEntry, position=2).kind is EntryKind.CORRECTION


def test_a_correction_can_say_that_no_date_is_set_and_set_one_where_none_was(given, client, counsel):
    row, bare = given.request(), given.request(due_on=None)
    client.submit(f"{row.url}/due-correction", {"is_none": "y", "reason": "The letter prints no date"})
    assert given.row(OversightRequest, id=row.id).due_at is None
    client.submit(f"{bare.url}/due-correction", {"until": "10/11/2018", "reason": "Found on page two"})
    assert given.row(OversightRequest, id=bare.id).due_on == date(2018, 10, 11)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "typed wrongly"}, "Enter the right due date."),
        ({"until": "10/11/2018"}, "Say what was wrong."),
        ({"until": "10/12/2018", "reason": "x"}, "That is the due date already."),
        ({"until": "10/11/2018", "is_none": "y", "reason": "x"}, "not both"),
    ],
)
def test_a_wrong_correction_is_refused_beside_its_field(given, client, counsel, fields, sentence):
    row = given.request()
    answer = client.submit(f"{row.url}/due-correction", fields)
    assert answer.status_code == 200
    assert sentence in text_of(answer)


def test_a_request_without_a_due_date_cannot_be_extended(given, client, counsel):
    row = given.request(due_on=None)
    assert "no due date to extend" in text_of(extend(client, row))


@pytest.mark.parametrize(
    ("life", "word"),
    [
        ({"closed_on": date(2018, 10, 8), "closing_reason": ClosingReason.WITHDRAWN}, "is closed"),
        ({"void_at": TUESDAY}, "is void"),
    ],
)
def test_a_closed_or_void_request_keeps_its_date(given, client, counsel, life, word):
    row = given.request(**life)
    assert word in text_of(extend(client, row))
    corrected = client.submit(f"{row.url}/due-correction", {"until": "10/11/2018", "reason": "x"})
    assert word in text_of(corrected)
    assert given.row(OversightRequest, id=row.id).due_version == 1


@pytest.mark.parametrize("page", ["extension", "due-correction"])
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.STAFF_DIRECTOR, 200),
        (Role.COUNSEL, 200),
        (Role.CLERK, 200),
        (Role.INVESTIGATOR, 403),
        (Role.READER, 404),
    ],
)
def test_who_may_move_a_deadline(given, client, clock, role, status, page):
    row = given.request()
    client.sign_in(given.person(role))
    assert client.get(f"{row.url}/{page}").status_code == status


def test_an_investigator_moves_the_deadlines_of_own_requests(given, client, clock):
    me = given.person(Role.INVESTIGATOR)
    client.sign_in(me)
    assert extend(client, given.request(owner=me)).status_code == 302


def test_strangers_and_other_offices_learn_nothing(given, client, clients, clock):
    minority = given.office("DEMOM")
    row, shared = given.request(), given.request(shared_with=[minority])
    other = clients().sign_in(given.person(Role.STAFF_DIRECTOR, office=minority))
    for page in ("extension", "due-correction", "deadline"):
        assert client.get(f"{row.url}/{page}").status_code == 302
        unseen = other.get(f"{row.url}/{page}")
        unknown = other.get(f"/requests/DEMO-115-9999/{page}")
        assert unseen.status_code == unknown.status_code == 404
        assert unseen.get_data(as_text=True).replace(row.number, "") == unknown.get_data(as_text=True).replace(
            "DEMO-115-9999", ""
        )
    assert other.get("/requests/%00/extension").status_code == 404
    assert other.get(f"{shared.url}/deadline").status_code == 200
    assert other.get(f"{shared.url}/extension").status_code == 403


def test_a_long_ledger_asks_no_more_questions_than_a_short_one(given, client, counsel, selects):
    row = given.request()
    asked = []
    for days in (range(13, 14), range(14, 31)):
        for day in days:
            extend(client, row, preset="own", until=f"10/{day}/2018")
        client.get(f"{row.url}/deadline")
        with selects() as counted:
            client.get(f"{row.url}/extension")
        asked.append(len(counted))
    assert asked[0] == asked[1]
