"""What filing, editing and assigning ask alike: may this person name that agency, matter, colleague?"""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Agency, Matter, Office, Seat, User
from app.policies import STAFF, seats_of, with_bureaus
from app.refusals import Refused
from app.requests.letter import Letter


def homes_of(person: User) -> tuple[int, ...]:
    """The agencies that a detailee comes from, bureaus included: their records are never shown to that person."""
    homes = {seat.home_agency_id for seat in seats_of(person) if seat.home_agency_id is not None}
    return with_bureaus(db.session, homes) if homes else ()


def demand_sound(letter: Letter, *, office: Office, by: User) -> Agency:
    """The letter's agency; raises `Refused` where the letter names an agency or a matter that this person may not."""
    agency = db.session.get(Agency, letter.agency_id)
    if agency is None or agency.is_merged or agency.id in homes_of(by):
        raise Refused("Choose an agency from the list.", field="agency_id")
    if letter.matter_id is not None:
        matter = db.session.get(Matter, letter.matter_id)
        if matter is None or matter.office_id != office.id:
            raise Refused(f"Choose a matter of {office.short_name}.", field="matter_id")
    return agency


def demand_holder(user_id: int, *, office: Office, agency: Agency, field: str) -> User:
    """The person of this id, who sits on the office's staff and may see the agency's records; or `Refused`."""
    seat = db.session.scalar(
        sa.select(Seat)
        .where(Seat.office_id == office.id, Seat.user_id == user_id, Seat.ended_on.is_(None), Seat.role.in_(STAFF))
        .options(joinedload(Seat.user))
    )
    if seat is None or not seat.user.active:
        raise Refused(f"Choose a person of {office.short_name}'s staff.", field=field)
    if agency.id in homes_of(seat.user):
        raise Refused(f"{seat.user.name} is on detail from {agency.short_name} and cannot see this.", field=field)
    return seat.user
