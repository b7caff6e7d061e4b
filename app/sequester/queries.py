"""Questions asked of what is out of sight, of who saw it, and of where a text stands."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import Session, joinedload, selectinload

from app.erasures import Erasure
from app.extensions import db
from app.models import (
    Attachment,
    Event,
    EventPayload,
    IntelligenceItem,
    LetterReading,
    MarkingHit,
    Office,
    OversightRequest,
    SequesteredFile,
    SequesteredText,
    Sequestration,
    StoredFile,
    User,
    Viewing,
)
from app.models.base import new_id
from app.policies import seats_of
from app.refusals import Refused
from app.sequester.catalog import Described, catalog
from app.sequester.darkening import words_at
from app.web.paging import CAP, PER_PAGE, Page, offset

LARGEST_ID = 2**62
GONE = "One of these was changed or taken away meanwhile. Search once more."
SHOWN = (joinedload(Sequestration.office), joinedload(Sequestration.by))


def offices_guarded_by(person: User) -> list[Office]:
    """The offices in which this person is the security officer."""
    found = [seat.office for seat in seats_of(person) if seat.is_security_officer]
    return sorted(found, key=lambda office: office.short_name)


def acts(*, number: int) -> Page[Sequestration]:
    """What was taken out of sight in the person's offices, the newest first."""
    rows = (
        sa.select(Sequestration)
        .options(*SHOWN, selectinload(Sequestration.texts), selectinload(Sequestration.files))
        .order_by(Sequestration.created_at.desc())
        .offset(offset(number))
        .limit(PER_PAGE + 1)
    )
    return paged(Sequestration, rows, number)


def paged(noun: Any, rows: Any, number: int) -> Page[Any]:
    capped = sa.select(noun.id).limit(CAP + 1).subquery()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(capped)) or 0
    return Page.cut(db.session.scalars(rows).all(), number=number, total=total)


def get(act_id: int) -> Sequestration:
    """One act with all of it; 404 for unknown and unseen alike."""
    query = sa.select(Sequestration).where(Sequestration.id == min(act_id, LARGEST_ID)).options(*SHOWN)
    return db.session.scalar(query) or abort(404)


def viewings(*, number: int) -> Page[Viewing]:
    rows = (
        sa.select(Viewing)
        .options(joinedload(Viewing.person), joinedload(Viewing.office))
        .order_by(Viewing.created_at.desc(), Viewing.id)
        .offset(offset(number))
        .limit(PER_PAGE + 1)
    )
    return paged(Viewing, rows, number)


def hits(*, number: int) -> Page[MarkingHit]:
    rows = (
        sa.select(MarkingHit)
        .options(joinedload(MarkingHit.by), joinedload(MarkingHit.office), joinedload(MarkingHit.released_by))
        .order_by(MarkingHit.created_at.desc())
        .offset(offset(number))
        .limit(PER_PAGE + 1)
    )
    return paged(MarkingHit, rows, number)


def hit(hit_id: int) -> MarkingHit:
    query = sa.select(MarkingHit).where(MarkingHit.id == min(hit_id, LARGEST_ID))
    return db.session.scalar(query.options(joinedload(MarkingHit.office))) or abort(404)


def numbers_of(request_ids: Iterable[int | None], office_ids: Iterable[int]) -> dict[int, str]:
    """{request id: its number}, of these offices; asked while the session looks as System."""
    wanted = {each for each in request_ids if each}
    query = sa.select(OversightRequest.id, OversightRequest.number).where(
        OversightRequest.id.in_(wanted), OversightRequest.office_id.in_(list(office_ids))
    )
    return dict(db.session.execute(query).all()) if wanted else {}


# ---- what the verbs ask, while the session looks as System ----


def text_at(key: str, office: Office) -> SequesteredText:
    """The place that a key names, in this office and with words in it; `Refused` where there is none (any more)."""
    noun, _, rest = key.partition(":")
    number, _, field = rest.partition(":")
    described = catalog().get(noun)
    if described is None or not (number.isascii() and number.isdecimal()) or int(number) > LARGEST_ID:
        raise Refused(GONE)
    noun_id = int(number)
    if office_of(db.session, described, noun_id) != office.id or not words_at(db.session, described, noun_id, field):
        raise Refused(GONE)
    request_id = request_of(described, noun_id)
    about = numbers_of([request_id], [office.id]).get(request_id or 0, "")
    words = (
        described.label
        if not known(field, described)
        else f"{described.label}: {field.split('/')[0].replace('_', ' ')}"
    )
    place = f"{words}, {about}" if about else words
    return SequesteredText(
        id=new_id(), noun=noun, noun_id=noun_id, field=field, place=place, request_id=request_id, digest=""
    )


def known(field: str, described: Described) -> bool:
    return field.split("/")[0] in described.fields and described.name not in {"Message", "EventPayload"}


def office_of(session: Session, described: Described, noun_id: int) -> int | None:
    return session.scalar(sa.select(described.office_id).where(described.key == noun_id))


def request_of(described: Described, noun_id: int) -> int | None:
    if described.request_id is None:
        return None
    return db.session.scalar(sa.select(described.request_id).where(described.key == noun_id))


def files_in(file_ids: Iterable[int], office: Office) -> list[StoredFile]:
    """These stored files, each attached in this office, or a draft's letter there; `Refused` where one is not."""
    wanted = {each for each in file_ids if 0 < each <= 2 * LARGEST_ID}
    described = catalog()[Attachment.__name__]
    attached = sa.select(Attachment.stored_file_id).where(described.office_id == office.id)
    drafted = sa.select(LetterReading.stored_file_id).where(LetterReading.office_id == office.id)
    ours = sa.or_(StoredFile.id.in_(attached), StoredFile.id.in_(drafted))
    query = sa.select(StoredFile).where(StoredFile.id.in_(wanted), ours, StoredFile.erased_at.is_(None))
    found = list(db.session.scalars(query))
    if len(found) != len(set(file_ids)):
        raise Refused(GONE)
    return found


def is_held_elsewhere(file: SequesteredFile) -> bool:
    """Whether another act, of whatever office, keeps the same bytes out of sight."""
    query = (
        sa.select(SequesteredFile.id)
        .join(SequesteredFile.sequestration)
        .where(
            SequesteredFile.stored_file_id == file.stored_file_id,
            SequesteredFile.sequestration_id != file.sequestration_id,
            Sequestration.released_at.is_(None),
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def nouns_touched(sequestration: Sequestration) -> list[Any]:
    """The requests and intelligence items whose texts or files these are; of a file, those of other offices too."""
    stored = [file.stored_file_id for file in sequestration.files]
    attached = db.session.scalars(sa.select(Attachment).where(Attachment.stored_file_id.in_(stored))).all()
    requests = {text.request_id for text in sequestration.texts} | {each.request_id for each in attached}
    items = {each.intelligence_item_id for each in attached}
    items |= {text.noun_id for text in sequestration.texts if text.noun == IntelligenceItem.__name__}
    return [
        *db.session.scalars(sa.select(OversightRequest).where(OversightRequest.id.in_(requests - {None}))),
        *db.session.scalars(sa.select(IntelligenceItem).where(IntelligenceItem.id.in_(items - {None}))),
    ]


def erasures_of(sequestration: Sequestration, at: datetime) -> list[Erasure]:
    """The lines of the erasure list. What a history entry quoted may stand, in an older database, in its field."""
    whose = (at.isoformat(), sequestration.id, sequestration.office_id, sequestration.by_id)
    found = []
    for text in sequestration.texts:
        found.append(Erasure(*whose, text.noun, text.noun_id, text.field, text.digest))
        if text.noun == EventPayload.__name__:
            event = db.session.get_one(Event, text.noun_id)
            parts = [path.split("/") for path in text.field.split(",")]
            names = dict.fromkeys(part[1] for part in parts if part[0] == "changes" and len(part) > 1)
            found += [Erasure(*whose, event.noun, event.noun_id, name, "", before=event.id) for name in names]
    for file in sequestration.files:
        found.append(Erasure(*whose, StoredFile.__name__, file.stored_file_id, "", file.stored_file.sha256))
    return found
