"""Make a backup while people work, and keep the newest few."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from app.backup import postgresql, sqlite
from app.backup.manifest import FILES, FORMAT, Manifest, Part, sync, version
from app.clock import now
from app.files import FileStore
from app.locks import Lock
from app.refusals import Refused

LOCK_NUMBER = 7_283_004
PATTERN = "tecum-*Z"
PARTIAL = ".partial"
ABANDONED = timedelta(days=1)


def create(target: Path, *, engine: sa.Engine, store: FileStore, data_dir: Path) -> Path:
    """Write a backup into a new folder within `target`, whole or not at all; returns the folder.

    Raises `Refused` for a target inside the data folder, and where the disk does not take it.
    """
    if target.resolve().is_relative_to(data_dir.resolve()):
        raise Refused("A backup inside the data folder would be lost with it. Choose a folder outside it.")
    with Lock(engine, "backup", number=LOCK_NUMBER) as lock:
        if not lock.take():
            raise Refused("Another backup is being made at this moment.")
        try:
            return write(target, engine, store)
        except OSError as error:
            raise Refused(f"The backup was not made: {error.strerror or error}.") from error


def write(target: Path, engine: sa.Engine, store: FileStore) -> Path:
    began = now()
    final = target / f"tecum-{began:%Y-%m-%dT%H%M%S}Z"
    partial = final.with_name(final.name + PARTIAL)
    target.mkdir(parents=True, exist_ok=True)
    partial.mkdir(mode=0o700)
    try:
        fill(partial, engine, store, began)
        partial.rename(final)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    sync(target)
    return final


def fill(folder: Path, engine: sa.Engine, store: FileStore, began: datetime) -> None:
    """The database first: each file that its rows name lay in the store before the row did."""
    save = postgresql.save if engine.dialect.name == "postgresql" else sqlite.save
    snapshot = save(engine, folder)
    missing = copy_files(list(snapshot.files), store, FileStore(folder / FILES))
    manifest = Manifest(
        format=FORMAT,
        version=version(),
        database=engine.dialect.name,
        revision=snapshot.revision,
        began_at=began.isoformat(timespec="seconds"),
        finished_at=now().isoformat(timespec="seconds"),
        counts=snapshot.counts,
        columns=snapshot.columns,
        parts={part: Part.of(folder / part) for part in snapshot.parts},
        files={key: size for key, size in sorted(snapshot.files.items()) if key not in missing},
        missing=missing,
    )
    manifest.write(folder)
    sync(folder)


def copy_files(keys: list[str], source: FileStore, target: FileStore) -> list[str]:
    """Copy each file once, read as it goes; returns those that the store had lost or that are damaged in it."""
    missing = []
    for key in sorted(keys):
        try:
            source.copy_to(target, key)
        except FileNotFoundError:
            missing.append(key)
    return missing


def forget_old(target: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups of a folder, and what a killed one left a day ago; returns what went."""
    finished = sorted(path for path in target.glob(PATTERN) if path.is_dir())
    before = now() - ABANDONED
    left = [
        path for path in target.glob(PATTERN + PARTIAL) if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
    ]
    gone = finished[:-keep] + left
    for path in gone:
        shutil.rmtree(path)
    return gone
