"""Questions asked of people and their seats, for those who bring people in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.office_queries import LARGEST_ID, offices
from app.extensions import db
from app.models import Agency, Office, OversightRequest, Seat, SignInLink, User
from app.policies import Action, allowed, offices_for, past_walls
from app.web.paging import CAP, PER_PAGE, Page, offset


@dataclass(frozen=True)
class PersonLine:
    """One person, the seats that the reader may know of, and the last sign-in by a link as far as there was one."""

    person: User
    seats: Sequence[Seat]
    linked_at: datetime | None


def offices_staffed_by(person: User) -> list[Office]:
    """The offices that this person may bring people into."""
    return offices() if allowed(person, Action.ADMINISTER) else offices_for(person, Action.INVITE)


def sitting_in(staffed: Sequence[Office] | None) -> sa.ColumnElement[bool]:
    """Who sits or sat in these offices; None stands for everybody, with a seat or without."""
    if staffed is None:
        return sa.true()
    sits = sa.select(Seat.id).where(Seat.user_id == User.id, Seat.office_id.in_([office.id for office in staffed]))
    return sits.exists()


def people(staffed: Sequence[Office] | None, *, number: int) -> Page[PersonLine]:
    """People by name; of others' offices nothing is told."""
    linked_at = sa.select(sa.func.max(SignInLink.used_at, type_=SignInLink.used_at.type))
    linked_at = linked_at.where(SignInLink.user_id == User.id).correlate(User)
    query = (
        sa.select(User, linked_at.scalar_subquery())
        .where(sitting_in(staffed))
        .options(selectinload(User.seats).joinedload(Seat.office))
        .order_by(sa.func.lower(User.name), User.id)
    )
    rows = db.session.execute(query.limit(PER_PAGE + 1).offset(offset(number))).all()
    lines = [PersonLine(person, told_seats(person, staffed), moment) for person, moment in rows]
    return Page.cut(lines, number=number, total=count_people(staffed))


def count_people(staffed: Sequence[Office] | None) -> int:
    found = sa.select(User.id).where(sitting_in(staffed)).limit(CAP + 1).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def told_seats(person: User, staffed: Sequence[Office] | None) -> list[Seat]:
    seats = [seat for seat in person.seats if staffed is None or seat.office in staffed]
    return sorted(seats, key=lambda seat: seat.office.short_name)


def get_person(person_id: int, staffed: Sequence[Office] | None = None) -> User:
    """A person with their seats; 404 where there is none, or none in these offices."""
    if person_id > LARGEST_ID:
        abort(404)
    query = sa.select(User).where(User.id == person_id, sitting_in(staffed))
    seats = selectinload(User.seats).options(joinedload(Seat.office), joinedload(Seat.home_agency))
    found = db.session.scalar(query.options(seats))
    return found if found is not None else abort(404)


def get_seat(person_id: int, seat_id: int) -> Seat:
    """A seat of this person, ready for its form; 404 where there is none."""
    if max(person_id, seat_id) > LARGEST_ID:
        abort(404)
    query = sa.select(Seat).where(Seat.id == seat_id, Seat.user_id == person_id)
    found = db.session.scalar(query.options(joinedload(Seat.office), joinedload(Seat.user)))
    return found if found is not None else abort(404)


def seat_of(person: User, office: Office) -> Seat | None:
    """The seat in this office, one that ended included."""
    return db.session.scalar(sa.select(Seat).where(Seat.user_id == person.id, Seat.office_id == office.id))


def link_by_id(link_id: int) -> SignInLink | None:
    return db.session.get(SignInLink, link_id)


def agencies() -> list[Agency]:
    return list(db.session.scalars(sa.select(Agency).order_by(Agency.name)))


def hold_administrators() -> list[User]:
    """The administrators who can sign in, their rows locked: two who take each other's place away come one by one."""
    query = sa.select(User).where(User.is_administrator, User.active).order_by(User.id).with_for_update()
    return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def open_requests_of(person: User) -> list[tuple[str, int]]:
    """How many open requests this person owns, as (office's short name, number)."""
    query = (
        sa.select(Office.short_name, sa.func.count())
        .join(OversightRequest, OversightRequest.office_id == Office.id)
        .where(
            OversightRequest.owner_id == person.id,
            OversightRequest.closed_on.is_(None),
            OversightRequest.void_at.is_(None),
        )
        .group_by(Office.short_name)
        .order_by(Office.short_name)
    )
    with past_walls(db.session) as session:
        return [(short_name, count) for short_name, count in session.execute(query)]


def has_requests() -> bool:
    """Whether anything was filed yet, by anybody."""
    with past_walls(db.session) as session:
        return session.scalar(sa.select(sa.select(OversightRequest.id).exists())) is True
