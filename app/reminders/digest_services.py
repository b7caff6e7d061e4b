"""One digest a person for many requests that become known at once; the ledger holds every step that it tells of."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.dates import day_text, moment_text, relative_text
from app.mail import message_id
from app.models import Message, Office, User
from app.models.base import new_id
from app.models.picklists import MessageKind
from app.outbox import Post, columns_of
from app.policies import Viewer, viewer_of
from app.reminders import queries
from app.reminders.ladder import Step, newest, notices_come, overdue_step, steps_before
from app.reminders.services import audience, enter
from config import Settings

MOST_LINES = 300
ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Deadline:
    """A deadline to be told of. `number` may be one that is not allotted yet: then nothing is sent, only foreseen."""

    id: int
    number: str
    agency: str
    due_on: date
    due_at: datetime
    owner: User | None
    backup: User | None = None


@dataclass
class Digest:
    """What one person is told in one mail, and the days on which the next mails of these deadlines come."""

    person: User
    reasons: dict[str, None] = field(default_factory=dict)
    lines: list[tuple[Deadline, Step]] = field(default_factory=list)
    next_days: Counter[date] = field(default_factory=Counter)

    @property
    def why(self) -> str:
        return ", and ".join(self.reasons)

    @property
    def overdue(self) -> list[Deadline]:
        return [deadline for deadline, step in self.lines if step.kind is MessageKind.OVERDUE]

    @property
    def soon(self) -> list[Deadline]:
        return [deadline for deadline, step in self.lines if step.kind is not MessageKind.OVERDUE]

    @property
    def first_days(self) -> list[tuple[date, int]]:
        """The next days with the number of mails on each."""
        return sorted(self.next_days.items())[:3]


def digests_for(
    session: Session, office: Office, deadlines: list[Deadline], at: datetime, *, seen_by: Callable[[Viewer], set[int]]
) -> list[Digest]:
    """Who is told of which of these deadlines, as the ladder would tell them one by one."""
    zone, directors, found = office.zone, queries.directors(session, office), dict[int, Digest]()
    covers = queries.covers(session, office, at.astimezone(zone).date())
    seen: dict[int, set[int]] = {}

    def sees(person: User, about: Any) -> bool:
        if person.id not in seen:
            seen[person.id] = seen_by(viewer_of(session, person))
        return about.id in seen[person.id]

    for deadline in sorted(deadlines, key=lambda each: (each.due_at, each.number)):
        come, coming = newest(deadline.due_on, deadline.due_at, zone, at), next_step(deadline, zone, at)
        for person, why in audience(deadline, directors, come or coming, sees, covers):  # type: ignore[arg-type]
            digest = found.setdefault(person.id, Digest(person))
            digest.reasons.setdefault(why.replace("this request", "these requests").replace("it is", "they are"))
            digest.next_days[coming.at.astimezone(zone).date()] += 1
            if come is not None:
                digest.lines.append((deadline, come))
    return list(found.values())


def next_step(deadline: Deadline, zone: ZoneInfo, at: datetime) -> Step:
    """The first step that is still to come."""
    ahead = [step for step in steps_before(deadline.due_on, deadline.due_at, zone) if step.at > at]
    if ahead:
        return ahead[0]
    first = overdue_step(deadline.due_on, zone, 1)
    return first if first.at > at else overdue_step(deadline.due_on, zone, notices_come(deadline.due_on, zone, at) + 1)


def put_into_outbox(session: Session, office: Office, digests: list[Digest], at: datetime, *, act_id: int) -> int:
    """Ledger rows and one message a person; nothing is committed. Returns the number of messages."""
    told = [digest for digest in digests if digest.lines]
    for digest in told:
        message = {"id": new_id(), "attempts": 0, **columns_of(write(digest, office, at=at, act_id=act_id))}
        session.execute(sa.insert(Message), [{**message, "office_id": office.id}])
        rows = [ledger_row(digest.person, deadline, step, message["id"]) for deadline, step in digest.lines]
        for start in range(0, len(rows), ROWS_AT_ONCE):
            enter(session, rows[start : start + ROWS_AT_ONCE])
    return len(told)


def ledger_row(person: User, deadline: Deadline, step: Step, message: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "recipient_id": person.id,
        "kind": step.kind,
        "request_id": deadline.id,
        "due_version": 1,
        "step": step.key,
        "due_for": step.at,
        "message_id": message,
        "dropped_because": None,
    }


def write(digest: Digest, office: Office, *, at: datetime, act_id: int) -> Post:
    """The mail: numbers, agencies and dates, nothing else."""
    settings: Settings = current_app.extensions["tecum"]
    subject = f"[{office.short_name}] {summary_of(digest)}"
    facts = {
        "overdue": [line_of(each, office, at, settings) for each in digest.overdue[:MOST_LINES]],
        "soon": [line_of(each, office, at, settings) for each in digest.soon[:MOST_LINES]],
        "more": max(0, len(digest.overdue) - MOST_LINES) + max(0, len(digest.soon) - MOST_LINES),
        "summary": summary_of(digest),
        "docket": f"{settings.base_url}/requests",
        "why": digest.why,
        "office": office.name,
        "is_demonstration": office.is_demonstration,
        "as_of": moment_text(at, office.zone, settings.date_style),  # type: ignore[arg-type]
    }
    return Post(
        kind=MessageKind.DIGEST,
        person=digest.person,
        subject=f"DUE: {subject}",
        text=current_app.jinja_env.get_template("email/digest.txt").render(facts),
        html=current_app.jinja_env.get_template("email/digest.html").render(facts, subject=subject),
        smtp_id=message_id(f"digest.{act_id}.u{digest.person.id}", settings.mail_domain),
        headers={
            "reply_to": parseaddr(settings.mail_from)[1],
            "list_id": f"<reminders.{settings.mail_domain}>",
            "importance": "high" if digest.overdue else "normal",
        },
    )


def summary_of(digest: Digest) -> str:
    """130 overdue, 4 due soon"""
    parts = [(len(digest.overdue), "overdue"), (len(digest.soon), "due soon")]
    return ", ".join(f"{number} {words}" for number, words in parts if number)


def line_of(deadline: Deadline, office: Office, at: datetime, settings: Settings) -> dict[str, str]:
    today = at.astimezone(office.zone).date()
    return {
        "number": deadline.number,
        "agency": deadline.agency,
        "due": day_text(deadline.due_on, settings.date_style),
        "relative": relative_text(deadline.due_on, today),
        "url": f"{settings.base_url}/requests/{deadline.number}",
    }
