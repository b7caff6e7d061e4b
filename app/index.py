"""The index of words: one thin layer over SQLite's FTS5 and PostgreSQL's tsvector.

The database's triggers keep it (see `SearchText`). What is found here is always joined to its guarded noun, so the
session's predicate says who sees a hit; the scope only keeps another office's words from costing anything.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import (
    Attachment,
    Communication,
    IntelligenceItem,
    Matter,
    OversightRequest,
    SearchText,
)
from app.models.base import ID

LONGEST, MOST_PHRASES = 1_000, 16
# What the triggers watch: writing one column anew, as it is, puts the noun's text together again.
WATCHED: tuple[tuple[Any, str], ...] = (
    (Matter, "title"),
    (OversightRequest, "subject"),
    (Communication, "summary"),
    (IntelligenceItem, "title"),
    (Attachment, "name"),
)
LETTERS = {
    OversightRequest: "r",
    Communication: "c",
    IntelligenceItem: "i",
    Attachment: "f",
    Matter: "m",
}
# Not the noun itself: what is found is only ever used to choose among guarded rows.
TEXTS = sa.table(
    "search_text", sa.column("id", ID), sa.column("noun"), sa.column("noun_id", ID), sa.column("words", sa.Text)
)
FILES = sa.table("file_text", sa.column("stored_file_id", ID))
ATTACHMENTS = sa.table("attachment", sa.column("id", ID), sa.column("stored_file_id", ID))
FTS = sa.table("search_fts", sa.column("rowid", ID))
FTS_ORDERS = sa.table("search_fts", sa.column("search_fts"))
WORDS_OF = "'search_words'::regconfig"

_QUOTED = re.compile(r'"([^"]*)"|(\S+)')
_TOKEN = re.compile(r"[^\W_]+")


def phrases_of(text: str | None, *, longest: int = LONGEST, most: int = MOST_PHRASES) -> tuple[str, ...]:
    """The words to look for, each as plain letters and digits; what stands in quotation marks stays together.

    Nothing in it is syntax: `NEAR(`, `*`, `%` and `OR` mean themselves.
    """
    found = [" ".join(tokens(quoted or bare)) for quoted, bare in _QUOTED.findall((text or "")[:longest])]
    return tuple(dict.fromkeys(filter(None, found)))[:most]


def is_cut(text: str) -> bool:
    """Whether more was typed than is looked for."""
    return len(text) > LONGEST or len(phrases_of(text, most=MOST_PHRASES + 1)) > MOST_PHRASES


def tokens(text: str) -> list[str]:
    """The words of a text without accents, as both databases cut it."""
    plain = unicodedata.normalize("NFKD", text.encode("utf-8", "ignore").decode("utf-8", "ignore"))
    return _TOKEN.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


def hits(*columns: Any, phrases: Sequence[str], noun: Any) -> sa.Select[Any]:
    """`columns` of the texts of one noun that hold every phrase; join the noun itself by `noun_id`, and it is guarded."""
    offices = offices_of(db.session)
    if db.session.get_bind().dialect.name == "postgresql":
        return sa.select(*columns).select_from(TEXTS).where(holds(phrases, LETTERS[noun], offices))
    query = sa.select(*columns).select_from(FTS).join(TEXTS, TEXTS.c.id == FTS.c.rowid)
    return query.where(sa.literal_column("search_fts").op("MATCH")(match(phrases, LETTERS[noun], offices)))


def newest_first(*, is_many: bool) -> Any:
    """The order in which the index yields without sorting.

    PostgreSQL cannot know how rare a word is: walking all texts from the newest is best where `is_many` hold it, and
    worst where a few do. Those are found first and then sorted, as adding nothing to the id makes it do.
    """
    if db.session.get_bind().dialect.name == "sqlite":
        return FTS.c.rowid.desc()
    return (TEXTS.c.id if is_many else TEXTS.c.id + 0).desc()


def ids_of(noun: Any, phrases: Sequence[str]) -> sa.Select[Any]:
    """The ids of this noun's rows that hold every phrase, to be used inside a question about that noun."""
    return hits(TEXTS.c.noun_id, phrases=phrases, noun=noun)


def match(phrases: Sequence[str], letter: str, offices: Collection[int] | None) -> str:
    """FTS5's own language, in which every phrase stands in quotation marks and so means itself."""
    words = " AND ".join(f'"{phrase}"' for phrase in phrases)
    if offices is None:
        return f"words : ({words})"
    scope = " OR ".join(f'"{letter}{office}"' for office in sorted(offices)) or '"none"'
    return f"scope : ({scope}) AND words : ({words})"


def holds(phrases: Sequence[str], letter: str, offices: Collection[int] | None) -> sa.ColumnElement[bool]:
    config: Any = sa.literal_column(WORDS_OF)
    found = sa.and_(*(vector().op("@@")(sa.func.phraseto_tsquery(config, phrase)) for phrase in phrases))
    if offices is None:
        return found
    scope = " | ".join(f"{letter}{office}" for office in sorted(offices)) or "none"
    return sa.and_(vector().op("@@")(sa.func.to_tsquery(config, scope)), found)


def vector() -> Any:
    return sa.literal_column("search_text.vector")


def offices_of(session: Any) -> tuple[int, ...] | None:
    """The offices in which the session's person may find anything; None for System."""
    viewer = session.info.get("viewer")
    if viewer is None:
        return ()
    return None if viewer.is_system else viewer.office_ids


def excerpt(terms: Sequence[str], *, before: int, length: int) -> tuple[sa.ColumnElement[str], sa.ColumnElement[int]]:
    """A stretch of the text about the first of these terms that it holds, else its beginning; and where it starts."""
    place = sa.func.strpos if db.session.get_bind().dialect.name == "postgresql" else sa.func.instr
    lowered = sa.func.lower(TEXTS.c.words)
    places = [sa.func.nullif(place(lowered, term), 0) for term in terms]
    first = sa.func.coalesce(*places, 1)
    start = sa.case((first > before, first - before), else_=1)
    return sa.func.substr(TEXTS.c.words, start, length), start


def forget(session: Session, noun: Any, noun_id: int) -> None:
    """Take every word of this row out of the index, in the transaction that stands; a file's own text goes as well.

    For erasure, so it asks nothing of who may see the row.
    """
    if noun is Attachment:
        stored = sa.select(ATTACHMENTS.c.stored_file_id).where(ATTACHMENTS.c.id == noun_id).scalar_subquery()
        session.execute(sa.delete(FILES).where(FILES.c.stored_file_id == stored))
    session.execute(sa.delete(TEXTS).where(TEXTS.c.noun == noun.__name__, TEXTS.c.noun_id == noun_id))
    if session.get_bind().dialect.name == "sqlite":
        # FTS5 only strikes words out; writing its parts anew as one leaves those words behind.
        session.execute(sa.insert(FTS_ORDERS).values(search_fts="optimize"))


# Objects of the session are not searched for rows that a bulk statement wrote: they hold none of these columns.
UNASKED: dict[str, Any] = {"execution_options": {"synchronize_session": False}}


def rebuild(session: Session) -> dict[str, int]:
    """Put every text together anew from its rows; returns how many texts of which noun stand then."""
    session.execute(sa.delete(SearchText), **UNASKED)
    for noun, name in WATCHED:
        column = getattr(noun, name)
        session.execute(sa.update(noun).values({name: column}), **UNASKED)
    found = sa.select(SearchText.noun, sa.func.count()).group_by(SearchText.noun).order_by(SearchText.noun)
    return {row[0]: row[1] for row in session.execute(found)}
