"""Who saw what was taken out of sight: looks, copies, mails and exports, with their moments; and the viewing log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.extensions import db
from app.models import (
    Attachment,
    Event,
    IntelligenceItem,
    Message,
    OversightRequest,
    Sequestration,
    Viewing,
)
from app.models.picklists import ViewingKind
from app.sequester import queries
from app.sequester.catalog import catalog
from app.sequester.finding import reaching
from app.web.paging import Page

MOST = 1000


@dataclass(frozen=True)
class Line:
    """One entry: who, what, where, when."""

    who: str
    what: str
    where: str
    moment: datetime


@dataclass(frozen=True)
class Report:
    """Everything that is known of one act's texts and files; `is_capped` where there was more than fits."""

    seen: Sequence[Line]
    mailed: Sequence[Line]
    exported: Sequence[Line]
    attached: Sequence[tuple[str, str]]

    @property
    def is_capped(self) -> bool:
        return MOST in map(len, (self.seen, self.mailed, self.exported))


def of(act: Sequestration) -> Report:
    """Asked past limits to named people, and of this act's own office alone."""
    with reaching(db.session):
        attached = attachments_of(act)
        request_ids = {text.request_id for text in act.texts} | {each.request_id for each in attached}
        nouns = {text.noun_id for text in act.texts} | {each.intelligence_item_id for each in attached}
        requests, items = [each for each in request_ids if each], [each for each in nouns if each]
        return Report(
            seen=seen(act, requests, items),
            mailed=mailed(act, requests),
            exported=exported(act, requests),
            attached=[(each.name, place_of(each)) for each in attached],
        )


def attached_places(act: Sequestration) -> list[tuple[str, str, str | None]]:
    """(name, where, the request's number) of each attachment, in this act's office, of the files that are dark."""
    with reaching(db.session):
        return [
            (each.name, place_of(each), each.oversight_request.number if each.oversight_request else None)
            for each in attachments_of(act)
        ]


def attachments_of(act: Sequestration) -> Sequence[Attachment]:
    stored = [file.stored_file_id for file in act.files]
    query = (
        sa.select(Attachment)
        .where(Attachment.stored_file_id.in_(stored), catalog()[Attachment.__name__].office_id == act.office_id)
        .options(joinedload(Attachment.oversight_request), joinedload(Attachment.intelligence_item))
        .order_by(Attachment.created_at)
    )
    return db.session.scalars(query).all()


def place_of(attachment: Attachment) -> str:
    return str(attachment.oversight_request.number if attachment.oversight_request else attachment.attached_to.title)


def seen(act: Sequestration, requests: list[int], items: list[int]) -> list[Line]:
    """Looks and copies of these requests, items and files, before the act and since."""
    stored = [file.stored_file_id for file in act.files]
    query = (
        sa.select(Viewing)
        .where(
            Viewing.office_id == act.office_id,
            sa.or_(
                Viewing.stored_file_id.in_(stored),
                sa.and_(
                    Viewing.kind == ViewingKind.VIEWED,
                    sa.or_(Viewing.request_id.in_(requests), Viewing.noun_id.in_(items)),
                ),
            ),
        )
        .options(joinedload(Viewing.person))
        .order_by(Viewing.created_at)
        .limit(MOST)
    )
    return lines(db.session.scalars(query).all())


def lines(found: Sequence[Viewing]) -> list[Line]:
    """The entries in words; the names of what was looked at are asked for all at once."""
    offices = {each.office_id for each in found}
    numbers = queries.numbers_of([each.request_id for each in found], offices)
    names = named(Attachment, Attachment.name, found) | named(IntelligenceItem, IntelligenceItem.title, found)
    told = []
    for each in found:
        parts = [names.get(each.noun_id), numbers.get(each.request_id or 0)]
        told.append(Line(each.person.name, each.kind.label, ", ".join(filter(None, parts)), each.created_at))
    return told


def named(
    noun: type[Attachment] | type[IntelligenceItem], column: InstrumentedAttribute[str], found: Sequence[Viewing]
) -> dict[int, str]:
    ids = {each.noun_id for each in found if each.noun == noun.__name__}
    return dict(db.session.execute(sa.select(noun.id, column).where(noun.id.in_(ids))).all())


def mailed(act: Sequestration, requests: list[int]) -> list[Line]:
    """Mails that held one of the texts, and all others about the same requests that have left."""
    held = {text.noun_id for text in act.texts if text.noun == Message.__name__}
    query = (
        sa.select(Message, OversightRequest.number)
        .outerjoin(OversightRequest, OversightRequest.id == Message.request_id)
        .where(
            Message.office_id == act.office_id,
            sa.or_(Message.id.in_(held), Message.request_id.in_(requests)),
            sa.or_(Message.sent_at.is_not(None), Message.id.in_(held)),
        )
        .order_by(Message.created_at)
        .limit(MOST)
    )
    return [
        Line(
            message.recipient,
            f"{'Held a text' if message.id in held else 'About the request'}; {message.state}",
            number or "",
            message.sent_at or message.created_at,
        )
        for message, number in db.session.execute(query)
    ]


def exported(act: Sequestration, requests: list[int]) -> list[Line]:
    """What was exported before the act from where it stood; an export may hold it, whether it does its reader must see."""
    query = (
        sa.select(Event)
        .where(
            Event.verb == "exported",
            Event.office_id == act.office_id,
            Event.at <= act.created_at,
            sa.or_(Event.request_id.is_(None), Event.request_id.in_(requests)),
        )
        .order_by(Event.at)
        .limit(MOST)
    )
    return [
        Line(
            event.actor,
            event.payload.summary if event.payload else "Exported",
            event.payload.note or "" if event.payload else "",
            event.at,
        )
        for event in db.session.scalars(query)
    ]


def viewings(*, number: int) -> Page[Line]:
    """The viewing log of the offices that the person guards, the newest first."""
    page = queries.viewings(number=number)
    with reaching(db.session):
        return Page(lines(page.rows), page.number, page.per_page, page.total, page.has_next)
