"""Which revision the database is at, and which one the code needs; loads no library, so that a start can ask first."""

import re
from ast import literal_eval
from functools import cache
from pathlib import Path
from typing import Any

MIGRATIONS = Path(__file__).parent.parent / "migrations"

_NAMED = re.compile(r"^(revision|down_revision)\b[^=\n]*=(.+)$", re.MULTILINE)


def is_up_to_date(engine: Any) -> bool:
    return current(engine) == needed()


def current(engine: Any) -> str | None:
    """The revision that the database of this SQLAlchemy engine is at; None while it has none."""
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            return None
        found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return found


@cache
def needed() -> str:
    """The revision that no other one follows."""
    followed = followers()
    (newest,) = followed.keys() - {before for each in followed.values() for before in each}
    return newest


def known() -> frozenset[str]:
    """Every revision that this version has."""
    return frozenset(followers())


def followers() -> dict[str, tuple[str, ...]]:
    """Each revision with those that it follows."""
    found: dict[str, tuple[str, ...]] = {}
    for path in (MIGRATIONS / "versions").glob("*.py"):
        named = {name: literal_eval(value.strip()) for name, value in _NAMED.findall(path.read_text(encoding="utf-8"))}
        before = named["down_revision"]
        found[named["revision"]] = before if isinstance(before, tuple) else (before,) if before else ()
    return found
