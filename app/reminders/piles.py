"""Which steps of a batch of requests are to be told to whom: the ladder, the ledger and what people may see, together."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.models import Snooze, User
from app.models.picklists import MessageKind
from app.policies import Viewer, viewer_of
from app.reminders import planning_queries as planning
from app.reminders import queries
from app.reminders.ladder import Ladders, Step
from app.reminders.notices import Crew, Deadline, Due, Told, is_news, told_now, why_of

# Steps missed longer ago than this (a request that was kept quiet for a year) leave no row each.
MISSED_WITHIN = timedelta(days=31)


class Sight:
    """Who may see which of some requests: one question for all who sit alike, and one for each person about the rest.

    Nobody sees less than what their seats let anybody see, so that only the others (limited to named people) are asked
    for person by person. `of_all` are the people who may hear of any of the requests. What changes during a sweep is
    asked again before a mail leaves.
    """

    def __init__(
        self, session: Session, requests: list[Deadline], viewers: dict[int, Viewer], of_all: set[int]
    ) -> None:
        self.session, self.viewers, self.of_all = session, viewers, of_all
        self.ids = [about.id for about in requests]
        self.own: dict[int, list[int]] = defaultdict(list)
        self.seen: dict[int, set[int]] = {}
        self.seen_by_seats: dict[Viewer, set[int]] = {}
        for about in requests:
            for person in {about.owner, about.backup} - {None}:
                self.own[person.id].append(about.id)  # type: ignore[union-attr]

    def __call__(self, person: User, about: Any) -> bool:
        if person.id not in self.seen:
            if person.id not in self.viewers:
                self.viewers[person.id] = viewer_of(self.session, person)
            ids = self.ids if person.id in self.of_all else self.own[person.id]
            self.seen[person.id] = self.find(self.viewers[person.id], ids)
        return about.id in self.seen[person.id]

    def find(self, viewer: Viewer, ids: list[int]) -> set[int]:
        seats = replace(viewer, user_id=0)
        if seats not in self.seen_by_seats:
            self.seen_by_seats[seats] = queries.seen_by(self.session, seats, self.ids)
        seen = self.seen_by_seats[seats].intersection(ids)
        rest = [request_id for request_id in ids if request_id not in seen]
        return seen | queries.seen_by(self.session, viewer, rest) if rest else seen


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
        for one, found in told_now(about, crew, ladders, sees, at, is_untold=is_untold):
            last = told.get((about.id, about.version, one.person.id))
            snooze = put_off.get((about.id, one.person.id))
            step = found if snooze is None else after_snooze(found, snooze, at)
            if step is not None and is_news(step, about, last):
                missed = tuple(missed_of(about, one, step, at, last)) if step is found else ()
                yield Due(about, one.person, step, why_of(one, step), one.capacity, missed)


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
