"""Questions asked of the dates that a request bears beside its deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import Session, joinedload

from app.extensions import db
from app.models import Agency, Event, Item, OtherDate, OversightRequest
from app.models.deadline_picklists import OtherKind

LARGEST_ID = 2**62


def listed(oversight_request: OversightRequest) -> Sequence[OtherDate]:
    """The dates that stand or were met, the earliest first; what was replaced or removed is history."""
    query = (
        sa.select(OtherDate)
        .where(OtherDate.request_id == oversight_request.id, OtherDate.ended_at.is_(None))
        .options(joinedload(OtherDate.logged_by))
        .order_by(OtherDate.due_on, OtherDate.created_at, OtherDate.id)
    )
    return db.session.scalars(query).all()


def standing(oversight_request: OversightRequest) -> list[OtherDate]:
    """Those still waited for."""
    return [each for each in listed(oversight_request) if each.is_standing]


def by_id(date_id: int) -> OtherDate | None:
    return db.session.get(OtherDate, date_id) if date_id < LARGEST_ID else None


def get(oversight_request: OversightRequest, date_id: int) -> OtherDate:
    """A date of this request, or 404."""
    found = by_id(date_id)
    return found if found is not None and found.request_id == oversight_request.id else abort(404)


def last_event(own: OtherDate) -> Event | None:
    """What was done with a date last, by its history."""
    query = sa.select(Event).where(Event.noun_id == own.id, Event.noun == "OtherDate").order_by(Event.sequence.desc())
    return db.session.scalars(query.limit(1)).first()


def of_entry(entry_id: int) -> Sequence[OtherDate]:
    """The dates that an extension for some items gave, as far as they stand."""
    query = sa.select(OtherDate).where(OtherDate.entry_id == entry_id, OtherDate.ended_at.is_(None))
    return [each for each in db.session.scalars(query) if each.is_standing]


def replaced_by(own: OtherDate) -> Sequence[OtherDate]:
    return db.session.scalars(sa.select(OtherDate).where(OtherDate.replaced_by_id == own.id)).all()


@dataclass(frozen=True)
class OtherDateDue:
    """A date that waits, with whom to tell of it. `item_path` is as printed; `words` name a volume."""

    id: int
    request_id: int
    number: str
    agency: str
    owner_id: int | None
    backup_id: int | None
    kind: OtherKind
    item_path: str | None
    words: str | None
    due_on: date
    noted_at: datetime


def other_dates_due(session: Session, *, office_id: int, through: date, since: date = date.min) -> list[OtherDateDue]:
    """All that is due from `since` through this day and neither met nor replaced, the earliest first, in one statement.

    Left out: requests for which no clock runs (closed, void, unsent, quiet, satisfied, stopped) and accepted items.
    """
    r, own = OversightRequest, OtherDate
    is_satisfied = sa.and_(r.counted_items > 0, r.satisfied_items == r.counted_items)
    rows = session.execute(
        sa.select(own.id, own.request_id, r.number, Agency.short_name.label("agency"), r.owner_id, r.backup_id)
        .add_columns(own.kind, Item.path.label("item_path"), own.words, own.due_on, own.created_at.label("noted_at"))
        .join(r, r.id == own.request_id)
        .join(Agency, Agency.id == r.agency_id)
        .outerjoin(Item, Item.id == own.item_id)
        .where(
            *(own.ended_at.is_(None), own.met_on.is_(None), Item.accepted_on.is_(None)),
            *(own.due_on >= since, own.due_on <= through),
            *(r.office_id == office_id, r.closed_on.is_(None), r.void_at.is_(None), r.stopped_on.is_(None)),
            *(r.transmitted_on.is_not(None), sa.not_(r.is_quiet), sa.not_(is_satisfied)),
        )
        .order_by(own.due_on, r.number, own.id)
    )
    return [OtherDateDue(**row._mapping) for row in rows]
