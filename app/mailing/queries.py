"""Questions asked of the mails that failed and of the addresses that are held; what a mail says is not among them."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import AddressHold, Message, Office, OversightRequest, Seat, User
from app.models.picklists import MessageKind
from app.policies import past_walls, seats_of, viewer_of
from app.reminders import queries as reminders
from app.web.paging import CAP, PER_PAGE, Page, offset

M = Message
IS_FAILED = sa.and_(M.failed_at.is_not(None), M.given_up_at.is_(None))


@dataclass(frozen=True)
class FailedMail:
    """What may be told of a mail that failed: number and recipient, never a word of it."""

    id: int
    kind: MessageKind
    recipient: str
    number: str | None
    failed_at: datetime
    came_back: bool
    attempts: int
    server_words: str | None
    is_held: bool


def is_held(address: Any) -> sa.ColumnElement[bool]:
    held = sa.select(AddressHold.id).where(
        AddressHold.address == sa.func.lower(address), AddressHold.lifted_at.is_(None)
    )
    return held.exists()


def of_offices(scope: Sequence[Office] | None) -> sa.ColumnElement[bool]:
    """The mails of these offices; None stands for all, those about accounts included."""
    return sa.true() if scope is None else M.office_id.in_([office.id for office in scope])


def failed(scope: Sequence[Office] | None, *, number: int) -> Page[FailedMail]:
    """The mails that failed and that nobody has settled, newest first. A director sees those about visible requests."""
    about = sa.select(OversightRequest.number).where(OversightRequest.id == M.request_id).scalar_subquery()
    query = (
        sa.select(
            M.id, M.kind, M.recipient, about.label("number"), M.failed_at, M.sent_at.is_not(None).label("came_back"),
            M.attempts, M.server_words, is_held(M.recipient).label("is_held"),
        )
        .where(IS_FAILED, of_offices(scope))
        .order_by(M.failed_at.desc(), M.id)
    )  # fmt: skip
    with looking(scope) as session:
        rows = session.execute(query.limit(PER_PAGE + 1).offset(offset(number))).all()
        ids = sa.select(M.id).where(IS_FAILED, of_offices(scope)).limit(CAP + 1).subquery()
        total = session.scalar(sa.select(sa.func.count()).select_from(ids)) or 0
    return Page.cut([FailedMail(**row._asdict()) for row in rows], number=number, total=total)


def failed_ids(scope: Sequence[Office] | None) -> list[int]:
    """The mails that failed and may be sent again: not those to held addresses."""
    query = sa.select(M.id).where(IS_FAILED, of_offices(scope), sa.not_(is_held(M.recipient)))
    with looking(scope) as session:
        return list(session.scalars(query))


def get(message_id: int, scope: Sequence[Office] | None) -> int:
    """The id of a mail of these offices that failed, or 404."""
    with looking(scope) as session:
        found: int | None = session.scalar(sa.select(M.id).where(M.id == message_id, IS_FAILED, of_offices(scope)))
    return found if found is not None else abort(404)


def holds(scope: Sequence[Office] | None) -> list[AddressHold]:
    """The addresses that are held: a director sees those of the people of the own offices."""
    query = sa.select(AddressHold).where(AddressHold.lifted_at.is_(None), of_people(scope))
    return list(db.session.scalars(query.order_by(AddressHold.held_at.desc(), AddressHold.id).limit(PER_PAGE)))


def get_hold(hold_id: int, scope: Sequence[Office] | None) -> AddressHold:
    query = sa.select(AddressHold).where(AddressHold.id == hold_id, of_people(scope))
    return db.session.scalar(query) or abort(404)


def of_people(scope: Sequence[Office] | None) -> sa.ColumnElement[bool]:
    if scope is None:
        return sa.true()
    sits = sa.select(Seat.id).join(User, User.id == Seat.user_id)
    offices = [office.id for office in scope]
    return sits.where(sa.func.lower(User.email) == AddressHold.address, Seat.office_id.in_(offices)).exists()


def looking(scope: Sequence[Office] | None) -> Any:
    """For whom it is looked: an administrator past the walls, at numbers and recipients only; others for themselves."""
    return past_walls(db.session) if scope is None else nullcontext(db.session)


def hold_of(session: Session, address: str) -> AddressHold | None:
    return session.scalar(sa.select(AddressHold).where(AddressHold.address == address.lower()))


def message_about(session: Session, message_ids: Sequence[str]) -> Message | None:
    """The mail of ours that a notice is about."""
    if not message_ids:
        return None
    query = sa.select(M).where(M.smtp_id.in_(message_ids), M.sent_at.is_not(None)).order_by(M.sent_at.desc()).limit(1)
    return session.scalars(query.with_for_update()).first()


def whom_to_tell(session: Session, about: OversightRequest, failed_address: str) -> User | None:
    """The owner, or the backup, or a staff director: the first who works here, may see it and whose address is good."""
    wanted = [about.owner, about.backup, *reminders.directors(session, about.office)]
    for person in wanted:
        if person is None or not person.active or person.email.lower() == failed_address.lower():
            continue
        hold = hold_of(session, person.email)
        if (hold is None or not hold.is_held) and may_see(session, person, about):
            return person
    return None


def may_see(session: Session, person: User, about: OversightRequest) -> bool:
    viewer = viewer_of(session, person)
    return bool(seats_of(person)) and about.id in reminders.seen_by(session, viewer, [about.id])
