"""The states that a docket is cut to, and the conditions that stand for them in SQL."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models import OversightRequest
from app.models.base import Picklist
from app.models.states import due_soon_through, long_overdue_through, overdue_through

SILENT_FOR = timedelta(days=20)
UNTOUCHED_FOR = timedelta(days=14)
# No due date lies outside of these days, nor a day's midnight farther from UTC's.
FIRST_DAY, LAST_DAY, AROUND = date(1700, 1, 1), date(9000, 1, 1), timedelta(hours=15)
R = OversightRequest


class State(Picklist):
    """What the docket can be cut to; "overdue" holds the long overdue, too."""

    OPEN = "open", "All open"
    FILED = "filed", "Ready to send"
    STOPPED = "stopped", "Clock stopped"
    AWAITING = "awaiting", "Awaiting reply"
    DUE_SOON = "due_soon", "Due soon"
    OVERDUE = "overdue", "Overdue"
    LONG_OVERDUE = "long_overdue", "Long overdue"
    SILENT = "silent", "Nothing heard in 20 days"
    UNTOUCHED = "untouched", "Untouched for 14 days"
    TO_CLASSIFY = "to_classify", "Reply to classify"
    IN_PART = "in_part", "Reply in part"
    REFUSED = "refused", "Refused"
    SAID_DONE = "said_done", "Agency says complete"
    SATISFIED = "satisfied", "Satisfied"
    CLOSED = "closed", "Closed"
    VOID = "void", "Void"
    ALL = "all", "All, closed and void too"


@dataclass(frozen=True)
class Glance:
    """For whom and when the docket is read: the person, the moment, and the zone of their days."""

    person_id: int
    at: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()


IS_OPEN = sa.and_(R.closed_on.is_(None), R.void_at.is_(None))
IS_SATISFIED = sa.and_(R.counted_items > 0, R.satisfied_items == R.counted_items)
IS_WAITING = sa.and_(IS_OPEN, R.transmitted_on.is_not(None), sa.not_(IS_SATISFIED))
IS_CLASSIFIED = sa.and_(IS_OPEN, R.unclassified == 0)
IS_SAID_DONE = sa.and_(
    R.said_done_items > 0, R.satisfied_items < R.counted_items, R.satisfied_items + R.said_done_items == R.counted_items
)
IS_REFUSED = sa.and_(R.refused_items > 0, R.refused_items == R.counted_items)
NOTHING_ITEMS = R.counted_items - R.satisfied_items - R.partial_items - R.said_done_items - R.refused_items

BY_FACTS: dict[State, sa.ColumnElement[bool]] = {
    State.OPEN: IS_OPEN,
    State.FILED: sa.and_(IS_OPEN, R.transmitted_on.is_(None), sa.not_(IS_SATISFIED)),
    State.TO_CLASSIFY: sa.and_(IS_OPEN, R.unclassified > 0),
    State.IN_PART: sa.and_(
        *(IS_CLASSIFIED, sa.not_(IS_SATISFIED), sa.not_(IS_SAID_DONE), sa.not_(IS_REFUSED)),
        R.counted_items > NOTHING_ITEMS,
    ),
    State.REFUSED: sa.and_(IS_CLASSIFIED, IS_REFUSED),
    State.SAID_DONE: sa.and_(IS_CLASSIFIED, IS_SAID_DONE),
    State.SATISFIED: sa.and_(IS_CLASSIFIED, IS_SATISFIED),
    State.CLOSED: sa.and_(R.closed_on.is_not(None), R.void_at.is_(None)),
    State.VOID: R.void_at.is_not(None),
    State.ALL: sa.true(),
}


def in_state(state: State, glance: Glance) -> sa.ColumnElement[bool]:
    """The SQL twin of `timing_of` and `reply_of`; a test holds the two together."""
    return BY_FACTS[state] if state in BY_FACTS else by_the_clock(glance)[state]


def by_the_clock(glance: Glance) -> dict[State, sa.ColumnElement[bool]]:
    """The states that come and go by themselves."""
    late = sa.and_(IS_WAITING, R.due_at <= overdue_through(glance.at))
    on_time = sa.and_(IS_WAITING, R.due_at > overdue_through(glance.at))
    soon = due_soon_through(glance.today)
    heard = sa.func.coalesce(R.last_heard_on, R.transmitted_on)
    return {
        State.STOPPED: sa.and_(IS_WAITING, R.stopped_on.is_not(None)),
        State.AWAITING: sa.and_(
            *(IS_WAITING, R.stopped_on.is_(None)),
            sa.or_(R.due_at.is_(None), sa.and_(R.due_at > overdue_through(glance.at), R.due_on > soon)),
        ),
        State.DUE_SOON: sa.and_(on_time, due_through(soon)),
        State.OVERDUE: late,
        State.LONG_OVERDUE: sa.and_(late, R.due_on <= long_overdue_through(glance.today)),
        State.SILENT: sa.and_(IS_WAITING, heard <= glance.today - SILENT_FOR),
        State.UNTOUCHED: sa.and_(IS_OPEN, R.touched_at <= glance.at - UNTOUCHED_FOR),
    }


def due_from(day: date) -> sa.ColumnElement[bool]:
    """Due on that day or later; the moment says nothing that the day does not, but is what the index holds."""
    return sa.and_(R.due_at >= datetime.combine(max(day, FIRST_DAY), time(), tzinfo=UTC) - AROUND, R.due_on >= day)


def due_through(day: date) -> sa.ColumnElement[bool]:
    """Due on that day or earlier."""
    return sa.and_(R.due_at <= datetime.combine(min(day, LAST_DAY), time.max, tzinfo=UTC) + AROUND, R.due_on <= day)
