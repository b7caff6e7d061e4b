"""Remind: fill the outbox with what has come due (the sweep), and send what the outbox holds.

A step counts as told once its row stands in the ledger. The unique row decides between two sweeps; the outbox message
is written in the same transaction, and only by the one whose row went in. So the sweep is safe to run twice, late, and
in two processes at once, and nobody hears of a step twice when a clock is set back or a ladder is changed.

After an extension or a correction only the steps from then on are sent ahead of the due day. Where a deadline was
already past when it was recorded, its newest overdue notice is sent none the less: nobody was told of it before.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app.database import reading
from app.extensions import db
from app.garbage import uncollected
from app.mail import message_id
from app.models import Office, OversightRequest, User
from app.models.base import new_id
from app.models.mail_rules import MailFacts
from app.models.mail_terms import Audience, MailMode
from app.models.picklists import MessageKind
from app.outbox import Delivery, Post, Tally, carrier, columns_of, deliver
from app.policies import SYSTEM, Viewer, look
from app.refusals import Refused
from app.reminders import date_mails, date_queries, digests, queries, summaries, thinning
from app.reminders import planning_queries as planning
from app.reminders.hours import Hours
from app.reminders.ladder import Ladders
from app.reminders.ledger import delete_unused, enter, enter_mails, enter_messages, row_of
from app.reminders.mails import Notice, write
from app.reminders.notices import Crew, Due
from app.reminders.other_dates import dates_due
from app.reminders.piles import due_among
from config import Settings

BATCH = 500
READ_AT_ONCE = 1_000
ROWS_AT_ONCE = 5_000
# From so many reminders in one morning on, a person gets one mail instead.
COLLAPSE_FROM = 3
LEFT_OUT = "Left out: this person asked for the last reminder before a deadline only."

log = logging.getLogger(__name__)


@dataclass
class Pile:
    """What one person is to be told now."""

    person: User
    dues: list[Due] = field(default_factory=list)
    left_out: list[Due] = field(default_factory=list)

    def comes_as_digest(self, facts: MailFacts) -> bool:
        return bool(self.dues) and (facts.mode is MailMode.DIGEST or len(self.dues) >= COLLAPSE_FROM)


def plan(at: datetime) -> int:
    """Put into the outbox what is due at `at` and not in the ledger; returns how many mails that made."""
    look(db.session, SYSTEM)
    made = 0
    with uncollected():
        for office, hours, piles in due_by_office(at):
            made += tell_in_digests(db.session, office, hours, piles, at)
            made += tell_singly(db.session, hours, piles, at)
            made += summaries.put_into_outbox(db.session, office, hours, at)
            db.session.commit()
    return made


def foresee(at: datetime) -> Iterator[tuple[Due, bool]]:
    """What `plan` would tell at `at`, step by step, and whether it would come in a digest; nothing is written."""
    for _office, hours, piles in due_by_office(at):
        told = [
            (due, pile.comes_as_digest(hours[person_id].facts if person_id in hours else MailFacts()))
            for person_id, pile in piles.items()
            for due in pile.dues
        ]
        yield from sorted(told, key=lambda each: (each[0].about.due_at, each[0].about.number))


def deliver_mail(*, at_once: bool = False, should_stop: Callable[[], bool] = lambda: False) -> Tally:
    """Send what the outbox holds and is still wanted: what is due now, or (`at_once`) all of it."""
    settings: Settings = current_app.extensions["tecum"]
    look(db.session, SYSTEM)
    thin = thinning.Thinning()
    delivery = Delivery(
        carrier=carrier(settings),
        sender=settings.mail_from,
        unwanted=thin.unwanted,
        afresh=thin.afresh,
        should_stop=should_stop,
    )
    return deliver(db.session, delivery, at_once=at_once)


def due_by_office(at: datetime) -> Iterator[tuple[Office, dict[int, Hours], dict[int, Pile]]]:
    """For each office the piles by person, read in a session of its own and none of it in an open transaction."""
    viewers: dict[int, Viewer] = {}
    with reading(db) as session:
        look(session, SYSTEM)
        for office in queries.offices(session):
            ladders = planning.ladders_of(session, office)
            crew = planning.crew_of(session, office, ladders, at)
            piles: dict[int, Pile] = {}
            for due in dues(session, crew, ladders, at, viewers):
                person_id = due.person.id
                if person_id not in piles:
                    piles[person_id] = Pile(due.person)
                pile, own = piles[person_id], crew.hours.get(person_id)
                (pile.left_out if own and is_left_out(due, own.facts, ladders) else pile.dues).append(due)
            session.expunge_all()
            session.rollback()
            yield office, dict(crew.hours), piles


def dues(session: Session, crew: Crew, ladders: Ladders, at: datetime, viewers: dict[int, Viewer]) -> Iterator[Due]:
    """All of an office: the steps of deadlines, by batches of requests, and the dates beside them."""
    ids = planning.news(session, crew.office, ladders, crew, at)
    people = {person.id: person for person in [*crew.directors, *crew.team, *crew.covers.values()]}
    for batch in planning.batches(ids, READ_AT_ONCE):
        yield from due_among(session, batch, crew, ladders, at, people=people, viewers=viewers)
    yield from dates_due(session, crew, ladders, at, people=people, viewers=viewers)


def is_left_out(due: Due, facts: MailFacts, ladders: Ladders) -> bool:
    """Who wants as little as possible gets the overdue notices of the own requests and the last reminder before."""
    if facts.mode is not MailMode.LEAST:
        return False
    if due.capacity is not Audience.OWNER or due.other is not None:
        return True
    if due.step.kind is MessageKind.OVERDUE:
        return False
    ahead = ladders.track(due.about.instrument, Audience.OWNER).ahead(due.about.due_on, due.about.due_at)
    return bool(ahead) and due.step.at < ahead[-1].at


def tell_in_digests(
    session: Session, office: Office, hours: dict[int, Hours], piles: dict[int, Pile], at: datetime
) -> int:
    """One mail for each person to whom several things, or a daily digest, come due; returns how many."""
    made, batch, rows = 0, list[Pile](), 0
    for pile in piles.values():
        own = hours.get(pile.person.id)
        if pile.comes_as_digest(own.facts if own else MailFacts()):
            batch.append(pile)
            rows += len(pile.dues)
        if rows >= ROWS_AT_ONCE:
            made += tell_together(session, office, hours, batch, at)
            batch, rows = [], 0
    return made + tell_together(session, office, hours, batch, at)


def tell_together(session: Session, office: Office, hours: dict[int, Hours], batch: list[Pile], at: datetime) -> int:
    """The ledger's rows of some people and the mails that they stand for, in one transaction.

    A mail of which another sweep has entered every row is taken out again.
    """
    mails: dict[int, int] = {}
    new: list[dict[str, Any]] = []
    for pile in batch:
        leaves = leaving_together(pile, hours.get(pile.person.id), at)
        held = queries.hold_waiting_digest(session, pile.person, office) if leaves > at else None
        if held is None:
            new.append(digest_of(office, pile, at) | {"next_try_at": leaves})
        mails[pile.person.id] = held or new[-1]["id"]
    enter_mails(session, new)
    rows = [row_of(due, message=mails[due.person.id]) for pile in batch for due in pile.dues]
    stands_for = {row["id"]: row["message_id"] for row in rows}
    used = {stands_for[row_id] for row_id in enter(session, rows)}
    unused = [mail["id"] for mail in new if mail["id"] not in used]
    delete_unused(session, unused)
    session.commit()
    return len(new) - len(unused)


def leaving_together(pile: Pile, hours: Hours | None, at: datetime) -> datetime:
    """When the mail leaves: nothing that it tells of waits past its last minute."""
    if hours is None:
        return at
    return min(hours.leaves_at(due.step.kind, at, due_at=due.last_minute) for due in pile.dues)


def digest_of(office: Office, pile: Pile, at: datetime) -> dict[str, Any]:
    """The row of a digest in the outbox; its table is written when it leaves."""
    settings: Settings = current_app.extensions["tecum"]
    kinds = Counter(("other" if due.other else due.step.kind) for due in pile.dues)
    overdue, others = kinds[MessageKind.OVERDUE], kinds["other"]
    words = digests.counted(overdue, len(pile.dues) - overdue - others, others)
    row_id = new_id()
    mail = Post(
        kind=MessageKind.DIGEST,
        person=pile.person,
        smtp_id=message_id(f"daily.{office.short_name.lower()}.{at:%Y%m%d}.{row_id}", settings.mail_domain),
        headers=digests.headers_of(pile.person.id, "digest", is_urgent=bool(overdue)),
        **digests.outline_of(words, office),
    )
    return {"id": row_id, "attempts": 0, **columns_of(mail), "office_id": office.id}


def tell_singly(session: Session, hours: dict[int, Hours], piles: dict[int, Pile], at: datetime) -> int:
    """A mail for each step of who gets few, by batches of requests; returns how many."""
    singles = [
        due
        for person_id, pile in piles.items()
        if not pile.comes_as_digest(hours[person_id].facts if person_id in hours else MailFacts())
        for due in pile.dues
    ]
    singles.sort(key=lambda due: (due.about.due_at, due.about.id))
    made = 0
    for start in range(0, len(singles), BATCH):
        made += tell(session, singles[start : start + BATCH], hours, at)
    left = [row_of(due, dropped_because=LEFT_OUT) for pile in piles.values() for due in pile.left_out]
    enter(session, left)
    session.commit()
    return made


def tell(session: Session, batch: list[Due], hours: dict[int, Hours], at: datetime) -> int:
    """Ledger rows and messages of a batch, in one transaction; returns the number of messages.

    The words are found before it, so that it holds up no other writer for longer than the writing takes. What changes
    meanwhile is asked again before a mail leaves.
    """
    with reading(db) as aside:
        look(aside, SYSTEM)
        requests = {about.id: about for about in queries.requests_with_people(aside, {due.about.id for due in batch})}
        dates = date_queries.dates_now(aside, [due.other.id for due in batch if due.other])
        still = [due for due in batch if stands(requests.get(due.about.id), due, dates)]
        mails = written(still, requests, hours, at)
        rows = [row_of(due) for due, _mail in mails]
        messages = [
            {
                "id": row["id"],
                "attempts": 0,
                **columns_of(mail, about=requests[due.about.id]),
                **leaving(due, hours.get(due.person.id), at),
            }
            for row, (due, mail) in zip(rows, mails, strict=True)
        ]
    ours = enter(session, rows)
    new = [message for message in messages if message["id"] in ours]
    enter_messages(session, new)
    session.commit()
    return len(new)


def stands(about: OversightRequest | None, due: Due, dates: dict[int, date_queries.DateNow]) -> bool:
    """Whether the deadline, or the date beside it, is still the one that was read a moment ago."""
    if about is None:
        return False
    if due.other is not None:
        return about.stopped_on is None and dates[due.other.id].stale_because is None
    return about.due_at is not None and about.due_version == due.about.version


def leaving(due: Due, hours: Hours | None, at: datetime) -> dict[str, datetime]:
    """When the mail leaves, where the person has hours of their own."""
    if hours is None:
        return {}
    leaves = hours.leaves_at(due.step.kind, at, due_at=due.last_minute)
    return {"next_try_at": leaves} if leaves > at else {}


def written(
    batch: list[Due], requests: dict[int, OversightRequest], hours: dict[int, Hours], at: datetime
) -> list[tuple[Due, Post]]:
    """The mails of a batch; one that can't be written is logged and holds up no other."""
    found = []
    for due in batch:
        try:
            notice = Notice(requests[due.about.id], due.person, due.step, due.why)
            if due.other is None:
                mail = write(notice, at=at)
            else:
                leaves = leaving(due, hours.get(due.person.id), at).get("next_try_at", at)
                mail = date_mails.write(notice, due.other, at=at, read_at=leaves)
            found.append((due, mail))
        except (Refused, ValueError):
            log.exception("A reminder could not be written. Request %s", due.about.id)
    return found
