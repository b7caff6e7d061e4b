"""What a digest says when it leaves: only what still stands, so that a mail that waited a night tells nothing stale."""

import logging
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Message, Office, Reminder
from app.models.picklists import MessageKind
from app.outbox import Claimed, rewrite
from app.refusals import Refused
from app.reminders import digests, queries, summaries

OF_MANY = frozenset({MessageKind.DIGEST, MessageKind.SUMMARY})

log = logging.getLogger(__name__)


class Thinning:
    """One delivery's questions about its mails, batch by batch: which are not wanted any more, and what the others say.

    Both are asked right before a batch leaves, and of digests only once.
    """

    def __init__(self) -> None:
        self.tables: dict[int, digests.Table] = {}

    def unwanted(self, session: Session, mails: list[Claimed]) -> dict[int, str]:
        """Mail that must not go out any more, by its id, with the reason in words."""
        asked = queries.ask(session, mails)
        offices = offices_of(session, mails)
        self.tables = {
            mail.id: digest_of(session, mail, asked.lines[mail.id]) for mail in mails if mail.id in asked.lines
        }
        for mail in mails:
            if mail.kind is MessageKind.SUMMARY and mail.id not in asked.reasons:
                person = asked.people[mail.recipient_id or 0]
                self.tables[mail.id] = summaries.table_of(session, offices[mail.id], person, now())
                if not self.tables[mail.id].lines:
                    asked.reasons[mail.id] = "Not sent: nothing is open any more."
        return asked.reasons

    def afresh(self, session: Session, mails: list[Claimed]) -> list[Claimed]:
        """The mails as they are to be sent: what tells of many requests is written anew, and the ledger says what fell out.

        One that can't be written is left in hand, until its lease ends, and holds up no other.
        """
        offices, found = offices_of(session, mails), []
        for mail in mails:
            try:
                is_of_many = mail.kind in OF_MANY
                found.append(anew(mail, self.tables[mail.id], offices[mail.id]) if is_of_many else mail)
            except (Refused, ValueError, KeyError):
                log.exception("A digest could not be written anew. Message %s", mail.id)
        rewrite(session, [mail for mail in found if mail.kind in OF_MANY])
        session.commit()
        return found


def anew(mail: Claimed, table: digests.Table, office: Office) -> Claimed:
    parts = digests.parts_of(table, office, at=now())
    importance = "high" if table.overdue and mail.kind is MessageKind.DIGEST else "normal"
    return replace(mail, **parts, headers={**mail.headers, "importance": importance})


def digest_of(session: Session, mail: Claimed, lines: list[queries.ToldLine]) -> digests.Table:
    """What still stands; the ledger says of the rest why it is not told."""
    table = digests.Table(digests.TOGETHER if mail.smtp_id.startswith("<digest.") else digests.DAILY)
    for line in lines:
        if line.stale_because is None:
            table.add(digests.Line(line.number, line.agency, line.due_on, line.is_overdue, line.what), line.why)
        else:
            forget(session, line.reminder_id, f"Not sent: {line.stale_because}.")
    return table


def offices_of(session: Session, mails: list[Claimed]) -> dict[int, Office]:
    """The office of each mail that tells of many requests."""
    ids = [mail.id for mail in mails if mail.kind in OF_MANY]
    if not ids:
        return {}
    query = sa.select(Message.id, Office).join(Office, Message.office_id == Office.id).where(Message.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}


def forget(session: Session, reminder_id: int, why: str) -> None:
    dropped = sa.update(Reminder).where(Reminder.id == reminder_id).values(dropped_because=why)
    session.execute(dropped, execution_options={"synchronize_session": False})
