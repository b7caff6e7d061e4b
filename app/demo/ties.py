"""What hangs on the demonstration's requests once all of them stand: claims, links between them, steps on the ladder."""

from typing import Any

from app.demo.loading import Loading
from app.extensions import db
from app.models import Claim, ClaimTie, LadderStep, RequestLink
from app.models.claim import ClaimFacts
from app.models.ladder_step import StepFacts
from app.models.picklists import ClaimKind, CommunicationKind, LinkKind, Relation, Rung


def make_claim(loading: Loading, told: dict[str, Any]) -> None:
    """A claim of the request's public statement, tied to items and to intelligence."""
    oversight_request, owner = loading.requests[told["request"]], loading.people["investigator"]
    (statement,) = [each for each in oversight_request.communications if each.kind is CommunicationKind.STATEMENT]
    facts = ClaimFacts(
        kind=ClaimKind(told["kind"]),
        quotation=told["quotation"],
        speaker=statement.speaker,
        body=statement.body,
        dated_on=statement.dated_on,
        note=told.get("note"),
    )
    claim = Claim(logged_by=owner)
    claim.write(facts, communication=statement, today=loading.today)
    claim.oversight_request, claim.communication = oversight_request, statement
    claim.items = [item for item in oversight_request.items if item.number in told.get("items", [])]
    db.session.add(claim)
    db.session.flush()
    for relation in (Relation.SUPPORTS, Relation.CONTRADICTS):
        for key in told.get(relation.value.lower(), []):
            item = loading.intelligence[key]
            db.session.add(ClaimTie.bind(claim, intelligence_item=item, relation=relation, by=owner))


def make_link(loading: Loading, told: dict[str, Any]) -> None:
    later, earlier = loading.requests[told["later"]], loading.requests[told["earlier"]]
    db.session.add(RequestLink.tie(later, kind=LinkKind(told["kind"]), earlier=earlier, by=loading.people["counsel"]))


def make_step(loading: Loading, told: dict[str, Any]) -> None:
    """A step that was taken, or one that is only proposed."""
    step = LadderStep(oversight_request=loading.requests[told["request"]], rung=Rung(told["rung"]))
    if "on" in told:
        facts = StepFacts(on=loading.day(told["on"]) or loading.today, actor=told["actor"], note=told.get("note"))
        step.take(facts, by=loading.people["counsel"], today=loading.today)
    else:
        step.reason, step.proposed_by = told["reason"], loading.people["investigator"]
        step.proposed_at = loading.moment(told["proposed"])
    db.session.add(step)
