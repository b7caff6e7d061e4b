"""What is laid beside the demonstration docket, so that no page of the walk stands empty, and rows to open each page with."""

from datetime import date
from typing import Any

from app.accounts import passwords
from app.clock import now
from app.extensions import db
from app.models import (
    Agency,
    AgencyContact,
    Attachment,
    Claim,
    Communication,
    DeadlineEntry,
    ImportedRecord,
    IntelligenceItem,
    Item,
    LadderStep,
    MarkingHit,
    Matter,
    Office,
    OtherDate,
    Outcome,
    OversightRequest,
    Passkey,
    RequestDraft,
    SavedView,
    Seat,
    Sequestration,
    SheetImport,
    SheetPart,
    StoredFile,
    User,
    WrittenLetter,
)
from app.models.deadline_picklists import OtherKind
from app.models.letter_picklists import LetterKind
from app.models.picklists import AttachmentPurpose, ContactPurpose
from app.reminders.unsubscribing import token_of
from tests.browser.conftest import Site
from tests.factories import Person


def add_draft_and_files(user: User) -> None:
    office_id = user.seats[0].office_id
    request_id = db.session.query(OversightRequest.id).filter_by(number="DEMO-115-0001").scalar()
    stored = StoredFile(sha256="0" * 64, size=3, kind="TXT", media_type="text/plain")
    fields = {"subject": ["A draft about screening contracts"]}
    draft = RequestDraft(office_id=office_id, drafted_by_id=user.id, saved_at=now(), fields=fields)
    contact = AgencyContact(
        agency_id=db.session.query(Agency.id).filter_by(short_name="DOE").scalar(),
        office_id=office_id,
        purpose=ContactPurpose.LEGISLATIVE_AFFAIRS,
        title="Office of Congressional and Intergovernmental Affairs",
        email="congressional.and.intergovernmental.affairs@example.gov",
    )
    view = SavedView(office_id=office_id, owner_id=user.id, name="Hearing prep", query="state=overdue", is_shared=True)
    promised = {"kind": OtherKind.ROLLING, "words": "Volume 2 of the productions", "due_on": date(2026, 10, 5)}
    volume = OtherDate(request_id=request_id, said_on=date(2026, 9, 1), logged_by_id=user.id, **promised)
    db.session.add_all([stored, draft, contact, view, volume])
    db.session.flush()
    for name in ("letter.txt", "evidence-with-a-rather-long-name-from-the-agency_2018-10-01_final_v2.txt"):
        ties = {"stored_file_id": stored.id, "request_id": request_id, "attached_by_id": user.id}
        db.session.add(Attachment(name=name, purpose=AttachmentPurpose.EVIDENCE, **ties))
    words = {"subject": "Vendor contracts", "salutation": "Dear Secretary Doe:"}
    text = "Please provide:\n\n1. The contracts.\n\n   a. Who signed them?\n\n# Status\n| Item | Missing |\n| 1 | All of it |"
    told = {"office_id": office_id, "agency_id": contact.agency_id, "request_id": request_id, "written_by_id": user.id}
    kind, day = LetterKind.DEFICIENCY, date(2018, 10, 5)
    db.session.add(WrittenLetter(kind=kind, dated_on=day, text=text, **words, **told))
    db.session.commit()


def propose_a_release(approver: User) -> None:
    """The page of approval stands only where another person proposed the release."""
    counsel = db.session.query(User).filter_by(email="counsel@demo.example.gov").one()
    proposed = db.session.query(OversightRequest).filter_by(subject="Grid-security vendor contracts").one()
    proposed.propose_release(by=counsel, at=now())
    approver.seats[0].is_approver = approver.seats[0].is_security_officer = True
    told = {"office_id": approver.seats[0].office_id, "by_id": counsel.id}
    act = Sequestration(**told, reason="A spill")
    hit = MarkingHit(**told, digest="0" * 64, sort="text", what="a banner")
    db.session.add_all([act, hit])
    db.session.commit()


def keep_passkey(site: Site, person: Person) -> list[dict[str, Any]]:
    """After signing in, which would ask for it: no page needs the key to work."""
    with site.given.session() as session:
        keep = {"public_key": "AA", "sign_count": 0, "transports": []}
        passkey = Passkey(user_id=person.id, name="Office laptop", credential="AAAA", **keep)
        session.add(passkey)
        session.commit()
        return [{"passkey_id": passkey.id}]


def lay_out_imports(user: User) -> None:
    """A sheet with a problem on its way in, and one that was imported and waits for its release."""
    office_id, agency = user.seats[0].office_id, db.session.query(Agency).first()
    headers = ["Control No.", "Agency", "Subject", "Due", "Notes2"]
    rows = [
        [2, ["1", "Bureau of Maps", "Maps of the grid", "ASAP", "a note"]],
        [3, ["2", agency.name, "Two", "10/12/2018", ""]],
    ]
    shape = {"office_id": office_id, "made_by_id": user.id, "sheet_name": "Tracker", "rows": 2}
    keys = ("control_number", "agency_id", "subject", "due_on", "extra")
    mapping = {str(place): key for place, key in enumerate(keys)}
    draft = SheetImport(file_name="tracker.xlsx", headers=headers, mapping=mapping, **shape)
    done = SheetImport(file_name="older-tracker.xlsx", imported_at=now(), created=1, **shape)
    choices = {"agency:bureau of maps": "skip"}
    settled = SheetImport(file_name="with-choices.xlsx", headers=headers, mapping=mapping, choices=choices, **shape)
    db.session.add_all([draft, done, settled])
    db.session.flush()
    record = {"office_id": office_id, "agency_id": agency.id, "import_id": done.id, "row_number": 4}
    waiting = ImportedRecord(
        subject="An old request", due_on=date(2018, 3, 2), transmitted_on=date(2018, 2, 2), extras={"Notes2": "a note"}, **record
    )  # fmt: skip
    parts = [SheetPart(import_id=each.id, owner_id=user.id, position=0, lines=rows) for each in (draft, settled)]
    db.session.add_all([*parts, waiting])
    db.session.commit()


def values(site: Site, director: Person) -> dict[str, list[dict[str, Any]]]:
    """For each argument of a route, rows to open it with; `intelligence/item_id` where a room has its own."""
    token = site.link_for(director).rsplit("/", 1)[1]
    with site.given.session() as session:
        # Somebody else's seat: a form about oneself could end the walk by signing the walker out.
        other = session.query(Seat).filter(Seat.user_id != director.id).order_by(Seat.id).limit(1).one()
        ours = session.query(OversightRequest).filter(OversightRequest.number.like("DEMO-%"))
        numbers = {each.id: each.number for each in ours.order_by(OversightRequest.filed_at)}

        def of_request(noun: Any, argument: str) -> list[dict[str, Any]]:
            rows = session.query(noun).filter(noun.request_id.in_(numbers))
            return [{"number": numbers[each.request_id], argument: each.id} for each in rows]

        return {
            "number": [{"number": number} for number in numbers.values()],
            "act_id": [{"act_id": each.id} for each in session.query(Sequestration)],
            "attachment_id": [{"attachment_id": each.id} for each in session.query(Attachment)],
            "hit_id": [{"hit_id": each.id} for each in session.query(MarkingHit)],
            "agency_id": [{"agency_id": each.id} for each in session.query(Agency).limit(2)],
            "contact_id": [
                {"agency_id": each.agency_id, "contact_id": each.id} for each in session.query(AgencyContact)
            ],
            "part": [{"part": "asked"}],
            "communication_id": of_request(Communication, "communication_id"),
            "draft_id": [{"draft_id": each.id} for each in session.query(RequestDraft)],
            "intelligence/item_id": [{"item_id": each.id} for each in session.query(IntelligenceItem)],
            "item_id": of_request(Item, "item_id"),
            "office_id": [{"office_id": each.id} for each in session.query(Office).limit(1)],
            "office": [{"office": "DEMO"}],
            "instrument": [{"instrument": "ANY"}],
            "key": [{"key": "before-3"}],
            "reminders/token": [
                {"token": token_of(director.id, "digest", site.app.extensions["tecum"])},
            ],
            "person_id": [{"person_id": other.user_id}],
            "seat_id": [{"person_id": other.user_id, "seat_id": other.id}],
            "outcome_id": of_request(Outcome, "outcome_id"),
            "import_id": [
                {"import_id": each.id} for each in session.query(SheetImport).order_by(SheetImport.file_name)
            ],
            "record_id": [
                {"import_id": each.import_id, "record_id": each.id} for each in session.query(ImportedRecord)
            ],
            "view_id": [{"view_id": each.id} for each in session.query(SavedView)],
            "act": [{"act": act} for act in ("assign", "extend", "topic")],
            "claim_id": of_request(Claim, "claim_id"),
            "step_id": of_request(LadderStep, "step_id"),
            "entry_id": of_request(DeadlineEntry, "entry_id"),
            "date_id": of_request(OtherDate, "date_id"),
            "letter_id": [{"letter_id": each.id} for each in session.query(WrittenLetter)],
            "words": [{"words": "DEFICIENCY"}],
            "slug": [{"slug": each.slug} for each in session.query(Matter)],
            "security/token": [{"token": passwords.token_of(session.get_one(User, director.id))}],
            "accounts/token": [{"token": token}],
        }
