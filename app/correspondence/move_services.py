"""Move a misfiled reply to the request that it belongs to, with its files; what it settled is asked again there."""

from typing import Any

from app.clock import today
from app.correspondence import queries
from app.correspondence.deeds import Deed, finish, hold_whole, when
from app.extensions import db
from app.history import changes_of, record
from app.models import Communication, OversightRequest, User
from app.refusals import Refused


def move(communication: Communication, *, to_number: str, by: User) -> Communication:
    """Both requests are counted anew, and the history of each says what went."""
    origin: OversightRequest = communication.oversight_request
    target = queries.own_request(to_number, office_id=origin.office_id)
    if target is None:
        raise Refused("No request of that number.", field="to_number")
    if target.id == origin.id:
        raise Refused(f"It is filed on {target.number} already.", field="to_number")
    for each in sorted((origin, target), key=lambda one: one.id):
        hold_whole(each)
        each.demand_open()
    with db.session.no_autoflush:
        what = f"{communication.kind.label} of {when(communication)}"
        gone = take_back(communication, target)
        # Asked before the first event flushes: after that nobody knows what changed.
        told = changes_of(communication)
        act_id = finish(origin, gone, by=by)
        arrived = Deed(communication, "moved", f"{what} moved here from {origin.number}.", told)
        finish(target, [arrived], by=by, act_id=act_id)
        left = f"{what} moved to {target.number}; it was misfiled here."
        record(origin, "reply_left", by=by, summary=left, changes={}, act_id=act_id)
    db.session.commit()
    return communication


def take_back(communication: Communication, target: OversightRequest) -> list[Deed]:
    """What it said of items goes, and so does an acceptance that rested on it; the reply itself changes its request."""
    deeds = []
    for said in list(communication.dispositions):
        item: Any = said.item
        rested = item.accepted_on is not None and item.disposition is said
        item.dispositions.remove(said)
        db.session.delete(said)
        words = f"{item.label}: {said.code.label.lower()} taken back with a misfiled reply."
        deeds.append(Deed(item, "taken_back", words, {"disposition": [said.code.value, None]}))
        if rested:
            item.take_back_acceptance()
            deeds.append(Deed(item, "unaccepted", f"{item.label}: acceptance taken back with it."))
    communication.move_to(target, today=today(target.office.zone))
    return deeds
