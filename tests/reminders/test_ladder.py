"""The ladder as a table: which step comes when."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.picklists import MessageKind
from app.reminders.ladder import FARTHEST_AHEAD, missed, newest, steps
from app.workdays import end_of, is_business_day

EASTERN = ZoneInfo("America/New_York")
ZONES = [EASTERN, ZoneInfo("Pacific/Honolulu"), ZoneInfo("America/Los_Angeles"), ZoneInfo("Pacific/Guam")]
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def shown(due_on, count, at=None, zone=EASTERN):
    found = islice(steps(due_on, end_of(due_on, zone, at), zone), count)
    return [(step.key, step.at.astimezone(zone).strftime("%a %Y-%m-%d %H:%M")) for step in found]


@pytest.mark.parametrize(
    ("due_on", "table"),
    [
        (
            date(2018, 10, 12),  # Monday the 8th is Columbus Day.
            [
                ("before-7", "Tue 2018-10-02 07:00"),
                ("before-3", "Tue 2018-10-09 07:00"),
                ("before-1", "Thu 2018-10-11 07:00"),
                ("due", "Fri 2018-10-12 07:00"),
                ("overdue-1", "Sat 2018-10-13 07:00"),
                ("overdue-2", "Sat 2018-10-20 07:00"),
                ("overdue-3", "Sat 2018-10-27 07:00"),
            ],
        ),
        (
            date(2018, 11, 4),  # A Sunday, and the day on which summer time ends.
            [
                ("before-7", "Thu 2018-10-25 07:00"),
                ("before-3", "Wed 2018-10-31 07:00"),
                ("before-1", "Fri 2018-11-02 07:00"),
                ("due", "Sun 2018-11-04 07:00"),
                ("overdue-1", "Mon 2018-11-05 07:00"),
                ("overdue-2", "Mon 2018-11-12 07:00"),
            ],
        ),
        (
            date(2019, 1, 2),  # Christmas, the day before it by order, and New Year's Day.
            [
                ("before-7", "Wed 2018-12-19 07:00"),
                ("before-3", "Thu 2018-12-27 07:00"),
                ("before-1", "Mon 2018-12-31 07:00"),
                ("due", "Wed 2019-01-02 07:00"),
                ("overdue-1", "Thu 2019-01-03 07:00"),
            ],
        ),
    ],
)
def test_the_steps_stand_in_the_table(due_on, table):
    assert shown(due_on, len(table)) == table


def test_a_reminder_of_the_due_morning_is_left_out_where_it_would_come_too_late():
    keys = [key for key, _at in shown(date(2018, 10, 12), 5, at=time(6))]
    assert keys == ["before-7", "before-3", "before-1", "overdue-1", "overdue-2"]


@settings(max_examples=100, deadline=None)
@given(DAYS, st.sampled_from(ZONES))
def test_steps_come_in_order_ahead_on_business_days_and_overdue_only_after_the_last_minute(due_on, zone):
    due_at = end_of(due_on, zone)
    found = list(islice(steps(due_on, due_at, zone), 8))
    assert [step.at for step in found] == sorted({step.at for step in found})
    assert all(step.at.astimezone(zone).time() == time(7) for step in found)
    assert all(is_business_day(step.at.astimezone(zone).date()) for step in found[:3])
    assert all((step.at > due_at) == (step.kind is MessageKind.OVERDUE) for step in found)
    assert found[0].at >= due_at - FARTHEST_AHEAD


@settings(max_examples=100, deadline=None)
@given(DAYS, st.sampled_from(ZONES), st.integers(-20 * 24 * 60, 60 * 24 * 60))
def test_the_newest_step_is_the_last_that_a_walk_up_the_ladder_finds(due_on, zone, minutes):
    due_at = end_of(due_on, zone)
    at = due_at + timedelta(minutes=minutes)
    come = [step for step in islice(steps(due_on, due_at, zone), 20) if step.at <= at]
    assert newest(due_on, due_at, zone, at) == (come[-1] if come else None)
    if come:
        since = at - timedelta(days=25)
        expected = [step for step in come[:-1] if step.at >= since]
        assert missed(come[-1], due_on=due_on, due_at=due_at, zone=zone, since=since) == expected


def test_the_very_minute_counts():
    due_on, due_at = date(2018, 10, 12), end_of(date(2018, 10, 12), EASTERN)
    seven = datetime(2018, 10, 9, 7, tzinfo=EASTERN)
    assert newest(due_on, due_at, EASTERN, seven - timedelta(seconds=1)).key == "before-7"
    assert newest(due_on, due_at, EASTERN, seven).key == "before-3"
    assert newest(due_on, due_at, EASTERN, datetime(2018, 10, 1, 23, tzinfo=EASTERN)) is None
