"""Verbs of claims: split one off, correct it, take it away, tie intelligence to it. No item's state changes by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from app.claims import queries
from app.clock import today
from app.extensions import db
from app.history import changes_of, hold, hold_as_seen, record
from app.models import Claim, ClaimTie, Communication, IntelligenceItem, Item, User
from app.models.claim import ClaimFacts
from app.models.picklists import Relation
from app.refusals import Refused

USED = "This form was already used. Open the page again and enter it anew."


@dataclass(frozen=True)
class Entry:
    """One claim as a person enters it: its facts and the items that it speaks to."""

    facts: ClaimFacts
    item_ids: tuple[int, ...] = ()
    id: int = 0
    edition: int = 0


def log(communication: Communication, *, entry: Entry, by: User) -> Claim:
    """Split one claim off a communication; the same form sent twice makes one and gives it back."""
    hold(communication.oversight_request)
    made = queries.claim_by_id(entry.id)
    if made is not None:
        return of_this(made, communication)
    claim = Claim(id=entry.id, logged_by=by)
    claim.write(entry.facts, communication=communication, today=today(communication.oversight_request.office.zone))
    claim.oversight_request, claim.communication = communication.oversight_request, communication
    claim.items = chosen(communication, entry.item_ids)
    db.session.add(claim)
    try:
        record(claim, "logged", by=by, summary=f"Claim logged: {claim.kind.label.lower()}, {claim.who}.", changes={})
    except IntegrityError:
        raise Refused(USED) from None
    db.session.commit()
    return claim


def edit(claim: Claim, *, entry: Entry, by: User) -> None:
    """Correct a claim; raises `Outdated` where another edit came between."""
    hold(claim.oversight_request)
    hold_as_seen(claim, edition=entry.edition, what="this claim")
    communication, before = claim.communication, paths(claim.items)
    claim.write(entry.facts, communication=communication, today=today(claim.oversight_request.office.zone))
    claim.items = chosen(communication, entry.item_ids)
    changes = changes_of(claim)
    if before != paths(claim.items):
        changes["items"] = [before, paths(claim.items)]
    if changes:
        claim.edition += 1
        record(claim, "edited", by=by, summary=f"Claim corrected: {claim.kind.label.lower()}.", changes=changes)
    db.session.commit()


def remove(claim: Claim, *, by: User) -> None:
    """Take a claim away that was entered in error; the history keeps its words."""
    hold(claim.oversight_request)
    claim.oversight_request.demand_not_void()
    for tie in list(claim.ties):
        db.session.delete(tie)
    changes = {"quotation": [claim.quotation, None], "kind": [claim.kind.value, None]}
    claim.items, summary = [], f"Claim removed: {claim.kind.label.lower()}, {claim.who}."
    db.session.delete(claim)
    record(claim, "removed", by=by, summary=summary, changes=changes)
    db.session.commit()


def tie(claim: Claim, *, intelligence_item: IntelligenceItem | None, relation: Relation, by: User) -> ClaimTie:
    """Say that an intelligence item of the library supports or contradicts the claim."""
    hold(claim.oversight_request)
    claim.oversight_request.demand_not_void()
    if intelligence_item is None:
        raise Refused("Choose an item of your office's library.", field="intelligence_item_id")
    made = ClaimTie.bind(claim, intelligence_item=intelligence_item, relation=relation, by=by)
    db.session.add(made)
    words = f"Intelligence item tied to a claim ({relation.label.lower()}): {intelligence_item.title}."
    record(claim, "tied", by=by, summary=words, changes={})
    db.session.commit()
    return made


def untie(claim: Claim, *, made: ClaimTie, by: User) -> None:
    hold(claim.oversight_request)
    title, relation = made.intelligence_item.title, made.relation
    db.session.delete(made)
    summary = f"Intelligence item no longer tied to a claim: {title}."
    record(claim, "untied", by=by, summary=summary, changes={"relation": [relation.value, None]})
    db.session.commit()


def chosen(communication: Communication, item_ids: Sequence[int]) -> list[Item]:
    found = [item for item in communication.oversight_request.items if item.id in item_ids]
    if len(found) != len(set(item_ids)):
        raise Refused("One of these items does not belong to this request. Open the page again.", field="item_ids")
    return found


def paths(items: Sequence[Item]) -> list[str]:
    return [item.path or item.label for item in items]


def of_this(made: Claim, communication: Communication) -> Claim:
    if made.communication_id != communication.id:
        raise Refused(USED)
    return made
