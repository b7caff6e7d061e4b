"""Questions about a letter that was read: its reading, the directory, what it follows, and who has it already."""

import re
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from app import index
from app.extensions import db
from app.models import Agency, AgencyAlias, Attachment, LetterReading, Office, OversightRequest
from app.policies import Viewer
from app.requests.letter_findings import Known

LARGEST_ID = 2**62
MOST_NUMBERS = 5
R = OversightRequest


def reading_of(draft_id: int) -> LetterReading | None:
    """The letter from which a draft began, as it was read; None where there is none."""
    if draft_id >= LARGEST_ID:
        return None
    return db.session.scalar(sa.select(LetterReading).where(LetterReading.draft_id == draft_id))


def directory() -> list[Known]:
    """Every agency that this person may write to, with all the names that it goes by."""
    viewer: Viewer = db.session.info["viewer"]
    listed = Agency.id.not_in(viewer.home_agency_ids), Agency.merged_into_id.is_(None)
    agencies = db.session.execute(sa.select(Agency.id, Agency.short_name, Agency.name).where(*listed)).all()
    others: dict[int, list[str]] = {}
    for agency_id, name in db.session.execute(sa.select(AgencyAlias.agency_id, AgencyAlias.name)):
        others.setdefault(agency_id, []).append(name)
    return [
        Known(row.id, row.short_name, row.name, (row.name, row.short_name, *others.get(row.id, ()))) for row in agencies
    ]


def earlier_letters(text: str, *, on: date | None, agency_id: int | None, office: Office) -> Sequence[OversightRequest]:
    """The office's requests that a letter names by their numbers, and those to the same agency of the day that it names."""
    wanted: list[sa.ColumnElement[bool]] = [R.number.in_(numbers_in(text, office))]
    if on is not None and agency_id is not None:
        wanted.append(sa.and_(R.dated_on == on, R.agency_id == agency_id))
    return newest_of(office, wanted)


def answered_requests(text: str, *, subject: str, office: Office) -> Sequence[OversightRequest]:
    """The office's requests that an agency's reply names by their numbers, or by their subject in its subject line."""
    numbers = numbers_in(text, office)
    wanted: list[sa.ColumnElement[bool]] = [R.number.in_(numbers)]
    bare = re.sub(rf"[\s(\[]*{numbers_of(office).pattern}[)\]\s]*", " ", subject).strip(" ,;:-–")
    if words := index.tokens(bare)[: index.MOST_PHRASES]:
        named = sa.func.lower(R.subject) == sa.func.lower(bare)
        wanted.append(sa.and_(named, R.id.in_(index.ids_of(R, words))))
    return newest_of(office, wanted)


def numbers_in(text: str, office: Office) -> list[str]:
    return list(dict.fromkeys(numbers_of(office).findall(text)))[:MOST_NUMBERS]


def numbers_of(office: Office) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(office.short_name)}-\d{{1,3}}-\d{{4,6}}\b")


def newest_of(office: Office, wanted: Sequence[sa.ColumnElement[bool]]) -> Sequence[OversightRequest]:
    query = (
        sa.select(R).where(R.office_id == office.id, R.void_at.is_(None), sa.or_(*wanted)).options(joinedload(R.agency))
    )
    return db.session.scalars(query.order_by(R.filed_at.desc()).limit(MOST_NUMBERS)).all()


def same_file(reading: LetterReading) -> OversightRequest | None:
    """A request that this person may see and that has the same file attached."""
    query = (
        sa.select(R)
        .join(Attachment, Attachment.request_id == R.id)
        .where(Attachment.stored_file_id == reading.stored_file_id)
        .order_by(Attachment.created_at)
        .limit(1)
    )
    return db.session.scalar(query)


def same_letter(reading: LetterReading) -> LetterReading | None:
    """Another draft that began from the same file, if this person may see it."""
    query = sa.select(LetterReading).where(
        LetterReading.stored_file_id == reading.stored_file_id,
        LetterReading.draft_id.is_not(None),
        LetterReading.id != reading.id,
    )
    heavy = (defer(LetterReading.findings), defer(LetterReading.pages), defer(LetterReading.sheets))
    return db.session.scalar(query.options(*heavy).order_by(LetterReading.created_at).limit(1))
