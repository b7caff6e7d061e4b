"""What a digest says when it leaves: only what still stands, so that a mail that waited a night tells nothing stale."""

import logging
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Message, Office, Reminder, User
from app.models.picklists import MessageKind
from app.outbox import Claimed
from app.policies import viewer_of
from app.refusals import Refused
from app.reminders import digests, queries, summaries

OF_MANY = frozenset({MessageKind.DIGEST, MessageKind.SUMMARY})

log = logging.getLogger(__name__)


def unwanted(session: Session, mails: list[Claimed]) -> dict[int, str]:
    """Mail that must not go out any more, by its id, with the reason in words."""
    reasons = queries.unwanted(session, mails)
    for mail in mails:
        if mail.kind is MessageKind.SUMMARY and mail.id not in reasons and not table_of(session, mail).lines:
            reasons[mail.id] = "Not sent: nothing is open any more."
    return reasons


def afresh(session: Session, mails: list[Claimed]) -> list[Claimed]:
    """The mails as they are to be sent: what tells of many requests is written anew, and the ledger says what fell out.

    One that can't be written is left in hand, until its lease ends, and holds up no other.
    """
    found = []
    for mail in mails:
        try:
            found.append(anew(session, mail) if mail.kind in OF_MANY else mail)
            session.commit()
        except (Refused, ValueError, sa.exc.NoResultFound):
            session.rollback()
            log.exception("A digest could not be written anew. Message %s", mail.id)
    return found


def anew(session: Session, mail: Claimed) -> Claimed:
    table, office = table_of(session, mail), office_of(session, mail)
    parts = digests.parts_of(table, office, at=now())
    importance = "high" if table.overdue and mail.kind is MessageKind.DIGEST else "normal"
    headers = {**mail.headers, "importance": importance}
    changed: Any = sa.update(Message).where(Message.id == mail.id).values(**parts, headers=headers)
    session.execute(changed, execution_options={"synchronize_session": False})
    return replace(mail, **parts, headers=headers)


def table_of(session: Session, mail: Claimed) -> digests.Table:
    """What the mail tells of as it stands now."""
    person = session.get_one(User, mail.recipient_id)
    if mail.kind is MessageKind.SUMMARY:
        return summaries.table_of(session, office_of(session, mail), person, now())
    table = digests.Table(digests.TOGETHER if mail.smtp_id.startswith("<digest.") else digests.DAILY)
    for line in queries.told_in(session, mail.id, viewer_of(session, person)):
        if line.stale_because is None:
            table.add(digests.Line(line.number, line.agency, line.due_on, line.is_overdue, line.what), line.why)
        else:
            forget(session, line.reminder_id, f"Not sent: {line.stale_because}.")
    return table


def office_of(session: Session, mail: Claimed) -> Office:
    mine = sa.select(Office).join(Message, Message.office_id == Office.id).where(Message.id == mail.id)
    return session.scalars(mine).one()


def forget(session: Session, reminder_id: int, why: str) -> None:
    dropped = sa.update(Reminder).where(Reminder.id == reminder_id).values(dropped_because=why)
    session.execute(dropped, execution_options={"synchronize_session": False})
