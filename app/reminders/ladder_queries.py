"""Questions that the pages of ladders ask: the steps in force, who may be named, and what a ladder would send."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import abort

from app.clock import now
from app.extensions import db
from app.models import Office, OversightRequest, ReminderLadder, User
from app.models.mail_terms import Audience
from app.models.picklists import Instrument
from app.models.reminder_ladder import StepRule
from app.policies import seats_of
from app.reminders import planning_queries as planning
from app.reminders.ladder import Calendar, Ladder, Ladders, Step
from app.workdays import end_of, federal_holiday

SHOWN_AFTER = 3


@dataclass(frozen=True)
class Line:
    """A ladder in the list."""

    office: Office
    instrument: Instrument | None
    is_own: bool
    rules: tuple[StepRule, ...]


@dataclass(frozen=True)
class Mail:
    """A morning on which somebody is told, and who."""

    day: date
    step: Step
    kinds: tuple[Audience, ...]


@dataclass(frozen=True)
class Preview:
    """What a ladder would send for one deadline, and the holidays that it steps aside for."""

    due_on: date
    ahead: list[Mail]
    after: list[Mail]
    closed: list[tuple[date, str]]


def office_of(person: User, short_name: str) -> Office:
    """One of the offices where the person sits, or 404."""
    found = [seat.office for seat in seats_of(person) if seat.office.short_name == short_name]
    return found[0] if found else abort(404)


def lines(offices: Sequence[Office]) -> list[Line]:
    """Each office's own ladder, then those of single instruments."""
    found = []
    for office in offices:
        ladders = planning.ladders_of(db.session, office)
        names = [name for name, row in ladders.rows.items() if row.ended_at is None]
        found.append(Line(office, None, ReminderLadder.ANY in names, ladders.of(None).rules))
        own = [Instrument(name) for name in names if name != ReminderLadder.ANY]
        found += [Line(office, each, True, ladders.of(each).rules) for each in sorted(own, key=str)]
    return found


def ladder(office: Office, instrument: Instrument | None) -> Ladder:
    return planning.ladders_of(db.session, office).of(instrument)


def is_own(office: Office, instrument: Instrument | None) -> bool:
    row = planning.ladder_row(db.session, office, instrument)
    return row is not None and row.ended_at is None


def get_rule(office: Office, instrument: Instrument | None, key: str) -> StepRule:
    """The step of this key, or 404."""
    return next((rule for rule in ladder(office, instrument).rules if rule.key == key), None) or abort(404)


def staff(office: Office) -> list[User]:
    return planning.staff_of(db.session, office)


def names(found: Ladder) -> dict[int, str]:
    """The people whom a ladder names, by id."""
    people: dict[int, User] = {}
    planning.meet(db.session, {rule.person_id for rule in found.rules if rule.person_id is not None}, people)
    return {person_id: person.name for person_id, person in people.items()}


def preview(office: Office, instrument: Instrument | None, due_on: date) -> Preview:
    """The mails of a deadline that is recorded long before; the sweep finds the same steps on the same mornings."""
    ladders = planning.ladders_of(db.session, office)
    due_at = end_of(due_on, office.zone)
    begins = due_at - ladders.of(instrument).farthest_ahead - timedelta(days=len(ladders.calendar.closures))
    mails = mails_between(ladders, instrument, due_on, due_at, (begins, due_at + timedelta(days=366)))
    ahead = [mail for mail in mails if mail.step.at <= due_at]
    after = [mail for mail in mails if mail.step.at > due_at][:SHOWN_AFTER]
    days = [mail.day for mail in [*ahead, *after]] or [due_on]
    return Preview(due_on, ahead, after, closed_days(ladders.calendar, min(days), max(days)))


def mails_between(
    ladders: Ladders, instrument: Instrument | None, due_on: date, due_at: datetime, span: tuple[datetime, datetime]
) -> list[Mail]:
    """The mornings in order; people who are told the same step on the same morning stand together."""
    found: dict[datetime, tuple[Step, list[Audience]]] = {}
    named = {rule.person_id for rule in ladders.of(instrument).rules if rule.person_id is not None}
    kinds: list[tuple[Audience, int | None]] = [(kind, None) for kind in Audience if kind is not Audience.PERSON]
    for kind, person_id in [*kinds, *((Audience.PERSON, each) for each in named)]:
        track = ladders.track(instrument, kind, person_id)
        for step in track.between(due_on, due_at, *span):
            found.setdefault(step.at, (step, []))[1].append(kind)
    zone = ladders.calendar.zone
    return [
        Mail(at.astimezone(zone).date(), step, tuple(dict.fromkeys(kinds)))
        for at, (step, kinds) in sorted(found.items())
    ]


def closed_days(calendar: Calendar, first: date, last: date) -> list[tuple[date, str]]:
    """Closed weekdays in these days, with the name of the holiday."""
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    named = [(day, federal_holiday(day) or ("closed" if day in calendar.closures else "")) for day in days]
    return [(day, name) for day, name in named if name and day.weekday() < 5]


def coming_moment(about: OversightRequest) -> datetime | None:
    """When the owner of a request is told of it next."""
    if about.due_on is None or about.due_at is None or not about.is_waiting:
        return None
    track = planning.ladders_of(db.session, about.office).track(about.instrument, Audience.OWNER)
    step = next(track.coming(about.due_on, about.due_at, now()), None)
    return step.at if step else None
