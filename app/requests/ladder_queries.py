"""Questions asked of the ladder: what happened on it, what is proposed, and the facts a proposal rests on."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app.clock import today
from app.dates import day_text
from app.extensions import db
from app.models import LadderStep, OversightRequest
from app.models.picklists import Rung
from app.workdays import business_days_late

LARGEST_ID = 2**63 - 1


def steps(oversight_request: OversightRequest) -> Sequence[LadderStep]:
    """The ladder in the order in which things happened; what is only proposed stands last."""
    when = sa.func.coalesce(LadderStep.happened_on, LadderStep.declined_on)
    query = (
        sa.select(LadderStep)
        .where(LadderStep.request_id == oversight_request.id)
        .options(
            joinedload(LadderStep.proposed_by),
            joinedload(LadderStep.attachment),
            joinedload(LadderStep.oversight_request, innerjoin=True),
        )
        .order_by(sa.nulls_last(when), LadderStep.created_at, LadderStep.id)
    )
    return db.session.scalars(query).all()


def get_step(oversight_request: OversightRequest, step_id: int) -> LadderStep:
    found = next((step for step in steps(oversight_request) if step.id == min(step_id, LARGEST_ID)), None)
    return found or abort(404)


def step_by_id(step_id: int) -> LadderStep | None:
    return db.session.get(LadderStep, step_id)


def highest(taken: Sequence[LadderStep]) -> Rung:
    """The rung on which a request stands: the highest that was taken; the letter itself is the first."""
    return max((step.rung for step in taken if step.happened_on), default=Rung.LETTER)


def rungs_above(rung: Rung) -> list[Rung]:
    return [each for each in Rung if each > rung]


def facts_words(oversight_request: OversightRequest) -> str:
    """What a principal has to know to decide, from the record as it stands; a person may change the words."""
    r, day = oversight_request, today(oversight_request.office.zone)
    words = [f"{r.number} to {r.agency.short_name}: {r.subject}."]
    words.append(f"Sent {day_text(r.transmitted_on)}." if r.transmitted_on else "Not marked as sent.")
    if r.due_on:
        late = business_days_late(r.due_on, day)
        words.append(f"Due {day_text(r.due_on)}" + (f", {counted(late, 'business day')} late." if late else "."))
    if r.extensions and r.first_due_on:
        words.append(f"First due {day_text(r.first_due_on)}; extended {counted(r.extensions, 'time')}.")
    words.append(f"{r.count.headline}.")
    heard = f"Last heard on {day_text(r.last_heard_on)}." if r.last_heard_on else "Nothing was heard since the letter."
    return " ".join([*words, heard])


def counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number:,} {what}s"
