"""Questions asked of topics; only the office's own staff gets an answer."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.extensions import db
from app.models import Topic


def names_in(office_ids: Sequence[int]) -> Sequence[str]:
    """The topics of these offices, to choose from."""
    query = sa.select(Topic.name).where(Topic.office_id.in_(office_ids)).distinct().order_by(Topic.name).limit(500)
    return db.session.scalars(query).all()
