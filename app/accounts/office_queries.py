"""Questions asked of offices, for those who run the installation."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort

from app.extensions import db
from app.models import NumberSeries, Office, Seat, User
from app.models.office import SHORT_NAME

LARGEST_ID = 2**62


@dataclass(frozen=True)
class OfficeLine:
    """One office with the number of people who sit in it now."""

    office: Office
    seats: int


def get(office_id: int) -> Office:
    """The office; 404 where there is none."""
    found = by_id(office_id) if office_id <= LARGEST_ID else None
    return found if found is not None else abort(404)


def by_id(office_id: int) -> Office | None:
    return db.session.get(Office, office_id)


def offices() -> list[Office]:
    return list(db.session.scalars(sa.select(Office).order_by(Office.short_name)))


def offices_with_seats() -> list[OfficeLine]:
    """Every office by its short name, and how many sit there."""
    sits = sa.and_(Seat.office_id == Office.id, Seat.ended_on.is_(None))
    seats = sa.select(sa.func.count()).select_from(Seat).join(User).where(sits, User.active).scalar_subquery()
    rows = db.session.execute(sa.select(Office, seats).order_by(Office.short_name))
    return [OfficeLine(office, count) for office, count in rows]


def is_taken(short_name: str, *, but_by: Office | None = None) -> bool:
    """Whether another office bears this short name."""
    if not SHORT_NAME.fullmatch(short_name):
        return False
    query = sa.select(Office.id).where(Office.short_name == short_name)
    return db.session.scalar(query) not in {None, but_by.id if but_by else None}


def has_numbers(office: Office) -> bool:
    """Whether a request of this office was numbered: its short name stands in letters from then on."""
    query = sa.select(NumberSeries.office_id).where(NumberSeries.office_id == office.id, NumberSeries.last_serial > 0)
    return db.session.scalar(sa.select(query.exists())) is True
