"""The two derived states of a request, timing and reply: computed from dated facts, never stored."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.models.base import Picklist
from app.models.counts import Count
from app.workdays import add_business_days, business_days_late, business_days_left, is_overdue

SOON = 5
LONG = 20

_ONE_DAY = timedelta(days=1)
_ONE_MINUTE = timedelta(minutes=1)


class Timing(Picklist):
    """Where a request stands against its clock."""

    FILED = "filed", "Ready to send"
    STOPPED = "stopped", "Clock stopped"
    AWAITING = "awaiting", "Awaiting reply"
    DUE_SOON = "due_soon", "Due soon"
    OVERDUE = "overdue", "Overdue"
    LONG_OVERDUE = "long_overdue", "Long overdue"
    CLOSED = "closed", "Closed"
    VOID = "void", "Void"


class Reply(Picklist):
    """What came back."""

    TO_CLASSIFY = "to_classify", "Reply to classify"
    IN_PART = "in_part", "Reply in part"
    REFUSED = "refused", "Refused"
    SAID_DONE = "said_done", "Agency says complete"
    SATISFIED = "satisfied", "Satisfied"


LATE = frozenset({Timing.OVERDUE, Timing.LONG_OVERDUE})
CLOCK_RUNS = frozenset({Timing.AWAITING, Timing.DUE_SOON}) | LATE


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the timing follows from; `due_on` and `due_at` are None together where nothing is due, as
    while the clock is stopped."""

    is_void: bool = False
    is_closed: bool = False
    is_sent: bool = True
    is_satisfied: bool = False
    due_on: date | None = None
    due_at: datetime | None = None
    stopped_on: date | None = None


def timing_of(facts: Facts, *, at: datetime, zone: ZoneInfo) -> Timing | None:
    """The timing at a moment, by the days of the office's zone; None once every counted item is satisfied."""
    if facts.is_void:
        return Timing.VOID
    if facts.is_closed:
        return Timing.CLOSED
    if facts.is_satisfied:
        return None
    if not facts.is_sent:
        return Timing.FILED
    if facts.stopped_on is not None:
        return Timing.STOPPED
    if facts.due_on is None or facts.due_at is None:
        return Timing.AWAITING
    today = at.astimezone(zone).date()
    if is_overdue(facts.due_at, at):
        return Timing.LONG_OVERDUE if business_days_late(facts.due_on, today) > LONG else Timing.OVERDUE
    return Timing.DUE_SOON if business_days_left(facts.due_on, today) <= SOON else Timing.AWAITING


def reply_of(count: Count, *, unclassified: int, is_void: bool = False) -> Reply | None:
    """The reply, by rule 2; None while nothing came back (and for a record filed in error)."""
    if is_void:
        return None
    if unclassified:
        return Reply.TO_CLASSIFY
    if count.is_satisfied:
        return Reply.SATISFIED
    if count.said_done and count.satisfied + count.said_done == count.counted:
        return Reply.SAID_DONE
    if count.refused and count.refused == count.counted:
        return Reply.REFUSED
    return Reply.IN_PART if count.nothing < count.counted else None


def overdue_through(at: datetime) -> datetime:
    """For lists: what is sent, open and unsatisfied with `due_at` up to and with this moment is overdue at `at`."""
    return at - _ONE_MINUTE


def due_soon_through(today: date) -> date:
    """For lists: what is not overdue and due up to and with this day is due soon."""
    return add_business_days(today, SOON + 1) - _ONE_DAY


def long_overdue_through(today: date) -> date:
    """For lists: what is overdue and was due up to and with this day is long overdue."""
    return add_business_days(today + _ONE_DAY, -(LONG + 1)) - _ONE_DAY
