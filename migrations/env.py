"""Run the revisions: in batch on SQLite, each in its own transaction, foreign keys off while tables are rebuilt."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask_security import AsaList

from app.models import Base
from app.models.base import Moment


def render_item(kind: str, item: Any, _autogen: Any) -> Any:
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return "sa.UnicodeText()" if kind == "type" and isinstance(item, AsaList) else False


def run() -> None:
    engine: sa.Engine = context.config.attributes["engine"]
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if is_sqlite:  # With foreign keys on, rebuilding a parent table would delete its children.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            compare_server_default=not is_sqlite,
            render_item=render_item,
            transactional_ddl=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if is_sqlite:
            broken = connection.connection.dbapi_connection.execute("PRAGMA foreign_key_check").fetchall()
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"The migration left rows without their parents: {broken[:3]}")


run()
