"""Questions asked of letters and of an office's words; the session already knows for whom it looks."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import (
    Agency,
    AgencyContact,
    Item,
    LetterStep,
    LetterTemplate,
    Office,
    OversightRequest,
    WrittenLetter,
)
from app.models.letter_picklists import OfficeWords
from app.models.picklists import ContactPurpose
from app.policies import Action, offices_for
from app.requests import queries as requests
from app.writing.facts import Texts
from app.writing.texts import standard

LARGEST_ID = 2**62
MOST = 100
R = OversightRequest
WHOLE = (
    *(joinedload(WrittenLetter.office), joinedload(WrittenLetter.agency), joinedload(WrittenLetter.written_by)),
    joinedload(WrittenLetter.oversight_request).joinedload(OversightRequest.office),
    selectinload(WrittenLetter.steps).joinedload(LetterStep.recorded_by),
)


def request(number: str) -> OversightRequest:
    """The request of this number with its items and what was done with them; 404 for unknown and unseen alike."""
    items = selectinload(R.items).selectinload(Item.dispositions)
    query = requests.numbered(number).options(joinedload(R.office), joinedload(R.agency), items)
    found = requests.the_one(query)
    requests.wire_items(found)
    return found


def get(letter_id: int) -> WrittenLetter:
    """The letter with its steps, or 404 for unknown and unseen alike."""
    found = by_id(letter_id)
    return found if found is not None else abort(404)


def by_id(letter_id: int) -> WrittenLetter | None:
    if letter_id > LARGEST_ID:
        return None
    return db.session.scalar(sa.select(WrittenLetter).where(WrittenLetter.id == letter_id).options(*WHOLE))


def of_request(oversight_request: OversightRequest) -> Sequence[WrittenLetter]:
    return newest(WrittenLetter.request_id == oversight_request.id)


def of_agency(agency: Agency) -> Sequence[WrittenLetter]:
    """The letters to an agency that belong to no single request."""
    return newest(WrittenLetter.agency_id == agency.id, WrittenLetter.request_id.is_(None))


def newest(*where: Any) -> Sequence[WrittenLetter]:
    """The newest first; what was discarded stands at the end."""
    query = sa.select(WrittenLetter).where(*where).options(*WHOLE)
    order = (WrittenLetter.discarded_at.is_not(None), WrittenLetter.created_at.desc())
    return db.session.scalars(query.order_by(*order).limit(MOST)).all()


def outstanding(agency: Agency, office: Office) -> Sequence[OversightRequest]:
    """What this office sent to the agency and has not had answered in full. Limited requests are never listed."""
    query = (
        sa.select(R)
        .where(R.agency_id == agency.id, R.office_id == office.id, R.is_limited.is_(False))
        .where(R.transmitted_on.is_not(None), R.closed_on.is_(None), R.void_at.is_(None))
        .where(R.satisfied_items < R.counted_items)
        .options(joinedload(R.office), selectinload(R.items).selectinload(Item.dispositions))
        .order_by(R.due_at.is_(None), R.due_at, R.number)
        .limit(MOST)
    )
    found = db.session.scalars(query).unique().all()
    for each in found:
        requests.wire_items(each)
    return found


def contact(agency: Agency, office: Office) -> AgencyContact | None:
    """Whom the office writes to there, by name: legislative affairs, where it keeps such a contact."""
    query = sa.select(AgencyContact).where(
        AgencyContact.agency_id == agency.id,
        AgencyContact.office_id == office.id,
        AgencyContact.purpose == ContactPurpose.LEGISLATIVE_AFFAIRS,
        AgencyContact.removed_at.is_(None),
        AgencyContact.name.is_not(None),
    )
    return db.session.scalar(query.order_by(AgencyContact.created_at.desc()).limit(1))


def texts_of(office: Office) -> Texts:
    """The office's own words, and the standard ones where it keeps none."""
    return {**standard(), **{each.kind: each.text for each in templates(office)}}


def templates(office: Office) -> Sequence[LetterTemplate]:
    return db.session.scalars(sa.select(LetterTemplate).where(LetterTemplate.office_id == office.id)).all()


def template(office: Office, kind: OfficeWords) -> LetterTemplate | None:
    query = sa.select(LetterTemplate).where(LetterTemplate.office_id == office.id, LetterTemplate.kind == kind)
    return db.session.scalar(query)


def office_of(person: Any, short_name: str) -> Office:
    """The office of this name, among those where the person may see; or 404."""
    found = [office for office in offices_for(person, Action.WRITE_LETTER) if office.short_name == short_name]
    return found[0] if found else abort(404)


def words_of(code: str) -> OfficeWords:
    """The words that the address names, or 404."""
    return OfficeWords.__members__.get(code) or abort(404)
