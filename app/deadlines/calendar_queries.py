"""Questions asked of the chambers' calendars, and of the deadlines that are counted by them."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.bases import Rule
from app.extensions import db
from app.models import ChamberCalendar, Deadline, DeadlineEntry, OversightRequest, User
from app.models.deadline_picklists import DayKind
from app.models.picklists import Chamber, DueBasis

KINDS = {"N_LEGISLATIVE_DAYS": DayKind.LEGISLATIVE, "N_SESSION_DAYS": DayKind.SESSION}
BASES = {kind: DueBasis(basis) for basis, kind in KINDS.items()}


def listed() -> Sequence[ChamberCalendar]:
    query = sa.select(ChamberCalendar).options(joinedload(ChamberCalendar.imported_by))
    return db.session.scalars(query.order_by(ChamberCalendar.chamber, ChamberCalendar.kind)).all()


def of(chamber: Chamber, kind: DayKind, *, session: Session) -> ChamberCalendar | None:
    """The one calendar of these days, held until the commit; None before its first import."""
    query = sa.select(ChamberCalendar).where(ChamberCalendar.chamber == chamber, ChamberCalendar.kind == kind)
    return session.scalar(query.with_for_update(), execution_options={"populate_existing": True})


def days_for(rule: Rule) -> tuple[date, ...]:
    """The days that this rule counts, no more than it needs; none where no calendar is imported."""
    query = sa.select(ChamberCalendar).where(ChamberCalendar.kind == KINDS[rule.basis])
    found = next((each for each in db.session.scalars(query) if each.chamber.label == rule.chamber), None)
    return needed(rule, found.days) if found is not None else ()


def needed(rule: Rule, days: Sequence[date]) -> tuple[date, ...]:
    """Of these days in order, the first so many after the day from which the rule counts."""
    if rule.start is None:
        return ()
    after = bisect_right(days, rule.start)
    return tuple(days[after : after + rule.n])


def counted_by(calendar: ChamberCalendar, *, session: Session) -> Sequence[Deadline]:
    """Open deadlines whose letter counts such days, by number."""
    request = OversightRequest
    query = (
        sa.select(Deadline)
        .join(Deadline.oversight_request)
        .where(Deadline.basis == BASES[calendar.kind], request.closed_on.is_(None), request.void_at.is_(None))
        .options(
            joinedload(Deadline.oversight_request).joinedload(OversightRequest.office),
            selectinload(Deadline.entries).joinedload(DeadlineEntry.by),
        )
        .order_by(request.number)
    )
    return session.scalars(query, execution_options={"populate_existing": True}).all()


def person_named(email: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.email == email.strip().lower(), User.active))
