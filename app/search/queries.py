"""What the words lead to, noun by noun; each question is put to the guarded noun, so a hit is one that may be seen."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from markupsafe import Markup

from app import index
from app.extensions import db
from app.models import Agency, Attachment, Communication, IntelligenceItem, Matter, OversightRequest
from app.search.snippets import BEFORE, LENGTH, marked, snippet, terms_of
from app.web.paging import CAP, PER_PAGE, Page, offset

FEW = 5
LAST_PAGE = CAP // PER_PAGE
R = OversightRequest
NUMBER = re.compile(r"([A-Za-z0-9]{2,12})-(\d{1,3})-(\d{1,6})(?:#\S*)?")


@dataclass(frozen=True)
class Hit:
    """One thing that was found: what it is called, where it stands, and the words in it."""

    id: int
    title: Markup
    number: str
    note: Any
    words: Markup


@dataclass(frozen=True)
class Group:
    """A sort of things that can be found; `columns` are those of its hits, joined by `join`."""

    key: str
    label: str
    noun: Any
    title: Any
    number: Any
    note: Any
    join: Callable[[Any], Any] = lambda query: query


def with_request(query: Any) -> Any:
    return query.join(R, R.id == Communication.request_id)


def with_agency(query: Any) -> Any:
    return query.join(Agency, Agency.id == R.agency_id)


def with_bearer(query: Any) -> Any:
    item = Attachment.intelligence_item_id == IntelligenceItem.id
    return query.outerjoin(R, R.id == Attachment.request_id).outerjoin(IntelligenceItem, item)


NOTHING = sa.literal("")
GROUPS = (
    Group("requests", "Requests", R, R.subject, R.number, Agency.short_name, with_agency),
    Group(
        key="correspondence",
        label="Correspondence",
        noun=Communication,
        title=Communication.summary,
        number=R.number,
        note=Communication.dated_on,
        join=with_request,
    ),
    Group("intelligence", "Intelligence", IntelligenceItem, IntelligenceItem.title, NOTHING, IntelligenceItem.source),
    Group("files", "Files", Attachment, Attachment.name, R.number, IntelligenceItem.title, with_bearer),
    Group("matters", "Matters", Matter, Matter.title, Matter.slug, NOTHING),
)
BY_KEY = {group.key: group for group in GROUPS}


@dataclass(frozen=True)
class Found:
    """One sort of things with a page of them."""

    group: Group
    page: Page[Hit]


def found(phrases: Sequence[str], *, within: Group | None, number: int) -> list[Found]:
    """The first few of every sort, or one page of the sort `within`; sorts without a hit are left out."""
    asked = (within,) if within else GROUPS
    totals = counts(phrases, asked)
    size = PER_PAGE if within else FEW
    return [
        Found(group, page_of(group, phrases, number=number if within else 1, total=totals[group.key], size=size))
        for group in asked
        if totals[group.key]
    ]


def counts(phrases: Sequence[str], groups: Sequence[Group]) -> dict[str, int]:
    """How many of each sort, counted no further than the cap, in one statement."""
    capped = {group.key: sought(group, phrases, group.noun.id).limit(CAP + 1).subquery() for group in groups}
    numbers = (
        sa.select(sa.func.count()).select_from(each).scalar_subquery().label(key) for key, each in capped.items()
    )
    return dict(db.session.execute(sa.select(*numbers)).one()._mapping)


def sought(group: Group, phrases: Sequence[str], *columns: Any) -> sa.Select[Any]:
    """Columns of the guarded noun whose text holds the words."""
    query = index.hits(*columns, phrases=phrases, noun=group.noun)
    return query.join(group.noun, group.noun.id == index.TEXTS.c.noun_id)


def page_of(group: Group, phrases: Sequence[str], *, number: int, total: int, size: int) -> Page[Hit]:
    """The newest first; a page too far is the last one that is shown."""
    number = min(number, LAST_PAGE, max(1, -(-total // size)))
    cut, start = index.excerpt(terms_of(phrases), before=BEFORE, length=LENGTH)
    columns = (group.noun.id, group.title, group.number, group.note, cut, start)
    query = group.join(sought(group, phrases, *columns)).order_by(index.newest_first(is_many=total > CAP))
    rows = db.session.execute(query.offset(offset(number, size)).limit(size + 1)).all()
    hits = [hit(row, phrases) for row in rows]
    return Page.cut(hits, number=number, total=total, per_page=size)


def hit(row: Any, phrases: Sequence[str]) -> Hit:
    row_id, title, number, note, cut, start = row
    words = snippet(cut or "", phrases, is_start=start <= 1)
    return Hit(row_id, marked(title, phrases), number or "", note or "", words)


def number_in(text: str) -> str | None:
    """The request that was asked for by its number, if this person may see it."""
    typed = NUMBER.fullmatch(text.strip())
    if typed is None:
        return None
    office, congress, serial = typed[1].upper(), typed[2], typed[3]
    wanted = {f"{office}-{congress}-{serial}", f"{office}-{congress}-{int(serial):04d}"}
    return db.session.scalar(sa.select(R.number).where(R.number.in_(wanted)).order_by(R.number.desc()).limit(1))
