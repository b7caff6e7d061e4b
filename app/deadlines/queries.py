"""Questions asked of a request's deadline."""

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.extensions import db
from app.models import Deadline, DeadlineEntry, Item, OversightRequest


def get(number: str) -> OversightRequest:
    """The request of this number with its ledger; 404 for unknown and unseen alike."""
    ledger = joinedload(OversightRequest.deadline).selectinload(Deadline.entries).joinedload(DeadlineEntry.by)
    query = (
        sa.select(OversightRequest)
        .where(OversightRequest.number == number.replace("\0", " "))
        .options(joinedload(OversightRequest.office), joinedload(OversightRequest.agency), ledger)
    )
    found = db.session.scalar(query)
    if found is None:
        abort(404)
    return found


def with_items(number: str) -> OversightRequest:
    """The same with its items and what was done with each."""
    found = get(number)
    items = (
        sa.select(Item)
        .where(Item.request_id == found.id)
        .options(selectinload(Item.dispositions), selectinload(Item.children))
    )
    set_committed_value(found, "items", list(db.session.scalars(items.order_by(Item.position))))
    return found


def entry_of(oversight_request: OversightRequest, entry_id: int) -> DeadlineEntry | None:
    """The entry of this request's ledger with this id, if it was made."""
    return db.session.scalar(
        sa.select(DeadlineEntry).where(DeadlineEntry.id == entry_id, DeadlineEntry.request_id == oversight_request.id)
    )


def asked(oversight_request: OversightRequest) -> DeadlineEntry | None:
    """The request for more time that waits for an answer; its row bears the items as well."""
    deadline: Deadline | None = oversight_request.deadline
    if deadline is None or (waiting := deadline.standing.asked) is None:
        return None
    entries = reversed(deadline.entries)
    return next((entry for entry in entries if entry.as_ledger == waiting), None)


def get_entry(oversight_request: OversightRequest, entry_id: int) -> DeadlineEntry:
    """An entry of this request's ledger, or 404."""
    return (entry_of(oversight_request, entry_id) if entry_id < 2**63 else None) or abort(404)


def entries_afresh(deadline: Deadline) -> list[DeadlineEntry]:
    """The ledger as it stands now, read again after the request was held."""
    query = sa.select(Deadline).where(Deadline.id == deadline.id).options(selectinload(Deadline.entries))
    return db.session.scalars(query, execution_options={"populate_existing": True}).one().entries
