"""Questions asked of people and their seats, for those who bring people in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.handover import owned_by
from app.accounts.office_queries import LARGEST_ID, offices
from app.clock import today
from app.extensions import db
from app.models import Absence, Agency, Office, OversightRequest, Seat, SignInLink, User
from app.policies import Action, allowed, offices_for, past_walls
from app.requests.queries import staff_of
from app.web.paging import CAP, PER_PAGE, Page, offset
from app.web.zones import installation_zone


@dataclass(frozen=True)
class PersonLine:
    """One person, the seats that the reader may know of, and the last sign-in by a link as far as there was one."""

    person: User
    seats: Sequence[Seat]
    linked_at: datetime | None
    absences: Mapping[int, Absence]


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
    told = [(person, told_seats(person, staffed), moment) for person, moment in rows]
    away = absences([seat for _person, seats, _moment in told for seat in seats])
    lines = [PersonLine(person, seats, moment, away) for person, seats, moment in told]
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


def absence_of(seat: Seat) -> Absence | None:
    return db.session.scalar(sa.select(Absence).where(Absence.seat_id == seat.id).options(joinedload(Absence.cover)))


def absences(seats: Sequence[Seat]) -> Mapping[int, Absence]:
    """The absences of these seats that are not over, by the seat's id; nothing for any other."""
    is_ahead = Absence.until_on >= today(installation_zone())
    query = sa.select(Absence).where(Absence.seat_id.in_([seat.id for seat in seats]), is_ahead)
    found = db.session.scalars(query.options(joinedload(Absence.cover)))
    return {each.seat_id: each for each in found}


def covers_for(seat: Seat) -> Sequence[Seat]:
    """The colleagues in the office who could cover."""
    return [each for each in staff_of([seat.office_id]) if each.user_id != seat.user_id]


def link_by_id(link_id: int) -> SignInLink | None:
    return db.session.get(SignInLink, link_id)


def agencies() -> list[Agency]:
    return list(db.session.scalars(sa.select(Agency).where(Agency.merged_into_id.is_(None)).order_by(Agency.name)))


def hold_administrators() -> list[User]:
    """The administrators who can sign in, their rows locked: two who take each other's place away come one by one."""
    query = sa.select(User).where(User.is_administrator, User.active).order_by(User.id).with_for_update()
    return list(db.session.scalars(query, execution_options={"populate_existing": True}))


@dataclass(frozen=True)
class Owned:
    """How many open requests somebody owns in one office: a number, and nothing of what is asked."""

    office_id: int
    office: str
    count: int


def open_requests_of(person: User) -> list[Owned]:
    """How many open requests this person owns, office by office."""
    query = (
        sa.select(Office.id, Office.short_name, sa.func.count())
        .join(OversightRequest, OversightRequest.office_id == Office.id)
        .where(owned_by(person))
        .group_by(Office.id, Office.short_name)
        .order_by(Office.short_name)
    )
    with past_walls(db.session) as session:
        return [Owned(*row) for row in session.execute(query)]


def heirs_for(person: User, owned: Sequence[Owned]) -> dict[int, list[Seat]]:
    """The staff to whom this person's requests can go, by office."""
    found: dict[int, list[Seat]] = {each.office_id: [] for each in owned}
    for seat in staff_of(list(found)):
        if seat.user_id != person.id:
            found[seat.office_id].append(seat)
    return found


def has_requests() -> bool:
    """Whether anything was filed yet, by anybody."""
    with past_walls(db.session) as session:
        return session.scalar(sa.select(sa.select(OversightRequest.id).exists())) is True
