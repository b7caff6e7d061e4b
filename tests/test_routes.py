"""Every route for every role, as the grid says: who gets in, who is told no, and who learns nothing."""

import re
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

STAFF = {"director", "counsel", "investigator", "owner", "clerk", "approver", "security officer"}
OFFICER = {"security officer"}
SENIOR = {"director", "counsel", "approver"}
EVERYBODY = STAFF | {"reader", "minority", "administrator", "detailee", "not named", "stranger"}

INVESTIGATORS = {"investigator", "owner"}
IMPORTERS = STAFF - INVESTIGATORS

# Who may, by the grid; "approver" is a counsel and "security officer" a clerk with the mark.
GRID = {
    "see": STAFF | {"reader"},
    "staff": STAFF,
    "office": STAFF | {"detailee", "not named"},
    "office, not the home agency's": STAFF | {"not named"},
    "own": STAFF - {"investigator"},
    "senior": SENIOR,
    "office senior": SENIOR | {"detailee", "not named"},
    "approve": {"approver"},
    "administer": {"administrator"},
    "invite": {"director", "not named", "administrator"},
    "calendar": SENIOR | {"clerk", "security officer", "detailee", "not named", "administrator"},
    "keeps the calendar": SENIOR | {"clerk", "security officer", "detailee", "not named"},
    "export": STAFF | {"reader"},
    "import": IMPORTERS | {"detailee", "not named"},
    "import, not the home agency's": IMPORTERS | {"not named"},
    "officer": OFFICER,
    "own view": {"owner"},
    "counsel's step": SENIOR,
}

# endpoint: (what the grid calls it, methods). What belongs to the request is 404 for those who do not see it.
OF_REQUEST = {
    "requests.show": ("see", "GET"),
    "reminders.snooze": ("see", "GET POST"),
    "reminders.wake": ("see", "POST"),
    "correspondence.items": ("see", "GET"),
    "correspondence.show_reply": ("see", "GET"),
    "correspondence.accept": ("staff", "POST"),
    "correspondence.accept_several": ("staff", "POST"),
    "correspondence.change_facts": ("staff", "GET POST"),
    "correspondence.classify": ("staff", "POST"),
    "correspondence.log_reply": ("staff", "GET POST"),
    "correspondence.next_step": ("staff", "GET POST"),
    "correspondence.take_back_acceptance": ("staff", "POST"),
    "correspondence.move": ("staff", "GET POST"),
    "correspondence.reinstate": ("staff", "POST"),
    "claims.log": ("staff", "GET POST"),
    "claims.edit": ("staff", "GET POST"),
    "claims.tie": ("staff", "GET POST"),
    "claims.untie": ("staff", "POST"),
    "claims.remove": ("staff", "POST"),
    "items.edit": ("staff", "GET POST"),
    "links.link": ("staff", "GET POST"),
    "links.unlink": ("staff", "POST"),
    "links.propose": ("staff", "GET POST"),
    "links.record_step": ("staff", "GET POST"),
    "links.decide": ("senior", "GET POST"),
    "correspondence.withdraw": ("staff", "GET POST"),
    "outcomes.record_outcome": ("staff", "GET POST"),
    "outcomes.change_outcome": ("staff", "GET POST"),
    "outcomes.close": ("own", "GET POST"),
    "outcomes.reopen": ("own", "POST"),
    "acts.edit": ("staff", "GET POST"),
    "acts.receipt": ("own", "GET POST"),
    "acts.transmission": ("own", "GET POST"),
    "acts.assignment": ("senior", "GET POST"),
    "acts.limit": ("senior", "GET POST"),
    "acts.sharing": ("senior", "GET POST"),
    "acts.release": ("senior", "POST"),
    "acts.approval": ("approve", "GET POST"),
    "acts.void": ("own", "GET POST"),
    "topics.add": ("staff", "GET POST"),
    "topics.remove": ("staff", "POST"),
    "attachments.add_files": ("staff", "GET POST"),
    "attachments.download": ("see", "GET"),
    "packages.package": ("staff", "POST"),
    "deadlines.show": ("see", "GET"),
    "calendar.download": ("see", "GET"),
    "deadlines.extend": ("own", "GET POST"),
    "deadlines.ask": ("own", "GET POST"),
    "deadlines.refuse": ("own", "GET POST"),
    "dates.index": ("staff", "GET"),
    "dates.add": ("staff", "GET POST"),
    "dates.change": ("staff", "GET POST"),
    "dates.meet": ("staff", "GET POST"),
    "dates.remove": ("staff", "POST"),
    "dates.undo": ("staff", "POST"),
    "clocks.stop": ("own", "GET POST"),
    "clocks.restart": ("own", "GET POST"),
    "deadlines.undo": ("own", "POST"),
    "deadlines.extend_to": ("own", "POST"),
    "deadlines.correct": ("own", "GET POST"),
    "deadlines.correct_reason": ("own", "GET POST"),
    "intelligence.link_to_request": ("staff", "GET POST"),
    "writing.index": ("staff", "GET"),
    "writing.new": ("staff", "GET POST"),
}
# What belongs to the office: 404 for other offices, whoever they are; a reader does not see it either.
OF_OFFICE = {
    "closures.lift": ("keeps the calendar", "POST"),
    "drafts.edit": ("office, not the home agency's", "GET POST"),
    "letters.sheet": ("office, not the home agency's", "GET"),
    "drafts.discard": ("office, not the home agency's", "POST"),
    "reports.summary": ("office", "POST"),
    "contacts.edit": ("office, not the home agency's", "GET POST"),
    "contacts.verify": ("office, not the home agency's", "POST"),
    "contacts.remove": ("office, not the home agency's", "POST"),
    "contacts.bring_back": ("office, not the home agency's", "POST"),
    "memos.memo": ("office", "POST"),
    "memos.style": ("office senior", "GET POST"),
    "memos.standard_style": ("office senior", "POST"),
    "ladders.show": ("office senior", "GET"),
    "ladders.add_step": ("office senior", "GET POST"),
    "ladders.change_step": ("office senior", "GET POST"),
    "ladders.remove_step": ("office senior", "POST"),
    "ladders.set_gap": ("office senior", "POST"),
    "ladders.take_back": ("office senior", "POST"),
    "ladders.send_sample": ("office senior", "POST"),
    "intelligence.show": ("office", "GET"),
    "intelligence.edit": ("office", "GET POST"),
    "intelligence.link": ("office", "GET POST"),
    "intelligence.unlink": ("staff", "POST"),
    "matters.show": ("office", "GET"),
    "imports.show": ("import", "GET"),
    "imports.columns": ("import", "GET POST"),
    "imports.problems": ("import", "GET POST"),
    "imports.check": ("import", "GET"),
    "imports.import_all": ("import", "POST"),
    "imports.discard": ("import", "POST"),
    "imports.show_record": ("import, not the home agency's", "GET"),
    "imports.release": ("import", "GET POST"),
    "imports.undo": ("import", "POST"),
    "matters.edit": ("office", "GET POST"),
    "sequester.show": ("officer", "GET"),
    "sequester.release": ("officer", "POST"),
    "sequester.erase": ("officer", "POST"),
    "sequester.show_report": ("officer", "GET"),
    "sequester.hit": ("officer", "GET POST"),
    "views.edit": ("own view", "GET POST"),
    "views.delete": ("own view", "POST"),
    "feeds.reset": ("own view", "POST"),
    "feeds.remove": ("own view", "POST"),
    "writing.show": ("staff", "GET"),
    "writing.edit": ("staff", "GET POST"),
    "writing.download": ("staff", "GET"),
    "writing.discard": ("staff", "POST"),
    "writing.restore": ("staff", "POST"),
    "writing.advance": ("counsel's step", "POST"),
    "templates.index": ("office senior", "GET"),
    "templates.edit": ("office senior", "GET POST"),
    "templates.standard_words": ("office senior", "POST"),
}
# Pages of lists and beginnings: they show nothing to those who see nothing, or 403 where the role has no such verb.
LISTS = {
    "closures.calculator": ("seat", "GET"),
    "today.show": ("seat or administer", "GET"),
    "docket.show": ("seat", "GET"),
    "calendar.show": ("seat", "GET"),
    "feeds.index": ("seat", "GET"),
    "feeds.new": ("seat", "GET POST"),
    "search.show": ("seat", "GET"),
    "views.index": ("seat", "GET"),
    "views.new": ("seat", "GET POST"),
    "bulk.change": ("seat staff", "GET POST"),
    "bulk.undo": ("seat staff", "POST"),
    "requests.new": ("seat staff", "GET POST"),
    "letters.begin": ("seat staff", "POST"),
    "imports.index": ("seat import", "GET"),
    "imports.new": ("seat import", "GET POST"),
    "sheets.export": ("seat staff", "GET"),
    "drafts.index": ("seat staff", "GET"),
    "drafts.copy": ("seat staff", "GET POST"),
    "correspondence.intake": ("seat", "GET"),
    "reports.show": ("seat", "GET"),
    "agencies.index": ("seat or administer", "GET"),
    "agencies.show": ("seat or administer", "GET"),
    "contacts.new": ("seat staff", "GET POST"),
    "scorecards.show": ("seat staff", "GET"),
    "scorecards.behind": ("seat staff", "GET"),
    "scorecards.download": ("seat staff", "POST"),
    "matters.index": ("seat", "GET"),
    "matters.new": ("seat staff", "GET POST"),
    "intelligence.library": ("seat staff", "GET"),
    "intelligence.new": ("seat staff", "GET POST"),
    "ladders.index": ("seat senior", "GET"),
    "sequester.index": ("seat officer", "GET"),
    "sequester.found": ("seat officer", "POST"),
    "sequester.sequester": ("seat officer", "POST"),
    "sequester.file": ("seat officer", "GET"),
    "sequester.viewing_log": ("seat officer", "GET"),
    "sequester.hits": ("seat officer", "GET"),
    "writing.outstanding": ("seat staff", "GET POST"),
}
# Pages about offices and people, which show no content: 403 for all others; one's own people only for a director.
ADMINISTRATION = {
    "calendars.index": ("administer", "GET"),
    "calendars.take_in": ("administer", "GET POST"),
    "closures.index": ("calendar", "GET"),
    "closures.declare": ("calendar", "GET POST"),
    "agencies.new": ("administer", "GET POST"),
    "agencies.edit": ("administer", "GET POST"),
    "agencies.add_name": ("administer", "GET POST"),
    "agencies.remove_name": ("administer", "POST"),
    "agencies.merge": ("administer", "GET POST"),
    "agencies.undo_merge": ("administer", "POST"),
    "absences.edit": ("invite", "GET POST"),
    "absences.end": ("invite", "POST"),
    "mailing.failed": ("invite", "GET"),
    "mailing.retry_all": ("invite", "POST"),
    "mailing.retry": ("invite", "POST"),
    "mailing.give_up": ("invite", "POST"),
    "mailing.confirm": ("invite", "POST"),
    "administration.show": ("administer", "GET"),
    "administration.make_office": ("administer", "GET POST"),
    "administration.edit_office": ("administer", "GET POST"),
    "administration.people": ("invite", "GET"),
    "administration.invite": ("invite", "GET POST"),
    "administration.person": ("administer", "GET"),
    "administration.edit_person": ("administer", "GET POST"),
    "administration.edit_seat": ("administer", "GET POST"),
    "administration.deactivate": ("administer", "GET POST"),
    "administration.reactivate": ("administer", "POST"),
    "administration.mail_link": ("invite", "POST"),
    "administration.show_link": ("administer", "POST"),
    "administration.remove_factors": ("administer", "GET POST"),
}
OPEN = {
    "feeds.feed",
    "security.login",
    "security.logout",
    "security.passkey",
    "security.passkey_options",
    "security.second_factor",
    "security.forgot_password",
    "security.reset_password",
    "operations.healthz",
    "operations.readyz",
    "operations.metrics",
    "accounts.sign_in_by_link",
    "reminders.unsubscribe",
    "static",
    "operations.kept_mail",
    "operations.kept_letter",
    "operations.kept_letter_html",
}
# One's own account: asked of one's own rows only.
SIGNED_IN = {
    "help.help_page",
    "accounts.account",
    "accounts.reading",
    "reminders.mail",
    "accounts.sign_out_everywhere",
    "accounts.end_other_sessions",
    "accounts.end_session",
    "accounts.session_left",
    "accounts.stay",
    "factors.choose",
    "factors.add_authenticator",
    "factors.remove_authenticator",
    "factors.add_passkey",
    "factors.creation_options",
    "factors.remove_passkey",
    "factors.renew_codes",
    "security.verify",
    "security.change_password",
}


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


def routes(app: Any) -> dict[str, Any]:
    return {rule.endpoint: rule for rule in app.url_map.iter_rules()}


def test_every_route_stands_in_the_tables(app):
    known = set(OF_REQUEST) | set(OF_OFFICE) | set(LISTS) | set(ADMINISTRATION) | OPEN | SIGNED_IN
    assert set(routes(app)) - known == set(), "a route without a line in the grid"


def expected(who: str, grid: str, *, hides: bool) -> str:
    """ "in", "no" (403), "unknown" (404) or "sign in" (302)."""
    if who == "stranger":
        return "sign in"
    if grid in {"seat", "seat staff", "seat import"}:
        has_seat = who != "administrator"
        has_verb = grid == "seat" or who not in {"reader", *(INVESTIGATORS if grid == "seat import" else ())}
        return "in" if has_seat and has_verb else "no"
    if grid == "seat senior":
        return "in" if who in SENIOR | {"minority", "detailee", "not named"} else "no"
    if grid == "seat officer":
        return "in" if who in OFFICER else "no"
    if grid == "seat or administer":
        return "in"
    if grid == "calendar" and who == "minority":
        return "in"  # Every office keeps a calendar of its own.
    if who in GRID[grid]:
        return "in"
    if grid == "calendar" or (grid == "keeps the calendar" and who in STAFF):
        return "no"
    if grid in {"administer", "invite"} or (grid in {"office senior", "counsel's step"} and who in STAFF):
        return "no"
    if grid.startswith("import") and who in INVESTIGATORS:
        return "no"
    return "no" if hides and who in GRID["see"] else "unknown"


def told(response: Any) -> str:
    if response.status_code == 302 and "/signin" in response.headers["Location"]:
        return "sign in"
    return {403: "no", 404: "unknown"}.get(response.status_code, "in" if response.status_code < 500 else "fault")


# What a form must hold before the question of permission is asked at all.
FIELDS = {
    "/reports/summary": {"office": "DEMO", "version": "internal", "format": "csv"},
    "/sequester": {"office": "DEMO"},
}


def ask(client: Any, url: str, method: str) -> str:
    if method == "GET":
        return told(client.get(url))
    with client.session_transaction() as session:
        session["csrf_token"] = "0" * 40
    with client.application.test_request_context():
        from flask import session as request_session
        from flask_wtf.csrf import generate_csrf

        request_session["csrf_token"] = "0" * 40
        token = generate_csrf()
    return told(client.post(url, data={"csrf_token": token, **FIELDS.get(url, {})}))


@pytest.mark.parametrize("endpoint", sorted(SIGNED_IN))
def test_the_signed_out_reach_no_page_of_an_account(app, client, endpoint):
    rule = routes(app)[endpoint]
    with app.test_request_context():
        url = app.url_for(endpoint, **dict.fromkeys(rule.arguments, 1))
    assert ask(client, url, "GET" if "GET" in rule.methods else "POST") == "sign in"


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_each_role_gets_what_the_grid_says(app, clients, world, who):
    client = clients()
    if world.people[who] is not None:
        client.sign_in(world.people[who], is_fresh=True)
    found, wanted = {}, {}
    table = [(name, *line, True) for name, line in OF_REQUEST.items()]
    table += [(name, *line, False) for name, line in LISTS.items()]
    table += [(name, *line, False) for name, line in (OF_OFFICE | ADMINISTRATION).items()]
    rules = routes(app)
    for endpoint, grid, methods, hides in table:
        rule = rules[endpoint]
        values = {"number": world.number, **{name: world.values[name] for name in rule.arguments - {"number"}}}
        if endpoint.startswith("intelligence.") and "item_id" in values:
            values["item_id"] = world.values["intelligence_id"]
        with app.test_request_context():
            url = re.sub(r"\?.*", "", app.url_for(endpoint, **values))
        for method in methods.split():
            key = f"{method} {url}"
            found[key] = ask(client, url, method)
            wanted[key] = expected(who, grid, hides=hides)
    if who == "administrator":  # Without a seat "no" and "unknown" tell the same: nothing.
        found, wanted = (
            {key: value.replace("unknown", "no") for key, value in each.items()} for each in (found, wanted)
        )
    assert found == wanted


@pytest.mark.parametrize("who", ["minority", "administrator", "detailee", "not named"])
def test_a_request_that_may_not_be_seen_answers_as_one_that_does_not_exist(clients, world, who):
    client = clients().sign_in(world.people[who])
    unseen, unknown = client.get(f"/requests/{world.number}"), client.get("/requests/DEMO-115-9999")
    assert unseen.status_code == unknown.status_code
    assert unseen.status_code in {403, 404}
    bare = [re.sub(r"DEMO-115-\d+|I[jm][\w.-]{60,}", "", page.get_data(as_text=True)) for page in (unseen, unknown)]
    assert bare[0] == bare[1]


@pytest.mark.parametrize("who", ["minority", "administrator", "detailee", "not named"])
def test_no_list_shows_a_word_of_what_may_not_be_seen(clients, world, who):
    client = clients().sign_in(world.people[who])
    for path in (
        "/",
        "/requests?state=all",
        "/calendar?view=agenda&on=2018-10-12",
        "/calendar?view=month&on=2018-10-12",
        "/correspondence",
        "/matters",
        "/intelligence",
        "/reports",
        "/agencies",
        "/imports",
        "/search?q=hidden",
    ):
        text = re.sub("</?mark>", "", client.get(path).get_data(as_text=True))
        assert "Hidden" not in text.replace(
            "Hidden matter", "" if who in {"detailee", "not named"} else "Hidden matter"
        ).replace("Hidden item", "" if who in {"detailee", "not named"} else "Hidden item"), path
        assert world.number not in text, path
