"""The ladder: at which moments the people of a request are told about its deadline.

Seven, three and one business days before the due day, on its morning, and once overdue the morning after and then
every seven calendar days. Each step is at 7:00 a.m. of the office. A step's key never changes for one version of a
deadline, since the ledger of what was sent is kept by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.models.picklists import MessageKind
from app.workdays import add_business_days

BUSINESS_DAYS_BEFORE = (7, 3, 1)
MORNING = time(7)
WEEK = timedelta(days=7)
# No run of seven business days spans more calendar days than this, whatever holidays fall into it.
FARTHEST_AHEAD = timedelta(days=16)


@dataclass(frozen=True)
class Step:
    """One rung: its key in the ledger, its moment in UTC, and which of the two mails it is."""

    key: str
    at: datetime
    kind: MessageKind


def steps(due_on: date, due_at: datetime, zone: ZoneInfo) -> Iterator[Step]:
    """Every step of one deadline in order, without end: overdue notices go on until somebody stops them."""
    yield from steps_before(due_on, due_at, zone)
    number = 1
    while True:
        yield overdue_step(due_on, zone, number)
        number += 1


def newest(due_on: date, due_at: datetime, zone: ZoneInfo, at: datetime) -> Step | None:
    """The last step whose moment has come at `at`; None while the first is still ahead."""
    if at < overdue_step(due_on, zone, 1).at:
        come = [step for step in steps_before(due_on, due_at, zone) if step.at <= at]
        return come[-1] if come else None
    return overdue_step(due_on, zone, notices_come(due_on, zone, at))


def missed(newest_step: Step, *, due_on: date, due_at: datetime, zone: ZoneInfo, since: datetime) -> list[Step]:
    """The steps from `since` on that `newest_step` makes needless."""
    earlier = [step for step in steps_before(due_on, due_at, zone) if since <= step.at < newest_step.at]
    if newest_step.kind is MessageKind.OVERDUE:
        last = notices_come(due_on, zone, newest_step.at)
        first = max(1, last - 1 - (newest_step.at - since) // WEEK)
        notices = (overdue_step(due_on, zone, number) for number in range(first, last))
        earlier += [step for step in notices if step.at >= since]
    return earlier


@lru_cache(maxsize=4096)
def steps_before(due_on: date, due_at: datetime, zone: ZoneInfo) -> tuple[Step, ...]:
    """The steps up to the due morning; one that would come after the last minute on time is left out."""
    days = [(f"before-{n}", add_business_days(due_on, -n)) for n in BUSINESS_DAYS_BEFORE] + [("due", due_on)]
    found = (Step(key, morning_of(day, zone), MessageKind.REMINDER) for key, day in days)
    return tuple(step for step in found if step.at <= due_at)


def overdue_step(due_on: date, zone: ZoneInfo, number: int) -> Step:
    """The notice of that number; the first comes the morning after the due day."""
    day = due_on + timedelta(days=1) + (number - 1) * WEEK
    return Step(f"overdue-{number}", morning_of(day, zone), MessageKind.OVERDUE)


def notices_come(due_on: date, zone: ZoneInfo, at: datetime) -> int:
    """How many overdue notices have come at `at`, where that is not before the first."""
    local = at.astimezone(zone)
    today = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
    return 1 + (today - due_on - timedelta(days=1)) // WEEK


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=zone).astimezone(UTC)
