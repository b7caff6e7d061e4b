"""Dates beside deadlines, and the days of chambers: on the calendar, in its links, in a request's file."""

import html
from datetime import UTC, date, datetime

import pytest
import time_machine

from app.models import ChamberCalendar, OtherDate
from app.models.deadline_picklists import DayKind, OtherKind
from app.models.picklists import Chamber, Role
from tests.calendar.test_feeds import events, make
from tests.calendar.test_show import cells, said
from tests.deadlines.test_other_dates import add

TUESDAY = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def me(given, client, clock):
    person = given.person(Role.COUNSEL)
    client.sign_in(person)
    return person


def test_each_date_stands_on_its_day_in_words_for_the_offices_own_staff(given, client, clients, me):
    row = given.request(owner=me, due_on=date(2018, 12, 3), shared_with=[given.office("DEMOM")])
    add(client, row, due_on="10/11/2018")
    add(client, row, kind="ROLLING", words="Secret volume", due_on="10/12/2018")
    add(client, row, kind="TARGET", due_on="10/15/2018")
    met = given.request(owner=me, due_on=None)
    add(client, met, due_on="10/16/2018")
    client.submit(f"{met.url}/dates/{given.row(OtherDate, request_id=met.id).id}/met", {"met_on": "10/9/2018"})
    found = cells(client)
    for day, words in (
        ("Thu, Oct 11", "Promised"),
        ("Fri, Oct 12", "Production expected"),
        ("Mon, Oct 15", "Internal target"),
    ):
        assert f"{words}: State {row.number}" in found[f"{day}, 2018"]
        assert f"{words}: State {row.number}" in said(client, "/calendar?view=agenda")
    assert "Promised" not in found["Tue, Oct 16, 2018"]
    assert f"Promised: State {row.number}" in said(client, "/calendar?view=day&on=2018-10-11")
    assert f"Promised: State {row.number}" in cells(client, "/calendar?view=week")["Thu, Oct 11, 2018"]
    minority = clients().sign_in(given.person(Role.COUNSEL, office=given.office("DEMOM")))
    assert row.number in said(minority, "/calendar?on=2018-12-03")
    assert "Promised" not in said(minority, "/calendar?view=agenda")


def test_the_days_of_a_chamber_stand_in_words_and_only_then_are_they_known(given, client, me):
    assert "days on which a chamber sits are not known here" in said(client)
    with given.session() as session:
        known = ChamberCalendar(chamber=Chamber.HOUSE, kind=DayKind.LEGISLATIVE)
        known.take_in([date(2018, 10, 10), date(2019, 1, 3)])
        session.add(known)
        session.commit()
    assert "House: legislative day" in cells(client)["Wed, Oct 10, 2018"]
    text = said(client, "/calendar?view=agenda")
    assert text.count("House: legislative day") == 1
    assert "not known here" not in text


def test_a_feed_has_each_date_as_an_event_that_keeps_its_name_and_is_taken_back(given, client, clients, me, clock, app):
    row = given.request(owner=me, due_on=date(2018, 12, 3), shared_with=[given.office("DEMOM")])
    add(client, row, kind="ROLLING", words="Secret volume", due_on="10/26/2018")
    first = given.row(OtherDate)
    address, seen = make(client), []

    def look():
        found = events(app.test_client().get(address))
        event = found.get(f"{row.number.lower()}-date-{first.id}@127.0.0.1")
        assert len(found) == 1 + (event is not None)
        if event is not None:
            seen.append((int(event["SEQUENCE"]), event["DTSTART"].dt, str(event["STATUS"]), str(event["SUMMARY"])))
        return event

    look()
    fields = client.fields(f"{row.url}/dates/{first.id}")
    client.post(f"{row.url}/dates/{first.id}", data={**fields, "due_on": "11/2/2018"})
    look()
    newest = given.row(OtherDate, ended_at=None)
    client.submit(f"{row.url}/dates/{newest.id}/met", {"met_on": "10/9/2018"})
    look()
    assert [each[0] for each in seen] == sorted({each[0] for each in seen}), "each version has a higher number"
    assert [each[1:3] for each in seen] == [
        (date(2018, 10, 26), "CONFIRMED"), (date(2018, 11, 2), "CONFIRMED"), (date(2018, 11, 2), "CANCELLED"),
    ]  # fmt: skip
    assert {each[3] for each in seen} == {f"Production expected: [{row.number}] State"}
    minority = clients().sign_in(given.person(Role.COUNSEL, office=given.office("DEMOM")))
    assert list(events(app.test_client().get(make(minority)))) == [f"{row.number.lower()}-due@127.0.0.1"]
    clock.move_to(datetime(2018, 11, 9, 14, tzinfo=UTC))
    assert look() is None


def test_the_file_of_a_request_holds_the_dates_that_are_waited_for(given, client, me):
    row = given.request(owner=me, due_on=date(2018, 10, 12))
    add(client, row, due_on="10/26/2018")
    add(client, row, kind="TARGET", due_on="10/11/2018")
    gone = given.row(OtherDate, kind=OtherKind.TARGET)
    client.post(f"{row.url}/dates/{gone.id}/removal", data={"csrf_token": client.token("/requests")})
    found = events(client.get(f"{row.url}/deadline.ics"))
    assert [str(each["SUMMARY"]) for each in found.values()] == [
        f"Due: [{row.number}] State", f"Promised: [{row.number}] State",
    ]  # fmt: skip


def test_the_number_of_questions_does_not_grow_with_the_dates(given, client, me, selects, app):
    row = given.request(owner=me, due_on=date(2018, 10, 12))
    address = make(client)
    asked = [address, "/calendar?view=month", "/calendar?view=day&on=2018-10-12"]
    for each in asked:
        client.get(each)

    def counted():
        numbers = []
        for each in asked:
            with selects() as found:
                assert "Server error" not in html.unescape(client.get(each).get_data(as_text=True))
            numbers.append(len(found))
        return numbers

    few = counted()
    for number in range(4):
        other = given.request(owner=me, agency=given.agency(f"A{number}"), due_on=date(2018, 10, 12))
        for each in (row, other):
            add(client, each, due_on=f"10/{12 + number}/2018")
    assert counted() == few
