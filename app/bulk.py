"""Many rows or many ids in one statement, as each database takes them best."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

ASKED_AT_ONCE = 1_000


def among(session: Session, column: Any, ids: Iterable[int]) -> sa.ColumnElement[bool]:
    """Whether a column holds one of many ids: they travel as one parameter, and the statement's text stays the same."""
    if session.get_bind().dialect.name == "postgresql":
        found: sa.ColumnElement[bool] = column == sa.any_(sa.cast(list(ids), sa.ARRAY(sa.BigInteger)))
    else:
        each = sa.func.json_each(json.dumps(list(ids))).table_valued("value", name="each")
        found = column.in_(sa.select(each.c.value))
    return found


def insert_missing(session: Session, table: sa.Table, rows: list[dict[str, Any]]) -> set[int]:
    """Insert rows that break no unique key of the table; returns the ids of those that went in.

    All rows have the same keys, columns of the table with an `id` among them; the others have their defaults. SQLite
    sits in this process and takes them one by one. PostgreSQL gets them as one JSON text and takes that apart: asked
    for each, it takes twice the time.
    """
    if not rows:
        return set()
    if session.get_bind().dialect.name == "postgresql":
        return insert_unpacked(session, table, rows)
    insert = sqlite.insert(table).on_conflict_do_nothing()
    done = session.connection().execute(insert, rows, execution_options={"preserve_rowcount": True})
    ids = [row["id"] for row in rows]
    if done.rowcount == len(rows):
        return set(ids)
    parts = (ids[start : start + ASKED_AT_ONCE] for start in range(0, len(ids), ASKED_AT_ONCE))
    return {each for part in parts for each in session.scalars(sa.select(table.c.id).where(table.c.id.in_(part)))}


def insert_unpacked(session: Session, table: sa.Table, rows: list[dict[str, Any]]) -> set[int]:
    typed = [sa.column(name, table.c[name].type) for name in rows[0]]
    text = sa.cast(sa.literal(json.dumps(rows, default=datetime.isoformat), sa.Text), sa.JSON)
    records = sa.func.json_to_recordset(text).table_valued(*typed, name="new").render_derived(with_types=True)
    insert = postgresql.insert(table).from_select(list(rows[0]), sa.select(records))
    return set(session.connection().execute(insert.on_conflict_do_nothing().returning(table.c.id)).scalars())
