"""What is asked of the dates beside deadlines and of the chambers' days, for the page and for what programs ask.

Such dates are the office's own record: they are shown to its staff only, as on the request's page.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.calendar.feed_queries import AHEAD, BACK, KEPT, MOST, TOLD, in_feed
from app.calendar.period import Period
from app.calendar.queries import Cut
from app.extensions import db
from app.models import Agency, ChamberCalendar, Item, OtherDate, OversightRequest
from app.models.deadline_picklists import OtherKind
from app.requests.docket_queries import BY_NUMBER
from app.requests.state_queries import IS_OPEN, Glance

MOST_DATES = 200
R, D = OversightRequest, OtherDate


@dataclass(frozen=True, kw_only=True)
class OtherDay:
    """A date beside a deadline, on its day."""

    number: str
    agency: str
    what: str
    on: date


@dataclass(frozen=True)
class Dated:
    """A date as a calendar program is told of it: known by the first of those that it took the place of."""

    about: OversightRequest
    first_id: int
    version: int
    what: str
    on: date
    changed_at: datetime
    is_over: bool


def own_offices() -> sa.ColumnElement[bool]:
    return R.office_id.in_(db.session.info["viewer"].staff_office_ids)


def other_dates(period: Period, cut: Cut, glance: Glance) -> list[OtherDay]:
    """The dates of open requests that are still waited for."""
    query = (
        sa.select(R.number, Agency.short_name, D.kind, Item.path, D.due_on)
        .join(R, R.id == D.request_id)
        .join(Agency, Agency.id == R.agency_id)
        .outerjoin(Item, Item.id == D.item_id)
        .where(*cut.conditions(glance), IS_OPEN, own_offices())
        .where(D.ended_at.is_(None), D.met_on.is_(None), Item.accepted_on.is_(None))
        .where(D.due_on >= period.first, D.due_on <= period.last)
        .order_by(D.due_on, *BY_NUMBER, D.id)
        .limit(MOST_DATES)
    )
    found: Any = db.session.execute(query)
    return [
        OtherDay(number=number, agency=agency, what=kind.told_as(path), on=on)
        for number, agency, kind, path, on in found
    ]


def chamber_days(period: Period) -> dict[date, list[str]] | None:
    """House: legislative day. None where no chamber's calendar is known, which is not the same as no day."""
    calendars = db.session.scalars(sa.select(ChamberCalendar).order_by(ChamberCalendar.chamber, ChamberCalendar.kind))
    listed = [each for each in calendars if each.listed]
    if not listed:
        return None
    days = defaultdict(list)
    for each in listed:
        words = f"{each.chamber.label}: {each.kind.label.lower().removesuffix('s')}"
        for day in each.days:
            if period.first <= day <= period.last:
                days[day].append(words)
    return days


def of_feed(query: str, glance: Glance) -> list[Dated]:
    """The dates of a feed, from a month ago to a year ahead; what is met or removed stays for 30 days."""
    return told(
        *in_feed(query, glance),
        *(D.due_on >= glance.today - BACK, D.due_on <= glance.today + AHEAD),
        sa.or_(D.met_on.is_(None), D.met_on >= glance.today - KEPT),
        sa.or_(D.ended_at.is_(None), D.ended_at >= glance.at - KEPT),
    )


def of_request(about: OversightRequest) -> list[Dated]:
    """The dates of one request that are still waited for."""
    return [each for each in told(R.id == about.id, D.ended_at.is_(None)) if not each.is_over]


def told(*wanted: sa.ColumnElement[bool]) -> list[Dated]:
    """In two statements: the dates that none took the place of, and in whose place they stand."""
    query = (
        sa.select(D, R, Item.path, Item.accepted_on)
        .join(R, R.id == D.request_id)
        .outerjoin(Item, Item.id == D.item_id)
        .where(D.replaced_by_id.is_(None), own_offices(), *wanted)
        .options(*TOLD)
        .order_by(D.due_on, *BY_NUMBER, D.id)
        .limit(MOST)
    )
    rows: Sequence[Any] = db.session.execute(query).all()
    chains = before({row[1].id for row in rows})
    return [dated(own, about, path, accepted_on, chains) for own, about, path, accepted_on in rows]


def before(request_ids: set[int]) -> dict[int, int]:
    """Date -> the one in whose place it stands."""
    query = sa.select(D.replaced_by_id, D.id).where(D.request_id.in_(request_ids), D.replaced_by_id.is_not(None))
    found: Any = db.session.execute(query)
    return {row[0]: row[1] for row in found}


def dated(
    own: OtherDate, about: OversightRequest, path: str | None, accepted_on: date | None, chains: dict[int, int]
) -> Dated:
    first_id, version = own.id, 0
    while first_id in chains:
        first_id, version = chains[first_id], version + 1
    is_over = own.met_on is not None or own.ended_at is not None or accepted_on is not None
    changed_at = max(moment for moment in (own.created_at, own.ended_at, about.touched_at) if moment is not None)
    kind: OtherKind = own.kind
    return Dated(about, first_id, version, kind.told_as(path), own.due_on, changed_at, is_over)
