"""Questions asked of the installation as a whole; what they answer names nobody and nothing."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.clock import now
from app.extensions import db
from app.models import JobRun, Message, OversightRequest
from app.policies import SYSTEM, look
from app.revisions import is_up_to_date

LATE = timedelta(minutes=15)
# When the last backup was made, and where; a file of the data folder.
LAST_BACKUP = "last_backup.json"

BACKUP_DUE = timedelta(hours=26)
LITTLE_SPACE = 500 * 1024 * 1024


def reasons_not_ready() -> list[str]:
    """Why this installation should not be relied on now, in sentences; none when all is well."""
    data_dir = current_app.extensions["tecum"].data_dir
    if data_dir.is_dir() and is_almost_full(data_dir):
        return ["The disk of the data folder is almost full."]
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
    if exists(session, sa.select(Message.id).where(Message.failed_at.is_not(None), Message.given_up_at.is_(None))):
        yield "Mail has failed for good. See the page “Mail that failed” below Administration."
    waits = sa.and_(unsent, Message.failed_at.is_(None), Message.created_at < at - LATE)
    if exists(session, sa.select(Message.id).where(waits)):
        yield "Mail has waited for more than 15 minutes."
    last = session.scalar(JobRun.last_sweep())
    if (last is None or last < at - LATE) and exists(session, sa.select(OversightRequest.id)):
        yield "The scheduler has not run for 15 minutes. Run: flask --app wsgi schedule run"


def is_almost_full(folder: Path) -> bool:
    """Less than 500 MB free, or than a twentieth of a small disk."""
    disk = shutil.disk_usage(folder)
    return disk.free < min(LITTLE_SPACE, disk.total // 20)


def last_run(session: Session) -> datetime | None:
    """When the scheduler began its last job."""
    return session.scalar(sa.select(sa.func.max(JobRun.started_at, type_=JobRun.started_at.type)))


def last_backup(data_dir: Path) -> datetime | None:
    """When the last backup was made by this installation; None while there is none."""
    try:
        return datetime.fromisoformat(json.loads((data_dir / LAST_BACKUP).read_text())["at"])
    except (OSError, ValueError, KeyError):
        return None


def backup_warning(data_dir: Path) -> str | None:
    """What to say where the last backup is missing or older than a day."""
    made = last_backup(data_dir)
    if made is None:
        return "No backup was made yet. Run: flask --app wsgi backup create FOLDER"
    hours = int((now() - made).total_seconds() // 3600)
    late = now() - made > BACKUP_DUE
    return f"The last backup is {hours} hours old. Run: flask --app wsgi backup create FOLDER" if late else None


def measures(data_dir: Path) -> Iterator[tuple[str, str, float]]:
    """(name, meaning, value) of what the installation as a whole does, for those who watch it."""
    with db.sessionmaker() as session:
        look(session, SYSTEM)
        waits = sa.and_(Message.sent_at.is_(None), Message.dropped_at.is_(None), Message.failed_at.is_(None))
        failed = sa.and_(Message.failed_at.is_not(None), Message.given_up_at.is_(None))
        count = sa.select(sa.func.count(Message.id))
        oldest = session.scalar(sa.select(sa.func.min(Message.created_at, type_=Message.created_at.type)).where(waits))
        yield "tecum_mail_waiting", "Mails in the outbox that wait.", session.scalar(count.where(waits)) or 0
        yield (
            "tecum_mail_failed",
            "Mails that were refused for good or came back, and that nobody has settled.",
            session.scalar(count.where(failed)) or 0,
        )
        yield "tecum_mail_oldest_waiting_seconds", "Age of the mail that waits longest.", age(oldest)
        yield "tecum_scheduler_last_run_timestamp_seconds", "When a job last began.", moment(last_run(session))
    yield "tecum_backup_last_timestamp_seconds", "When the last backup was made.", moment(last_backup(data_dir))
    yield "tecum_data_free_bytes", "Free space where the data folder lies.", shutil.disk_usage(data_dir).free


def age(at: datetime | None) -> float:
    return (now() - at).total_seconds() if at else 0.0


def moment(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0


def exists(session: Session, query: sa.Select[int]) -> bool:
    return session.scalar(sa.select(query.exists())) is True
