"""One of everything in one office, and everybody who might ask for it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.agencies.merging import NAMING
from app.clock import now
from app.models import (
    AddressHold,
    Agency,
    AgencyAlias,
    AgencyContact,
    AgencyMerge,
    Attachment,
    CalendarFeed,
    Claim,
    ClaimTie,
    Closure,
    Communication,
    DeadlineEntry,
    ImportedRecord,
    IntelligenceItem,
    IntelligenceLink,
    Item,
    LadderStep,
    LetterMention,
    LetterReading,
    MarkingHit,
    Matter,
    Message,
    OtherDate,
    Outcome,
    RequestDraft,
    RequestLink,
    SavedView,
    Seat,
    Sequestration,
    SheetImport,
    StoredFile,
    Topic,
    User,
    WrittenLetter,
)
from app.models.deadline_picklists import OtherKind
from app.models.letter_picklists import LetterKind
from app.models.picklists import (
    AttachmentPurpose,
    ClaimKind,
    ClosureKind,
    CommunicationKind,
    ContactPurpose,
    Direction,
    LinkKind,
    MessageKind,
    OfficeKind,
    OutcomeKind,
    Relation,
    Role,
    Rung,
    SourceClass,
)
from tests.route_grid import STAFF


@dataclass
class World:
    """One of everything, and everybody."""

    people: dict[str, Any] = field(default_factory=dict)
    number: str = ""
    limited: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def world(given) -> World:
    ours, minority = given.office("DEMO"), given.office("DEMOM")
    members = given.office("MEMB", kind=OfficeKind.PERSONAL)
    state = given.agency("State")
    people = {
        "director": given.person(Role.STAFF_DIRECTOR),
        "counsel": given.person(Role.COUNSEL),
        "approver": given.person(Role.COUNSEL, is_approver=True),
        "investigator": given.person(Role.INVESTIGATOR),
        "owner": given.person(Role.INVESTIGATOR),
        "clerk": given.person(Role.CLERK),
        "security officer": given.person(Role.CLERK, is_security_officer=True),
        "reader": given.person(Role.READER, office=members),
        "minority": given.person(Role.COUNSEL, office=minority),
        "administrator": given.person(None, is_administrator=True),
        "detailee": given.person(Role.COUNSEL, home_agency=state),
        "not named": given.person(Role.STAFF_DIRECTOR),
        "stranger": None,
    }
    named = [person for name, person in people.items() if name in STAFF | {"reader"}]
    made = given.request(
        office=ours,
        agency=state,
        owner=people["owner"],
        items=3,
        shared_with=[members],
        named=named,
        subject="Hidden word",
    )
    people_named = {"owner": people["owner"], "named": named, "subject": "Hidden earlier word"}
    earlier = given.request(office=ours, agency=state, shared_with=[members], **people_named)
    world = World(people=people, number=made.number)
    with given.session() as session:
        world.values = arrange(
            session,
            office_id=ours.id,
            agency_id=state.id,
            request_id=made.id,
            earlier_id=earlier.id,
            person_id=people["owner"].id,
        )
    return world


def arrange(
    session: Any, *, office_id: int, agency_id: int, request_id: int, earlier_id: int, person_id: int
) -> dict[str, Any]:
    item = session.query(Item).filter_by(request_id=request_id, position=1).one()
    communication = Communication(
        request_id=request_id, kind=CommunicationKind.REPLY, direction=Direction.IN, dated_on=date(2018, 10, 5),
        summary="Hidden reply", logged_by_id=person_id,
    )  # fmt: skip
    outcome = Outcome(
        request_id=request_id,
        kind=OutcomeKind.HEARING,
        claim="Hidden outcome",
        dated_on=date(2018, 10, 5),
        recorded_by_id=person_id,
    )
    draft = RequestDraft(
        office_id=office_id,
        drafted_by_id=person_id,
        saved_at=datetime(2018, 10, 1, tzinfo=UTC),
        fields={},
        agency_id=agency_id,
    )
    matter = Matter(office_id=office_id, slug="demo-hidden", title="Hidden matter")
    intelligence = IntelligenceItem(
        office_id=office_id, title="Hidden item", source_class=SourceClass.MEDIA, source="Press", logged_by_id=person_id
    )
    stored = StoredFile(sha256="0" * 64, size=3, kind="TXT", media_type="text/plain")
    sheet = SheetImport(
        office_id=office_id, made_by_id=person_id, file_name="hidden.xlsx", sheet_name="", rows=1, created=1,
        imported_at=datetime.now(UTC),
    )  # fmt: skip
    reading = LetterReading(
        office_id=office_id, draft=draft, stored_file=stored, name="hidden.txt", read_by_id=person_id,
        findings={}, pages=[], sheets=[[612, 792]], corrections=[],
    )  # fmt: skip
    session.add_all([reading, communication, outcome, draft, matter, intelligence, stored, sheet])
    session.flush()
    topic = Topic(office_id=office_id, name="Hidden topic")
    view = SavedView(office_id=office_id, owner_id=person_id, name="Hidden view", query="state=all")
    feed = CalendarFeed(office_id=office_id, user_id=person_id, name="Hidden link", query="", digest="0" * 64)
    session.add_all([topic, view, feed])
    claim = Claim(
        request_id=request_id, communication_id=communication.id, kind=ClaimKind.ASSERTS, quotation="Hidden quotation",
        dated_on=date(2018, 10, 5), logged_by_id=person_id,
    )  # fmt: skip
    step = LadderStep(request_id=request_id, rung=Rung.CALL, proposed_by_id=person_id, reason="Hidden reason")
    session.add_all([claim, step])
    session.flush()
    claim_tie = ClaimTie(
        request_id=request_id, claim_id=claim.id, intelligence_item_id=intelligence.id, relation=Relation.SUPPORTS,
        tied_by_id=person_id,
    )  # fmt: skip
    request_link = RequestLink(
        request_id=request_id, earlier_id=earlier_id, kind=LinkKind.FOLLOWS_UP, linked_by_id=person_id
    )
    session.add_all([claim_tie, request_link])
    letter = WrittenLetter(
        office_id=office_id, agency_id=agency_id, request_id=request_id, kind=LetterKind.REQUEST, dated_on=date(2018, 10, 5),
        subject="Hidden letter", salutation="Dear Secretary Doe:", text="Hidden text", written_by_id=person_id,
    )  # fmt: skip
    session.add(letter)
    session.flush()
    session.add(LetterMention(letter_id=letter.id, request_id=request_id))
    entry = session.query(DeadlineEntry).filter_by(request_id=request_id).first()
    other_date = OtherDate(
        request_id=request_id, kind=OtherKind.PROMISED, due_on=date(2018, 10, 26), said_on=date(2018, 10, 5),
        logged_by_id=person_id,
    )  # fmt: skip
    session.add(other_date)
    link = IntelligenceLink(
        intelligence_item_id=intelligence.id, request_id=request_id, relation=Relation.PROMPTED, linked_by_id=person_id
    )
    attachment = Attachment(
        stored_file_id=stored.id,
        request_id=request_id,
        purpose=AttachmentPurpose.EVIDENCE,
        name="hidden.txt",
        attached_by_id=person_id,
    )
    record = ImportedRecord(
        office_id=office_id, import_id=sheet.id, row_number=2, agency_id=agency_id, subject="Hidden record"
    )
    session.add(record)
    seated = User.welcome(email="seated@example.gov", name="Somebody seated")
    seat = Seat(user_id=seated.id, office_id=office_id, role=Role.CLERK)
    alias = AgencyAlias(agency_id=agency_id, name="Another name")
    contact = AgencyContact(
        agency_id=agency_id, office_id=office_id, purpose=ContactPurpose.PRESS, phone="202-555-0100", name="Hidden name"
    )
    twin, kept = Agency(name="A twin", short_name="Twin"), Agency(name="A kept one", short_name="Kept")
    session.add_all([link, attachment, seated, alias, contact, twin, kept])
    act = Sequestration(office_id=office_id, by_id=person_id, reason="Hidden reason")
    hit = MarkingHit(office_id=office_id, by_id=person_id, digest="0" * 64, sort="text", what="a banner")
    session.add_all([act, hit])
    closure = Closure(
        office_id=office_id,
        kind=ClosureKind.WEATHER,
        first_on=date(2018, 10, 15),
        last_on=date(2018, 10, 15),
        reason="hidden storm",
        act_id=1,
        declared_by_id=person_id,
    )
    session.add(closure)
    session.flush()
    twin.merged_into_id = kept.id
    merged = AgencyMerge(
        kept_id=kept.id,
        gone_id=twin.id,
        merged_at=now(),
        merged_by_id=person_id,
        edition=1,
        moved={what: [] for what in [*NAMING, "made"]},
    )
    session.add(merged)
    session.add(seat)
    failed = {
        "office_id": office_id, "recipient_id": seated.id, "recipient": seated.email,
        "kind": MessageKind.REMINDER, "subject": "Hidden mail", "text": "", "html": "", "next_try_at": now(),
    }  # fmt: skip
    mails = [Message(smtp_id=f"<{n}@example.gov>", failed_at=now(), sent_at=now(), **failed) for n in range(2)]
    hold = AddressHold(address=seated.email, held_at=now(), server_words="550 5.1.1")
    session.add_all([*mails, hold])
    session.commit()
    return {
        "message_id": mails[0].id,
        "hold_id": hold.id,
        "item_id": item.id,
        "communication_id": communication.id,
        "outcome_id": outcome.id,
        "claim_id": claim.id,
        "tie_id": claim_tie.id,
        "step_id": step.id,
        "request_link_id": request_link.id,
        "entry_id": entry.id,
        "date_id": other_date.id,
        "letter_id": letter.id,
        "file_format": "docx",
        "words": "REQUEST",
        "draft_id": draft.id,
        "page": 1,
        "import_id": sheet.id,
        "record_id": record.id,
        "format_name": "csv",
        "slug": matter.slug,
        "intelligence_id": intelligence.id,
        "link_id": link.id,
        "attachment_id": attachment.id,
        "name": "hidden.txt",
        "agency_id": agency_id,
        "alias_id": alias.id,
        "contact_id": contact.id,
        "merge_id": merged.id,
        "closure_id": closure.id,
        "part": "asked",
        "format": "csv",
        "office_id": office_id,
        "office": "DEMO",
        "instrument": "ANY",
        "key": "before-3",
        "person_id": seated.id,
        "seat_id": seat.id,
        "act_id": act.id,
        "hit_id": hit.id,
        "topic_id": topic.id,
        "view_id": view.id,
        "feed_id": feed.id,
        "act": "extend",
    }
