"""What hangs on the demonstration's requests once all of them stand: claims, links, steps on the ladder, other dates."""

from typing import Any

from app.demo.loading import Loading
from app.extensions import db
from app.history import record
from app.ledger import Entry
from app.models import (
    Claim,
    ClaimTie,
    LadderStep,
    LetterMention,
    OtherDate,
    OversightRequest,
    RequestLink,
    User,
    WrittenLetter,
)
from app.models.claim import ClaimFacts
from app.models.deadline_picklists import OtherKind
from app.models.ladder_step import StepFacts
from app.models.letter_picklists import LetterKind, LetterStage
from app.models.other_date import OtherDateTold
from app.models.picklists import ClaimKind, CommunicationKind, LinkKind, Relation, Rung
from app.models.written_letter import LetterWords


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


def make_date(loading: Loading, told: dict[str, Any]) -> None:
    """A date beside the deadline, such as one that the agency promised."""
    oversight_request, by = loading.requests[told["request"]], loading.people["investigator"]
    add_date(loading, oversight_request, OtherKind(told["kind"]), told, by=by)


def make_letter(loading: Loading, told: dict[str, Any]) -> None:
    """A letter that staff wrote about a request and counsel has cleared; it waits for the staff director."""
    about, by = loading.requests[told["request"]], loading.people["investigator"]
    words = LetterWords(
        dated_on=loading.day(told["dated"]) or loading.today,
        subject=about.subject,
        salutation=told["salutation"],
        text=told["text"].strip(),
        addressee_title=told["addressee_title"],
        signatories=(("Robert Roe", "Chairman"),),
    )
    kind = LetterKind(told["kind"])
    letter = WrittenLetter(
        office=about.office, agency=about.agency, oversight_request=about, kind=kind, edition=1, steps=[]
    )
    letter.write(words, by=by)
    db.session.add(letter)
    db.session.flush()
    db.session.add(LetterMention(letter_id=letter.id, request_id=about.id))
    cleared = loading.day(told["cleared"]) or loading.today
    letter.advance(LetterStage.COUNSEL, on=cleared, by=loading.people["counsel"], today=loading.today)
    record(letter, "drafted", by=None, summary="Letter made with the demonstration docket.", changes={})


def make_more_time(loading: Loading, told: dict[str, Any]) -> None:
    """More time that was asked for, and granted for some items only: each of them gets a date of its own."""
    oversight_request, by = loading.requests[told["request"]], loading.people["counsel"]
    items = [item for item in oversight_request.items if item.number in told["items"]]
    asked, granted = (loading.day(told[name]) or loading.today for name in ("asked", "said"))
    ask = Entry(
        kind="ask", on=asked, until=loading.day(told["wanted"]), how=told["how"], who=told["who"], reason=told["reason"]
    )
    part = Entry(
        kind="part",
        on=granted,
        until=loading.day(told["due"]),
        how=told["how"],
        agreed_by=told["agreed_by"],
        conditions=told["conditions"],
        scope=told["scope"],
    )
    for entry in (ask, part):
        oversight_request.deadline.add(entry, by=by)
    row = oversight_request.deadline.entries[-1]
    row.item_ids = [item.id for item in items]
    db.session.flush()
    for item in items:
        own = add_date(loading, oversight_request, OtherKind.ITEM, told, by=by, item_id=item.id)
        own.entry_id = row.id


def add_date(
    loading: Loading,
    oversight_request: OversightRequest,
    kind: OtherKind,
    told: dict[str, Any],
    *,
    by: User,
    item_id: int | None = None,
) -> OtherDate:
    due_on, said_on = (loading.day(told[name]) or loading.today for name in ("due", "said"))
    facts = OtherDateTold(kind=kind, due_on=due_on, said_on=said_on, item_id=item_id, words=told.get("words"))
    own = OtherDate.of(oversight_request, facts, today=loading.today, by=by)
    db.session.add(own)
    return own
