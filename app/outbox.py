"""post(): mail to be sent, written with what it tells; deliver(): sent after the commit, each once."""

import logging
import smtplib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from markupsafe import escape
from sqlalchemy.orm import Session

from app.clock import now
from app.garbage import uncollected
from app.kept_mail import KeptMail
from app.locks import Lock
from app.mail import Letter, MailServer, PermanentFailure, TemporaryFailure, compose
from app.models import AddressHold, Message, OversightRequest, Reminder, User
from app.models.picklists import MessageKind
from config import BadSetting, Settings

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30))
HOUR = timedelta(hours=1)
# The quick tries take 53 minutes, the hourly ones the rest of 48 hours.
MOST_ATTEMPTS = len(BACK_OFF) + 47
BATCH = 50
LEASE = timedelta(minutes=10)
# A letter is begun only while this much of its lease is left, so that a slow server can't outlast it.
NEEDED_FOR_ONE = timedelta(minutes=4)
NETWORK_FAILURES_TO_STOP = 2
LOCK_NUMBER = 7_283_002
HELD = "Not sent: mail to this address came back, and nobody has confirmed the address since."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Post:
    """One mail to one person: both parts, and the Message-ID that it keeps through every attempt.

    `headers` are fields of `app.mail.Letter` beyond those, such as `thread_id`.
    """

    kind: MessageKind
    person: User
    subject: str
    text: str
    html: str
    smtp_id: str
    headers: dict[str, Any] = field(default_factory=dict)


def post(session: Session, mail: Post, *, about: OversightRequest | None = None) -> Message:
    """Put a mail into the outbox; it leaves after the commit, never inside it."""
    message = Message(**columns_of(mail, about=about))
    # The relationships too, since either may still be waiting for its id.
    message.person, message.oversight_request = mail.person, about
    session.add(message)
    return message


def columns_of(mail: Post, *, about: OversightRequest | None = None) -> dict[str, Any]:
    """The row of a mail, for those who write many at once."""
    return {
        "kind": mail.kind,
        "recipient_id": mail.person.id,
        "recipient": mail.person.email,
        "office_id": about.office_id if about else None,
        "request_id": about.id if about else None,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "smtp_id": mail.smtp_id,
        "headers": mail.headers,
        "next_try_at": now(),
    }


class Line(Protocol):
    """An open way to a mail server; `send` returns the server's words or raises a `MailFailure`."""

    def __enter__(self) -> "Line": ...
    def __exit__(self, *error: Any) -> None: ...
    def send(self, message: Any, /) -> str: ...


class Carrier(Protocol):
    """Who takes the mail away."""

    def connect(self) -> Any: ...


def carrier(settings: Settings) -> Carrier:
    """The mail server of the settings; a trial without one keeps its mail. Never a network that nobody named."""
    if settings.mail_url:
        try:
            return MailServer.from_url(settings.mail_url)
        except ValueError as error:
            raise BadSetting(f"Tecum does not start: mend TECUM_MAIL_URL. {error}") from None
    if not settings.is_trial:
        raise BadSetting("Tecum does not start: set TECUM_MAIL_URL (TECUM_MODE=production needs it).")
    return KeptMail(settings.data_dir / "mail")


@dataclass(frozen=True)
class Claimed:
    """A mail in our hands, free of the session, since no transaction stays open while a server is talked to."""

    id: int
    kind: MessageKind
    recipient_id: int | None
    recipient: str
    request_id: int | None
    subject: str
    text: str
    html: str
    smtp_id: str
    headers: dict[str, Any]
    attempts: int
    leased_until: datetime

    def letter(self, sender: str) -> Letter:
        html = self.html or f"<pre>{escape(self.text)}</pre>"
        return Letter(
            sender=sender,
            recipient=self.recipient,
            subject=self.subject,
            text=self.text,
            html=html,
            message_id=self.smtp_id,
            **self.headers,
        )


Unwanted = Callable[[Session, list[Claimed]], dict[int, str]]
Afresh = Callable[[Session, list[Claimed]], list[Claimed]]
COLUMNS = [getattr(Message, name) for name in Claimed.__dataclass_fields__ if name not in {"attempts", "leased_until"}]


# Run for each mail that leaves, so they are put together once.
OUTBOX: Any = Message.__table__
REWRITTEN = (
    sa.update(OUTBOX)
    .where(OUTBOX.c.id == sa.bindparam("which"))
    .values({name: sa.bindparam(name) for name in ("subject", "text", "html", "headers")})
)
SENT = (
    sa.update(OUTBOX)
    .where(OUTBOX.c.id == sa.bindparam("which"))
    .values(sent_at=sa.bindparam("at"), server_words=sa.bindparam("words"), leased_until=None)
)


@dataclass
class Tally:
    """What one delivery came to; `is_busy` says that another process was at it."""

    sent: int = 0
    dropped: int = 0
    put_off: int = 0
    failed: int = 0
    is_busy: bool = False
    network_failures: int = 0

    @property
    def sentence(self) -> str:
        if self.is_busy:
            return "Another process is sending mail."
        return f"{self.sent} sent, {self.dropped} dropped, {self.put_off} put off, {self.failed} failed."

    @property
    def has_trouble(self) -> bool:
        return bool(self.put_off or self.failed or self.is_busy)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How mail leaves: by whom, from which sender, and who says that a mail is no longer wanted, or what it says now."""

    carrier: Carrier
    sender: str
    unwanted: Unwanted
    afresh: Afresh = lambda _session, mails: mails
    should_stop: Callable[[], bool] = lambda: False


def deliver(session: Session, delivery: Delivery, *, at_once: bool = False) -> Tally:
    """Send what is due: claim, ask whether it is still wanted, send, mark; each mark is a commit of its own.

    One process at a time delivers. `at_once` waits for its turn, and then takes those that back off and those that a
    killed process had in hand as well: as the lock's only holder it knows that nobody else has.
    """
    tally = Tally()
    with Lock(session.get_bind().engine, "deliver", number=LOCK_NUMBER) as lock:
        if not lock.take(tries=300 if at_once else 1):
            tally.is_busy = True
            return tally
        began = now()
        if at_once:
            bring_forward(session, began)
        with delivery.carrier.connect() as line:
            while lock.is_held() and not stops(delivery, tally) and (batch := claim(session, began)):
                with uncollected():
                    refused = drop_unwanted(session, batch, delivery.unwanted)
                    tally.dropped += len(refused)
                    wanted = delivery.afresh(session, [mail for mail in batch if mail.id not in refused])
                    send_batch(session, line, wanted, delivery, tally)
    return tally


def stops(delivery: Delivery, tally: Tally) -> bool:
    """A server that can't be reached for two letters in a row can't be for the others: they wait for the next run."""
    return delivery.should_stop() or tally.network_failures >= NETWORK_FAILURES_TO_STOP


def waiting() -> sa.ColumnElement[bool]:
    """Neither sent nor given up nor dropped."""
    return sa.and_(Message.sent_at.is_(None), Message.failed_at.is_(None), Message.dropped_at.is_(None))


def bring_forward(session: Session, at: datetime) -> None:
    change(session, waiting(), next_try_at=sa.case((Message.next_try_at > at, at), else_=Message.next_try_at))
    change(session, sa.and_(waiting(), Message.leased_until.is_not(None)), leased_until=None)
    session.commit()


def claim(session: Session, began: datetime) -> list[Claimed]:
    """Take some mails into our hands for a while: a killed process gives them back when the lease ends.

    The attempt counts from here, so that a mail that kills its process does not do so for ever.
    """
    at = now()
    free = sa.or_(Message.leased_until.is_(None), Message.leased_until <= at)
    rows = session.execute(
        sa.select(*COLUMNS, Message.attempts)
        .where(waiting(), Message.next_try_at <= began, free)
        .order_by(Message.next_try_at, Message.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    until = at + LEASE
    claimed = [Claimed(**row._asdict() | {"attempts": row.attempts + 1, "leased_until": until}) for row in rows]
    ids = [mail.id for mail in claimed]
    change(session, Message.id.in_(ids), attempts=Message.attempts + 1, leased_until=until)
    session.commit()
    return claimed


def drop_all(session: Session, reason: str) -> int:
    """Nothing that waits now is ever sent; the outbox and the ledger keep why. Returns how many; nothing is committed."""
    ids = sa.select(Message.id).where(waiting())
    session.execute(
        sa.update(Reminder).where(Reminder.message_id.in_(ids)).values(dropped_because=reason),
        execution_options={"synchronize_session": False},
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(ids.subquery())) or 0
    change(session, waiting(), dropped_at=now(), server_words=reason, leased_until=None)
    return total


def drop_unwanted(session: Session, batch: list[Claimed], unwanted: Unwanted) -> Mapping[int, str]:
    """What is no longer true is not sent; the ledger keeps why."""
    reasons = held_back(session, batch) | unwanted(session, batch)
    for message_id, reason in reasons.items():
        change(session, Message.id == message_id, dropped_at=now(), server_words=reason, leased_until=None)
        session.execute(
            sa.update(Reminder).where(Reminder.message_id == message_id).values(dropped_because=reason),
            execution_options={"synchronize_session": False},
        )
    session.commit()
    return reasons


def held_back(session: Session, batch: list[Claimed]) -> dict[int, str]:
    """Mails to addresses from which mail came back: a person has to confirm the address first."""
    asked = {mail.recipient.lower() for mail in batch}
    held = sa.select(AddressHold.address).where(AddressHold.address.in_(asked), AddressHold.lifted_at.is_(None))
    addresses = set(session.scalars(held))
    return {mail.id: HELD for mail in batch if mail.recipient.lower() in addresses}


def send_again(session: Session, ids: Iterable[int]) -> None:
    """Failed mails begin anew, as the same mails; nothing is committed."""
    again = {"sent_at": None, "failed_at": None, "given_up_at": None, "leased_until": None}
    change(session, Message.id.in_(list(ids)), **again, attempts=0, next_try_at=now())


def send_batch(session: Session, line: Line, batch: list[Claimed], delivery: Delivery, tally: Tally) -> None:
    for position, mail in enumerate(batch):
        if stops(delivery, tally) or now() > mail.leased_until - NEEDED_FOR_ONE:
            put_back(session, batch[position:])
            return
        send_one(session, line, mail, delivery.sender, tally)


def send_one(session: Session, line: Line, mail: Claimed, sender: str, tally: Tally) -> None:
    """One mail, and one commit that says how it went. "Sent" is written only after the server's 250."""
    try:
        words = line.send(compose(mail.letter(sender)))
    except PermanentFailure as failure:
        tally.network_failures = 0
        give_up(session, mail, failure.words, tally)
    except TemporaryFailure as failure:
        tally.network_failures = 0 if is_answer(failure) else tally.network_failures + 1
        put_off(session, mail, failure.words, tally, wait=back_off(mail.attempts))
    except Exception as fault:
        log.exception("A mail could not be sent; it waits an hour. Message %s", mail.id)
        put_off(session, mail, f"{type(fault).__name__} in our own program", tally, wait=HOUR)
    else:
        tally.network_failures = 0
        tally.sent += 1
        session.connection().execute(SENT, {"which": mail.id, "at": now(), "words": words})
        session.commit()


def rewrite(session: Session, mails: Iterable[Claimed]) -> None:
    """The outbox holds what is sent: these mails were written anew. Nothing is committed."""
    rows = [
        {"which": mail.id, "subject": mail.subject, "text": mail.text, "html": mail.html, "headers": mail.headers}
        for mail in mails
    ]
    if rows:
        session.connection().execute(REWRITTEN, rows)


def is_answer(failure: TemporaryFailure) -> bool:
    """Whether the server spoke of this letter: a 4xx to it, and not to us or to nobody at all."""
    cause = failure.__cause__
    of_the_line = smtplib.SMTPConnectError | smtplib.SMTPHeloError | smtplib.SMTPAuthenticationError
    return isinstance(cause, smtplib.SMTPResponseException) and not isinstance(cause, of_the_line)


def back_off(attempts: int) -> timedelta:
    return BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else HOUR


def put_off(session: Session, mail: Claimed, words: str, tally: Tally, *, wait: timedelta) -> None:
    if mail.attempts >= MOST_ATTEMPTS:
        give_up(session, mail, words, tally)
        return
    tally.put_off += 1
    change(session, Message.id == mail.id, next_try_at=now() + wait, server_words=words, leased_until=None)
    session.commit()


def give_up(session: Session, mail: Claimed, words: str, tally: Tally) -> None:
    tally.failed += 1
    change(session, Message.id == mail.id, failed_at=now(), server_words=words, leased_until=None)
    session.commit()


def put_back(session: Session, mails: Iterable[Claimed]) -> None:
    """Nothing was tried, so no attempt is counted."""
    ids = [mail.id for mail in mails]
    change(session, Message.id.in_(ids), attempts=Message.attempts - 1, leased_until=None)
    session.commit()


def change(session: Session, which: sa.ColumnElement[bool], **values: Any) -> None:
    session.execute(sa.update(Message).where(which).values(**values), execution_options={"synchronize_session": False})
