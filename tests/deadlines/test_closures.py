"""Declaring a closure: seen first, moved in one act, lifted again; and the dates that never move."""

import html
from datetime import UTC, date, datetime

import pytest
import time_machine

from app.models import Agency, Closure, DeadlineEntry, Event, OversightRequest
from app.models.picklists import EntryKind, Role

URL = "/admin/closures/new"


@pytest.fixture
def counsel(given, client):
    with time_machine.travel(datetime(2018, 10, 4, 14, 0, tzinfo=UTC), tick=False):
        person = given.person(Role.COUNSEL)
        client.sign_in(person)
        yield person


def text_of(page) -> str:
    return html.unescape(page.get_data(as_text=True))


def file(given, client, counsel, subject="Vendor contracts", **fields):
    """A letter of Oct 3 that asks for an answer in ten business days; Oct 8 is Columbus Day."""
    agency = given.agency()
    told = {
        "agency_id": str(agency.id),
        "subject": subject,
        "dated_on": "10/3/2018",
        "due_basis": "N_BUS_DAYS",
        "due_number": "10",
        "owner_id": str(counsel.id),
        **fields,
    }
    return client.submit("/requests/new", told)


def declare(given, client, act="", **fields):
    office_id = given.office().id
    told = {"first_on": "10/15/2018", "kind": "WEATHER", "reason": "a blizzard", "office_id": str(office_id), **fields}
    return client.submit(URL, {**told, "act": act})


def test_a_letter_counted_in_business_days_is_shown_and_then_filed(given, client, counsel):
    given.office()
    page = text_of(file(given, client, counsel, act="due"))
    assert "10 business days, Mon Oct 8 (Columbus Day) skipped: due Thu Oct 18, 2018, end of day ET." in page
    assert given.count(OversightRequest) == 0
    assert file(given, client, counsel).status_code == 302
    made = given.row(OversightRequest)
    assert (made.due_on, made.first_due_on) == (date(2018, 10, 18), date(2018, 10, 18))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due_number": "10,000"}, "Enter a number of business days from 1 to 1,000."),
        ({"due_number": ""}, "Enter the number that the letter says."),
        ({"due_basis": "COB", "due_on": ""}, "Enter the due date."),
        ({"due_basis": "DATE_TIME", "due_on": "10/12/2018"}, "Enter the time that the letter prints."),
        ({"dated_on": ""}, "Enter the day from which this is counted."),
        ({"due_basis": "N_SESSION_DAYS"}, "Choose the chamber whose days the letter counts."),
        ({"due_basis": "DATE", "due_on": "10/1/2018"}, "The due date is before the date on the letter."),
        ({"due_from": "10/3/2204"}, "Enter a date between 1900 and 2100."),
    ],
)
def test_what_cannot_be_counted_is_told_beside_its_field_and_nothing_is_filed(given, client, counsel, fields, sentence):
    assert sentence in text_of(file(given, client, counsel, **fields))
    assert given.count(OversightRequest) == 0


def test_a_closure_is_previewed_then_moves_all_that_it_moves_in_one_act(given, client, counsel):
    printed = given.request(due_on=date(2018, 10, 18), subject="Printed")
    file(given, client, counsel)
    file(given, client, counsel, "Another letter", due_number="2")
    page = text_of(declare(given, client))
    assert page.count("Fri, Oct 19, 2018") == 1
    assert printed.number not in page
    assert given.count(Closure) == 0
    assert declare(given, client, "declare").status_code == 302
    moved = given.row(OversightRequest, subject="Vendor contracts")
    assert (moved.due_on, moved.first_due_on, moved.due_version) == (date(2018, 10, 19), date(2018, 10, 19), 2)
    assert given.row(OversightRequest, id=printed.id).due_version == 1
    assert given.row(OversightRequest, subject="Another letter").due_version == 1
    assert given.row(DeadlineEntry, kind=EntryKind.CLOSURE).reason == "a blizzard"
    acts = {given.row(Event, verb="closure_declared").act_id, given.row(Event, verb="deadline_moved").act_id}
    assert acts == {given.row(Closure).act_id}
    page = text_of(client.get(f"/requests/{moved.number}/deadline"))
    assert "Closed Mon Oct 15, 2018 (a blizzard): due Fri Oct 19, 2018." in page


def test_a_closure_that_is_lifted_gives_its_day_back(given, client, counsel):
    file(given, client, counsel)
    declare(given, client, "declare")
    url = f"/admin/closures/{given.row(Closure).id}/lifting"
    for _ in range(2):
        assert client.post(url, data={"csrf_token": client.token(URL)}).status_code == 302
    made = given.row(OversightRequest)
    assert (made.due_on, made.due_version) == (date(2018, 10, 18), 3)


def test_a_closure_known_before_filing_is_counted_when_the_letter_is_filed(given, client, counsel):
    given.office()
    declare(given, client, "declare")
    file(given, client, counsel)
    assert given.row(OversightRequest).due_on == date(2018, 10, 19)
    assert "Mon Oct 15 (a blizzard)" in text_of(client.get(f"/requests/{given.row(OversightRequest).number}/deadline"))


def test_an_agency_s_closure_moves_only_what_that_agency_and_its_bureaus_owe(given, client, counsel):
    other = given.agency("DOE")
    bureau = given.agency("PM", name="Bureau of Political-Military Affairs", parent=given.agency())
    file(given, client, counsel, "At another", agency_id=str(other.id))
    file(given, client, counsel, "At a bureau", agency_id=str(bureau.id))
    declare(given, client, "declare", agency_id=str(given.agency().id))
    assert given.row(OversightRequest, subject="At another").due_on == date(2018, 10, 18)
    assert given.row(OversightRequest, subject="At a bureau").due_on == date(2018, 10, 19)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"last_on": "10/14/2018"}, "The last day is before the first."),
        ({"last_on": "10/14/2028"}, "A closure lasts at most 120 days."),
        ({"first_on": "10/13/2018"}, "These days are a weekend"),
        ({"first_on": "2/30/2018"}, "2018"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_a_closure_that_cannot_be_is_refused_and_nothing_moves(given, client, counsel, fields, sentence):
    file(given, client, counsel)
    assert sentence in text_of(declare(given, client, "declare", **fields))
    assert given.count(Closure) == 0
    assert given.row(OversightRequest).due_version == 1


def test_another_office_learns_nothing_of_a_closure_and_lifts_none(given, client, clients, counsel):
    file(given, client, counsel)
    declare(given, client, "declare")
    other = clients().sign_in(given.person(Role.COUNSEL, office=given.office("DEMOM")))
    assert "a blizzard" not in text_of(other.get("/admin/closures"))
    url = f"/admin/closures/{given.row(Closure).id}/lifting"
    assert other.post(url, data={"csrf_token": other.token(URL)}).status_code == 404


def test_the_calculator_counts_with_what_is_declared(given, client, counsel):
    given.office()
    declare(given, client, "declare")
    page = text_of(client.get("/calendar/calculator?start=10/3/2018&n=10&unit=N_BUS_DAYS"))
    assert "Fri, Oct 19, 2018" in page
    assert "from 1 to 1,000" in text_of(client.get("/calendar/calculator?start=10/3/2018&n=9999&unit=N_BUS_DAYS"))
    assert client.get("/calendar/calculator?start=&n=x&unit=nonsense").status_code == 200


def test_a_row_of_the_docket_extends_once_with_the_date_that_it_shows(given, client, counsel):
    row = given.request(due_on=date(2018, 10, 12))
    page = text_of(client.get("/requests"))
    assert "1 week: Fri, Oct 19, 2018" in page
    url = page.split(f'formaction="{row.url}/extension/day')[1].split('"')[0]
    for _ in range(2):
        client.post(f"{row.url}/extension/day{url}", data={"csrf_token": client.token("/requests")})
    after = given.row(OversightRequest, id=row.id)
    assert (after.due_on, after.first_due_on, after.extensions) == (date(2018, 10, 19), date(2018, 10, 12), 1)


@pytest.mark.parametrize(
    "asked", ["", "?until=soon&version=1", "?until=2018-10-19&version=x", "?until=2018-10-01&version=1"]
)
def test_a_row_that_was_tampered_with_extends_nothing(given, client, counsel, asked):
    row = given.request(due_on=date(2018, 10, 12))
    answer = client.post(f"{row.url}/extension/day{asked}", data={"csrf_token": client.token("/requests")})
    assert answer.location == f"{row.url}/extension"
    assert given.row(OversightRequest, id=row.id).due_version == 1


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"back": "today", "filters": "mine=1"}, "/?mine=1"),
        ({"back": "docket", "filters": "state=all&state=x&q=\u00e9"}, "/requests?state=all&state=x&q=%C3%A9"),
        ({"back": "//elsewhere.example", "filters": "//elsewhere.example"}, "/requests"),
    ],
)
def test_a_row_leads_back_to_its_list_as_it_was_filtered_and_nowhere_else(given, client, counsel, sent, place):
    row = given.request(due_on=date(2018, 10, 12))
    token = client.token("/requests")
    url = f"{row.url}/extension/day?until=2018-10-19&version={given.row(OversightRequest, id=row.id).due_version}"
    assert client.post(url, data={"csrf_token": token, **sent}).location == place


def test_an_office_may_ask_for_a_reason(given, client, counsel):
    row = given.request(due_on=date(2018, 10, 12), office=given.office(is_extension_reason_needed=True))
    with given.session() as session:
        session.query(OversightRequest).one().office.is_extension_reason_needed = True
        session.commit()
    assert "Say why." in text_of(client.submit(f"{row.url}/extension", {"preset": "2018-10-19"}))
    assert client.submit(f"{row.url}/extension", {"preset": "2018-10-19", "reason": "They asked"}).status_code == 302


def test_inauguration_day_is_left_out_for_an_agency_that_keeps_it_and_for_its_bureaus(given, client, counsel):
    bureau = given.agency("PM", name="Bureau of Political-Military Affairs", parent=given.agency())
    told = {"dated_on": "1/15/2021", "due_number": "3", "agency_id": str(bureau.id)}
    file(given, client, counsel, "Before", **told)
    with given.session() as session:
        session.get_one(Agency, given.agency().id).is_inauguration_kept = True
        session.commit()
    file(given, client, counsel, "After", **told)
    assert given.row(OversightRequest, subject="Before").due_on == date(2021, 1, 21)
    made = given.row(OversightRequest, subject="After")
    assert made.due_on == date(2021, 1, 22)
    words = "Mon Jan 18 (Birthday of Martin Luther King, Jr.), Wed Jan 20 (Inauguration Day) skipped"
    assert words in text_of(client.get(f"/requests/{made.number}/deadline"))
