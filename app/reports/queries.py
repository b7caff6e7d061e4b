"""What reports ask of the record. System sees all, so here, and here only, a query names the office it is about."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from app.clock import now
from app.extensions import db
from app.models import (
    Agency,
    Communication,
    Deadline,
    Event,
    IntelligenceItem,
    IntelligenceLink,
    Item,
    Matter,
    Office,
    Outcome,
    OversightRequest,
    Seat,
    Share,
    User,
)
from app.models.communication import ANSWERS_NOTHING
from app.models.counts import Count
from app.models.picklists import Direction, Role
from app.models.states import due_soon_through, long_overdue_through, overdue_through
from app.reports.asked import Asked, offices_for_reports
from app.reports.facts import CAREFUL, Decision, GroupTally, Line, Result, Tally, decisions_of
from app.reports.memo import COMPULSORY, Came
from app.web.paging import CAP, Page, offset

ROWS_AT_ONCE = 500
NEWEST = 10
R = OversightRequest
EVERY = sa.true()


def office_named(short_name: str) -> Office | None:
    return db.session.scalar(sa.select(Office).where(Office.short_name == short_name))


def office_of(person: Any, short_name: str | None) -> Office:
    """The office of this name among those of whose reports the person may have one, else the first; or 404."""
    offices = offices_for_reports(person)
    named = [office for office in offices if short_name in (None, office.short_name)]
    return named[0] if named else abort(404)


def hold_still(session: Session) -> None:
    """Begin anew, so that all that follows is read as of one moment, whatever others write meanwhile."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def within(asked: Asked) -> list[sa.ColumnElement[bool]]:
    """Which requests a report is about: never a void one, and public versions only those whose letter is released."""
    return [R.void_at.is_(None), *open_to(asked)]


def open_to(asked: Asked) -> list[sa.ColumnElement[bool]]:
    """Which requests the version may name at all, as things stand now, whatever day it is about."""
    found: list[sa.ColumnElement[bool]] = []
    if asked.is_shared:
        shared = sa.select(Share.request_id).where(Share.request_id == R.id, Share.office_id == asked.office.id)
        found.append(shared.exists())
    else:
        found.append(R.office_id == asked.office.id)
    if asked.version == "public":
        found += [R.released_on.is_not(None), sa.or_(R.public_from.is_(None), R.public_from <= now())]
    if asked.version == "member" and not asked.is_shared:
        found.append(sa.not_(R.is_limited))
    return found


IS_OPEN = R.closed_on.is_(None)
IS_WAITING = sa.and_(
    IS_OPEN,
    R.transmitted_on.is_not(None),
    sa.or_(R.counted_items == 0, R.satisfied_items < R.counted_items),
)


def is_overdue(at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(IS_WAITING, R.due_at <= overdue_through(at))


def by_local_day(zones: list[str], at: datetime, through: Any) -> sa.ColumnElement[bool]:
    """Whether the due day is no later than `through(today)`, today being that of the request's own office."""
    return sa.or_(
        *(sa.and_(Office.timezone == zone, R.due_on <= through(at.astimezone(ZoneInfo(zone)).date())) for zone in zones)
    )


def zones_of(asked: Asked) -> list[str]:
    if not asked.is_shared:
        return [asked.office.timezone]
    return list(
        db.session.scalars(
            sa.select(Office.timezone).join(R, R.office_id == Office.id).where(*within(asked)).distinct()
        )
    )


def tallies(asked: Asked, *, at: datetime, by: Any = Agency.name) -> list[GroupTally]:
    """The counts of the requests, by agency (or `by` matter) and handling, in one statement (one more where shared)."""
    zones = zones_of(asked)
    if not zones:
        return []
    late = is_overdue(at)
    soon = sa.and_(IS_WAITING, sa.not_(late), by_local_day(zones, at, due_soon_through))
    columns = {
        "requests": sa.func.count(),
        "open": how_many(IS_OPEN),
        "unsent": how_many(sa.and_(IS_OPEN, R.transmitted_on.is_(None))),
        "overdue": how_many(late),
        "long_overdue": how_many(sa.and_(late, by_local_day(zones, at, long_overdue_through))),
        "due_soon": how_many(soon),
        "to_classify": how_many(R.unclassified > 0),
        "unclassified": sa.func.sum(R.unclassified),
        "extended": how_many(R.extensions > 0),
        "extensions": sa.func.sum(R.extensions),
    }
    counts = [sa.func.sum(column) for column in COUNT_COLUMNS]
    query = (
        sa.select(by, R.handling, *columns.values(), *counts)
        .select_from(R)
        .join(Agency, Agency.id == R.agency_id)
        .join(Office, Office.id == R.office_id)
        .outerjoin(Matter, Matter.id == R.matter_id)
        .where(*within(asked))
        .group_by(by, R.handling)
    )
    return [tally_from(row, list(columns)) for row in db.session.execute(query)]


COUNT_COLUMNS = (R.counted_items, R.satisfied_items, R.partial_items, R.said_done_items, R.refused_items)


def how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def tally_from(row: Any, names: list[str]) -> GroupTally:
    name, handling, *values = row
    numbers = [int(value) for value in values]
    count = Count(*numbers[len(names) :])
    return GroupTally(name or "", handling, Tally(**dict(zip(names, numbers, strict=False)), count=count))


LINE_COLUMNS: dict[str, Any] = {
    "number": R.number,
    "dated_on": R.dated_on,
    "transmitted_on": R.transmitted_on,
    "instrument": R.instrument,
    "agency": Agency.name,
    "subject": R.subject,
    "first_due_on": R.first_due_on,
    "due_on": R.due_on,
    "due_time": R.due_time,
    "due_at": R.due_at,
    "stopped_on": R.stopped_on,
    "unclassified": R.unclassified,
    "last_heard_on": R.last_heard_on,
    "next_step": R.next_step,
    "next_step_on": R.next_step_on,
    "waits_on": R.waits_on,
    "owner": User.name,
    "closed_on": R.closed_on,
    "closing_reason": R.closing_reason,
    "timezone": Office.timezone,
    "handling": R.handling,
    "matter": Matter.title,
    "extensions": R.extensions,
    "is_limited": R.is_limited,
    "release_proposed_at": R.release_proposed_at,
    "released_on": R.released_on,
}


def register(asked: Asked, *, at: datetime, first: int | None = None) -> Iterator[Line]:
    """Every request (or the first few) by number, released letters by date, a few hundred in memory at a time."""
    dates = (R.dated_on.is_(None), R.dated_on) if asked.version == "public" else ()
    return lines(asked, at=at, order=(*dates, Office.short_name, R.congress, R.serial), first=first)


def overdue(asked: Asked, *, at: datetime, first: int | None = None) -> Iterator[Line]:
    """What is overdue, the longest first."""
    return lines(asked, at=at, order=(R.due_at, R.id), only=is_overdue(at), first=first)


def undecided(asked: Asked, *, at: datetime) -> Iterator[Decision]:
    """What waits for a principal; the statement only narrows down, the rule is `decisions_of`."""
    may_wait = sa.or_(
        sa.and_(R.release_proposed_at.is_not(None), R.released_on.is_(None)),
        sa.and_(is_overdue(at), sa.func.coalesce(R.next_step, "") == "", is_long_overdue(asked, at)),
        sa.and_(R.released_on.is_not(None), sa.or_(R.handling.in_(CAREFUL), R.is_limited)),
    )
    order = (Office.short_name, R.congress, R.serial)
    for line in lines(asked, at=at, order=order, only=may_wait):
        yield from decisions_of(line)


def coming(asked: Asked, *, at: datetime, first: int) -> Iterator[Line]:
    """What is due soon and not late, the next first."""
    soon = sa.and_(IS_WAITING, sa.not_(is_overdue(at)), by_local_day(zones_of(asked), at, due_soon_through))
    return lines(asked, at=at, order=(R.due_at, R.id), only=soon, first=first)


def escalated(asked: Asked, *, at: datetime, first: int) -> Iterator[Line]:
    """Open requests that compel, by number."""
    only = sa.and_(IS_OPEN, R.instrument.in_(COMPULSORY))
    return lines(asked, at=at, order=(R.congress, R.serial), only=only, first=first)


def came(asked: Asked, *, since: date, first: int) -> list[Came]:
    """What came from the agencies from this day on, the newest first; a public statement is no reply."""
    C = Communication
    query = (
        sa.select(C.dated_on, Agency.name, R.number, C.kind, C.summary, C.settles)
        .select_from(C)
        .join(R, R.id == C.request_id)
        .join(Agency, Agency.id == R.agency_id)
        .where(*within(asked), C.dated_on >= since, C.direction == Direction.IN, C.kind.not_in(ANSWERS_NOTHING))
        .order_by(C.dated_on.desc(), C.created_at.desc(), C.id)
        .limit(first)
    )
    return [
        Came(dated_on, agency, number, f"{kind}: {summary}", str(settles or "To classify"))
        for dated_on, agency, number, kind, summary, settles in db.session.execute(query)
    ]


def directors_of(office: Office) -> list[str]:
    """Whom a memo of this office goes to."""
    query = (
        sa.select(User.name)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.office_id == office.id, Seat.role == Role.STAFF_DIRECTOR, Seat.ended_on.is_(None))
        .order_by(User.name)
    )
    return list(db.session.scalars(query))


def is_long_overdue(asked: Asked, at: datetime) -> sa.ColumnElement[bool]:
    return by_local_day(zones_of(asked), at, long_overdue_through)


def lines(asked: Asked, *, at: datetime, order: Any, only: Any = EVERY, first: int | None = None) -> Iterator[Line]:
    query = (
        sa.select(*COUNT_COLUMNS, *LINE_COLUMNS.values())
        .select_from(R)
        .join(Agency, Agency.id == R.agency_id)
        .join(Office, Office.id == R.office_id)
        .outerjoin(User, User.id == R.owner_id)
        .outerjoin(Matter, Matter.id == R.matter_id)
        .where(*within(asked), only)
        .order_by(*order)
        .limit(first)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    names, width = tuple(LINE_COLUMNS), len(COUNT_COLUMNS)
    for row in db.session.execute(query):
        yield Line(at=at, count=Count(*row[:width]), **dict(zip(names, row[width:], strict=True)))


def results(asked: Asked) -> Iterator[Result]:
    """What came of the requests, in the order of its dates."""
    query = (
        sa.select(R.number, Outcome.dated_on, Outcome.kind, Outcome.claim, Outcome.attributable, Outcome.dollars)
        .select_from(Outcome)
        .join(R, R.id == Outcome.request_id)
        .where(*within(asked))
        .order_by(Outcome.dated_on, R.congress, R.serial, Outcome.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for row in db.session.execute(query):
        yield Result(*row)


def whole_request(number: str) -> OversightRequest | None:
    """A request with all that its chronology tells, in a fixed number of statements."""
    query = (
        sa.select(R)
        .where(R.number == number)
        .options(
            joinedload(R.office),
            joinedload(R.agency),
            selectinload(R.items).selectinload(Item.dispositions),
            selectinload(R.communications).selectinload(Communication.production),
            selectinload(R.deadline).selectinload(Deadline.entries),
            selectinload(R.outcomes),
        )
    )
    return db.session.scalar(query)


def links_of(oversight_request: OversightRequest) -> list[IntelligenceLink]:
    """The request's ties to intelligence items that the person may see, with the items and their files."""
    query = (
        sa.select(IntelligenceLink)
        .join(IntelligenceLink.intelligence_item)
        .where(IntelligenceLink.request_id == oversight_request.id)
        .options(
            contains_eager(IntelligenceLink.intelligence_item).selectinload(IntelligenceItem.attachments),
            joinedload(IntelligenceLink.item),
        )
        .order_by(IntelligenceLink.created_at, IntelligenceLink.id)
    )
    return list(db.session.scalars(query))


def past_exports(office: Office, *, number: int) -> Page[Event]:
    """One page of the exports of an office and of its requests, as far as the person sees them, the newest first."""
    query = sa.select(Event).where(Event.office_id == office.id, Event.verb == sa.literal_column("'exported'"))
    ids = query.with_only_columns(Event.id).limit(CAP + 1).subquery()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(ids)) or 0
    rows = query.order_by(Event.at.desc(), Event.sequence.desc()).offset(offset(number, NEWEST)).limit(NEWEST + 1)
    return Page.cut(db.session.scalars(rows).all(), number=number, total=total, per_page=NEWEST)
