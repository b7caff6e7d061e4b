"""What is done about mail that did not arrive: take a server's notice, send again, give up, confirm an address."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import outbox
from app.clock import now
from app.delivery_notice import DeliveryNotice, Kind
from app.extensions import db
from app.history import hold, record
from app.mail import message_id
from app.mailing import mails, queries
from app.markings import refuse_marked
from app.models import AddressHold, Message, OversightRequest, User
from app.policies import SYSTEM, look, past_walls
from app.refusals import Refused
from config import Settings

NOT_KEPT = "The mail came back; the server's words bear a marking and were not kept."
NOT_OURS = "It is about no mail that was sent from here; nothing was stored."
IGNORED = {
    Kind.PASSING: "A notice of a delay or of a delivery: nothing was stored and nothing is answered.",
    Kind.AUTOMATIC: "An automatic reply: nothing was stored and nothing is answered.",
}


def take_notice(notice: DeliveryNotice) -> str:
    """Do what a server's notice asks for, and say in a sentence what was done. Raises Refused for a person's mail.

    A mail that came back stands as failed, its address is held, and one person is told once for each time it is held.
    """
    look(db.session, SYSTEM)
    if is_our_own(db.session, notice):
        return "A mail of our own: nothing was stored and nothing is answered."
    if notice.kind is Kind.OTHER:
        raise Refused("This is not a notice of a mail server, and mail from people is not taken here yet.")
    if notice.kind is not Kind.FAILED:
        return IGNORED[notice.kind]
    message = queries.message_about(db.session, notice.message_ids)
    if message is None:
        return NOT_OURS
    if message.failed_at is not None:
        db.session.rollback()
        return "This mail is known to have come back; nothing changed."
    return came_back(db.session, message, kept(notice.words))


def came_back(session: Session, message: Message, words: str) -> str:
    at = now()
    message.failed_at, message.server_words, message.given_up_at = at, words, None
    held = hold_address(session, message.recipient, at=at, words=words)
    told = ""
    if message.oversight_request is not None:
        person = tell_of(session, message, message.oversight_request, held)
        told = f" {person.name} is told." if person is not None else " Nobody could be told by mail."
        summary = f"Mail to {message.recipient} came back."
        record(message.oversight_request, "mail_returned", by=None, summary=summary, note=words, changes={})
    session.commit()
    return f"The mail to {message.recipient} came back: nothing more is sent there until somebody confirms it.{told}"


def hold_address(session: Session, address: str, *, at: datetime, words: str) -> AddressHold:
    """The address is held from now on; where it is held already, since then."""
    found = queries.hold_of(session, address)
    if found is None:
        found = AddressHold(address=address.lower(), held_at=at, server_words=words)
        session.add(found)
    elif not found.is_held:
        found.hold(at=at, words=words)
    session.flush()
    return found


def tell_of(session: Session, message: Message, about: OversightRequest, held: AddressHold) -> User | None:
    """One mail for each request and time that the address is held; None where nobody can be told."""
    person = queries.whom_to_tell(session, about, message.recipient)
    if person is None:
        return None
    settings: Settings = current_app.extensions["tecum"]
    key = hashlib.sha256(f"{held.address} {held.held_at.isoformat()}".encode()).hexdigest()[:16]
    smtp_id = message_id(f"{about.id}.returned.{key}", settings.mail_domain)
    if session.scalar(sa.select(Message.id).where(Message.smtp_id == smtp_id)) is None:
        facts = mails.Returned(about=about, person=person, failed=message, smtp_id=smtp_id)
        outbox.post(session, mails.write(facts, settings), about=about)
    return person


def is_our_own(session: Session, notice: DeliveryNotice) -> bool:
    """Our own mail that was led back to us."""
    asked = sa.select(Message.id).where(Message.smtp_id.in_(notice.message_ids))
    return notice.kind is Kind.OTHER and bool(notice.message_ids) and session.scalar(asked) is not None


def kept(words: str) -> str:
    """Strangers' words stand on pages, so they pass the same guard as all others."""
    try:
        refuse_marked(words, field="server_words")
    except Refused:
        return NOT_KEPT
    return words or "The mail came back."


def retry(ids: Sequence[int], *, by: User) -> int:
    """Send failed mails again, as the same mails; those that are not wanted any more are dropped when their turn comes."""
    return settle(ids, "mail_retried", "Mail to {} is sent again.", by=by)


def give_up(ids: Sequence[int], *, by: User) -> int:
    """Somebody knows that these mails have failed: they stand as failed and alarm nobody any more."""
    return settle(ids, "mail_given_up", "Mail to {} has failed and is not sent again.", by=by)


def settle(ids: Sequence[int], verb: str, words: str, *, by: User) -> int:
    """One act, one event for each mail; each is locked, so that of two who press at once one finds nothing left to do."""
    with past_walls(db.session) as session:
        chosen = sa.select(Message).where(Message.id.in_(list(ids)), queries.IS_FAILED).order_by(Message.id)
        if verb == "mail_retried":
            chosen = chosen.where(sa.not_(queries.is_held(Message.recipient)))
        found = list(session.scalars(chosen.with_for_update(of=Message)))
        if verb == "mail_retried":
            outbox.send_again(session, [message.id for message in found])
        else:
            for message in found:
                message.given_up_at = now()
        for message in found:
            noun = message.oversight_request or message
            record(noun, verb, by=by, summary=words.format(message.recipient), changes={})
    db.session.commit()
    return len(found)


def confirm(held: AddressHold, *, by: User) -> None:
    """Mail may go to this address again, because somebody says that it arrives there."""
    hold(held)
    if not held.is_held:
        raise Refused("This address was confirmed by somebody else already.")
    held.lift(at=now(), by=by)
    record(held, "address_confirmed", by=by, summary=f"The address {held.address} was confirmed.", changes={})
    db.session.commit()
