"""PostgreSQL's part of a backup: each table as COPY writes it, all of them as of one moment; no client program is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import schema
from app.backup.manifest import TELLING, Manifest, Snapshot, sync
from app.refusals import Refused

CHUNK = 1024 * 1024
FOLDER = "tables"
VERSIONS = "alembic_version"
# The text of a value must not depend on how a server is set up.
PLAIN = "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1"
TABLES = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace GROUP BY c.relname ORDER BY c.relname
"""
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""
SEQUENCES = """
SELECT quote_ident(c.relname), quote_ident(a.attname), pg_get_serial_sequence(quote_ident(c.relname), a.attname)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL
"""


def save(engine: sa.Engine, folder: Path) -> Snapshot:
    """Every table in one read-only transaction that sees one moment; nobody waits for it but a migration."""
    (folder / FOLDER).mkdir()
    counts: dict[str, int] = {}
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        columns = tables(connection)
        named = ", ".join(f'"{table}"' for table in columns)
        connection.exec_driver_sql(f"SET TRANSACTION READ ONLY; {PLAIN}; LOCK TABLE {named} IN ACCESS SHARE MODE")
        revision = connection.scalar(sa.text(f"SELECT version_num FROM {VERSIONS}")) or ""
        stored = connection.execute(sa.text("SELECT sha256, size FROM stored_file ORDER BY sha256"))
        files: dict[str, int] = {row.sha256: row.size for row in stored}
        for table in columns:
            counts[table] = copy_out(connection, table, columns[table], folder / part_of(table))
    sync(folder / FOLDER)
    return Snapshot(revision, counts, [part_of(table) for table in columns], files, columns)


def tables(connection: sa.Connection) -> dict[str, list[str]]:
    """Each table with the columns that hold something of their own; the revision's table is made by the revisions."""
    found = {table: list(columns) for table, columns in connection.execute(sa.text(TABLES))}
    found.pop(VERSIONS, None)
    return found


def part_of(table: str) -> str:
    return f"{FOLDER}/{table}.copy"


def copy_out(connection: sa.Connection, table: str, columns: list[str], path: Path) -> int:
    """Write a table, a row to a line; returns how many rows it has."""
    with cursor_of(connection) as cursor, path.open("wb") as file:
        with cursor.copy(f"COPY {target(table, columns)} TO STDOUT") as copy:
            for block in copy:
                file.write(block)
        count = int(cursor.rowcount)
    sync(path)
    return count


def cursor_of(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection.cursor()  # type: ignore[union-attr]


def target(table: str, columns: list[str]) -> str:
    return f'"{table}" (' + ", ".join(f'"{column}"' for column in columns) + ")"


def describe(folder: Path, manifest: Manifest) -> Snapshot:
    """The snapshot again, read from the written tables: a row is a line, since COPY escapes those within."""
    counts = {}
    for table in manifest.columns:
        with (folder / part_of(table)).open("rb") as file:
            counts[table] = sum(1 for _ in file)
    order = manifest.columns["stored_file"]
    with (folder / part_of("stored_file")).open(encoding="utf-8") as file:
        rows = [dict(zip(order, line.rstrip("\n").split("\t"), strict=True)) for line in file]
    files = {row["sha256"]: int(row["size"]) for row in rows}
    return Snapshot(manifest.revision, counts, list(manifest.parts), files, manifest.columns)


def demand_empty(engine: sa.Engine) -> None:
    """Raise `Refused` where the database is in use."""
    with engine.connect() as connection:
        for table in tables(connection).keys() & set(TELLING):
            if connection.scalar(sa.text(f'SELECT EXISTS (SELECT 1 FROM "{table}")')):
                raise Refused("The database is not empty. Restore into a new one.")


def wipe(engine: sa.Engine) -> None:
    """Take away the empty schema, or what an unfinished restore has left."""
    schema.downgrade(engine, "base")


@contextmanager
def loaded(engine: sa.Engine, folder: Path, manifest: Manifest) -> Iterator[sa.Engine]:
    """The backup's rows in the schema they were written under, then brought to the newest revision."""
    schema.upgrade(engine, manifest.revision)
    with engine.begin() as connection:
        connection.exec_driver_sql(PLAIN)
        with free_order(connection, list(manifest.columns)):
            for table, columns in manifest.columns.items():
                copy_in(connection, table, columns, folder / part_of(table))
        for table, column, sequence in connection.execute(sa.text(SEQUENCES)).all():
            connection.execute(sa.text(f"SELECT setval(:name, max({column})) FROM {table}"), {"name": sequence})
    schema.upgrade(engine)
    yield engine


@contextmanager
def free_order(connection: sa.Connection, names: list[str]) -> Iterator[None]:
    """Inside, tables may be filled in any order and nothing else stirs; the foreign keys are checked once, at the end."""
    keys = connection.execute(sa.text(FOREIGN_KEYS)).all()
    for table, key, _ in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {key}")
    for name in names:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
        connection.exec_driver_sql(f'DELETE FROM "{name}"')  # A revision may bring rows of its own.
    yield
    for name in names:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
    for table, key, definition in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {key} {definition}")


def copy_in(connection: sa.Connection, table: str, columns: list[str], path: Path) -> None:
    with (
        path.open("rb") as file,
        cursor_of(connection) as cursor,
        cursor.copy(f"COPY {target(table, columns)} FROM STDIN") as copy,
    ):
        while block := file.read(CHUNK):
            copy.write(block)
