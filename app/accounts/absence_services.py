"""Say when somebody is away from a seat and who covers, and that they are back."""

from datetime import date

from app.accounts import people_queries as queries
from app.clock import today
from app.dates import day_text
from app.extensions import db
from app.history import hold, record
from app.models import Absence, Seat, User
from app.models.base import new_id
from app.refusals import Refused


def set_absence(seat: Seat, *, from_on: date, until_on: date, cover_id: int, by: User) -> Absence:
    """The cover hears of what the person is reminded of during these days, as far as they may see it."""
    hold(seat)
    cover = next((each for each in queries.covers_for(seat) if each.user_id == cover_id), None)
    if cover is None:
        raise Refused(f"Choose a person of {seat.office.short_name}'s staff.", field="cover_id")
    theirs = queries.absence_of(cover)
    if theirs is not None and theirs.meets(from_on, until_on):
        raise Refused(f"{cover.user.name} is away until {day_text(theirs.until_on)}, too.", field="cover_id")
    absence = queries.absence_of(seat) or Absence(id=new_id(), seat=seat, seat_id=seat.id)
    absence.write(from_on=from_on, until_on=until_on, cover=cover.user, today=today(seat.office.zone))
    db.session.add(absence)
    days = f"from {day_text(from_on)} until {day_text(until_on)}"
    record(seat, "away", by=by, summary=f"{seat.user.name} is away {days}; {cover.user.name} covers.", changes={})
    db.session.commit()
    return absence


def end_absence(seat: Seat, *, by: User) -> None:
    """They are back, or do not go."""
    hold(seat)
    absence = queries.absence_of(seat)
    if absence is not None:
        db.session.delete(absence)
        record(seat, "back", by=by, summary=f"{seat.user.name} is not away any more.", changes={})
    db.session.commit()
