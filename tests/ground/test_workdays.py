"""Business days against a calendar worked out by hand from the statute; the last minute when clocks change."""

import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.workdays import (
    CALENDAR_VERSION,
    add_business_days,
    business_days_between,
    business_days_late,
    business_days_left,
    end_of,
    federal_holiday,
    inauguration_days,
    is_business_day,
    is_overdue,
    on_or_after,
    on_or_before,
)

EASTERN = ZoneInfo("America/New_York")

# Days on which an executive order closed agencies, 2018 to 2025.
BY_ORDER = {
    *(date(2018, 12, 5), date(2018, 12, 24), date(2019, 12, 24), date(2020, 12, 24)),
    *(date(2024, 12, 24), date(2025, 1, 9), date(2025, 12, 24), date(2025, 12, 26)),
}

days = st.dates(date(2018, 1, 1), date(2025, 12, 30))
closures = st.frozensets(days, max_size=4)


def nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def statute(year: int) -> set[date]:
    """5 U.S.C. 6103 from its text: fixed days move off weekends, the others are Mondays or a Thursday."""
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25), date(year + 1, 1, 1)]
    fixed += [date(year, 6, 19)] if year >= 2021 else []
    moved = {day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0)) for day in fixed}
    last_may = nth(year, 6, 0, 1) - timedelta(days=7)
    floating = {nth(year, 1, 0, 3), nth(year, 2, 0, 3), last_may, nth(year, 9, 0, 1), nth(year, 10, 0, 2)}
    return {day for day in moved | floating | {nth(year, 11, 3, 4)} if day.year == year}


CLOSED = BY_ORDER.union(*(statute(year) for year in range(2016, 2028)))


def open_by_hand(day: date, closed: frozenset[date]) -> bool:
    return day.weekday() not in (5, 6) and day not in CLOSED and day not in closed


def after_by_hand(day: date, n: int, closed: frozenset[date]) -> date:
    """Write out every open day on that side and take the nth."""
    side = 1 if n > 0 else -1
    row = (day + timedelta(days=side * i) for i in range(1, 400))
    return [other for other in row if open_by_hand(other, closed)][abs(n) - 1]


def test_every_day_of_eight_years_is_open_or_closed_as_the_statute_says():
    every = [date(2018, 1, 1) + timedelta(days=i) for i in range(365 * 8 + 2)]
    assert [day for day in every if is_business_day(day) != open_by_hand(day, frozenset())] == []
    assert every[-1] == date(2025, 12, 31)


@settings(max_examples=100)
@given(day=days, n=st.integers(-60, 60).filter(bool), closed=closures)
def test_adding_business_days_agrees_with_writing_them_out(day, n, closed):
    assert add_business_days(day, n, closed) == after_by_hand(day, n, closed)


@settings(max_examples=100)
@given(a=days, length=st.integers(0, 700), closed=closures)
def test_the_days_between_agree_with_counting_them_one_by_one(a, length, closed):
    b = min(a + timedelta(days=length), date(2025, 12, 31))
    by_hand = sum(open_by_hand(a + timedelta(days=i), closed) for i in range(1, (b - a).days + 1))
    assert business_days_between(a, b, closed) == by_hand
    assert business_days_between(b, a, closed) == -by_hand
    assert (business_days_late(a, b, closed), business_days_late(b, a, closed)) == (by_hand, 0)
    assert (business_days_left(b, a, closed), business_days_left(a, b, closed)) == (by_hand, 0)


@settings(max_examples=100)
@given(day=days, n=st.integers(0, 400), closed=closures)
def test_counting_undoes_adding(day, n, closed):
    assert business_days_between(day, add_business_days(day, n, closed), closed) == n


@settings(max_examples=100)
@given(day=days, closed=closures)
def test_a_closed_day_moves_to_the_nearest_open_one_on_the_side_asked_for(day, closed):
    if open_by_hand(day, closed):
        assert on_or_before(day, closed) == on_or_after(day, closed) == day
    else:
        assert on_or_before(day, closed) == after_by_hand(day, -1, closed)
        assert on_or_after(day, closed) == after_by_hand(day, 1, closed)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2018, 10, 8), "Columbus Day"),
        (date(2025, 1, 9), "National Day of Mourning for former President Jimmy Carter"),
        (date(2025, 12, 26), "Day After Christmas"),
        (date(2027, 12, 31), "New Year's Day (observed)"),
        (date(2021, 12, 31), "New Year's Day (observed)"),
        (date(2018, 4, 16), None),  # Emancipation Day closes the District, not the federal government.
        (date(2015, 12, 24), None),  # An order closed the afternoon only.
        (date(2018, 10, 9), None),
    ],
)
def test_federal_holidays_have_their_names(day, name):
    assert federal_holiday(day) == name
    assert is_business_day(day) == (name is None)


def test_ten_business_days_skip_thanksgiving():
    assert add_business_days(date(2026, 11, 20), 10) == date(2026, 12, 7)


def test_a_days_count_over_new_year_skips_its_observance_in_the_old_year():
    assert add_business_days(date(2027, 12, 30), 1) == date(2028, 1, 3)
    assert business_days_between(date(2027, 12, 30), date(2028, 1, 3)) == 1


def test_no_business_days_leave_the_day_alone_even_a_closed_one():
    assert add_business_days(date(2018, 10, 7), 0) == date(2018, 10, 7)


def test_a_closure_is_not_a_business_day_and_one_on_a_sunday_takes_nothing_away():
    snow = frozenset({date(2018, 10, 10), date(2018, 10, 14)})
    assert not is_business_day(date(2018, 10, 10), snow)
    assert business_days_between(date(2018, 10, 9), date(2018, 10, 16), snow) == 4


def test_the_days_late_and_left_match_the_sentences_that_are_shown():
    assert business_days_late(date(2018, 10, 2), date(2018, 10, 9)) == 4
    assert business_days_left(date(2018, 10, 12), date(2018, 10, 9)) == 3


def test_the_calendar_says_which_version_it_is():
    assert CALENDAR_VERSION.startswith("holidays 0.")


def test_a_day_without_a_clock_time_ends_at_a_minute_to_midnight_in_its_zone():
    assert end_of(date(2018, 10, 12), EASTERN) == datetime(2018, 10, 13, 3, 59, tzinfo=UTC)
    assert end_of(date(2018, 12, 12), EASTERN) == datetime(2018, 12, 13, 4, 59, tzinfo=UTC)
    assert end_of(date(2026, 12, 31), ZoneInfo("Pacific/Guam")) == datetime(2026, 12, 31, 13, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2026, 10, 30), time(17), datetime(2026, 10, 30, 21, tzinfo=UTC)),
        (date(2026, 11, 2), time(17), datetime(2026, 11, 2, 22, tzinfo=UTC)),
        (date(2026, 3, 13), time(17), datetime(2026, 3, 13, 21, tzinfo=UTC)),
        (date(2026, 3, 8), time(2, 30), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),  # read as 3:30 a.m.
        (date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),  # the second 1:30 a.m.
        (date(2026, 3, 8), None, datetime(2026, 3, 9, 3, 59, tzinfo=UTC)),
        (date(2026, 11, 1), None, datetime(2026, 11, 2, 4, 59, tzinfo=UTC)),
    ],
)
def test_a_clock_time_holds_across_the_change_of_clocks(day, at, utc):
    assert end_of(day, EASTERN, at) == utc


@settings(max_examples=60)
@given(
    day=st.dates(date(2000, 1, 1), date(2036, 12, 31)),
    zone=st.sampled_from(
        ["America/New_York", "Pacific/Honolulu", "Pacific/Guam", "Australia/Lord_Howe", "Asia/Kolkata"]
    ),
)
def test_a_day_runs_out_on_the_calendar_date_that_was_typed(day, zone):
    last = end_of(day, ZoneInfo(zone))
    assert last.tzinfo is UTC
    assert last.astimezone(ZoneInfo(zone)).date() == day
    assert (last + timedelta(minutes=1)).astimezone(ZoneInfo(zone)).date() == day + timedelta(days=1)


def test_the_stated_minute_is_still_on_time_and_the_next_is_overdue():
    due_at = end_of(date(2018, 10, 12), EASTERN, time(17))
    assert not is_overdue(due_at, due_at)
    assert not is_overdue(due_at, due_at + timedelta(seconds=59))
    assert is_overdue(due_at, due_at + timedelta(seconds=60))


def test_ten_thousand_due_dates_are_counted_within_fifty_milliseconds():
    today, snow = date(2026, 11, 23), frozenset({date(2026, 1, 26), date(2026, 1, 27)})
    dues = [today + timedelta(days=i % 1_500 - 900) for i in range(10_000)]
    business_days_between(dues[0], max(dues), snow)  # the calendar of each year is built once per process

    def once() -> float:
        began = stopwatch.process_time()
        for due in dues:
            business_days_between(due, today, snow)
        return stopwatch.process_time() - began

    assert min(once() for _ in range(5)) < 0.05


def test_inauguration_day_moves_to_the_monday_and_comes_every_four_years():
    assert inauguration_days(date(2013, 1, 1), years=12) == [
        date(2013, 1, 21),
        date(2017, 1, 20),
        date(2021, 1, 20),
        date(2025, 1, 20),
    ]
