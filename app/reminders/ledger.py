"""Rows of the ledger and of the mail that they stand for, written in bulk and so that of two sweeps one wins."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.bulk import insert_missing
from app.models import Message, Reminder
from app.models.base import new_id
from app.outbox import Post, columns_of
from app.reminders.notices import Due


def row_of(due: Due, *, message: int | None = None, dropped_because: str | None = None) -> dict[str, Any]:
    step = due.step
    return {
        "id": new_id(),
        "recipient_id": due.person.id,
        "kind": step.kind,
        "request_id": due.about.id,
        "due_version": due.about.version,
        "step": step.key,
        "due_for": step.at,
        "message_id": message,
        "dropped_because": dropped_because,
        "why": due.why,
        "passed_over": [[each.key, each.at.isoformat()] for each in due.missed] or None,
    }


def enter(session: Session, rows: list[dict[str, Any]]) -> set[int]:
    """Insert ledger rows; returns the ids of those that no other sweep had entered."""
    table: Any = Reminder.__table__
    return insert_missing(session, table, rows)


def enter_mails(session: Session, rows: list[dict[str, Any]]) -> set[int]:
    """Put mails into the outbox; returns the ids of those that did not stand there already."""
    table: Any = Message.__table__
    return insert_missing(session, table, rows)


def enter_message(session: Session, mail: Post, *, office_id: int, next_try_at: datetime) -> int | None:
    """Put a mail into the outbox; returns its id, or None where the same mail stands there already."""
    row = {"id": new_id(), "attempts": 0, **columns_of(mail), "office_id": office_id, "next_try_at": next_try_at}
    return row["id"] if enter_mails(session, [row]) else None


def enter_messages(session: Session, rows: list[dict[str, Any]]) -> None:
    """Put mails of single steps into the outbox; each bears the id of the ledger's row that it stands for."""
    enter_mails(session, rows)
    if rows:
        session.execute(
            sa.update(Reminder).where(Reminder.id.in_([row["id"] for row in rows])).values(message_id=Reminder.id),
            execution_options={"synchronize_session": False},
        )


def delete_unused(session: Session, message_ids: list[int]) -> None:
    """Mails of this transaction whose every step another sweep has told."""
    if message_ids:
        gone = sa.delete(Message).where(Message.id.in_(message_ids))
        session.execute(gone, execution_options={"synchronize_session": False})
