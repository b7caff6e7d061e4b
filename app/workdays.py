"""Date sums: which days federal offices are open, and when exactly a due date has passed.

The holidays are those of 5 U.S.C. 6103 and the executive orders that closed agencies. Days that only one office or
agency observes (Inauguration Day, a lapse in appropriations, snow) are passed in as `closures`.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.metadata import version
from zoneinfo import ZoneInfo

import holidays

# Stored beside a computed due date, so that one can later say by which calendar it was counted.
CALENDAR_VERSION = f"holidays {version('holidays')}"
NO_CLOSURES: frozenset[date] = frozenset()
LAST_MINUTE = time(23, 59)

_ONE_DAY = timedelta(days=1)
_ONE_MINUTE = timedelta(minutes=1)


def federal_holiday(day: date) -> str | None:
    """The name of the holiday or closure that shuts federal offices on this day."""
    return _holidays_of(day.year).get(day)


def inauguration_days(since: date, *, years: int) -> list[date]:
    """The Inauguration Days of these years: a holiday for federal offices in the Washington area (5 U.S.C. 6103(c)).

    January 20 after each election of a President, and the Monday where that is a Sunday.
    """
    days = [date(year, 1, 20) for year in range(since.year, since.year + years + 1) if year % 4 == 1 and year >= 1937]
    return [day + _ONE_DAY if day.weekday() == 6 else day for day in days]


def is_business_day(day: date, closures: frozenset[date] = NO_CLOSURES) -> bool:
    return day.weekday() < 5 and day not in closures and federal_holiday(day) is None


def add_business_days(day: date, n: int, closures: frozenset[date] = NO_CLOSURES) -> date:
    """The nth business day after `day`, before it if n is negative; `day` itself never counts and 0 returns it."""
    step = _ONE_DAY if n > 0 else -_ONE_DAY
    for _ in range(abs(n)):
        day += step
        while not is_business_day(day, closures):
            day += step
    return day


def on_or_before(day: date, closures: frozenset[date] = NO_CLOSURES) -> date:
    """This day if offices are open, else the last open day before it: where a reminder ahead of a due date moves."""
    while not is_business_day(day, closures):
        day -= _ONE_DAY
    return day


def on_or_after(day: date, closures: frozenset[date] = NO_CLOSURES) -> date:
    """This day if offices are open, else the next open day: where a notice after a due date moves."""
    while not is_business_day(day, closures):
        day += _ONE_DAY
    return day


def extension_days(due: date | None, today: date) -> list[tuple[str, date]]:
    """Days to extend to, each open: counted from the due date, or from today once that is past."""
    start = max(due or today, today)
    return [
        ("1 week", on_or_after(start + timedelta(weeks=1))),
        ("2 weeks", on_or_after(start + timedelta(weeks=2))),
        ("Next business day", add_business_days(start, 1)),
    ]


@lru_cache(maxsize=8192)
def business_days_between(a: date, b: date, closures: frozenset[date] = NO_CLOSURES) -> int:
    """Business days after the earlier day up to and with the later one; negative where `b` is the earlier."""
    if b < a:
        return -business_days_between(b, a, closures)
    weekdays = _weekdays_through(b) - _weekdays_through(a)
    federal = sum(_count_within(_closed_weekdays(year), a, b) for year in range(a.year, b.year + 1))
    return weekdays - federal - (_count_within(_open_without(closures), a, b) if closures else 0)


def business_days_late(due: date, today: date, closures: frozenset[date] = NO_CLOSURES) -> int:
    """How many business days have come since the due day, today included; 0 while it is not past."""
    return max(0, business_days_between(due, today, closures))


def business_days_left(due: date, today: date, closures: frozenset[date] = NO_CLOSURES) -> int:
    """How many business days are still to come, the due day included; 0 once it is here."""
    return max(0, business_days_between(today, due, closures))


def end_of(day: date, zone: ZoneInfo, at: time | None = None) -> datetime:
    """The last minute, in UTC, in which what is due on `day` is on time: the printed clock time, else 23:59 there.

    A time that the spring change skips moves forward, and of one that the autumn change repeats the later counts:
    both are the later of the two readings, so that nobody is told "overdue" early.
    """
    local = datetime.combine(day, (at or LAST_MINUTE).replace(second=0, microsecond=0), tzinfo=zone)
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def is_overdue(due_at: datetime, at: datetime) -> bool:
    """Whether the last minute has passed: something due at 17:00 is on time at 17:00:59 and overdue at 17:01."""
    return at >= due_at + _ONE_MINUTE


@lru_cache(maxsize=512)
def _holidays_of(year: int) -> dict[date, str]:
    # A New Year's Day on a Saturday closes the last Friday of the year before. The library knows that from one year
    # alone today; asking for the next year as well makes sure.
    # Where an order closes offices for the afternoon only, the day is still a business day.
    calendar = holidays.country_holidays("US", categories=("government",), years=(year, year + 1))
    return {day: name for day, name in calendar.items() if day.year == year and "half-day" not in name.lower()}


@lru_cache(maxsize=512)
def _closed_weekdays(year: int) -> tuple[date, ...]:
    return tuple(sorted(day for day in _holidays_of(year) if day.weekday() < 5))


@lru_cache(maxsize=64)
def _open_without(closures: frozenset[date]) -> tuple[date, ...]:
    """The closures that take away a day on which offices would else be open, in order."""
    return tuple(sorted(day for day in closures if is_business_day(day)))


def _weekdays_through(day: date) -> int:
    """Mondays to Fridays since the first day of year 1, which was a Monday."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


def _count_within(days: tuple[date, ...], a: date, b: date) -> int:
    return bisect_right(days, b) - bisect_right(days, a)
