"""Log an intelligence item, change it, and tie it to what it prompted or tests."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.attaching import attach_all
from app.extensions import db
from app.history import hold, hold_as_seen, record
from app.intelligence import queries
from app.models import IntelligenceItem, IntelligenceLink, Item, Office, OversightRequest, User
from app.models.intelligence_item import IntelligenceFacts
from app.models.picklists import AttachmentPurpose, Credibility, Relation
from app.refusals import Refused

NO_SUCH_REQUEST = "No request of that number."


@dataclass(frozen=True)
class Target:
    """What an item is tied to, and how."""

    oversight_request: OversightRequest
    item: Item | None
    relation: Relation
    note: str | None = None


@dataclass(frozen=True)
class Entry:
    """One item as a person logs or changes it; `files` is the form's field."""

    facts: IntelligenceFacts
    files: Any = None
    id: int = 0
    edition: int = 0
    target: Target | None = None


def log(office: Office, *, entry: Entry, by: User) -> IntelligenceItem:
    """Make one item with its files and perhaps its first tie; the same entry sent twice makes one and gives it back."""
    made = queries.item_by_id(entry.id)
    if made is not None:
        return made
    try:
        with nothing_left_when_refused():
            return log_new(office, entry=entry, by=by)
    except IntegrityError:
        db.session.rollback()
        made = queries.item_by_id(entry.id)
        if made is None:
            raise Refused("This form was used before. Open it again and send it once more.")
        return made


def log_new(office: Office, *, entry: Entry, by: User) -> IntelligenceItem:
    demand_sound(entry.facts, office_id=office.id)
    found = IntelligenceItem(id=entry.id, office_id=office.id, logged_by_id=by.id)
    found.write(entry.facts)
    db.session.add(found)
    db.session.flush()
    attach_all(entry.files, to=found, purpose=AttachmentPurpose.EVIDENCE, by=by)
    record(found, "logged", by=by, summary=f"Intelligence item logged: {found.title}.", changes={})
    if entry.target is not None:
        tie(found, target=entry.target, by=by)
    db.session.commit()
    return found


def edit(intelligence_item: IntelligenceItem, *, entry: Entry, by: User) -> None:
    """Write its facts anew and add files; raises `Outdated` where another edit came between."""
    hold_as_seen(intelligence_item, edition=entry.edition, what="this intelligence item")
    with nothing_left_when_refused():
        demand_sound(entry.facts, office_id=intelligence_item.office_id, item_id=intelligence_item.id)
        before = intelligence_item.facts
        intelligence_item.write(entry.facts)
        found = attach_all(entry.files, to=intelligence_item, purpose=AttachmentPurpose.EVIDENCE, by=by)
        if intelligence_item.facts == before and not found:
            db.session.rollback()
            return
        intelligence_item.edition += 1
        names = f" Files attached: {', '.join(each.name for each in found)}." if found else ""
        record(intelligence_item, "edited", by=by, summary=f"Intelligence item edited.{names}")
        db.session.commit()


def link(intelligence_item: IntelligenceItem, *, targets: Sequence[Target], by: User) -> list[IntelligenceLink]:
    """Tie the item to requests of its own office, or to single items of them: to all that are named, or to none."""
    hold(intelligence_item)
    with nothing_left_when_refused():
        found = [tie(intelligence_item, target=target, by=by) for target in targets]
        db.session.commit()
    return found


def unlink(link: IntelligenceLink, *, by: User) -> None:
    """Take a tie away; the history of the request keeps that it stood."""
    intelligence_item = link.intelligence_item
    hold(intelligence_item)
    where = place_of(link.oversight_request, link.item)
    db.session.delete(link)
    summary = f"Intelligence item no longer linked to {where}: {intelligence_item.title}."
    record(link, "unlinked", by=by, summary=summary, changes={"relation": [link.relation.value, None]})
    db.session.commit()


def tie(intelligence_item: IntelligenceItem, *, target: Target, by: User) -> IntelligenceLink:
    """Add the tie and its event; nothing is committed."""
    oversight_request, item = target.oversight_request, target.item
    if oversight_request.office_id != intelligence_item.office_id:
        raise Refused(NO_SUCH_REQUEST, field="address")
    if oversight_request.is_void:
        raise Refused(f"{oversight_request.number} is void. It takes no further entries.", field="address")
    item_id = item.id if item else None
    for known in queries.links_of(intelligence_item):
        if (known.request_id, known.item_id, known.relation) == (oversight_request.id, item_id, target.relation):
            where = place_of(oversight_request, item)
            raise Refused(f"It is linked to {where} already, with this relation.", field="address")
    found = IntelligenceLink(
        intelligence_item_id=intelligence_item.id,
        request_id=oversight_request.id,
        item_id=item_id,
        relation=target.relation,
        note=target.note,
        linked_by_id=by.id,
    )
    db.session.add(found)
    db.session.flush()
    words = f"Intelligence item linked to {place_of(oversight_request, item)} ({target.relation.label.lower()})"
    record(found, "linked", by=by, summary=f"{words}: {intelligence_item.title}.", changes={})
    return found


def place_of(oversight_request: OversightRequest, item: Item | None) -> str:
    return f"{oversight_request.number}#{item.path}" if item and item.path else oversight_request.number


def demand_sound(facts: IntelligenceFacts, *, office_id: int, item_id: int = 0) -> None:
    """What an item derives from, and what confirms it, are items of its office, and no story is its own source."""
    told_after = queries.parents(office_id)
    told_after.pop(item_id, None)
    for name in ("derived_from_id", "confirmed_by_id"):
        demand_own(getattr(facts, name), office_id=office_id, field=name)
    if facts.derived_from_id:
        if item_id and queries.root_of(facts.derived_from_id, told_after) == item_id:
            raise Refused("This item cannot derive from itself or from what derives from it.", field="derived_from_id")
        told_after[item_id] = facts.derived_from_id
    if facts.credibility is Credibility.CONFIRMED and facts.confirmed_by_id is None:
        raise Refused(
            "“Confirmed” needs a second, independent source. Choose the item that confirms this one.",
            field="confirmed_by_id",
        )
    if facts.confirmed_by_id and is_one_source(facts.confirmed_by_id, item_id, told_after):
        raise Refused(
            "That item goes back to the same source as this one. Choose an independent one.", field="confirmed_by_id"
        )


def is_one_source(one: int, other: int, told_after: dict[int, int]) -> bool:
    return queries.root_of(one, told_after) == queries.root_of(other, told_after)


def demand_own(item_id: int | None, *, office_id: int, field: str) -> None:
    if item_id is None:
        return
    found = queries.item_by_id(item_id)
    if found is None or found.office_id != office_id:
        raise Refused("Choose an item of your office's library.", field=field)


@contextmanager
def nothing_left_when_refused() -> Iterator[None]:
    """A verb that is refused midway leaves nothing for the page's own queries to write."""
    try:
        yield
    except Refused:
        db.session.rollback()
        raise
