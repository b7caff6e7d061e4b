"""Verbs of the ladder: propose the next step, record what was decided, record what happened (rule 10)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.attaching import attach_all
from app.clock import now, today
from app.dates import day_text
from app.extensions import db
from app.history import hold, record
from app.models import LadderStep, OversightRequest, RequestDraft, User
from app.models.base import new_id
from app.models.ladder_step import StepFacts
from app.models.picklists import AttachmentPurpose, LinkKind, Rung
from app.refusals import Refused
from app.requests import ladder_queries
from app.requests.copying import copy_of

USED = "This form was already used. Open the page again and enter it anew."


@dataclass(frozen=True)
class Proposal:
    """Which step should come next, and why; `is_drafted` asks for the letter's draft in the same act."""

    id: int
    rung: Rung
    reason: str
    is_drafted: bool = False


def propose(oversight_request: OversightRequest, *, proposal: Proposal, by: User) -> RequestDraft | None:
    """Propose one step; the same form sent twice makes one. Gives the draft of its letter, where one was asked for."""
    hold(oversight_request)
    if ladder_queries.step_by_id(proposal.id) is not None:
        return db.session.get(RequestDraft, proposal.id)
    standing = [step.rung for step in ladder_queries.steps(oversight_request) if step.is_proposed]
    if proposal.rung in standing:
        raise Refused("This step is proposed already and waits for a decision.", field="rung")
    step = LadderStep.propose(oversight_request, rung=proposal.rung, reason=proposal.reason, by=by, at=now())
    step.id, act_id = proposal.id, new_id()
    db.session.add(step)
    summary = f"Next step proposed: {proposal.rung.label}."
    try:
        record(step, "proposed", by=by, summary=summary, note=proposal.reason, changes={}, act_id=act_id)
    except IntegrityError:
        raise Refused(USED) from None
    draft = draft_letter(oversight_request, proposal, by=by, act_id=act_id) if proposal.is_drafted else None
    db.session.commit()
    return draft


def draft_letter(oversight_request: OversightRequest, proposal: Proposal, *, by: User, act_id: int) -> RequestDraft:
    """The letter that the step needs, with the facts of this one; its dates are the writer's."""
    kind = LinkKind.FOLLOWS_UP if proposal.rung < Rung.SUBPOENA_THREATENED else LinkKind.ESCALATES
    draft = copy_of(oversight_request, draft_id=proposal.id, kind=kind, by=by)
    db.session.add(draft)
    summary = f"Draft begun from {oversight_request.number}."
    record(draft, "drafted", by=by, summary=summary, changes={}, act_id=act_id)
    return draft


def take(step: LadderStep, *, facts: StepFacts, files: Any = (), by: User) -> None:
    """A principal decided for the step, and it was taken."""
    hold(step.oversight_request)
    hold(step)
    step.take(facts, by=by, today=today(step.oversight_request.office.zone))
    tell(step, files, by=by)


def decline(step: LadderStep, *, facts: StepFacts, by: User) -> None:
    """A principal decided against the step."""
    hold(step.oversight_request)
    hold(step)
    step.decline(facts, by=by, today=today(step.oversight_request.office.zone))
    summary = f"Step declined on {day_text(facts.on)} by {facts.actor}: {step.rung.label}."
    record(step, "declined", by=by, summary=summary, note=facts.note)
    db.session.commit()


def record_step(
    oversight_request: OversightRequest, *, step_id: int, rung: Rung, facts: StepFacts, files: Any = (), by: User
) -> LadderStep:
    """Record what happened without a proposal; the same form sent twice makes one and gives it back."""
    hold(oversight_request)
    made = ladder_queries.step_by_id(step_id)
    if made is not None:
        return made
    step = LadderStep(id=step_id, oversight_request=oversight_request, rung=rung)
    step.take(facts, by=by, today=today(oversight_request.office.zone))
    db.session.add(step)
    tell(step, files, by=by)
    return step


def tell(step: LadderStep, files: Any, *, by: User) -> None:
    """Keep the step's paper, tell the history, commit."""
    db.session.flush()
    oversight_request = step.oversight_request
    papers = attach_all(files, to=oversight_request, purpose=AttachmentPurpose.LADDER, by=by)
    if papers:
        step.attachment = papers[0]
    summary = f"{step.rung.label}, {day_text(step.happened_on)}, {step.actor}." if step.happened_on else ""
    changes = {"rung": [None, step.rung.value], "files": [[], [paper.name for paper in papers]]}
    record(step, "taken", by=by, summary=summary, note=step.note, changes=changes)
    db.session.commit()
