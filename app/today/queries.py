"""What the first page shows: late and soon, replies to classify, mail, what others did, whether reminders run."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.clock import now
from app.extensions import db
from app.models import Communication, Event, JobRun, Message, OversightRequest
from app.models.communication import ANSWERS_NOTHING
from app.models.picklists import Direction
from app.requests.docket_queries import Line, counts, lines
from app.requests.state_queries import IS_OPEN, Glance, State, in_state

FEW, MANY = 5, 10
LATE_AFTER = timedelta(minutes=15)
R, M = OversightRequest, Message
IS_WAITING_MAIL = sa.and_(M.sent_at.is_(None), M.failed_at.is_(None), M.dropped_at.is_(None))


@dataclass(frozen=True)
class Lists:
    """The four lists of requests; `next_due` is what comes up first where nothing is late."""

    overdue: list[Line]
    due_soon: list[Line]
    to_send: list[Line]
    next_due: Line | None


def cards(glance: Glance) -> dict[str, int]:
    """The numbers on top, capped; `any` and `open` say whether there is anything at all, and anything left."""
    states = {
        "overdue": State.OVERDUE,
        "due_soon": State.DUE_SOON,
        "to_classify": State.TO_CLASSIFY,
        "silent": State.SILENT,
        "untouched": State.UNTOUCHED,
        "filed": State.FILED,
    }
    wanted: dict[str, Any] = {name: [in_state(state, glance)] for name, state in states.items()}
    wanted["overdue_mine"] = [in_state(State.OVERDUE, glance), R.owner_id == glance.person_id]
    wanted["open"] = [IS_OPEN]
    return counts(wanted)


def has_any_request() -> bool:
    return db.session.scalar(sa.select(R.id).limit(1)) is not None


def lists(glance: Glance, *, is_mine: bool) -> Lists:
    own = [R.owner_id == glance.person_id] if is_mine else []
    overdue = lines(in_state(State.OVERDUE, glance), *own, glance=glance, limit=MANY)
    coming = sa.and_(in_state(State.OPEN, glance), R.transmitted_on.is_not(None), R.due_at > glance.at)
    soon = lines(in_state(State.DUE_SOON, glance), *own, glance=glance, limit=MANY)
    to_send = lines(in_state(State.FILED, glance), *own, glance=glance, limit=FEW)
    first = lines(coming, *own, glance=glance, limit=1)
    return Lists(overdue, soon, to_send, first[0] if first else None)


def replies_to_classify() -> list[Communication]:
    """The oldest first, each with its request and the agency."""
    query = (
        sa.select(Communication)
        .join(R, R.id == Communication.request_id)
        .options(contains_eager(Communication.oversight_request).joinedload(R.agency))
        .where(
            IS_OPEN,
            R.unclassified > 0,
            Communication.direction == Direction.IN,
            Communication.kind.not_in(ANSWERS_NOTHING),
            Communication.classified_at.is_(None),
        )
        .order_by(Communication.dated_on, Communication.id)
        .limit(MANY)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class Mail:
    """What left today, what still waits and what failed; `trouble` is what a mail server last said of one that waits."""

    sent: list[Message]
    waiting: int
    trouble: str | None
    failed: list[Message]


def mail(midnight: datetime) -> Mail:
    few = (
        sa.select(M)
        .where(M.sent_at >= midnight, M.failed_at.is_(None))
        .options(joinedload(M.oversight_request))
        .order_by(M.sent_at.desc())
    )
    pending = sa.select(M.id).where(IS_WAITING_MAIL).limit(1001).subquery()
    trouble = (
        sa.select(M.server_words)
        .where(IS_WAITING_MAIL, M.server_words.is_not(None))
        .order_by(M.next_try_at.desc())
        .limit(1)
    )
    numbers = sa.select(sa.select(sa.func.count()).select_from(pending).scalar_subquery(), trouble.scalar_subquery())
    failed = sa.select(M).where(M.failed_at.is_not(None), M.given_up_at.is_(None), M.request_id.is_not(None))
    failed = failed.options(joinedload(M.oversight_request)).order_by(M.failed_at.desc()).limit(FEW)
    waiting, words = db.session.execute(numbers).one()
    sent = list(db.session.scalars(few.limit(FEW)))
    return Mail(sent, waiting or 0, words, list(db.session.scalars(failed)))


def changes_by_others(person_id: int) -> list[Event]:
    """The latest acts of other people in one's offices, with their words."""
    query = (
        sa.select(Event)
        .where(Event.actor_id.is_not(None), Event.actor_id != person_id, Event.office_id.is_not(None))
        .order_by(Event.at.desc())
        .limit(FEW)
    )
    return list(db.session.scalars(query))


def numbers_of(events: list[Event]) -> dict[int, str]:
    """The request numbers of these events, as far as the person sees them."""
    ids = {event.request_id for event in events if event.request_id}
    return {row.id: row.number for row in db.session.execute(sa.select(R.id, R.number).where(R.id.in_(ids)))}


@dataclass(frozen=True)
class Clockwork:
    """When the reminders' sweep last ended well; None where it never did."""

    last_ran_at: datetime | None

    @property
    def is_late(self) -> bool:
        return self.last_ran_at is not None and now() - self.last_ran_at > LATE_AFTER


def clockwork() -> Clockwork:
    return Clockwork(db.session.scalar(JobRun.last_sweep()))
