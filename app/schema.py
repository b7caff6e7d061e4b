"""The database's schema: its revisions, applied one process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from app.revisions import MIGRATIONS

LOCK = 7_283_001


def alembic_config(engine: sa.Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    config.attributes["engine"] = engine
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    with one_at_a_time(engine):
        command.upgrade(alembic_config(engine), revision)


def downgrade(engine: sa.Engine, revision: str) -> None:
    with one_at_a_time(engine):
        command.downgrade(alembic_config(engine), revision)


def revise(engine: sa.Engine, message: str) -> None:
    """Write a new revision from the difference between the models and the database."""
    command.revision(alembic_config(engine), message, autogenerate=True)


def check(engine: sa.Engine) -> None:
    """Raise where the models differ from the database."""
    command.check(alembic_config(engine))


@contextmanager
def one_at_a_time(engine: sa.Engine) -> Iterator[None]:
    """Two machines that start at once must not both migrate."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.select(sa.func.pg_advisory_lock(LOCK)))
            try:
                yield
            finally:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(LOCK)))
        return
    path = engine.url.database
    if not path or path == ":memory:":
        yield
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{path}.migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
