"""Put a backup into an empty installation: beside its place first, then in one step; a killed restore says so."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app import revisions
from app.backup import postgresql, sqlite
from app.backup.creating import copy_files
from app.backup.manifest import FILES, Manifest, sync, write_durably
from app.backup.verifying import problems_of
from app.database import UNFINISHED, UNFINISHED_MARK
from app.files import FileStore
from app.refusals import Refused


@dataclass(frozen=True)
class Place:
    """Where a backup goes: an installation's engine and its data folder."""

    engine: sa.Engine
    data_dir: Path

    @property
    def mark(self) -> Path:
        return self.data_dir / UNFINISHED_MARK

    @property
    def files(self) -> Path:
        return self.data_dir / FILES

    @property
    def staged_files(self) -> Path:
        return self.data_dir / f"{FILES}.restoring"

    @property
    def is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"


def restore(folder: Path, place: Place, amend: Callable[[sa.Engine], None]) -> Manifest:
    """Restore a whole backup; `amend` changes the restored rows before anybody can see them. Raises `Refused`.

    From the mark on, everything in the data folder and the database is ours: a restore that was killed begins anew.
    """
    manifest = demand_fit(folder, place)
    if not place.mark.exists():
        demand_empty(place)
    place.data_dir.mkdir(parents=True, exist_ok=True)
    write_durably(place.mark, f"{folder.resolve()}\n{UNFINISHED}\n".encode())
    sync(place.data_dir)
    wipe(place)
    restore_files(folder, place, manifest)
    with loaded(folder, place, manifest) as engine:
        amend(engine)
    place.mark.unlink()
    sync(place.data_dir)
    return manifest


def demand_fit(folder: Path, place: Place) -> Manifest:
    """The backup's manifest, once the whole of it is found sound and fit for this installation."""
    manifest = Manifest.read(folder)
    if manifest.database != place.engine.dialect.name:
        raise Refused(
            f"This backup is of a {manifest.database} database; TECUM_DATABASE_URL names one of {place.engine.dialect.name}."
        )
    if manifest.revision not in revisions.known():
        raise Refused(
            f"This backup's schema ({manifest.revision}) is unknown to this version of Tecum: "
            f"it was made by version {manifest.version}. Install that version or a newer one first."
        )
    problems = problems_of(folder)
    if problems:
        raise Refused(f"This backup is damaged, so nothing was restored. {problems[0]}")
    return manifest


def demand_empty(place: Place) -> None:
    if place.files.is_dir() and any(path.is_file() for path in place.files.rglob("*")):
        raise Refused(f"The folder {place.files} is not empty. Restore into a new data folder.")
    (postgresql if place.is_postgresql else sqlite).demand_empty(place.engine)


def wipe(place: Place) -> None:
    for folder in (place.files, place.staged_files):
        shutil.rmtree(folder, ignore_errors=True)
    (postgresql if place.is_postgresql else sqlite).wipe(place.engine)


def restore_files(folder: Path, place: Place, manifest: Manifest) -> None:
    lost = copy_files(list(manifest.files), FileStore(folder / FILES), FileStore(place.staged_files))
    if lost:
        raise Refused(f"The backup's file {lost[0]} was changed meanwhile. {UNFINISHED}")
    place.staged_files.rename(place.files)
    sync(place.data_dir)


def loaded(folder: Path, place: Place, manifest: Manifest) -> AbstractContextManager[sa.Engine]:
    if place.is_postgresql:
        return postgresql.loaded(place.engine, folder, manifest)
    return sqlite.loaded(place.engine, folder, manifest)
