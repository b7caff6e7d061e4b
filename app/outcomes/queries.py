"""Questions asked of outcomes and of the request that they came of."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Item, Outcome, OversightRequest

LARGEST_ID = 2**63 - 1


def get(number: str) -> OversightRequest:
    """The request, or 404: unknown and unseen alike."""
    if not number.isprintable():
        abort(404)
    query = sa.select(OversightRequest).where(OversightRequest.number == number)
    found = db.session.scalar(query.options(joinedload(OversightRequest.office), joinedload(OversightRequest.agency)))
    return found or abort(404)


def items_afresh(oversight_request: OversightRequest) -> list[Item]:
    """The items as they stand now, read again after the request was held."""
    items = selectinload(OversightRequest.items).options(selectinload(Item.dispositions), selectinload(Item.children))
    query = sa.select(OversightRequest).where(OversightRequest.id == oversight_request.id).options(items)
    return list(db.session.scalars(query, execution_options={"populate_existing": True}).one().items)


def get_outcome(number: str, outcome_id: int) -> Outcome:
    """One outcome of this request, or 404."""
    if outcome_id > LARGEST_ID:
        abort(404)
    query = sa.select(Outcome).join(Outcome.oversight_request)
    query = query.where(Outcome.id == outcome_id, OversightRequest.number == number)
    return db.session.scalar(query) or abort(404)


def outcome_by_id(outcome_id: int) -> Outcome | None:
    return db.session.get(Outcome, outcome_id)
