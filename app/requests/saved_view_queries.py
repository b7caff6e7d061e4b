"""Questions asked of saved views: a person's own, and those that colleagues share."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import SavedView

MOST = 200
LARGEST_ID = 2**62


def listed() -> Sequence[SavedView]:
    """Every view that this person may use, by name."""
    query = sa.select(SavedView).options(joinedload(SavedView.owner, innerjoin=True), joinedload(SavedView.office))
    return db.session.scalars(query.order_by(SavedView.name, SavedView.id).limit(MOST)).all()


def own(view_id: int, *, person_id: int) -> SavedView:
    """A view that this person made; 404 for all others, shared ones too: only its owner changes a view."""
    known = view_id if view_id < LARGEST_ID else 0
    query = sa.select(SavedView).where(SavedView.id == known, SavedView.owner_id == person_id)
    found: SavedView | None = db.session.scalar(query)
    return found or abort(404)


def namesake(name: str, *, office_id: int, person_id: int) -> SavedView | None:
    """The person's own view that bears this name already."""
    query = sa.select(SavedView).where(
        SavedView.name == name, SavedView.office_id == office_id, SavedView.owner_id == person_id
    )
    return db.session.scalar(query.limit(1))
