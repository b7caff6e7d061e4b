"""Verbs of those who run the installation: back it up, restore it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.backup import creating, restoring
from app.backup.manifest import Manifest, write_durably
from app.backup.verifying import problems_of
from app.files import FileStore
from app.history import record
from app.locks import Lock
from app.models import Office, OversightRequest
from app.operations import erasures
from app.operations.queries import LAST_BACKUP
from app.policies import SYSTEM, look
from app.refusals import Refused
from config import Settings

NOT_SENT_AGAIN = "Restored from a backup: what waited then is not sent again."
# Who plans reminders and who sends mail, as `app.schedule` and `app.outbox` lock it.
AT_WORK = (("schedule", 7_283_003), ("deliver", outbox.LOCK_NUMBER))


def know_erasures(replay: erasures.Replay) -> None:
    """From now on a restore erases again what the erasure list names."""
    erasures.replay = replay


def back_up(
    target: Path, *, engine: sa.Engine, settings: Settings, keep: int | None = None, is_verified: bool = False
) -> Path:
    """Make a backup below `target` and note when; all but the newest `keep` are removed. Raises `Refused`."""
    folder = creating.create(
        target, engine=engine, store=FileStore(settings.data_dir / "files"), data_dir=settings.data_dir
    )
    if is_verified and (problems := problems_of(folder)):
        raise Refused(f"The backup {folder} was written and does not read back. {problems[0]}")
    manifest = Manifest.read(folder)
    note = {"folder": str(folder.resolve()), "at": manifest.began_at, "missing": len(manifest.missing)}
    write_durably(settings.data_dir / LAST_BACKUP, json.dumps(note).encode())
    if keep is not None:
        creating.forget_old(target, keep=keep)
    return folder


@dataclass
class Restored:
    """What a restore came to."""

    manifest: Manifest | None = None
    quiet: int = 0
    dropped: int = 0
    erased: int = 0


def restore(folder: Path, *, engine: sa.Engine, settings: Settings, without_erasure_list: bool) -> Restored:
    """Restore a backup into this empty installation, quiet: no mail leaves for what it brought. Raises `Refused`."""
    erasures.demand_list(without=without_erasure_list)
    settings.data_dir.mkdir(mode=0o750, parents=True, exist_ok=True)
    restored = Restored()

    def amend(staged: sa.Engine) -> None:
        with Session(staged) as session:
            look(session, SYSTEM)
            hush(session, restored, Manifest.read(folder))
            restored.erased = erasures.erase_again(session, without=without_erasure_list)
            session.commit()

    with nobody_at_work(engine):
        restored.manifest = restoring.restore(folder, restoring.Place(engine, settings.data_dir), amend)
    return restored


def hush(session: Session, restored: Restored, manifest: Manifest) -> None:
    """Open requests send nothing until a person releases them; what waited in the outbox is dropped; each office is told."""
    is_loud = sa.and_(
        OversightRequest.closed_on.is_(None), OversightRequest.void_at.is_(None), sa.not_(OversightRequest.is_quiet)
    )
    restored.quiet = session.scalar(sa.select(sa.func.count(OversightRequest.id)).where(is_loud)) or 0
    session.execute(
        sa.update(OversightRequest).where(is_loud).values(is_quiet=True),
        execution_options={"synchronize_session": False},
    )
    restored.dropped = outbox.drop_all(session, NOT_SENT_AGAIN)
    at = datetime.fromisoformat(manifest.began_at)
    for office in session.scalars(sa.select(Office).order_by(Office.id)):
        summary = f"Restored from the backup of {at:%Y-%m-%d %H:%M} UTC. Open requests send no mail until released."
        record(office, "restored", by=None, summary=summary, changes={})


@contextmanager
def nobody_at_work(engine: sa.Engine) -> Iterator[None]:
    """Hold what the scheduler and the mail's delivery need; raise `Refused` while either runs."""
    locks = [Lock(engine, name, number=number) for name, number in AT_WORK]
    try:
        for lock in locks:
            if not lock.take():
                raise Refused("The scheduler is running. Stop it and the web server first.")
        yield
    finally:
        for lock in locks:
            lock.release()
