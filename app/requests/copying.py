"""What a new letter takes over from an earlier request: agency, addressee, items, authority; never a date."""

from app.clock import now
from app.models import Item, OversightRequest, RequestDraft, User
from app.models.item import WHOLE
from app.models.picklists import Instrument, LinkKind
from app.web.signatories import signatories_text


def copy_of(oversight_request: OversightRequest, *, draft_id: int, kind: LinkKind | None, by: User) -> RequestDraft:
    """An unfiled draft; one that follows up asks for the items that are still open, under a subject that says so."""
    r = oversight_request
    items = [item for item in r.items if kind is None or not settled(item)]
    fields = {
        "office_id": str(r.office_id),
        "agency_id": str(r.agency_id),
        "subject": (r.subject if kind is None else f"Follow-up: {r.subject}")[:300],
        "instrument": (r.instrument if kind is None else Instrument.FOLLOWUP).value,
        "authority": r.authority.value if r.authority else "",
        "addressee": r.addressee or "",
        "addressee_title": r.addressee_title or "",
        "signatories": signatories_text(r.signatories),
        "cc": r.cc or "",
        "matter_id": str(r.matter_id or ""),
        "handling": r.handling.value,
        "owner_id": str(r.owner_id or by.id),
        "backup_id": str(r.backup_id or ""),
        "items": items_text(items),
        "earlier_kind": kind.value if kind else "",
        "earlier_number": r.number if kind else "",
    }
    told = {name: [value] for name, value in fields.items() if value}
    return RequestDraft(
        id=draft_id, office_id=r.office_id, agency_id=r.agency_id, drafted_by=by, saved_at=now(), fields=told
    )


def settled(item: Item) -> bool:
    """Accepted or out of the count, with all its sub-items: not asked for again."""
    return item.standing.value in {"satisfied", "out"}


def items_text(items: list[Item]) -> str:
    """The items as one would paste them from the letter."""
    if len(items) == 1 and items[0].text == WHOLE:
        return ""
    return "\n".join(f"{'   ' * (item.level - 1)}{mark_of(item)}{item.text}" for item in items)


def mark_of(item: Item) -> str:
    """3. at the top level, (b) below it."""
    if not item.number or not item.path:
        return ""
    if item.level == 1:
        return f"{item.number}. "
    return f"({item.path.rstrip(')').rpartition('(')[2]}) "
