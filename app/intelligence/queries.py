"""Questions asked of intelligence items, of what derives from what, and of their ties to requests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Claim, ClaimTie, Event, IntelligenceItem, IntelligenceLink, Item, OversightRequest
from app.models.picklists import Handling, SourceClass
from app.web.paging import CAP, PER_PAGE, Page, offset

LARGEST_ID = 2**63 - 1
NEWEST = 50
OFFERED = 300
SORTS: Mapping[str, Any] = {
    "title": sa.func.lower(IntelligenceItem.title),
    "date": IntelligenceItem.collected_on,
    "class": IntelligenceItem.source_class,
    "handling": IntelligenceItem.handling,
}
FIRST_SORT = "-date"


@dataclass(frozen=True)
class Sought:
    """By what the library is filtered and sorted."""

    words: str = ""
    source_class: SourceClass | None = None
    handling: Handling | None = None
    is_unlinked: bool = False
    sort: str = FIRST_SORT

    @property
    def count(self) -> int:
        """How many filters are in use."""
        return sum(map(bool, (self.words, self.source_class, self.handling, self.is_unlinked)))


def library(sought: Sought, *, number: int) -> Page[IntelligenceItem]:
    """One page of the items that this person may see."""
    query = matching(sought)
    with_links = selectinload(IntelligenceItem.links)
    rows = (
        query.options(
            with_links.joinedload(IntelligenceLink.oversight_request, innerjoin=True),
            with_links.joinedload(IntelligenceLink.item),
            selectinload(IntelligenceItem.attachments),
        )
        .order_by(*ordered(sought.sort))
        .offset(offset(number))
        .limit(PER_PAGE + 1)
    )
    ids = query.with_only_columns(IntelligenceItem.id).limit(CAP + 1).subquery()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(ids)) or 0
    return Page.cut(db.session.scalars(rows).all(), number=number, total=total)


def matching(sought: Sought) -> sa.Select[Any]:
    query = sa.select(IntelligenceItem)
    if sought.words:
        columns = (IntelligenceItem.title, IntelligenceItem.summary, IntelligenceItem.source, IntelligenceItem.place)
        query = query.where(sa.or_(*(column.icontains(sought.words, autoescape=True) for column in columns)))
    if sought.source_class is not None:
        query = query.where(IntelligenceItem.source_class == sought.source_class)
    if sought.handling is not None:
        query = query.where(IntelligenceItem.handling == sought.handling)
    if sought.is_unlinked:
        query = query.where(IntelligenceItem.id.not_in(sa.select(IntelligenceLink.intelligence_item_id)))
    return query


def ordered(sort: str) -> tuple[Any, ...]:
    """By a column of the list only; what has no date stands last either way."""
    key = SORTS[sort.removeprefix("-")]
    first = key.desc() if sort.startswith("-") else key.asc()
    return (sa.nulls_last(first), IntelligenceItem.created_at.desc(), IntelligenceItem.id)


def get(item_id: int) -> IntelligenceItem:
    """The item, ready for a verb; 404 for unknown and unseen alike."""
    return item_by_id(item_id) or abort(404)


def item_by_id(item_id: int) -> IntelligenceItem | None:
    return db.session.scalars(numbered(item_id)).one_or_none()


def whole(item_id: int) -> IntelligenceItem:
    """The item with all that its page shows; 404 for unknown and unseen alike."""
    query = numbered(item_id).options(
        joinedload(IntelligenceItem.logged_by, innerjoin=True),
        joinedload(IntelligenceItem.derived_from),
        joinedload(IntelligenceItem.confirmed_by),
        selectinload(IntelligenceItem.attachments),
        selectinload(IntelligenceItem.claim_ties)
        .joinedload(ClaimTie.claim, innerjoin=True)
        .joinedload(Claim.oversight_request, innerjoin=True),
    )
    found: IntelligenceItem | None = db.session.scalars(query).one_or_none()
    return found or abort(404)


def numbered(item_id: int) -> sa.Select[Any]:
    """No row has an id beyond what a column can hold, nor the id 0."""
    known = item_id if item_id <= LARGEST_ID else 0
    of_office = joinedload(IntelligenceItem.office, innerjoin=True)
    return sa.select(IntelligenceItem).where(IntelligenceItem.id == known).options(of_office)


def links_of(intelligence_item: IntelligenceItem) -> Sequence[IntelligenceLink]:
    """Its ties to requests and items of them, as far as this person sees the requests."""
    query = (
        sa.select(IntelligenceLink)
        .where(IntelligenceLink.intelligence_item_id == intelligence_item.id)
        .options(
            joinedload(IntelligenceLink.oversight_request, innerjoin=True),
            joinedload(IntelligenceLink.item),
            joinedload(IntelligenceLink.linked_by, innerjoin=True),
        )
        .order_by(IntelligenceLink.created_at, IntelligenceLink.id)
    )
    return db.session.scalars(query).all()


def get_link(intelligence_item: IntelligenceItem, link_id: int) -> IntelligenceLink:
    found = next((link for link in links_of(intelligence_item) if link.id == link_id), None)
    return found or abort(404)


def derived_from(intelligence_item: IntelligenceItem) -> Sequence[IntelligenceItem]:
    """What was told after this item, straight from it."""
    query = sa.select(IntelligenceItem).where(IntelligenceItem.derived_from_id == intelligence_item.id)
    return db.session.scalars(query.order_by(IntelligenceItem.created_at)).all()


def history(intelligence_item: IntelligenceItem, links: Iterable[IntelligenceLink]) -> Sequence[Event]:
    """The newest events of the item and of its ties, newest first."""
    query = (
        sa.select(Event)
        .where(Event.noun_id.in_([intelligence_item.id, *(link.id for link in links)]))
        .order_by(Event.at.desc(), Event.sequence.desc())
        .limit(NEWEST)
    )
    return db.session.scalars(query).all()


def offered(office_ids: Iterable[int], *, without: int = 0) -> Sequence[Any]:
    """(id, title) of the newest items of these offices, to choose from."""
    query = sa.select(IntelligenceItem.id, IntelligenceItem.title).where(
        IntelligenceItem.office_id.in_(list(office_ids)), IntelligenceItem.id != without
    )
    return db.session.execute(query.order_by(IntelligenceItem.created_at.desc()).limit(OFFERED)).all()


def parents(office_id: int) -> dict[int, int]:
    """Which item of the office was told after which: {item: the one it derives from}."""
    query = sa.select(IntelligenceItem.id, IntelligenceItem.derived_from_id).where(
        IntelligenceItem.office_id == office_id, IntelligenceItem.derived_from_id.is_not(None)
    )
    return {child: parent for child, parent in db.session.execute(query) if parent is not None}


def root_of(item_id: int, told_after: Mapping[int, int]) -> int:
    """The first teller of a story; one story told in four places is one source."""
    seen = {item_id}
    while item_id in told_after and told_after[item_id] not in seen:
        item_id = told_after[item_id]
        seen.add(item_id)
    return item_id


def sources_of(links: Iterable[IntelligenceLink], told_after: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """{request id: (items linked to it, independent sources among them)} for the requests of these links."""
    request_ids = {link.request_id for link in links}
    if not request_ids:
        return {}
    query = sa.select(IntelligenceLink.request_id, IntelligenceLink.intelligence_item_id).where(
        IntelligenceLink.request_id.in_(request_ids)
    )
    found: dict[int, set[int]] = {}
    for request_id, item_id in db.session.execute(query):
        found.setdefault(request_id, set()).add(item_id)
    return {
        request_id: (len(items), len({root_of(item, told_after) for item in items}))
        for request_id, items in found.items()
    }


def request_of(number: str, *, office_id: int) -> OversightRequest | None:
    """The office's own request of this number; None for unknown, unseen and another office's alike."""
    query = sa.select(OversightRequest).where(
        OversightRequest.number == number.replace("\0", " "), OversightRequest.office_id == office_id
    )
    return db.session.scalars(query.options(joinedload(OversightRequest.office))).one_or_none()


def items_of(oversight_request: OversightRequest) -> Sequence[Item]:
    """The items of a request in their order."""
    query = sa.select(Item).where(Item.request_id == oversight_request.id).order_by(Item.position)
    return db.session.scalars(query).all()
