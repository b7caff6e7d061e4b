"""What a digest says when it leaves: only what still stands, so that a mail that waited a night tells nothing stale."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Message, Office, Reminder, User
from app.models.picklists import MessageKind
from app.outbox import Claimed
from app.policies import viewer_of
from app.reminders import digests, queries


def afresh(session: Session, mails: list[Claimed]) -> list[Claimed]:
    """The mails as they are to be sent; digests are written anew, and the ledger says what fell out of them and why."""
    sent = [anew(session, mail) if mail.kind is MessageKind.DIGEST else mail for mail in mails]
    session.commit()
    return sent


def anew(session: Session, mail: Claimed) -> Claimed:
    lines = queries.told_in(session, mail.id, viewer_of(session, session.get_one(User, mail.recipient_id)))
    table = digests.Table(digests.TOGETHER if mail.smtp_id.startswith("<digest.") else digests.DAILY)
    for line in lines:
        if line.stale_because is None:
            table.add(digests.Line(line.number, line.agency, line.due_on, line.is_overdue), line.why)
        else:
            forget(session, line.reminder_id, f"Not sent: {line.stale_because}.")
    office = session.scalars(
        sa.select(Office).join(Message, Message.office_id == Office.id).where(Message.id == mail.id)
    ).one()
    parts = digests.parts_of(table, office, at=now())
    headers = {**mail.headers, "importance": "high" if table.overdue else "normal"}
    changed: Any = sa.update(Message).where(Message.id == mail.id).values(**parts, headers=headers)
    session.execute(changed, execution_options={"synchronize_session": False})
    return replace(mail, **parts, headers=headers)


def forget(session: Session, reminder_id: int, why: str) -> None:
    dropped = sa.update(Reminder).where(Reminder.id == reminder_id).values(dropped_because=why)
    session.execute(dropped, execution_options={"synchronize_session": False})
