"""SQLite's part of a backup: one file, copied while others read and write."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from app import database, schema
from app.backup.manifest import TELLING, Manifest, Snapshot, sync
from app.files import copy_durably
from app.refusals import Refused

PART = "database.sqlite"
IN_USE = "Another process has the database open. Stop the web server and the scheduler first."


def save(engine: sa.Engine, folder: Path) -> Snapshot:
    """A compact copy as of one moment: readers and writers go on meanwhile, and what was deleted is not in it."""
    with closing(engine.raw_connection()) as connection:
        connection.driver_connection.execute("VACUUM INTO ?", (str(folder / PART),))  # type: ignore[union-attr]
    sync(folder / PART)
    return describe(folder)


def describe(folder: Path) -> Snapshot:
    with reading(folder) as connection:
        names = [
            row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        ]
        counted = {name for name in names if not name.startswith("sqlite_")}
        counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(counted)}
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        files = dict(connection.execute("SELECT sha256, size FROM stored_file ORDER BY sha256"))
    return Snapshot(revision=revision, counts=counts, parts=[PART], files=files, columns={})


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """The copy, opened so that nothing is written beside it."""
    connection = sqlite3.connect(f"{(folder / PART).resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        yield connection
    finally:
        connection.close()


def problems(folder: Path) -> Iterator[str]:
    """What the database says of its own pages."""
    with reading(folder) as connection:
        for (words,) in connection.execute("PRAGMA quick_check(20)"):
            if words != "ok":
                yield f"{PART}: {words}."


def path_of(engine: sa.Engine) -> Path:
    return Path(engine.url.database or "")


def demand_empty(engine: sa.Engine) -> None:
    """Raise `Refused` where the database is in use, or somebody has it open."""
    if not path_of(engine).exists():
        return
    with closing(sqlite3.connect(path_of(engine), timeout=1)) as connection:
        known = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if any(connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in TELLING if name in known):
            raise Refused(f"The database {path_of(engine)} is not empty. Restore into a new data folder.")
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            raise Refused(IN_USE) from None


def wipe(engine: sa.Engine) -> None:
    """Remove the empty database, and what an unfinished restore has left."""
    engine.dispose()
    for path in (path_of(engine), staged(engine)):
        for suffix in ("", "-wal", "-shm", "-journal", ".migrate.lock"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def loaded(engine: sa.Engine, folder: Path, _manifest: Manifest) -> Iterator[sa.Engine]:
    """The backup's database beside its place, at the newest revision; leaving the block puts it there."""
    place = staged(engine)
    place.parent.mkdir(parents=True, exist_ok=True)
    copy_durably(folder / PART, place)
    working = database.prepare(sa.create_engine(f"sqlite:///{place}"))
    schema.upgrade(working)
    yield working
    working.dispose()
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    sync(place)
    place.replace(path_of(engine))
    place.with_name(place.name + ".migrate.lock").unlink(missing_ok=True)
    sync(place.parent)


def staged(engine: sa.Engine) -> Path:
    path = path_of(engine)
    return path.with_name(path.name + ".restoring")
