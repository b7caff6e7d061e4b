"""Record what came of a request; close it, and open it again."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.clock import today
from app.dates import day_text
from app.extensions import db
from app.history import changes_of, hold, hold_as_seen, record
from app.models import Outcome, OversightRequest, User
from app.models.base import new_id
from app.models.item import ItemDisposition
from app.models.outcome import OutcomeFacts
from app.models.oversight_request import NextStep
from app.models.picklists import ClosingReason, Disposition
from app.outcomes import queries
from app.refusals import Refused

USED = "This form was already used. Open the page again and enter it anew."


@dataclass(frozen=True)
class Closing:
    """How a request ends."""

    reason: ClosingReason
    on: date
    note: str | None = None


@dataclass(frozen=True)
class Entry:
    """One outcome as a person records it, and whose move it is where the request stays open."""

    id: int
    facts: OutcomeFacts
    next_step: NextStep | None = None


def record_outcome(oversight_request: OversightRequest, *, entry: Entry, by: User) -> Outcome:
    """Record one outcome; the same form sent twice makes one and gives it back."""
    hold(oversight_request)
    made = queries.outcome_by_id(entry.id)
    if made is not None:
        return of_this(made, oversight_request)
    outcome = Outcome(id=entry.id, oversight_request=oversight_request, recorded_by=by)
    outcome.write(entry.facts, today=today(oversight_request.office.zone))
    db.session.add(outcome)
    try:
        act_id, summary = new_id(), f"Outcome recorded: {outcome.kind.label.lower()}."
        set_step(oversight_request, entry.next_step)
        moved = changes_of(oversight_request)
        record(outcome, "recorded", by=by, summary=summary, act_id=act_id)
        if moved:
            words = oversight_request.step_words
            record(oversight_request, "next_step_set", by=by, summary=words, changes=moved, act_id=act_id)
    except IntegrityError:
        raise Refused(USED) from None
    db.session.commit()
    return outcome


def set_step(oversight_request: OversightRequest, step: NextStep | None) -> None:
    """Where the request stays open, and something was said of it."""
    if step is not None and oversight_request.is_open:
        oversight_request.set_next_step(step, today=today(oversight_request.office.zone))


def change_outcome(outcome: Outcome, *, facts: OutcomeFacts, edition: int, by: User) -> None:
    """Correct what was written down of an outcome."""
    hold_as_seen(outcome, edition=edition, what="this outcome")
    outcome.write(facts, today=today(outcome.oversight_request.office.zone))
    if changes_of(outcome):
        outcome.edition += 1
        record(outcome, "changed", by=by, summary=f"Outcome corrected: {outcome.kind.label.lower()}.")
    db.session.commit()


def close(oversight_request: OversightRequest, *, closing: Closing, by: User) -> None:
    """Close a request: from then on its reminders stop."""
    hold(oversight_request)
    day = today(oversight_request.office.zone)
    if closing.on > day:
        raise Refused("A request cannot be closed in the future.", field="on")
    if oversight_request.dated_on and closing.on < oversight_request.dated_on:
        raise Refused("A request cannot be closed before the date of its letter.", field="on")
    gone = withdraw_items(oversight_request, closing, by=by) if closing.reason is ClosingReason.WITHDRAWN else []
    oversight_request.close(on=closing.on, reason=closing.reason, note=closing.note)
    changes = changes_of(oversight_request)
    words, act_id = f"Closed on {day_text(closing.on)}: {closing.reason.label.lower()}.", new_id()
    for disposition in gone:
        summary = f"{disposition.item.label}: withdrawn by us with the request."
        record(disposition, "logged", by=by, summary=summary, act_id=act_id)
    record(oversight_request, "closed", by=by, summary=words, note=closing.note, changes=changes, act_id=act_id)
    db.session.commit()


def withdraw_items(oversight_request: OversightRequest, closing: Closing, *, by: User) -> list[ItemDisposition]:
    """Who withdraws a request asks for its open items no longer: they leave the count with it."""
    if not closing.note:
        raise Refused("Say why the request is withdrawn.", field="note")
    items = queries.items_afresh(oversight_request)
    withdrawn, note = Disposition.WITHDRAWN_BY_US, closing.note
    gone = [item.withdraw(withdrawn, on=closing.on, by=by, note=note) for item in items if item.is_open]
    oversight_request.recount()
    return gone


def reopen(oversight_request: OversightRequest, *, by: User) -> None:
    """Open a closed request again: its clock and its reminders run on."""
    hold(oversight_request)
    oversight_request.reopen()
    record(oversight_request, "reopened", by=by, summary="Reopened.")
    db.session.commit()


def of_this(made: Outcome, oversight_request: OversightRequest) -> Outcome:
    """What the same form has made before; raises `Refused` where that was for another request."""
    if made.request_id != oversight_request.id:
        raise Refused(USED)
    return made
