"""File a request: its number, its items, its deadline, in one transaction, and once however often it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from sqlalchemy.exc import IntegrityError

from app.attaching import attach_all, attach_stored
from app.clock import now, today
from app.congress import congress_of
from app.extensions import db
from app.history import hold, record
from app.ledger import Entry
from app.models import (
    Agency,
    Deadline,
    Item,
    LetterReading,
    NamedPerson,
    NumberSeries,
    Office,
    OversightRequest,
    RequestDraft,
    RequestLink,
    User,
)
from app.models.base import new_id
from app.models.picklists import AttachmentPurpose, LinkKind
from app.numbering import read_items
from app.policies import Action, allowed
from app.refusals import Refused
from app.requests import letter_queries, link_queries, queries
from app.requests.corrections import corrections_of, sentence
from app.requests.due import first_entry, standing_of
from app.requests.letter import Filing, Letter
from app.requests.linking import demand_earlier, tie
from app.requests.rules import demand_holder, demand_sound

MOST_AGENCIES = 10


def file(*, filing: Filing, office: Office, by: User, request_id: int) -> OversightRequest:
    """File a letter as this office's next number; filing the same id again gives the same request.

    A letter to several agencies is one request for each, companions of each other, in the same transaction. A draft of
    that id goes in it, and the letter from which that began is kept with what was read in it. Raises `Refused` beside the field.
    """
    made = queries.filed_as(request_id, by=by)
    if made is not None:
        return made
    filings = [filing, *companions_of(filing)]
    reading = letter_queries.reading_of(request_id)
    prepared = [prepare(each, office=office, by=by) for each in filings]
    prepared[0].id = request_id
    # What the first entries need is asked before the number is taken: from there on this act holds the one write lock.
    starts = [start_of(each, office=office, agency=agency_of(each)) for each in filings]
    try:
        for oversight_request, each, start in zip(prepared, filings, starts, strict=True):
            settle(oversight_request, each, start=start, office=office, by=by)
            if reading is not None:
                hand_on(reading, each, to=oversight_request, by=by)
        clear_draft(request_id, reading)
        tell(prepared, filing, by=by)
        db.session.commit()
    except IntegrityError:
        # Somebody sent the same form at the same moment; the number that was taken here went back with the rollback.
        db.session.rollback()
        made = queries.filed_as(request_id, by=by)
        if made is None:
            raise Refused("This form was used before. Open a new one and file again.")
        return made
    return prepared[0]


def companions_of(filing: Filing) -> list[Filing]:
    """The same letter to each further agency that was named."""
    known = link_queries.agencies_named(filing.also_to) if filing.also_to else {}
    unknown = [name for name in filing.also_to if name.lower() not in known]
    if unknown:
        raise Refused(f"No agency is called {unknown[0]}. Use the short name of the directory.", field="also_to")
    ids = dict.fromkeys(known[name.lower()].id for name in filing.also_to)
    people = {known[name.lower()].id: (who or None, title or None) for name, who, title in filing.addressed}
    ids.pop(filing.letter.agency_id, None)
    if len(ids) >= MOST_AGENCIES:
        raise Refused(f"One letter goes to at most {MOST_AGENCIES} agencies.", field="also_to")
    letters = [replace(filing.letter, agency_id=agency_id) for agency_id in ids]
    return [replace(filing, letter=written_to(each, people.get(each.agency_id))) for each in letters]


def written_to(letter: Letter, person: tuple[str | None, str | None] | None) -> Letter:
    """The letter to somebody else, where it is known to whom."""
    return letter if person is None else replace(letter, addressee=person[0], addressee_title=person[1])


def tell(prepared: Sequence[OversightRequest], filing: Filing, *, by: User) -> None:
    """Link the companions, tie the first to what it follows, and tell each history what was filed."""
    act_id = new_id()
    for later, earlier in combinations(reversed(prepared), 2):
        db.session.add(RequestLink.tie(later, kind=LinkKind.COMPANION, earlier=earlier, by=by))
    for each in prepared:
        others = ", ".join(other.number for other in prepared if other is not each)
        summary = f"Filed as {each.number}{' and marked as sent' if each.is_sent else ''}."
        summary += f" Companion of {others}." if others else ""
        corrected = " ".join(sentence(one) for one in each.reading.corrections) if each.reading else None
        record(each, "filed", by=by, summary=summary, note=corrected, act_id=act_id)
    if filing.earlier_kind is not None and filing.earlier_number:
        earlier = demand_earlier(filing.earlier_number, office_id=prepared[0].office_id)
        hold(earlier)
        tie(prepared[0], kind=filing.earlier_kind, earlier=earlier, by=by, act_id=act_id)


def prepare(filing: Filing, *, office: Office, by: User) -> OversightRequest:
    """The request as it will stand, outside the session until every rule has said yes."""
    letter, day = filing.letter, today(office.zone)
    agency = demand_sound(letter, office=office, by=by)
    due_on = standing_of(start_of(filing, office=office, agency=agency), office=office).current_on
    if letter.dated_on and due_on and due_on < letter.dated_on:
        raise Refused("The due date is before the date on the letter.", field="due_on")
    oversight_request = OversightRequest(office_id=office.id, filed_by_id=by.id, filed_at=now())
    letter.write(oversight_request)
    hand_over(oversight_request, filing, office=office, agency=agency)
    demand_may_limit(filing, office=office, agency=agency, by=by)
    oversight_request.is_limited = filing.is_limited
    oversight_request.mail_topic = agency.short_name
    if office.is_subject_in_mail and not filing.is_limited:
        oversight_request.mail_topic += f" - {letter.subject}"
    send(oversight_request, filing, day=day, by=by)
    twin = None if filing.is_not_twin else queries.twin_of(office.id, letter)
    if twin is not None:
        raise Refused(f"{agency.short_name} already has {twin.number} with this subject.", field="is_not_twin")
    return oversight_request


def agency_of(filing: Filing) -> Agency:
    return db.session.get_one(Agency, filing.letter.agency_id)


def start_of(filing: Filing, *, office: Office, agency: Agency) -> Entry:
    """The ledger's first entry, as the letter sets its date."""
    told = {"due_on": filing.due_on, "due_time": filing.due_time, "rule": filing.rule}
    return first_entry(on=today(office.zone), office=office, agency=agency, **told)  # type: ignore[arg-type]


def due_in_words(filing: Filing, *, office: Office, by: User) -> tuple[str, ...]:
    """What the date comes to, step by step, for a look before filing; raises `Refused` as filing would."""
    agency = demand_sound(filing.letter, office=office, by=by)
    standing = standing_of(start_of(filing, office=office, agency=agency), office=office)
    return (*standing.explanation, *filter(None, [standing.note]))


def hand_over(oversight_request: OversightRequest, filing: Filing, *, office: Office, agency: Agency) -> None:
    """Owner and backup, both of the office's staff."""
    owner = demand_holder(filing.owner_id, office=office, agency=agency, field="owner_id")
    oversight_request.owner_id = owner.id
    if filing.backup_id is not None:
        backup = demand_holder(filing.backup_id, office=office, agency=agency, field="backup_id")
        oversight_request.backup_id = backup.id


def demand_may_limit(filing: Filing, *, office: Office, agency: Agency, by: User) -> None:
    if not filing.is_limited:
        return
    if not allowed(by, Action.LIMIT, office=office):
        raise Refused("Only the staff director or counsel may limit a request to named people.", field="is_limited")
    for user_id in filing.named_ids:
        demand_holder(user_id, office=office, agency=agency, field="named_ids")


def send(oversight_request: OversightRequest, filing: Filing, *, day: date, by: User) -> None:
    """A letter that already went out is filed as sent."""
    if filing.transmitted_on is not None:
        if not allowed(by, Action.MARK_SENT, oversight_request):
            raise Refused("Only the owner or a senior colleague may mark a request as sent.", field="transmitted_on")
        oversight_request.mark_sent(on=filing.transmitted_on, today=day)
    if filing.received_on is not None:
        oversight_request.note_receipt(on=filing.received_on, today=day)


def settle(oversight_request: OversightRequest, filing: Filing, *, start: Entry, office: Office, by: User) -> None:
    """Take the number and write all rows; the history comes after all of them."""
    day = today(office.zone)
    items = items_of(filing)
    congress = congress_of(filing.letter.dated_on or day)
    serial = NumberSeries.take(db.session, office_id=office.id, congress=congress)
    oversight_request.congress, oversight_request.serial = congress, serial
    oversight_request.number = f"{office.short_name}-{congress}-{serial:04d}"
    oversight_request.office, oversight_request.items = office, items
    Deadline.start(oversight_request, entry=start, by=by)
    oversight_request.recount()
    db.session.add(oversight_request)
    db.session.flush()
    if filing.is_limited:
        named = {*filing.named_ids, by.id, filing.owner_id, filing.backup_id or by.id}
        db.session.add_all(NamedPerson(request_id=oversight_request.id, user_id=user_id) for user_id in named)
    attach_all(filing.signed_letter, to=oversight_request, purpose=AttachmentPurpose.SIGNED_LETTER, by=by)


def items_of(filing: Filing) -> list[Item]:
    """The items as they were listed one by one, with their kinds, or as they were pasted."""
    if filing.listed is None:
        return Item.listed(read_items(filing.items))
    items = Item.listed([numbered for numbered, _kind in filing.listed])
    for item, (_numbered, kind) in zip(items, filing.listed, strict=False):
        item.kind = kind
    return items


def hand_on(reading: LetterReading, filing: Filing, *, to: OversightRequest, by: User) -> None:
    """The letter is the request's original from now on; what was read stands beside it, and what was recorded otherwise."""
    # Of a letter that is out of sight nothing is quoted.
    corrected = [] if reading.is_dark else corrections_of(reading.findings, filing, to.items)
    db.session.add(reading.handed_on(to, corrections=corrected))
    attach_stored(reading.stored_file, reading.name, to=to, purpose=AttachmentPurpose.SIGNED_LETTER, by=by)


def clear_draft(draft_id: int, reading: LetterReading | None) -> None:
    """What was filed is a draft no more."""
    draft = db.session.get(RequestDraft, draft_id)
    for each in filter(None, (reading, draft)):
        db.session.delete(each)
        db.session.flush()
