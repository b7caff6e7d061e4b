"""Who is told of which step of which deadline now, and in what capacity."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from app.deadlines.date_queries import OtherDateDue
from app.models import Office, User
from app.models.mail_terms import Audience, StopsWhen
from app.models.picklists import Instrument, MessageKind
from app.reminders.hours import Hours
from app.reminders.ladder import NO_STOPS, Ladders, Step, Track

Sees = Callable[[User, Any], bool]


class Deadline(NamedTuple):
    """A deadline to be told of. `number` may be one that is not allotted yet: then nothing is sent, only foreseen."""

    id: int
    number: str
    agency: str
    due_on: date
    due_at: datetime
    owner: User | None
    backup: User | None = None
    instrument: Instrument | None = None
    version: int = 1
    recorded_at: datetime | None = None
    stopped: frozenset[StopsWhen] = NO_STOPS


class Due(NamedTuple):
    """A step to tell somebody of, and the earlier ones that it makes needless.

    With `other` it is one of a date beside the deadline, and `about` bears that date's day.
    """

    about: Deadline
    person: User
    step: Step
    why: str
    capacity: Audience
    missed: tuple[Step, ...] = ()
    other: OtherDateDue | None = None

    @property
    def last_minute(self) -> datetime | None:
        """Past which no mail of it waits; a date beside the deadline waits as long as somebody's hours say."""
        return self.about.due_at if self.other is None else None


@dataclass(frozen=True)
class Crew:
    """The people of an office whom a ladder may name, and who covers for whom (by id); `hours` only of who has rules.

    `alike` keeps who hears of what all of them see, by owner, backup and instrument.
    """

    office: Office
    directors: list[User]
    team: list[User] = field(default_factory=list)
    named: Mapping[int, User] = field(default_factory=dict)
    covers: Mapping[int, User] = field(default_factory=dict)
    hours: Mapping[int, Hours] = field(default_factory=dict)
    alike: dict[object, list["Told"]] = field(default_factory=dict, repr=False)

    @property
    def of_all(self) -> list[User]:
        """Who may hear of any request of the office."""
        return [*self.directors, *self.team, *self.named.values(), *self.covers.values()]

    @property
    def early(self) -> set[int]:
        """Whose quiet hours may bring a reminder forward."""
        return {person_id for person_id, hours in self.hours.items() if hours.facts.quiet_from is not None}


@dataclass(frozen=True)
class Told:
    """A person in one capacity, with the steps that this capacity is told of."""

    person: User
    why: str
    capacity: Audience
    track: Track


def audience(about: Deadline, crew: Crew, ladders: Ladders, sees: Sees) -> Iterator[Told]:
    """Everybody whom the ladder names for this request and who may see it; a person may come twice, in two capacities.

    Where neither the owner nor anybody in their place can be told, the staff directors are told in their stead.
    """
    found = list(holders(about, crew))
    own = [(person, why, kind) for person, why, kind in found if person.active and sees(person, about)]
    own = without_the_away(own, about, crew)
    for person, why, kind in own:
        yield Told(person, why, kind, ladders.track(about.instrument, kind))
    for person in crew.directors:
        if sees(person, about):
            yield Told(
                person, "you are staff director", Audience.DIRECTOR, ladders.track(about.instrument, Audience.DIRECTOR)
            )
            if not own:
                why = "nobody who owns it can be told and you are staff director"
                yield Told(person, why, Audience.OWNER, ladders.track(about.instrument, Audience.OWNER))
    for person in crew.team:
        if sees(person, about):
            why = f"you are on the staff of {crew.office.short_name}"
            yield Told(person, why, Audience.TEAM, ladders.track(about.instrument, Audience.TEAM))
    for person in crew.named.values():
        if sees(person, about):
            track = ladders.track(about.instrument, Audience.PERSON, person.id)
            yield Told(person, f"the reminder ladder of {crew.office.short_name} names you", Audience.PERSON, track)


def without_the_away(
    own: list[tuple[User, str, Audience]], about: Deadline, crew: Crew
) -> list[tuple[User, str, Audience]]:
    """Of owner and backup who is away hears nothing while the other is here and told; who holds it alone is told as ever."""
    held = {person.id for person in (about.owner, about.backup) if person is not None}
    is_somebody_here = any(person.id in held and person.id not in crew.covers for person, _why, _kind in own)
    if not crew.covers or not is_somebody_here:
        return own
    return [each for each in own if each[0].id not in held or each[0].id not in crew.covers]


def holders(about: Deadline, crew: Crew) -> Iterator[tuple[User, str, Audience]]:
    """Owner and backup, and who covers for one of them that is away."""
    held = [
        (about.owner, "you own this request", Audience.OWNER),
        (about.backup, "you are the backup of this request", Audience.BACKUP),
    ]
    yield from ((person, why, kind) for person, why, kind in held if person is not None)
    for holder, _why, kind in held:
        if holder is not None and holder.id in crew.covers:
            yield crew.covers[holder.id], f"you cover for {holder.name}, who is away", kind


def told_now(
    about: Deadline, people: Iterable[Told], crew: Crew, at: datetime, *, is_untold: bool
) -> list[tuple[Told, Step]]:
    """For each person the newest step of any capacity of theirs, in the first capacity that has it."""
    found: dict[int, tuple[Told, Step]] = {}
    for told in people:
        person_id = told.person.id
        step = newest_for(told, about, crew.hours.get(person_id), at, is_untold=is_untold)
        if step is not None and (person_id not in found or found[person_id][1].at < step.at):
            found[person_id] = (told, step)
    return list(found.values())


def newest_for(told: Told, about: Deadline, hours: Hours | None, at: datetime, *, is_untold: bool) -> Step | None:
    """The newest step; one whose moment falls into the person's quiet hours counts as come before those begin."""
    track, due_on, due_at = told.track, about.due_on, about.due_at
    if hours is not None and hours.facts.quiet_from is not None:
        closures = track.calendar.closures
        ahead = track.ahead(due_on, due_at, about.stopped)
        brought = [step for step in ahead if step.at > at and hours.earlier(step.at, closures) <= at]
        if brought:
            return brought[-1]
    return track.newest(due_on, due_at, at, is_untold=is_untold, stopped=about.stopped)


def why_of(told: Told, step: Step) -> str:
    """The capacity in words, as a mail gives it."""
    if told.capacity is Audience.DIRECTOR and step.kind is MessageKind.OVERDUE:
        return f"it is overdue and {told.why}"
    return told.why


def is_news(step: Step | None, about: Deadline, last: datetime | None) -> bool:
    """Whether a step is to be told: after the last that was, and ahead of the due day only if the deadline stood then."""
    if step is None or (last is not None and last >= step.at):
        return False
    recorded = about.recorded_at
    return step.kind is MessageKind.OVERDUE or recorded is None or step.at >= recorded
