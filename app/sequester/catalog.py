"""Every field of every noun that holds people's words, and the office that each row belongs to: found from the models.

A noun that is added tomorrow is in it by itself, as soon as a foreign key leads from it to an office.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import (
    Base,
    Event,
    EventPayload,
    FileText,
    MarkingHit,
    Message,
    OversightRequest,
    SearchText,
    Seat,
    Sequestration,
    Viewing,
)
from app.models.base import Guarded
from app.models.sequestration import OfSequestration

# Keys, addresses and machine words: no person writes them, and a tombstone in them would break what they name.
NOT_WORDS = frozenset({"number", "path", "slug", "smtp_id", "salt", "recipient", "step", "grounds"})
# The index follows what it was made from, and a file's text follows the file.
DERIVED = (FileText, SearchText)
NOT_CONTENT = (*DERIVED, Event, MarkingHit, OfSequestration, Seat, Sequestration, Viewing)
WORDS_BETWEEN = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Described:
    """One noun: its name, the columns that hold words, and SQL for its office and its request."""

    noun: Any
    fields: tuple[str, ...]
    office_id: Any
    request_id: Any

    @property
    def name(self) -> str:
        return str(self.noun.__name__)

    @property
    def key(self) -> Any:
        return self.noun.event_id if self.noun is EventPayload else self.noun.id

    @property
    def label(self) -> str:
        """Intelligence item"""
        if self.noun is EventPayload:
            return "History entry"
        return "Mail" if self.noun is Message else WORDS_BETWEEN.sub(" ", self.name).capitalize()


@cache
def catalog() -> dict[str, Described]:
    """By name, every noun with words that belongs to an office."""
    found = {}
    for noun in nouns():
        office, fields = road(noun, "office_id"), fields_of(noun)
        if office is not None and fields and ("id" in columns_of(noun) or noun is EventPayload):
            found[noun.__name__] = Described(noun, fields, office, road(noun, "request_id"))
    return found


def nouns() -> Iterator[Any]:
    for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__name__):
        if not issubclass(mapper.class_, NOT_CONTENT):
            yield mapper.class_


def columns_of(noun: Any) -> Any:
    return sa.inspect(noun).columns


def fields_of(noun: Any) -> tuple[str, ...]:
    return tuple(
        attribute.key
        for attribute in sa.inspect(noun).column_attrs
        if attribute.key not in NOT_WORDS and holds_words(attribute.columns[0])
    )


def holds_words(column: Any) -> bool:
    if column.foreign_keys or column.primary_key or column.unique or isinstance(column.type, sa.Enum):
        return False
    return isinstance(column.type, sa.JSON | sa.Text | sa.String)


def road(noun: Any, wanted: str, passed: frozenset[Any] = frozenset()) -> Any:
    """SQL for the office (or the request) of a row: its own column, else the one at the end of its foreign keys."""
    mapper = sa.inspect(noun).mapper
    if mapper.class_ is OversightRequest and wanted == "request_id":
        return noun.id
    found = [getattr(noun, wanted)] if wanted in mapper.columns else []
    if not found or (wanted == "office_id" and mapper.columns[wanted].nullable):
        found += roads(noun, wanted, passed)
    return sa.func.coalesce(*found) if len(found) > 1 else next(iter(found), None)


def roads(noun: Any, wanted: str, passed: frozenset[Any]) -> list[Any]:
    mapper, found = sa.inspect(noun).mapper, []
    for column in mapper.columns:
        for key in column.foreign_keys:
            parent = by_table().get(key.column.table.name)
            if parent is None or parent is mapper.class_ or parent in passed:
                continue
            other = aliased(parent)
            onward = road(other, wanted, passed | {mapper.class_})
            if onward is not None:
                own = getattr(noun, mapper.get_property_by_column(column).key)
                found.append(sa.select(onward).where(other.id == own).correlate(noun).scalar_subquery())
    return found


@cache
def by_table() -> dict[str, Any]:
    """The nouns through which others belong to an office; a person's or an agency's row says nothing of whose record it is."""
    mapped: list[Any] = [mapper.class_ for mapper in Base.registry.mappers]
    return {noun.__tablename__: noun for noun in mapped if issubclass(noun, Guarded)}
