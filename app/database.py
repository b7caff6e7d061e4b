"""How both databases are opened: SQLite durable and with one writer at a time, PostgreSQL as it comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.revisions import is_up_to_date
from config import BadSetting, Settings

# Written by a restore before its first step and taken away after its last.
UNFINISHED_MARK = "RESTORE-NOT-FINISHED"
UNFINISHED = "A restore into this data folder was not finished. Run it again: flask --app wsgi backup restore FOLDER"
FULL = 2
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
UNSAFE = frozenset({"off", "local"})
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")
ORDINARY, ROOM = 2_000, 32_000
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask, db: SQLAlchemy) -> None:
    """Bind the library to the application, its engine set up as this house needs it."""
    db.init_app(app)
    # No session here is asynchronous; the library would start an event loop after every page to close them.
    closers = app.teardown_appcontext_funcs
    closers[:] = [closer for closer in closers if not iscoroutinefunction(closer)]
    with app.app_context():
        prepare(db.engine)


def demand_ready(app: Flask, db: SQLAlchemy) -> None:
    """Refuse to serve on incomplete settings or an old schema, with the command to run."""
    settings: Settings = app.extensions["tecum"]
    settings.demand_complete()
    demand_finished(settings)
    with app.app_context():
        if db.engine.dialect.name == "sqlite" and (unsafe := not_durable(db.engine)):
            raise BadSetting(f"Tecum does not start: {unsafe[0]}")
        if not is_up_to_date(db.engine):
            raise BadSetting("Tecum does not start: the database is not up to date. Run: flask --app wsgi db upgrade")


def is_unfinished(data_dir: Path) -> bool:
    """Whether a restore into this data folder was begun and not ended."""
    return (data_dir / UNFINISHED_MARK).exists()


def demand_finished(settings: Settings) -> None:
    """Raise `BadSetting` where a restore was not finished."""
    if is_unfinished(settings.data_dir):
        raise BadSetting(f"Tecum does not start: {UNFINISHED[0].lower()}{UNFINISHED[1:]}")


def prepare(engine: sa.Engine) -> sa.Engine:
    """Set the engine up."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", open_durably)
        event.listen(engine, "begin", begin)
    return engine


def open_durably(connection: Any, _record: Any) -> None:
    """The driver must not manage transactions itself; a commit is on the disk when it returns."""
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def begin(connection: sa.Connection) -> None:
    """A writer takes its lock at the start: one that asks for it midway fails as soon as another has committed."""
    told = connection.get_execution_options()
    only_reads = told.get("reads") or (has_request_context() and request.method in READING and not told.get("writes"))
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


@contextmanager
def reading(db: SQLAlchemy) -> Iterator[Session]:
    """A session of a sweep that reads much and writes nothing: it holds up no writer, and finds its pages in memory."""
    with db.sessionmaker(bind=db.engine.execution_options(reads=True)) as session:
        keep_pages(session, ROOM)
        try:
            yield session
        finally:
            session.rollback()
            keep_pages(session, ORDINARY)


def keep_pages(session: Session, kibibytes: int) -> None:
    """SQLite keeps so much of the database in memory; 2 MB else, which a sweep would read over and over."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql(f"PRAGMA cache_size=-{kibibytes}")


def not_durable(engine: sa.Engine) -> list[str]:
    """Why a commit might not outlive a power cut, in sentences; none when it does."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            level = int(connection.exec_driver_sql("PRAGMA synchronous").scalar() or 0)
            return [] if level >= FULL else ["SQLite's synchronous is not FULL: the last commits may be lost."]
        found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in DURABLE}
    return [f"PostgreSQL's {name} is {found[name]}. Set {name} = on." for name in DURABLE if found[name] in UNSAFE]


def clock_of(engine: sa.Engine) -> datetime | None:
    """What time it is for the database; None where it has no clock but this machine's."""
    if engine.dialect.name == "sqlite":
        return None
    with engine.connect() as connection:
        found: datetime | None = connection.exec_driver_sql("SELECT clock_timestamp()").scalar()
        return found


def version_of(engine: sa.Engine) -> str:
    with engine.connect() as connection:
        asked = "SELECT sqlite_version()" if engine.dialect.name == "sqlite" else "SHOW server_version"
        return f"{engine.dialect.name} {connection.exec_driver_sql(asked).scalar()}"
