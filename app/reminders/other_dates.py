"""Dates beside a deadline in the sweep: on which morning each is told of, to whom, and in which words."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.dates import relative_text
from app.deadlines.date_queries import OtherDateDue, other_dates_due
from app.models import User
from app.models.deadline_picklists import OtherKind
from app.models.mail_terms import Audience
from app.models.picklists import MessageKind
from app.models.reminder import OF_A_DATE
from app.policies import Viewer
from app.reminders import date_queries, planning_queries
from app.reminders.ladder import FARTHEST_SHIFT, Calendar, Ladders, Step
from app.reminders.notices import Crew, Deadline, Due, holders
from app.reminders.piles import Sight
from app.workdays import add_business_days, end_of, on_or_before

# A morning that no sweep saw is made up for so long, as for the steps of a deadline.
MADE_UP_FOR = timedelta(days=31)


def steps_of(each: OtherDateDue, calendar: Calendar) -> list[Step]:
    """The mornings of a date, the earlier first: its own day, and for our own target the business day before too."""
    own = on_or_before(each.due_on, calendar.closures)
    days = [(own, f"date-{each.id}")]
    if each.kind is OtherKind.TARGET:
        days.insert(0, (add_business_days(own, -1, calendar.closures), f"date-{each.id}-before"))
    return [Step(key, calendar.morning_of(day), MessageKind.REMINDER) for day, key in days]


def sentence(each: OtherDateDue, today: date) -> str:
    """The agency promised an answer for today; A production was expected 2 business days ago."""
    is_past = each.due_on < today
    if each.kind is OtherKind.PROMISED and each.due_on in (today, today + timedelta(days=1)):
        return f"The agency promised an answer for {distance(each.due_on, today)}"
    to_come, past = {
        OtherKind.ITEM: (f"{each.kind.told_as(each.item_path)} is due", f"{each.kind.told_as(each.item_path)} was due"),
        OtherKind.PROMISED: ("The agency promised an answer", "The agency had promised an answer"),
        OtherKind.ROLLING: ("A production is expected", "A production was expected"),
        OtherKind.TARGET: ("Our own target is", "Our own target was"),
    }[each.kind]
    return f"{past if is_past else to_come} {distance(each.due_on, today)}"


def distance(on: date, today: date) -> str:
    """today; tomorrow; 3 business days ago. Not "overdue": that is said of deadlines alone."""
    return relative_text(on, today).replace(" overdue", " ago")


def dates_due(
    session: Session,
    crew: Crew,
    ladders: Ladders,
    at: datetime,
    *,
    people: dict[int, User],
    viewers: dict[int, Viewer],
) -> Iterator[Due]:
    """The dates of which somebody is to be told now. `people` and `viewers` are those of the sweep."""
    come = come_at(session, crew, ladders.calendar, at)
    if not come:
        return
    ids = {each.owner_id for each, _steps in come if each.owner_id is not None}
    planning_queries.meet(session, ids, people)
    abouts = {each.id: about_of(each, crew, people) for each, _steps in come}
    told = date_queries.told_since(session, crew.office, at - MADE_UP_FOR - FARTHEST_SHIFT)
    heard = {step for _person, step in told}
    sees = Sight(session, list(abouts.values()), viewers, [*crew.directors, *crew.covers.values()])
    for each, steps in come:
        newest, is_fresh = steps[-1], is_of_today(steps[-1], crew, at)
        for person, why in told_of(abouts[each.id], crew, sees):
            if (person.id, newest.key) in told or (newest.key in heard and not is_fresh):
                continue
            missed = tuple(step for step in steps[:-1] if (person.id, step.key) not in told)
            yield Due(abouts[each.id], person, newest, why, Audience.OWNER, missed, each)


def come_at(session: Session, crew: Crew, calendar: Calendar, at: datetime) -> list[tuple[OtherDateDue, list[Step]]]:
    """The dates of which a morning has come since they were noted, with those mornings."""
    today = at.astimezone(calendar.zone).date()
    found = other_dates_due(
        session, office_id=crew.office.id, since=today - MADE_UP_FOR, through=today + FARTHEST_SHIFT
    )
    mornings = [(each, [step for step in steps_of(each, calendar) if each.noted_at <= step.at <= at]) for each in found]
    return [(each, steps) for each, steps in mornings if steps]


def about_of(each: OtherDateDue, crew: Crew, people: dict[int, User]) -> Deadline:
    owner = people.get(each.owner_id) if each.owner_id is not None else None
    due_at = end_of(each.due_on, crew.office.zone)
    return Deadline(each.request_id, each.number, each.agency, each.due_on, due_at, owner, version=OF_A_DATE)


def is_of_today(step: Step, crew: Crew, at: datetime) -> bool:
    """Who becomes the owner later hears no more of a morning that somebody was told of."""
    zone = crew.office.zone
    return step.at.astimezone(zone).date() == at.astimezone(zone).date()


def told_of(about: Deadline, crew: Crew, sees: Sight) -> Iterator[tuple[User, str]]:
    """The owner and who covers; where neither can be told, the staff directors. Each once."""
    found = {
        person.id: (person, why) for person, why, _kind in holders(about, crew) if person.active and sees(person, about)
    }
    if not found:
        why = "nobody who owns it can be told and you are staff director"
        found = {person.id: (person, why) for person in crew.directors if sees(person, about)}
    yield from found.values()
