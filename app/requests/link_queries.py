"""Questions asked of links between requests: what hangs together, and since when the first of them is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app.clock import today
from app.extensions import db
from app.models import Agency, OversightRequest, RequestLink
from app.models.picklists import LinkKind
from app.models.request_link import KEEPS_LATENESS
from app.workdays import business_days_late

LARGEST_ID = 2**63 - 1


def own_request(number: str, *, office_id: int) -> OversightRequest | None:
    """The office's own request of this number; None for unknown, unseen and another office's alike."""
    query = sa.select(OversightRequest).where(
        OversightRequest.number == number.strip().upper().replace("\0", " "), OversightRequest.office_id == office_id
    )
    return db.session.scalar(query.options(joinedload(OversightRequest.office), joinedload(OversightRequest.agency)))


def related(oversight_request: OversightRequest) -> Sequence[RequestLink]:
    """The links of a request, either way, as far as this person sees both ends."""
    other = (RequestLink.oversight_request, RequestLink.earlier)
    query = (
        sa.select(RequestLink)
        .where(sa.or_(RequestLink.request_id == oversight_request.id, RequestLink.earlier_id == oversight_request.id))
        .options(*(joinedload(end, innerjoin=True).joinedload(OversightRequest.agency) for end in other))
        .options(*(joinedload(end, innerjoin=True).joinedload(OversightRequest.office) for end in other))
        .order_by(RequestLink.kind, RequestLink.created_at, RequestLink.id)
    )
    return db.session.scalars(query).all()


def get_link(oversight_request: OversightRequest, link_id: int) -> RequestLink:
    """A link of this request, or 404."""
    found = next((link for link in related(oversight_request) if link.id == min(link_id, LARGEST_ID)), None)
    return found or abort(404)


def before(request_id: int) -> sa.CTE:
    """The ids of all that this request follows up, escalates or supersedes, and so on back."""
    first = sa.select(RequestLink.earlier_id).where(
        RequestLink.request_id == request_id, RequestLink.kind.in_(KEEPS_LATENESS)
    )
    chain = first.cte("chain", recursive=True)
    further = sa.select(RequestLink.earlier_id).join(chain, RequestLink.request_id == chain.c.earlier_id)
    return chain.union(further.where(RequestLink.kind.in_(KEEPS_LATENESS)))


def is_before(earlier_id: int, *, request_id: int) -> bool:
    chain = before(request_id)
    return db.session.scalar(sa.select(chain.c.earlier_id).where(chain.c.earlier_id == earlier_id)) is not None


def is_linked(one: OversightRequest, other: OversightRequest, kind: LinkKind) -> bool:
    """Whether this link stands already; companions have no direction."""
    pairs = [(one.id, other.id)] + ([(other.id, one.id)] if kind is LinkKind.COMPANION else [])
    query = sa.select(RequestLink.id).where(
        RequestLink.kind == kind,
        sa.or_(*(sa.and_(RequestLink.request_id == here, RequestLink.earlier_id == there) for here, there in pairs)),
    )
    return db.session.scalar(query.limit(1)) is not None


@dataclass(frozen=True)
class Lateness:
    """When an answer was first due, on which request, and how many business days ago that is."""

    number: str
    first_due_on: date
    days: int


def first_lateness(oversight_request: OversightRequest, related: Sequence[RequestLink]) -> Lateness | None:
    """The earliest first due date among all that this request follows; a new letter does not set the clock back."""
    if not any(each.request_id == oversight_request.id and each.kind in KEEPS_LATENESS for each in related):
        return None
    chain = before(oversight_request.id)
    query = (
        sa.select(OversightRequest.number, OversightRequest.first_due_on)
        .where(OversightRequest.id.in_(sa.select(chain.c.earlier_id)), OversightRequest.first_due_on.is_not(None))
        .order_by(OversightRequest.first_due_on, OversightRequest.id)
        .limit(1)
    )
    row: Any = db.session.execute(query).first()
    if row is None:
        return None
    return Lateness(
        row.number, row.first_due_on, business_days_late(row.first_due_on, today(oversight_request.office.zone))
    )


def agencies_named(names: Sequence[str]) -> dict[str, Agency]:
    """{what was typed, lower case: agency} for short names and names that are known."""
    wanted = [name.lower() for name in names]
    columns = (Agency.short_name, Agency.name)
    query = sa.select(Agency).where(sa.or_(*(sa.func.lower(column).in_(wanted) for column in columns)))
    found: dict[str, Agency] = {}
    for agency in db.session.scalars(query):
        found |= {agency.name.lower(): agency, agency.short_name.lower(): agency}
    return found
