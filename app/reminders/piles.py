"""Which steps of a batch of requests are to be told to whom: the ladder, the ledger and what people may see, together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from app.models import Snooze, User
from app.models.picklists import MessageKind
from app.policies import Viewer, viewers_of
from app.reminders import planning_queries as planning
from app.reminders import queries
from app.reminders.ladder import Ladders, Step
from app.reminders.notices import Crew, Deadline, Due, Told, audience, is_news, told_now, why_of
from app.reminders.seeing import Seen

# Steps missed longer ago than this (a request that was kept quiet for a year) leave no row each.
MISSED_WITHIN = timedelta(days=31)


class Sight:
    """Who may see which of some requests. `of_all` are the people who may hear of any of them.

    What changes during a sweep is asked again before a mail leaves.
    """

    def __init__(
        self, session: Session, requests: list[Deadline], viewers: dict[int, Viewer], of_all: Iterable[User]
    ) -> None:
        self.session, self.viewers = session, viewers
        self.seen_of = Seen(session, [about.id for about in requests])
        self.of_all = {person.id: person for person in of_all}
        self.own: dict[int, list[int]] = defaultdict(list)
        self.holders: dict[int, User] = {}
        self.seen: dict[int, set[int]] = {}
        for about in requests:
            for person in (about.owner, about.backup):
                if person is not None:
                    self.own[person_id := person.id].append(about.id)
                    self.holders[person_id] = person

    def __call__(self, person: User, about: Any) -> bool:
        person_id = person.id
        if person_id not in self.seen:
            ids = self.seen_of.ids if person_id in self.of_all else self.own[person_id]
            self.seen[person_id] = self.seen_of.by(self.viewer(person), ids)
        return about.id in self.seen[person_id]

    def viewer(self, person: User) -> Viewer:
        if person.id not in self.viewers:
            everybody = {person.id: person, **self.holders, **self.of_all}
            self.viewers |= viewers_of(
                self.session, [each for each in everybody.values() if each.id not in self.viewers]
            )
        return self.viewers[person.id]

    @cached_property
    def all_see(self) -> set[int]:
        """The requests that everybody sees who may hear of any, by their seats alone."""
        everybody = {**self.holders, **self.of_all}.values()
        return set(self.seen_of.ids).intersection(*(self.seen_of.by_seats(self.viewer(each)) for each in everybody))


def due_among(
    session: Session,
    ids: list[int],
    crew: Crew,
    ladders: Ladders,
    at: datetime,
    *,
    people: dict[int, User],
    viewers: dict[int, Viewer],
) -> Iterator[Due]:
    """The steps to tell of these requests. `people` and `viewers` are kept from batch to batch."""
    requests = planning.deadlines(session, ids, people)
    told = queries.last_told(session, ids)
    put_off = planning.snoozes(session, ids)
    heard = {key[:2] for key in told}
    sees = Sight(session, requests, viewers, crew.of_all)
    for about in requests:
        is_untold = (about.id, about.version) not in heard
        for one, found in told_now(about, hearing(about, crew, ladders, sees), crew, at, is_untold=is_untold):
            person_id = one.person.id
            last = told.get((about.id, about.version, person_id))
            snooze = put_off.get((about.id, about.version, person_id)) if put_off else None
            step = found if snooze is None else after_snooze(found, snooze, at)
            if step is not None and is_news(step, about, last):
                missed = tuple(missed_of(about, one, step, at, last)) if step is found else ()
                yield Due(about, one.person, step, why_of(one, step), one.capacity, missed)


def hearing(about: Deadline, crew: Crew, ladders: Ladders, sees: Sight) -> list[Told]:
    """Who hears of a request. Of one that all of them see, the same as of every other of these holders."""
    if about.id not in sees.all_see:
        return list(audience(about, crew, ladders, sees))
    key = (about.owner, about.backup, ladders.known_as(about.instrument))
    if key not in crew.alike:
        crew.alike[key] = list(audience(about, crew, ladders, sees))
    return crew.alike[key]


def after_snooze(step: Step, snooze: Snooze, at: datetime) -> Step | None:
    """What the person hears of a request that they put off: nothing until the morning they chose, then again."""
    if step.kind is MessageKind.OVERDUE:
        return step
    if at < snooze.wakes_at:
        return None
    if step.at >= snooze.wakes_at:
        return step
    return Step(f"snoozed-{snooze.until_on:%Y%m%d}", snooze.wakes_at, MessageKind.REMINDER, step.wording)


def missed_of(about: Deadline, one: Told, step: Step, at: datetime, last: datetime | None) -> Iterator[Step]:
    """The earlier steps of this person that this one makes needless."""
    since = max(moment for moment in (last, about.recorded_at, at - MISSED_WITHIN) if moment)
    earlier = one.track.between(about.due_on, about.due_at, since, step.at)
    yield from (each for each in earlier if last is None or each.at > last)
