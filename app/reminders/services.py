"""Remind: fill the outbox with what has come due (the sweep), and send what the outbox holds.

A step counts as told once its row stands in the ledger. The unique row decides between two sweeps; the outbox message
is written in the same transaction, and only by the one whose row went in. So the sweep is safe to run twice, late, and
in two processes at once, and nobody hears of a step twice when a clock is set back.

After an extension or a correction only the steps from then on are sent ahead of the due day. Where a deadline was
already past when it was recorded, its newest overdue notice is sent none the less: nobody was told of it before.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Message, Office, OversightRequest, Reminder, User
from app.models.base import new_id
from app.models.picklists import MessageKind
from app.outbox import Delivery, Post, Tally, carrier, columns_of, deliver
from app.policies import SYSTEM, Viewer, look, viewer_of
from app.refusals import Refused
from app.reminders import queries
from app.reminders.ladder import Step, missed, newest
from app.reminders.mails import Notice, write
from config import Settings

BATCH = 500
# Steps missed longer ago than this (a request that was kept quiet for a year) leave no row each.
MISSED_WITHIN = timedelta(days=31)
PASSED_OVER = "Passed over: a later notice was due by the time reminders ran."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """A notice to be sent, and the earlier ones that it makes needless."""

    notice: Notice
    missed: tuple[Step, ...] = ()


def plan(at: datetime) -> int:
    """Put into the outbox what is due at `at` and not in the ledger; returns how many mails that made."""
    look(db.session, SYSTEM)
    return sum(tell(db.session, batch, at) for batch in due_notices(db.session, at))


def foresee(at: datetime) -> Iterator[Notice]:
    """What `plan` would send at `at`; nothing is written."""
    look(db.session, SYSTEM)
    for batch in due_notices(db.session, at):
        yield from (due.notice for due in batch)
        db.session.rollback()


def deliver_mail(*, at_once: bool = False, should_stop: Callable[[], bool] = lambda: False) -> Tally:
    """Send what the outbox holds and is still wanted: what is due now, or (`at_once`) all of it."""
    settings: Settings = current_app.extensions["tecum"]
    look(db.session, SYSTEM)
    delivery = Delivery(
        carrier=carrier(settings),
        sender=settings.mail_from,
        unwanted=queries.unwanted,
        should_stop=should_stop,
    )
    return deliver(db.session, delivery, at_once=at_once)


def due_notices(session: Session, at: datetime) -> Iterator[list[Due]]:
    """By batches of requests: each batch is read and written in one transaction."""
    viewers: dict[int, Viewer] = {}
    for office_id, zone in [(office.id, office.zone) for office in queries.offices(session)]:
        candidates = queries.candidates(session, office_id, at)
        news = [candidate for candidate in candidates if is_news(candidate, zone, at)]
        session.rollback()
        # By owner, so that few people are asked for in a batch.
        ids = [candidate.id for candidate in sorted(news, key=lambda each: each.owner_id or 0)]
        for start in range(0, len(ids), BATCH):
            yield due_in(session, session.get_one(Office, office_id), ids[start : start + BATCH], at, viewers)


def is_news(candidate: Any, zone: ZoneInfo, at: datetime) -> bool:
    """Whether the owner has not been told of the newest step; all people of a request are told in one transaction."""
    step = step_to_tell(candidate, zone, at, candidate.recorded_at)
    return step is not None and (candidate.told_at is None or step.at > candidate.told_at)


def step_to_tell(deadline: Any, zone: ZoneInfo, at: datetime, recorded_at: datetime | None) -> Step | None:
    """The newest step; none where it lies ahead of the due day and before the deadline was recorded as it stands."""
    step = newest(deadline.due_on, deadline.due_at, zone, at)
    if step is None or (step.kind is MessageKind.REMINDER and recorded_at is not None and step.at < recorded_at):
        return None
    return step


def due_in(session: Session, office: Office, ids: list[int], at: datetime, viewers: dict[int, Viewer]) -> list[Due]:
    """The notices due among these requests of one office. `viewers` is kept from batch to batch."""
    zone, found = office.zone, []
    recorded = queries.recorded_at(session, ids)
    told = queries.last_told(session, ids)
    directors = queries.directors(session, office)
    covers = queries.covers(session, office, at.astimezone(zone).date())
    requests = queries.requests_with_people(session, ids)
    sees = Sight(session, requests, viewers, {person.id for person in [*directors, *covers.values()]})
    for about in requests:
        step = step_to_tell(about, zone, at, recorded.get(about.id))
        if step is None:
            continue
        for person, why in audience(about, directors, step, sees, covers):
            last = told.get((about.id, about.due_version, person.id))
            if last is None or last < step.at:
                since = max(moment for moment in (last, recorded.get(about.id), at - MISSED_WITHIN) if moment)
                earlier = missed(step, due_on=about.due_on, due_at=about.due_at, zone=zone, since=since)  # type: ignore[arg-type]
                unheard = tuple(one for one in earlier if last is None or one.at > last)
                found.append(Due(Notice(about, person, step, why), unheard))
    return found


class Sight:
    """Who may see which of some requests: one question for each person, about those that are theirs to hear of.

    `of_all` are the people who may hear of any of them. What changes during a sweep is asked again before a mail leaves.
    """

    def __init__(
        self, session: Session, requests: list[OversightRequest], viewers: dict[int, Viewer], of_all: set[int]
    ) -> None:
        self.session, self.viewers, self.of_all = session, viewers, of_all
        self.ids = [about.id for about in requests]
        self.own: dict[int, list[int]] = defaultdict(list)
        self.seen: dict[int, set[int]] = {}
        for about in requests:
            for person_id in {about.owner_id, about.backup_id} - {None}:
                self.own[person_id].append(about.id)  # type: ignore[index]

    def __call__(self, person: User, about: OversightRequest) -> bool:
        if person.id not in self.seen:
            if person.id not in self.viewers:
                self.viewers[person.id] = viewer_of(self.session, person)
            ids = self.ids if person.id in self.of_all else self.own[person.id]
            self.seen[person.id] = queries.seen_by(self.session, self.viewers[person.id], ids)
        return about.id in self.seen[person.id]


def audience(
    about: OversightRequest,
    directors: list[User],
    step: Step,
    sees: Callable[[User, OversightRequest], bool],
    covers: Mapping[int, User],
) -> list[tuple[User, str]]:
    """Owner and backup, and who covers for one of them that is away; the staff director too once it is overdue, or where
    none of these can be told."""
    people = [(about.owner, "you own this request"), (about.backup, "you are the backup of this request")]
    away = [holder for holder, _why in people if holder is not None and holder.id in covers]
    people += [(covers[holder.id], f"you cover for {holder.name}, who is away") for holder in away]
    own = [(person, why) for person, why in people if person is not None and person.active and sees(person, about)]
    if step.kind is MessageKind.OVERDUE:
        own += [(person, "it is overdue and you are staff director") for person in directors if sees(person, about)]
    elif not own:
        why = "nobody who owns it can be told and you are staff director"
        own = [(person, why) for person in directors if sees(person, about)]
    first: dict[int, tuple[User, str]] = {}
    for person, why in own:
        first.setdefault(person.id, (person, why))
    return list(first.values())


def tell(session: Session, batch: list[Due], at: datetime) -> int:
    """Ledger rows and messages of a batch, in one transaction; returns the number of messages."""
    mails = written(batch, at)
    ids = {id(due): new_id() for due, _mail in mails}
    rows = [row_of(due, due.notice.step, row_id=ids[id(due)]) for due, _mail in mails]
    rows += [row_of(due, step, dropped_because=PASSED_OVER) for due, _mail in mails for step in due.missed]
    ours = enter(session, rows)
    messages = [
        {"id": ids[id(due)], "attempts": 0, **columns_of(mail, about=due.notice.about)}
        for due, mail in mails
        if ids[id(due)] in ours
    ]
    if messages:
        session.execute(sa.insert(Message.__table__), messages)  # type: ignore[arg-type]
        made = Reminder.id.in_([message["id"] for message in messages])
        session.execute(
            sa.update(Reminder).where(made).values(message_id=Reminder.id),
            execution_options={"synchronize_session": False},
        )
    session.commit()
    return len(messages)


def written(batch: list[Due], at: datetime) -> list[tuple[Due, Post]]:
    """The mails of a batch; one that can't be written is logged and holds up no other."""
    found = []
    for due in batch:
        try:
            found.append((due, write(due.notice, at=at)))
        except (Refused, ValueError):
            log.exception("A reminder could not be written. Request %s", due.notice.about.id)
    return found


def row_of(due: Due, step: Step, *, row_id: int | None = None, dropped_because: str | None = None) -> dict[str, Any]:
    return {
        "id": row_id or new_id(),
        "recipient_id": due.notice.person.id,
        "kind": step.kind,
        "request_id": due.notice.about.id,
        "due_version": due.notice.about.due_version,
        "step": step.key,
        "due_for": step.at,
        "dropped_because": dropped_because,
    }


def enter(session: Session, rows: list[dict[str, Any]]) -> set[int]:
    """Insert ledger rows; returns the ids of those that no other sweep had entered."""
    if not rows:
        return set()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    table: Any = Reminder.__table__
    return set(session.scalars(insert(table).on_conflict_do_nothing().returning(table.c.id), rows))
