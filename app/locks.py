"""Locks between processes: held by one at a time, and gone at once when that one dies."""

import fcntl
import logging
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import IO, Self

import sqlalchemy as sa

PAUSE = 0.2
log = logging.getLogger(__name__)


class Lock:
    """One named lock of one database. PostgreSQL keeps it with a connection, SQLite's machine with a file.

    It does not go through a proxy that shares connections between transactions.
    """

    def __init__(self, engine: sa.Engine, name: str, *, number: int) -> None:
        self._engine = engine
        self._name = name
        self._number = number
        self._file: IO[str] | None = None
        self._connection: sa.Connection | None = None

    def take(self, *, tries: int = 1, stop: Event | None = None) -> bool:
        """Whether the lock is ours now; tried again after a fifth of a second, `tries` times in all."""
        pause = stop or Event()
        for attempt in range(tries):
            if attempt and pause.wait(PAUSE):
                return False
            if self._take_at_once():
                return True
        return False

    def is_held(self) -> bool:
        """Whether it is still ours: a server that was restarted has let it go without a word."""
        if self._connection is None:
            return self._file is not None
        try:
            self._connection.execute(sa.text("SELECT 1"))
        except sa.exc.DBAPIError as error:
            log.warning("The lock %r was lost with its connection: %s", self._name, type(error).__name__)
            self.release()
            return False
        return True

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            connection, self._connection = self._connection, None
            try:
                # Asked for, since a server takes its time to notice that a connection has gone.
                connection.execute(sa.select(sa.func.pg_advisory_unlock(self._number)))
            except sa.exc.SQLAlchemyError:
                connection.invalidate()
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()

    def _take_at_once(self) -> bool:
        return self._lock_row() if self._engine.dialect.name == "postgresql" else self._lock_file()

    def _lock_file(self) -> bool:
        database = self._engine.url.database
        assert database, "a lock needs a database that other processes can open"
        file = Path(f"{database}.{self._name}.lock").open("w")  # noqa: SIM115 - the lock lives as long as the file is open
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def _lock_row(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(sa.select(sa.func.pg_try_advisory_lock(self._number))):
            self._connection = connection
            return True
        connection.close()
        return False
