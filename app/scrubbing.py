"""Scrubs a database of what was erased: it keeps old rows in its spare pages and its log until it is told not to."""

from collections.abc import Iterable

import sqlalchemy as sa

TRIES = 20


def scrub(engine: sa.Engine, tables: Iterable[str]) -> bool:
    """Rewrite the database without what was overwritten in it; False where others were at it and it must be repeated.

    `tables` matter to PostgreSQL alone, whose log (`pg_wal`), archive and replicas are the administrator's.
    """
    return scrub_sqlite(engine) if engine.dialect.name == "sqlite" else scrub_postgresql(engine, tables)


def scrub_sqlite(engine: sa.Engine) -> bool:
    """VACUUM writes every page anew; the checkpoint then moves all of the log into the file and empties the log."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'INSERT INTO "{name}"("{name}") VALUES (\'optimize\')')
        cursor.execute("VACUUM")
        for _ in range(TRIES):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            row = cursor.fetchone()
            if row is not None and row[0] == 0:
                return True
        return False
    except Exception as error:
        if "locked" in str(error) or "busy" in str(error):
            return False
        raise
    finally:
        raw.close()


def scrub_postgresql(engine: sa.Engine, tables: Iterable[str]) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("SET lock_timeout = '10s'"))
        quoted = engine.dialect.identifier_preparer.quote
        try:
            for table in sorted(set(tables)):
                connection.exec_driver_sql(f"VACUUM FULL {quoted(table)}")
        except sa.exc.OperationalError:
            return False
        finally:
            connection.execute(sa.text("RESET lock_timeout"))
    return True
