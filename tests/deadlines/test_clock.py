"""Stopping a clock and letting it run again: seen first, kept in the ledger, and no false lateness meanwhile."""

import html
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from app.clock import now
from app.models import DeadlineEntry, Event, Message, OversightRequest
from app.models.picklists import Role
from app.reminders import services as reminders

TUESDAY = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)
STOP = {"day": "10/8/2018", "category": "ACCOMMODATION", "agreed_by": "A. Lee"}


@pytest.fixture
def clock():
    with time_machine.travel(TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def counsel(given, client, clock):
    person = given.person(Role.COUNSEL)
    client.sign_in(person)
    return person


def text_of(page) -> str:
    return html.unescape(page.get_data(as_text=True))


def stop(client, row, act="save", **fields):
    return client.submit(f"{row.url}/deadline/stop", {**STOP, **fields, "act": act})


def restart(client, row, day, act="save", **fields):
    return client.submit(f"{row.url}/deadline/restart", {"day": day, **fields, "act": act})


def test_a_stopped_request_is_not_late_and_nobody_hears_of_it_until_it_runs_again(given, client, counsel, clock):
    row = given.request(owner=counsel)
    assert "Nothing is due until the clock runs again" in text_of(stop(client, row, act=""))
    assert given.count(DeadlineEntry) == 1
    assert stop(client, row).status_code == 302
    after = given.row(OversightRequest, id=row.id)
    assert (after.due_on, after.due_at, after.stopped_on, after.due_version) == (None, None, date(2018, 10, 8), 2)
    clock.move_to(datetime(2018, 11, 1, 14, 0, tzinfo=UTC))
    client.sign_in(counsel)
    for path in ("/requests", row.url, "/requests?state=stopped"):
        page = text_of(client.get(path))
        assert "Stopped since Mon, Oct 8, 2018" in page
        assert "verdue" not in page.partition("<main")[2].partition("tecum-status")[2]
    assert row.number not in text_of(client.get("/requests?state=overdue"))
    with given.session():
        reminders.plan(now())
    assert given.count(Message) == 0
    shown = text_of(restart(client, row, "10/31/2018", act=""))
    assert "Sun, Nov 4, 2018" in shown
    assert given.row(OversightRequest, id=row.id).due_on is None
    assert restart(client, row, "10/31/2018").status_code == 302
    after = given.row(OversightRequest, id=row.id)
    assert (after.due_on, after.stopped_on) == (date(2018, 11, 4), None)
    assert given.row(Event, verb="clock_restarted").request_id == row.id
    assert "(talks about an accommodation), noted on" in text_of(client.get(f"{row.url}/deadline"))


def test_a_stop_is_taken_back_and_then_was_never_there(given, client, counsel, clock):
    row = given.request()
    stop(client, row)
    with given.session() as session:
        last = session.query(DeadlineEntry).filter_by(position=2).one()
        url = f"{row.url}/extension/undo?entry={last.id}"
    client.post(url, data={"csrf_token": client.token("/requests")})
    after = given.row(OversightRequest, id=row.id)
    assert (after.due_on, after.stopped_on) == (date(2018, 10, 12), None)
    stop(client, row)
    clock.move_to(TUESDAY + timedelta(minutes=31))
    with given.session() as session:
        last = session.query(DeadlineEntry).filter_by(position=4).one()
    client.post(f"{row.url}/extension/undo?entry={last.id}", data={"csrf_token": client.token("/requests")})
    assert given.row(OversightRequest, id=row.id).stopped_on == date(2018, 10, 8)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": ""}, "Enter the day."),
        ({"day": "2/30/2018"}, "2018"),
        ({"day": "10/10/2018"}, "This day is still to come."),
        ({"day": "9/30/2018"}, "This is before the date of the letter."),
        ({"day": "1/1/0024"}, "Enter a date between 1900 and 2100."),
        ({"day": "1/1/2204"}, "Enter a date between 1900 and 2100."),
        ({"category": "WHIM"}, "Choose one of these."),
    ],
)
def test_a_stop_that_cannot_be_is_refused(given, client, counsel, fields, sentence):
    row = given.request()
    assert sentence in text_of(stop(client, row, **fields))
    assert given.count(DeadlineEntry) == 1


def test_a_clock_stops_once_and_runs_again_only_after_it_stopped(given, client, counsel):
    row, bare = given.request(), given.request(due_on=None)
    assert "The clock is not stopped." in text_of(restart(client, row, "10/9/2018"))
    stop(client, row)
    assert "The clock is stopped already." in text_of(stop(client, row))
    assert "The clock stopped on Mon Oct 8, 2018: restart it later." in text_of(restart(client, row, "10/5/2018"))
    assert "There is no due date whose clock could stop." in text_of(stop(client, bare))
    assert "The clock is stopped. Restart it first." in text_of(
        client.submit(f"{row.url}/extension", {"preset": "2018-10-19"})
    )
    assert given.row(OversightRequest, id=row.id).due_version == 2
