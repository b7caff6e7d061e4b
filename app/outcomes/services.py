"""Record what came of a request; close it, and open it again."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.clock import today
from app.dates import day_text
from app.extensions import db
from app.history import changes_of, hold, record
from app.models import Outcome, OversightRequest, User
from app.models.outcome import OutcomeFacts
from app.models.picklists import ClosingReason
from app.outcomes import queries
from app.refusals import Refused

USED = "This form was already used. Open the page again and enter it anew."


@dataclass(frozen=True)
class Closing:
    """How a request ends."""

    reason: ClosingReason
    on: date
    note: str | None = None


def record_outcome(oversight_request: OversightRequest, *, outcome_id: int, facts: OutcomeFacts, by: User) -> Outcome:
    """Record one outcome; the same form sent twice makes one and gives it back."""
    hold(oversight_request)
    made = queries.outcome_by_id(outcome_id)
    if made is not None:
        return of_this(made, oversight_request)
    outcome = Outcome(id=outcome_id, oversight_request=oversight_request, recorded_by=by)
    outcome.write(facts, today=today(oversight_request.office.zone))
    db.session.add(outcome)
    try:
        record(outcome, "recorded", by=by, summary=f"Outcome recorded: {outcome.kind.label.lower()}.")
    except IntegrityError:
        raise Refused(USED) from None
    db.session.commit()
    return outcome


def change_outcome(outcome: Outcome, *, facts: OutcomeFacts, by: User) -> None:
    """Correct what was written down of an outcome."""
    hold(outcome)
    outcome.write(facts, today=today(outcome.oversight_request.office.zone))
    if changes_of(outcome):
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
    oversight_request.close(on=closing.on, reason=closing.reason, note=closing.note)
    words = f"Closed on {day_text(closing.on)}: {closing.reason.label.lower()}."
    record(oversight_request, "closed", by=by, summary=words, note=closing.note)
    db.session.commit()


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
