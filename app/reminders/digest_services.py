"""One digest a person for many requests that become known at once; the ledger holds every step that it tells of."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app.mail import message_id
from app.models import Office, User
from app.models.picklists import MessageKind
from app.outbox import Post
from app.policies import Viewer, viewer_of
from app.reminders import digests
from app.reminders import planning_queries as planning
from app.reminders.ledger import enter, enter_message, row_of
from app.reminders.notices import Crew, Deadline, Due, audience, newest_for, told_now, why_of
from config import Settings

__all__ = ["Deadline", "Digest", "digests_for", "put_into_outbox"]


@dataclass
class Digest:
    """What one person is told in one mail, and the days on which the next mails of these deadlines come."""

    person: User
    lines: list[Due] = field(default_factory=list)
    next_days: Counter[date] = field(default_factory=Counter)

    @property
    def overdue(self) -> list[Due]:
        return [due for due in self.lines if due.step.kind is MessageKind.OVERDUE]

    @property
    def soon(self) -> list[Due]:
        return [due for due in self.lines if due.step.kind is not MessageKind.OVERDUE]

    @property
    def first_days(self) -> list[tuple[date, int]]:
        """The next days with the number of mails on each."""
        return sorted(self.next_days.items())[:3]

    @property
    def table(self) -> digests.Table:
        table = digests.Table(digests.TOGETHER)
        for due in self.lines:
            is_overdue = due.step.kind is MessageKind.OVERDUE
            table.add(digests.Line(due.about.number, due.about.agency, due.about.due_on, is_overdue), due.why)
        return table


def digests_for(
    session: Session, office: Office, deadlines: list[Deadline], at: datetime, *, seen_by: Callable[[Viewer], set[int]]
) -> list[Digest]:
    """Who is told of which of these deadlines, as the ladder would tell them one by one."""
    ladders = planning.ladders_of(session, office)
    crew, found = planning.crew_of(session, office, ladders, at), dict[int, Digest]()
    seen: dict[int, set[int]] = {}

    def sees(person: User, about: Any) -> bool:
        if person.id not in seen:
            seen[person.id] = seen_by(viewer_of(session, person))
        return about.id in seen[person.id]

    for about in sorted(deadlines, key=lambda each: (each.due_at, each.number)):
        people = list(audience(about, crew, ladders, sees))
        for told, step in told_now(about, people, crew, at, is_untold=True):
            digest = found.setdefault(told.person.id, Digest(told.person))
            digest.lines.append(Due(about, told.person, step, why_of(told, step), told.capacity))
        for person, day in next_mails(about, crew, at, people):
            found.setdefault(person.id, Digest(person)).next_days[day] += 1
    return list(found.values())


def next_mails(about: Deadline, crew: Crew, at: datetime, people: list[Any]) -> list[tuple[User, date]]:
    """The first day that is still to come, for each person who hears of this deadline now or then."""
    zone, days = crew.office.zone, dict[int, tuple[User, date]]()
    for told in people:
        step = next(told.track.coming(about.due_on, about.due_at, at), None)
        is_heard = step is not None and (step.at <= about.due_at or newest_for(told, about, None, at, is_untold=True))
        if step is not None and (is_heard or told.capacity.name in {"OWNER", "BACKUP"}):
            day = step.at.astimezone(zone).date()
            if told.person.id not in days or day < days[told.person.id][1]:
                days[told.person.id] = (told.person, day)
    return list(days.values())


def put_into_outbox(session: Session, office: Office, planned: list[Digest], at: datetime, *, act_id: int) -> int:
    """Ledger rows and one message a person; nothing is committed. Returns the number of messages."""
    settings: Settings = current_app.extensions["tecum"]
    told = [digest for digest in planned if digest.lines]
    for digest in told:
        mail = Post(
            kind=MessageKind.DIGEST,
            person=digest.person,
            smtp_id=message_id(f"digest.{act_id}.u{digest.person.id}", settings.mail_domain),
            headers=digests.headers_of(digest.person.id, "digest", is_urgent=bool(digest.overdue)),
            **digests.parts_of(digest.table, office, at=at),
        )
        message = enter_message(session, mail, office_id=office.id, next_try_at=at)
        enter(session, [row_of(due, message=message) for due in digest.lines])
    return len(told)
