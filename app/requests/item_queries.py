"""Questions asked of the items of one request."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.models import Item, OversightRequest

LARGEST_ID = 2**63 - 1


def get_item(oversight_request: OversightRequest, item_id: int) -> Item:
    """One item of this request, or 404."""
    query = sa.select(Item).where(Item.id == min(item_id, LARGEST_ID), Item.request_id == oversight_request.id)
    return db.session.scalar(query) or abort(404)


def items_afresh(oversight_request: OversightRequest) -> Sequence[Item]:
    """The items as they stand now, in their order, read again after the request was held."""
    query = sa.select(Item).where(Item.request_id == oversight_request.id).order_by(Item.position)
    query = query.options(selectinload(Item.children), selectinload(Item.dispositions))
    return db.session.scalars(query, execution_options={"populate_existing": True}).all()
