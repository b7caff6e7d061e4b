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


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """The index's own tables and its vector are the database's, and stand in no model."""
    if kind == "table":
        return name is None or not name.startswith("search_fts")
    of_index = parents.get("table_name") == "search_text"
    return not (of_index and (kind, name) in {("column", "vector"), ("index", "ix_search_text_vector")})


class Triggers:
    """Rebuilding a table on SQLite drops its triggers without a word, so the index's are put back after each revision."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.known = self.standing()

    def standing(self) -> dict[str, str]:
        if self.connection.dialect.name != "sqlite":
            return {}
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search%'"
        # Asked of the driver: a statement of the library would begin a transaction before the revisions do.
        return dict(self.connection.connection.dbapi_connection.execute(query).fetchall())

    def put_back(self, **_told: Any) -> None:
        standing = self.standing()
        if self.known and sa.inspect(self.connection).has_table("search_text"):
            for name in self.known.keys() - standing.keys():
                self.connection.exec_driver_sql(self.known[name])
        self.known = self.standing()


def run() -> None:
    engine: sa.Engine = context.config.attributes["engine"]
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if is_sqlite:  # With foreign keys on, rebuilding a parent table would delete its children.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
            # Else a table can't take its old name while triggers of others speak of it.
            connection.connection.dbapi_connection.execute("PRAGMA legacy_alter_table=ON")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            compare_server_default=not is_sqlite,
            render_item=render_item,
            include_name=include_name,
            on_version_apply=Triggers(connection).put_back,
            transactional_ddl=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if is_sqlite:
            broken = connection.connection.dbapi_connection.execute("PRAGMA foreign_key_check").fetchall()
            connection.connection.dbapi_connection.execute("PRAGMA legacy_alter_table=OFF")
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"The migration left rows without their parents: {broken[:3]}")


run()
