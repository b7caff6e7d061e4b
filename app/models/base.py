"""What every noun shares: its random id, its moments in UTC, and the guard that no marked text passes."""

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, mapped_column, object_session

from app.clock import now
from app.markings import Marked, find_marking, may_be_marked, refuse_marked

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def new_id() -> int:
    """A random positive id of 62 bits, so that neither order nor gaps of ids tell anything."""
    return secrets.randbits(62) | 1


class Moment(sa.TypeDecorator[datetime]):
    """An aware moment: kept in UTC, given back in UTC; a naive one is a mistake of ours."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its zone.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Picklist(str, Enum):
    """A closed list of codes with the words people read; members are `CODE = "CODE", "Words"`."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    def __str__(self) -> str:
        return self.label


def coded(picklist: type[Picklist]) -> sa.Enum:
    """The column type of a picklist: its codes as plain text, so that both databases and a reader agree."""
    return sa.Enum(
        picklist,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """The base of all nouns."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: Moment(),
        date: sa.Date(),
        time: sa.Time(),
        str: sa.Text(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
    }


class Noun:
    """A row with a random id and the moment it was made."""

    id: Mapped[int] = mapped_column(ID, primary_key=True, default=new_id, autoincrement=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Guarded:
    """A noun that not everybody may see; `policies.visible` says who does, and the session applies it."""


class OfRequest(Guarded):
    """A noun that belongs to one request and is seen by whoever sees that request."""

    request_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), index=True)


def words_in(value: object) -> list[str]:
    """Every text inside a column's value, JSON lists and objects included."""
    if isinstance(value, Picklist):
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [words for part in value.values() for words in words_in(part)]
    if isinstance(value, list | tuple):
        return [words for part in value for words in words_in(part)]
    return []


@event.listens_for(Base, "before_insert", propagate=True)
@event.listens_for(Base, "before_update", propagate=True)
def refuse_marked_text(mapper: Mapper[Any], connection: sa.Connection, noun: Any) -> None:  # noqa: ARG001
    """Unclassified only: asked on flush by every noun, so that no form can forget it."""
    for key, value in noun.__dict__.items():
        if not key.startswith("_"):
            texts = words_in(value)
            for words in texts if may_be_marked("\n".join(texts)) else ():
                try:
                    refuse_marked(words, field=key)
                except Marked as marked:
                    if not is_released(connection, noun, words, marked):
                        raise


def is_released(connection: sa.Connection, noun: Any, words: str, marked: Marked) -> bool:
    """Whether the security officer of the noun's office has released this very text, or all of it that is marked.

    A sentence of the history that quotes a released text is written in the same transaction, which still knows it.
    """
    session = object_session(noun)
    passed: set[str] = session.info.setdefault("released_words", set()) if session is not None else set()
    if marked.digest in released_digests(connection, [office_of(connection, noun)]):
        passed.add(words)
        return True
    for known in passed:
        words = words.replace(known, " ")
    return bool(passed) and find_marking(words) is None


def released_digests(connection: sa.Connection, office_ids: Iterable[int | None]) -> frozenset[str]:
    """What the security officers of these offices have released; asked past the session, as no uploader sees these rows."""
    hits = Base.metadata.tables["marking_hit"]
    ours = hits.c.office_id.in_([each for each in office_ids if each is not None])
    return frozenset(connection.scalars(sa.select(hits.c.digest).where(hits.c.released_at.is_not(None), ours)))


def office_of(connection: sa.Connection, noun: Any) -> int | None:
    """The office of a row that is being written, as far as its own columns or its history entry tell."""
    found: int | None = getattr(noun, "office_id", None) or getattr(getattr(noun, "event", None), "office_id", None)
    if found is None and getattr(noun, "request_id", None) is not None:
        requests = Base.metadata.tables["oversight_request"]
        found = connection.scalar(sa.select(requests.c.office_id).where(requests.c.id == noun.request_id))
    return found
