"""Questions asked of the installation as a whole; what they answer names nobody and nothing."""

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import now
from app.extensions import db
from app.models import JobRun, Message, OversightRequest
from app.policies import SYSTEM, look
from app.revisions import is_up_to_date

LATE = timedelta(minutes=15)
# When the last backup was made, and where; a file of the data folder.
LAST_BACKUP = "last_backup.json"


def reasons_not_ready() -> list[str]:
    """Why this installation should not be relied on now, in sentences; none when all is well."""
    try:
        if not is_up_to_date(db.engine):
            return ["The database is not up to date. Run: flask --app wsgi db upgrade"]
        with db.sessionmaker() as session:
            look(session, SYSTEM)
            return list(complaints(session))
    except sa.exc.SQLAlchemyError:
        return ["The database cannot be read."]


def complaints(session: Session) -> Iterator[str]:
    at = now()
    unsent = sa.and_(Message.sent_at.is_(None), Message.dropped_at.is_(None))
    if exists(session, sa.select(Message.id).where(unsent, Message.failed_at.is_not(None))):
        yield "Mail has failed for good. See the server's words in the outbox."
    waits = sa.and_(unsent, Message.failed_at.is_(None), Message.created_at < at - LATE)
    if exists(session, sa.select(Message.id).where(waits)):
        yield "Mail has waited for more than 15 minutes."
    last = session.scalar(sa.select(sa.func.max(JobRun.started_at, type_=JobRun.started_at.type)))
    if (last is None or last < at - LATE) and exists(session, sa.select(OversightRequest.id)):
        yield "The scheduler has not run for 15 minutes. Run: flask --app wsgi schedule run"


def exists(session: Session, query: sa.Select[int]) -> bool:
    return session.scalar(sa.select(query.exists())) is True
