"""The calendar's page: a month, a week, a list and a day; what stands on them, and for whom."""

import html
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from app.calendar.period import Period, near_text
from app.models import Closure, OversightRequest
from app.models.picklists import ClosureKind, Role
from tests.pages import parse, words

TUESDAY = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)


@pytest.fixture
def me(given, client):
    with time_machine.travel(TUESDAY, tick=False):
        person = given.person(Role.COUNSEL)
        client.sign_in(person)
        yield person


def page_of(client, address="/calendar"):
    return parse(client.get(address).get_data(as_text=True))


def said(client, address="/calendar") -> str:
    return " ".join(html.unescape(words(page_of(client, address).find(".//main"))).split())


def cells(client, address="/calendar") -> dict[str, str]:
    """What stands in each cell of the table, by the day as people hear it."""
    found = {}
    for cell in page_of(client, address).iter("td"):
        day = words(cell.find_class("tecum-calendar__day")[0].find("span[@class='usa-sr-only']"))
        found[day] = " ".join(words(cell).split())
    return found


def close(given, **told):
    with given.session() as session:
        days = {"first_on": date(2018, 10, 15), "last_on": date(2018, 10, 16), "reason": "snow", "act_id": 1}
        person = given.person()
        session.add(Closure(kind=ClosureKind.WEATHER, declared_by_id=person.id, **days, **told))
        session.commit()


def test_a_month_is_a_table_of_whole_weeks_with_what_is_due_and_closed_in_words(given, client, me):
    row = given.request(due_on=date(2018, 10, 12), due_time=time(17), owner=me)
    given.request(due_on=date(2018, 10, 5))
    with given.session() as session:
        session.get_one(OversightRequest, row.id).next_step_on = date(2018, 10, 11)
        session.get_one(OversightRequest, row.id).next_step = "Call the liaison"
        session.commit()
    close(given, office_id=given.office().id)
    close(given, office_id=given.office("DEMOM").id)
    found = cells(client)
    assert len(found) == 35
    assert next(iter(found)) == "Sun, Sep 30, 2018"
    assert "5:00 p.m. State DEMO-115-0001 Due soon Extend the deadline of DEMO-115-0001" in found["Fri, Oct 12, 2018"]
    assert "Next step: State DEMO-115-0001" in found["Thu, Oct 11, 2018"]
    assert "Overdue" in found["Fri, Oct 5, 2018"]
    assert "Columbus Day" in found["Mon, Oct 8, 2018"]
    assert "Today" in found["Tue, Oct 9, 2018"]
    assert found["Tue, Oct 16, 2018"].count("Closed: snow") == 1
    assert "(DEMO)" in found["Tue, Oct 16, 2018"]
    links = {each.get("href") for each in page_of(client).iter("a")}
    assert {row.url, f"{row.url}/extension", "/calendar?view=day&on=2018-10-12"} <= links


def test_a_week_holds_its_seven_days_and_the_list_says_what_it_is_about(given, client, me):
    given.request(due_on=date(2018, 10, 12), subject="Vendor contracts")
    week = list(cells(client, "/calendar?view=week"))
    assert (len(week), week[0], week[-1]) == (7, "Sun, Oct 7, 2018", "Sat, Oct 13, 2018")
    text = said(client, "/calendar?view=agenda")
    assert "Fri, Oct 12, 2018 Due: State DEMO-115-0001 Due soon Vendor contracts" in text
    assert "1 week: Fri, Oct 19, 2018" in text, "a list extends in two clicks"
    assert "Outlook may take hours to update. The e-mail is your reminder." in text


def test_what_finds_no_room_in_a_cell_stands_in_the_list_of_its_day(given, client, me):
    for _ in range(5):
        given.request(due_on=date(2018, 10, 12), owner=me)
    assert "+2 more on Fri, Oct 12, 2018" in cells(client)["Fri, Oct 12, 2018"]
    day = said(client, "/calendar?view=day&on=2018-10-12")
    assert all(f"DEMO-115-000{number}" in day for number in range(1, 6))
    assert "Showing 1 to 5 of 5" in day


def test_a_month_without_a_deadline_says_when_the_next_is(given, client, me):
    given.request(due_on=date(2018, 12, 3))
    assert "No deadlines in November 2018. Next: Mon, Dec 3." in said(client, "/calendar?on=2018-11-01")
    assert "No deadlines in January 2019. None are due later." in said(client, "/calendar?on=2019-01-09&view=agenda")


def test_the_address_cuts_by_office_agency_and_owner_and_nonsense_cuts_nothing(given, client, me):
    mine = given.request(due_on=date(2018, 10, 12), owner=me, agency=given.agency("DOE"))
    other = given.request(due_on=date(2018, 10, 12))
    office, agency = given.office().id, given.agency("DOE").id
    for cut in ("owner=me", f"owner={me.id}", f"agency={agency}", f"office={office}&owner=me"):
        text = said(client, f"/calendar?view=agenda&{cut}")
        assert mine.number in text, cut
        assert other.number not in text, cut
    for nonsense in (
        "owner=12",
        "agency=%00",
        "office=x&on=9999-99-99&view=nonsense",
        "on=9999-12-31",
        "on=0001-01-01",
    ):
        assert client.get(f"/calendar?{nonsense}").status_code == 200, nonsense
    assert other.number in said(client, "/calendar?owner=nobody")


def test_only_what_a_person_sees_stands_there_and_next_steps_are_their_own_staffs(given, client, clients, me):
    reader_office = given.office("MEMB")
    row = given.request(
        due_on=date(2018, 10, 12), shared_with=[reader_office], next_step="Secret call", next_step_on=date(2018, 10, 12)
    )
    hidden = given.request(due_on=date(2018, 10, 12), named=[given.person()])
    assert hidden.number not in said(client)
    assert "Secret call" in said(client, "/calendar?view=agenda")
    reader = clients().sign_in(given.person(Role.READER, office=reader_office))
    text = said(reader, "/calendar?view=agenda")
    assert row.number in text
    assert "Secret call" not in text
    stranger = clients().sign_in(given.person(Role.COUNSEL, office=given.office("DEMOM")))
    assert "No deadlines in October 2018. None are due later." in said(stranger)


@pytest.mark.parametrize("view", ["month", "week", "agenda", "day"])
def test_a_page_asks_the_same_number_of_questions_whatever_there_is(given, client, me, selects, view):
    address = f"/calendar?view={view}&on=2018-10-12"
    given.request(due_on=date(2018, 10, 12), next_step="Call", next_step_on=date(2018, 10, 12))
    with selects() as few:
        client.get(address)
    for ahead in range(8):
        given.request(
            due_on=date(2018, 10, 8) + timedelta(days=ahead), next_step="Call", next_step_on=date(2018, 10, 12)
        )
        given.request(due_on=date(2018, 10, 12), agency=given.agency(f"A{ahead}"))
    close(given)
    with selects() as many:
        client.get(address)
    assert len(few) == len(many) <= 11, many.statements


@pytest.mark.parametrize(
    ("on", "view", "begins", "ends", "first", "last"),
    [
        ("2018-10-31", "month", "2018-10-01", "2018-10-31", "2018-09-30", "2018-11-03"),
        ("2015-02-14", "month", "2015-02-01", "2015-02-28", "2015-02-01", "2015-02-28"),
        ("2024-02-29", "agenda", "2024-02-01", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("2018-10-07", "week", "2018-10-07", "2018-10-13", "2018-10-07", "2018-10-13"),
        ("2018-10-06", "week", "2018-09-30", "2018-10-06", "2018-09-30", "2018-10-06"),
        ("2018-10-06", "day", "2018-10-06", "2018-10-06", "2018-10-06", "2018-10-06"),
    ],
)
def test_which_days_a_page_shows(on, view, begins, ends, first, last):
    period = Period.around(date.fromisoformat(on), view)
    found = [str(day) for day in (period.begins, period.ends, period.first, period.last)]
    assert found == [begins, ends, first, last]


def test_a_date_nearby_is_said_without_its_year():
    period = Period.around(date(2018, 11, 1), "month")
    assert near_text(date(2018, 12, 3), period=period, style="us") == "Mon, Dec 3"
    assert near_text(date(2018, 12, 3), period=period, style="day-first") == "Mon 3 Dec"
    assert near_text(date(2019, 1, 3), period=period, style="us") == "Thu, Jan 3, 2019"
