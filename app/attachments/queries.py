"""Questions asked of attachments; who may see one follows from what it is attached to."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Attachment

LARGEST_ID = 2**63 - 1


def get(attachment_id: int) -> Attachment:
    """The attachment and what it is attached to, or 404: unknown, unseen and taken out of sight alike."""
    if attachment_id > LARGEST_ID:
        abort(404)
    query = (
        sa.select(Attachment)
        .where(Attachment.id == attachment_id)
        .options(joinedload(Attachment.oversight_request), joinedload(Attachment.intelligence_item))
    )
    found = db.session.scalars(query).one_or_none()
    return found if found is not None and not found.stored_file.is_dark else abort(404)
