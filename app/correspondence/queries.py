"""Questions asked of communications, and of a request with all that a reply can settle."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Agency, Communication, Item, ItemDisposition, OversightRequest
from app.models.communication import ANSWERS_NOTHING
from app.models.picklists import CommunicationKind, Direction
from app.web.paging import CAP, PER_PAGE, Page, offset

WAITING_SHOWN = 20
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Sought:
    """By what the intake is filtered."""

    kind: CommunicationKind | None = None
    agency_id: int | None = None


def get(number: str) -> OversightRequest:
    """The request with its items and their dispositions, or 404: unknown and unseen alike."""
    if not number.isprintable():
        abort(404)
    query = whole().where(OversightRequest.number == number)
    found: OversightRequest | None = db.session.scalars(query).unique().one_or_none()
    return found or abort(404)


def get_reply(number: str, communication_id: int) -> Communication:
    """One communication of this request with all that belongs to it, or 404."""
    if communication_id > LARGEST_ID:
        abort(404)
    query = (
        sa.select(Communication)
        .join(Communication.oversight_request)
        .where(Communication.id == communication_id, OversightRequest.number == number)
        .options(
            joinedload(Communication.logged_by),
            joinedload(Communication.classified_by),
            joinedload(Communication.production),
            selectinload(Communication.attachments),
            selectinload(Communication.dispositions).joinedload(ItemDisposition.item),
            selectinload(Communication.dispositions).joinedload(ItemDisposition.logged_by),
        )
    )
    return db.session.scalars(query).unique().one_or_none() or abort(404)


def own_request(number: str, *, office_id: int) -> OversightRequest | None:
    """The office's own request of this number; None for unknown, unseen and another office's alike."""
    query = whole().where(OversightRequest.number == number.replace("\0", " "), OversightRequest.office_id == office_id)
    found: OversightRequest | None = db.session.scalars(query).unique().one_or_none()
    return found


def get_item(oversight_request: OversightRequest, item_id: int) -> Item:
    found: Item | None = next((item for item in oversight_request.items if item.id == item_id), None)
    return found or abort(404)


def communication_by_id(communication_id: int) -> Communication | None:
    return db.session.get(Communication, communication_id)


def read_afresh(oversight_request: OversightRequest) -> None:
    """Read all that its count and its tally follow from anew; asked for once the request's row is locked."""
    query = whole().where(OversightRequest.id == oversight_request.id)
    db.session.scalars(query, execution_options={"populate_existing": True}).unique().one()


def whole() -> Any:
    """A request with everything that its cached columns follow from."""
    items = selectinload(OversightRequest.items)
    return sa.select(OversightRequest).options(
        joinedload(OversightRequest.office),
        joinedload(OversightRequest.agency),
        items.selectinload(Item.children),
        items.selectinload(Item.dispositions).joinedload(ItemDisposition.communication),
        selectinload(OversightRequest.communications).options(
            joinedload(Communication.production), selectinload(Communication.dispositions)
        ),
    )


def waiting(sought: Sought) -> Page[Communication]:
    """Replies that nobody has classified, newest first, as many as one looks at."""
    unanswered = sa.and_(
        Communication.classified_at.is_(None),
        Communication.direction == Direction.IN,
        Communication.kind.not_in(ANSWERS_NOTHING),
    )
    query = matching(sought).where(unanswered)
    rows = listed(query).limit(WAITING_SHOWN + 1)
    return Page.cut(db.session.scalars(rows).all(), number=1, total=counted(query), per_page=WAITING_SHOWN)


def newest(sought: Sought, *, number: int) -> Page[Communication]:
    """One page of all communications, newest first."""
    query = matching(sought)
    rows = listed(query).offset(offset(number)).limit(PER_PAGE + 1)
    return Page.cut(db.session.scalars(rows).all(), number=number, total=counted(query))


def agencies() -> list[Agency]:
    return list(db.session.scalars(sa.select(Agency).order_by(Agency.name)))


def matching(sought: Sought) -> Any:
    query = sa.select(Communication)
    if sought.kind is not None:
        query = query.where(Communication.kind == sought.kind)
    if sought.agency_id is not None:
        bureaus = sa.select(Agency.id).where(
            sa.or_(Agency.id == sought.agency_id, Agency.parent_id == sought.agency_id)
        )
        query = query.join(Communication.oversight_request).where(OversightRequest.agency_id.in_(bureaus))
    return query


def listed(query: Any) -> Any:
    newest_first = (Communication.dated_on.desc(), Communication.created_at.desc(), Communication.id.desc())
    with_request = joinedload(Communication.oversight_request, innerjoin=True)
    return query.options(
        with_request.joinedload(OversightRequest.agency, innerjoin=True),
        with_request.joinedload(OversightRequest.office, innerjoin=True),
    ).order_by(*newest_first)


def counted(query: Any) -> int:
    """How many rows match, counted no further than the page says."""
    some = query.with_only_columns(Communication.id).limit(CAP + 1).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
