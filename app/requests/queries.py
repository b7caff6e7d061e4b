"""Questions asked of requests and drafts; the session already knows for whom it looks."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app import index
from app.extensions import db
from app.models import (
    Agency,
    Attachment,
    Communication,
    Deadline,
    DeadlineEntry,
    Event,
    IntelligenceLink,
    Item,
    ItemDisposition,
    LetterReading,
    Matter,
    NamedPerson,
    Office,
    Outcome,
    OversightRequest,
    Reminder,
    RequestDraft,
    RequestTopic,
    Seat,
    Share,
    User,
)
from app.policies import STAFF, Viewer
from app.requests.letter import Letter

NEWEST = 50
LARGEST_ID = 2**62
R = OversightRequest

SHOWN = (
    *(joinedload(R.office), joinedload(R.agency), joinedload(R.matter)),
    *(joinedload(R.owner), joinedload(R.backup), joinedload(R.release_proposed_by)),
    # Few of each, so the rows that they make together are few, too.
    joinedload(R.topics).joinedload(RequestTopic.topic),
    *(joinedload(R.shares).joinedload(Share.office), joinedload(R.named).joinedload(NamedPerson.user)),
    joinedload(R.reading).load_only(LetterReading.corrections, LetterReading.request_id, LetterReading.name),
    joinedload(R.deadline).selectinload(Deadline.entries).joinedload(DeadlineEntry.by),
    # Each disposition belongs to one item, so the rows of both together are no more than those of the longer list.
    selectinload(R.items).joinedload(Item.dispositions),
    selectinload(R.communications).options(joinedload(Communication.logged_by), joinedload(Communication.production)),
    selectinload(R.attachments),
    selectinload(R.outcomes).joinedload(Outcome.recorded_by),
)


def get(number: str) -> OversightRequest:
    """The request of this number, ready for a verb; 404 for unknown and unseen alike."""
    return the_one(numbered(number).options(joinedload(OversightRequest.office), joinedload(OversightRequest.agency)))


def to_copy(number: str) -> OversightRequest | None:
    """The request of this number with its items; None for unknown and unseen alike."""
    items = selectinload(R.items).options(selectinload(Item.dispositions), selectinload(Item.children))
    return db.session.scalar(numbered(number.strip().upper()).options(joinedload(R.office), items))


def numbered(number: str) -> sa.Select[OversightRequest]:
    """An address may hold a NUL, which no text column can be compared with: no number does."""
    return sa.select(OversightRequest).where(OversightRequest.number == number.replace("\0", " "))


def the_one(query: sa.Select[OversightRequest]) -> OversightRequest:
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        abort(404)
    return found


def whole(number: str) -> OversightRequest:
    """The request with all that its page shows, each collection loaded once; 404 for unknown and unseen alike."""
    found = the_one(numbered(number).options(*SHOWN))
    wire(found)
    return found


def wire(oversight_request: OversightRequest) -> None:
    """Tie the loaded items to each other and to what was done with them, so that no row is asked for by itself."""
    wire_items(oversight_request)
    dispositions: dict[int | None, list[ItemDisposition]] = {}
    for item in oversight_request.items:
        for disposition in item.dispositions:
            dispositions.setdefault(disposition.communication_id, []).append(disposition)
    attachments: dict[int | None, list[Attachment]] = {}
    for attachment in oversight_request.attachments:
        attachments.setdefault(attachment.communication_id, []).append(attachment)
    for communication in oversight_request.communications:
        set_committed_value(communication, "oversight_request", oversight_request)
        set_committed_value(communication, "dispositions", dispositions.get(communication.id, []))
        set_committed_value(communication, "attachments", attachments.get(communication.id, []))


def wire_items(oversight_request: OversightRequest) -> None:
    """Tie the loaded items to each other and to their dispositions."""
    children: dict[int | None, list[Item]] = {}
    by_id = {item.id: item for item in oversight_request.items}
    for item in oversight_request.items:
        children.setdefault(item.parent_id, []).append(item)
    for item in oversight_request.items:
        set_committed_value(item, "oversight_request", oversight_request)
        set_committed_value(item, "children", children.get(item.id, []))
        set_committed_value(item, "parent", by_id.get(item.parent_id))
        for disposition in item.dispositions:
            set_committed_value(disposition, "item", item)


def links(oversight_request: OversightRequest) -> Sequence[IntelligenceLink]:
    """The intelligence items tied to the request or to one item of it, as far as this person sees them."""
    query = (
        sa.select(IntelligenceLink)
        .join(IntelligenceLink.intelligence_item)
        .where(IntelligenceLink.request_id == oversight_request.id)
        .options(joinedload(IntelligenceLink.intelligence_item, innerjoin=True))
        .order_by(IntelligenceLink.created_at)
    )
    return db.session.scalars(query).all()


def reminders(oversight_request: OversightRequest) -> Sequence[Reminder]:
    """The reminder ledger, newest first, with the state of each mail."""
    query = (
        sa.select(Reminder)
        .where(Reminder.request_id == oversight_request.id)
        .options(joinedload(Reminder.recipient), joinedload(Reminder.message))
        .order_by(Reminder.due_for.desc(), Reminder.id)
    )
    return db.session.scalars(query).all()


def history(oversight_request: OversightRequest) -> Sequence[Event]:
    """The newest events, newest first."""
    query = (
        sa.select(Event)
        .where(Event.request_id == oversight_request.id)
        .order_by(Event.at.desc(), Event.sequence.desc())
        .limit(NEWEST)
    )
    return db.session.scalars(query).all()


def shares(oversight_request: OversightRequest) -> Sequence[Share]:
    query = sa.select(Share).where(Share.request_id == oversight_request.id).options(joinedload(Share.office))
    return db.session.scalars(query.order_by(Share.shared_at)).all()


def named_people(oversight_request: OversightRequest) -> Sequence[User]:
    """Who may see a request that is limited to named people."""
    query = (
        sa.select(User)
        .join(NamedPerson, NamedPerson.user_id == User.id)
        .where(NamedPerson.request_id == oversight_request.id)
        .order_by(User.name)
    )
    return db.session.scalars(query).all()


def filed_as(request_id: int, *, by: User) -> OversightRequest | None:
    """What this person has filed under this id."""
    found = db.session.get(OversightRequest, request_id) if request_id < LARGEST_ID else None
    return found if found is not None and found.filed_by_id == by.id else None


def twin_of(office_id: int, letter: Letter) -> OversightRequest | None:
    """A request of the same office to the same agency with the same subject, if this person may see it."""
    query = sa.select(OversightRequest).where(
        OversightRequest.office_id == office_id,
        OversightRequest.agency_id == letter.agency_id,
        OversightRequest.void_at.is_(None),
        sa.func.lower(OversightRequest.subject) == sa.func.lower(letter.subject),
    )
    # A subject without a letter or digit stands in no index; the few rows that could equal it are compared one by one.
    if words := index.tokens(letter.subject)[: index.MOST_PHRASES]:
        query = query.where(OversightRequest.id.in_(index.ids_of(OversightRequest, words)))
    return db.session.scalar(query.order_by(OversightRequest.filed_at.desc()).limit(1))


def agencies() -> Sequence[Agency]:
    """Every agency that this person may write to, by name: a detailee's home agency and its bureaus are left out."""
    viewer: Viewer = db.session.info["viewer"]
    query = (
        sa.select(Agency)
        .where(Agency.id.not_in(viewer.home_agency_ids), Agency.merged_into_id.is_(None))
        .order_by(Agency.name)
    )
    return db.session.scalars(query).all()


def agency_id_in(fields: Mapping[str, list[str]]) -> int | None:
    """The agency that a draft's fields name, if there is one of that id."""
    text = next(iter(fields.get("agency_id", [])), "")
    found = db.session.get(Agency, int(text)) if is_id(text) else None
    return found.id if found else None


def is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20 and int(text) < LARGEST_ID


def staff_of(office_ids: Sequence[int]) -> Sequence[Seat]:
    """The seats of people who hold requests in these offices, by name."""
    query = (
        sa.select(Seat)
        .join(Seat.user)
        .where(Seat.office_id.in_(office_ids), Seat.ended_on.is_(None), Seat.role.in_(STAFF), User.active)
        .options(joinedload(Seat.user, innerjoin=True), joinedload(Seat.office, innerjoin=True))
        .order_by(User.name, User.id)
    )
    return db.session.scalars(query).all()


def matters_of(office_ids: Sequence[int]) -> Sequence[Matter]:
    """The open matters of these offices, by title."""
    query = sa.select(Matter).where(Matter.office_id.in_(office_ids), Matter.closed_on.is_(None))
    return db.session.scalars(query.order_by(Matter.title)).all()


def other_offices(office: Office) -> Sequence[Office]:
    """Every office with which this one may share."""
    return db.session.scalars(sa.select(Office).where(Office.id != office.id).order_by(Office.name)).all()


def drafts() -> Sequence[RequestDraft]:
    """The drafts of this person's offices, newest first."""
    query = sa.select(RequestDraft).options(
        joinedload(RequestDraft.agency), joinedload(RequestDraft.drafted_by), joinedload(RequestDraft.office)
    )
    return db.session.scalars(query.order_by(RequestDraft.saved_at.desc())).all()


def draft(draft_id: int) -> RequestDraft:
    """One draft; 404 for unknown and unseen alike."""
    found = db.session.get(RequestDraft, draft_id) if draft_id < LARGEST_ID else None
    if found is None:
        abort(404)
    return found
