"""Timing and reply follow from dated facts, at the minute, by the office's days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from app.models.counts import Count
from app.models.states import (
    Facts,
    Reply,
    Timing,
    due_soon_through,
    long_overdue_through,
    overdue_through,
    reply_of,
    timing_of,
)
from app.workdays import end_of

ET = ZoneInfo("America/New_York")


def facts(due_on: date | None = date(2018, 10, 12), due_time: time | None = None, **given: bool) -> Facts:
    due_at = end_of(due_on, ET, due_time) if due_on else None
    return Facts(due_on=due_on, due_at=due_at, **given)


def at(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2018, month, day, hour, minute, tzinfo=ET).astimezone(UTC)


def test_a_date_without_a_time_is_not_overdue_after_five_on_that_day():
    assert timing_of(facts(), at=at(12, 17, 1), zone=ET) is Timing.DUE_SOON
    assert timing_of(facts(), at=at(12, 23, 59), zone=ET) is Timing.DUE_SOON
    assert timing_of(facts(), at=at(13, 0, 0), zone=ET) is Timing.OVERDUE


def test_a_printed_time_ends_with_its_minute():
    printed = facts(due_time=time(17))
    assert timing_of(printed, at=at(12, 17, 0), zone=ET) is Timing.DUE_SOON
    assert timing_of(printed, at=at(12, 17, 1), zone=ET) is Timing.OVERDUE


def test_due_soon_starts_five_business_days_before_with_the_holiday_left_out():
    # Oct 8, 2018 was Columbus Day: Oct 5, 9, 10, 11, 12 are the five business days after the 4th.
    assert timing_of(facts(), at=at(4, 0, 0), zone=ET) is Timing.DUE_SOON
    assert timing_of(facts(), at=at(3, 23, 59), zone=ET) is Timing.AWAITING


def test_it_is_long_overdue_after_more_than_twenty_business_days():
    # The 20th business day after Oct 12 is Nov 9; Nov 12 was the Veterans Day holiday.
    assert timing_of(facts(), at=at(9, 12, month=11), zone=ET) is Timing.OVERDUE
    assert timing_of(facts(), at=at(12, 12, month=11), zone=ET) is Timing.OVERDUE
    assert timing_of(facts(), at=at(13, 0, month=11), zone=ET) is Timing.LONG_OVERDUE


def test_void_and_closed_and_satisfied_and_unsent_come_before_the_clock():
    late = at(20, 12, month=12)
    assert timing_of(facts(is_void=True, is_closed=True), at=late, zone=ET) is Timing.VOID
    assert timing_of(facts(is_closed=True), at=late, zone=ET) is Timing.CLOSED
    assert timing_of(facts(is_satisfied=True), at=late, zone=ET) is None
    assert timing_of(facts(is_sent=False), at=late, zone=ET) is Timing.FILED


def test_without_a_due_date_a_sent_request_awaits_its_reply():
    assert timing_of(facts(None), at=at(20, 12, month=12), zone=ET) is Timing.AWAITING


@settings(max_examples=60, deadline=None)
@for_all(
    day=st.dates(date(2017, 1, 1), date(2030, 1, 1)),
    apart=st.integers(-60, 60),
    minute=st.integers(0, 1439),
)
def test_the_limits_for_lists_say_the_same_as_the_state_of_one(day, apart, minute):
    moment = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=ET).astimezone(UTC)
    today, one = moment.astimezone(ET).date(), facts(day + timedelta(days=apart))
    if one.due_at <= overdue_through(moment):
        by_limit = Timing.LONG_OVERDUE if one.due_on <= long_overdue_through(today) else Timing.OVERDUE
    else:
        by_limit = Timing.DUE_SOON if one.due_on <= due_soon_through(today) else Timing.AWAITING
    assert timing_of(one, at=moment, zone=ET) is by_limit


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (Count(), None),
        (Count(counted=3), None),
        (Count(counted=3, partial=1), Reply.IN_PART),
        (Count(counted=3, satisfied=1), Reply.IN_PART),
        (Count(counted=3, satisfied=1, said_done=2), Reply.SAID_DONE),
        (Count(counted=3, said_done=3), Reply.SAID_DONE),
        (Count(counted=3, satisfied=2, refused=1), Reply.IN_PART),
        (Count(counted=3, refused=3), Reply.REFUSED),
        (Count(counted=3, satisfied=3), Reply.SATISFIED),
    ],
)
def test_the_reply_follows_from_the_one_count(count, expected):
    assert reply_of(count, unclassified=0) is expected


def test_a_reply_to_classify_comes_first_and_a_void_record_has_no_reply():
    assert reply_of(Count(counted=3, satisfied=3), unclassified=1) is Reply.TO_CLASSIFY
    assert reply_of(Count(counted=3, satisfied=3), unclassified=1, is_void=True) is None
