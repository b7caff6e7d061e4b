"""Correct an item as it was typed: its words, its printed number, its kind."""

from dataclasses import dataclass

from app.extensions import db
from app.history import changes_of, demand_as_seen, hold, record
from app.models import Item, OversightRequest, User
from app.models.base import new_id
from app.models.picklists import ItemKind
from app.requests import item_queries


@dataclass(frozen=True)
class ItemFacts:
    """What is printed of an item; `number` as people type it: 3, 3(b), 3(b)(ii)."""

    text: str
    number: str = ""
    kind: ItemKind | None = None


def edit_item(oversight_request: OversightRequest, *, item_id: int, facts: ItemFacts, edition: int, by: User) -> None:
    """Write it anew; sub-items follow their item's number, and the history tells of each that changed."""
    hold(oversight_request)
    oversight_request.demand_not_void()
    items = item_queries.items_afresh(oversight_request)
    item = next(each for each in items if each.id == item_id)
    demand_as_seen(item, edition=edition, what=item.label.lower())
    item.text, item.kind = facts.text, facts.kind
    if facts.number:
        item.renumber(facts.number)
        Item.address_all(items)
    act_id = new_id()
    told = [(each, changes_of(each)) for each in items]
    for each, changes in told:
        if changes:
            each.edition += 1
    for each, changes in told:
        if changes:
            record(each, "edited", by=by, summary=f"{each.label} corrected.", changes=changes, act_id=act_id)
    db.session.commit()
