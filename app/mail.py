"""Mail: put a letter together so that Outlook threads it and no machine answers it, and hand it to an SMTP server."""

import base64
import re
import smtplib
import socket
import ssl
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from types import TracebackType
from typing import Literal, Self
from urllib.parse import parse_qs, unquote, urlsplit

from app.clock import now
from app.mail_headers import POLICY
from app.refusals import Refused

Security = Literal["none", "starttls", "tls"]

_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
# The server's quarrel with our account says nothing about the letter, which should wait until the account is mended.
_ACCOUNT_REFUSED = {530, 534, 535, 538}
_ATOM = r"[A-Za-z0-9_+=-]+(?:\.[A-Za-z0-9_+=-]+)*"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
_MESSAGE_ID = re.compile(rf"<{_ATOM}@{_HOST}>")
_LINK = re.compile(r"(?:https?://|mailto:)[!#-;=?-~]+")
_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_LONGEST_LINE = 998  # RFC 5322, 2.1.1
# Quoted-printable, in which both parts stand, writes no "=_".
_BOUNDARY = "=_tecum_parts"
_WORDS_KEPT = 300


class MailFailure(Exception):
    """A letter was not accepted; `words` is what the server or the network said."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class TemporaryFailure(MailFailure):
    """Try this letter again later: 4xx, no connection, a timeout, a dropped line, a refused account."""


class PermanentFailure(MailFailure):
    """The server will never take this letter (5xx): trying again is of no use."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: Security = "none"
    timeout: float = 20.0

    @classmethod
    def from_url(cls, url: str, *, timeout: float = 20.0) -> Self:
        """smtp://user:pass@host:25, smtps://..., smtp+starttls://... or smtp://host:587?starttls=1.

        Raises ValueError, without the password in it, when the address is none of these.
        """
        try:
            parts = urlsplit(url)
            security, port = _SCHEMES[parts.scheme]
            host, port = parts.hostname or "", parts.port or port
            host.encode("idna")
        except (KeyError, ValueError):
            raise ValueError("A mail server is given like smtp://user:password@host:25.") from None
        if not host:
            raise ValueError("The mail server's address names no host; write it like smtp://host:25.")
        if security == "none" and parse_qs(parts.query).get("starttls", ["0"])[-1] in ("1", "true", "yes"):
            security = "starttls"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(host=host, port=port, user=user, password=password, security=security, timeout=timeout)

    def connect(self) -> "Connection":
        """A line to the server, opened at the first letter and kept for those after it."""
        return Connection(self)

    def dial(self) -> smtplib.SMTP:
        """Greet the server and sign in. Whatever goes wrong here is not the letter's fault, so it is temporary."""
        try:
            if self.security == "tls":
                tls = ssl.create_default_context()
                line: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, _our_name(), timeout=self.timeout, context=tls
                )
            else:
                line = smtplib.SMTP(self.host, self.port, _our_name(), timeout=self.timeout)
        except OSError as error:
            raise TemporaryFailure(_words_of(error)) from error
        try:
            if self.security == "starttls":
                line.starttls(context=ssl.create_default_context())
            line.ehlo_or_helo_if_needed()
            if self.user:
                line.login(self.user, self.password)
        except (OSError, UnicodeError) as error:
            line.close()
            raise TemporaryFailure(_words_of(error)) from error
        return line


class Connection:
    """One line to one server for many letters, dialled again when the server has hung up. Not for several threads."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._line is not None:
            try:
                self._line.quit()
            except OSError:
                self._hang_up()

    def send(self, message: EmailMessage) -> str:
        """Hand over one letter and return the server's words. Raises TemporaryFailure or PermanentFailure.

        A line that drops after the letter's text leaves open whether it was taken: that is temporary, and the same
        Message-ID lets the reader's server see the second copy for what it is.
        """
        wire = message.as_bytes(policy=POLICY)
        try:
            return _accepted(self._addressed(message).data(wire))
        except smtplib.SMTPResponseException as error:
            self._begin_afresh(error.smtp_code)
            lasting = error.smtp_code >= 500 and error.smtp_code not in _ACCOUNT_REFUSED
            raise (PermanentFailure if lasting else TemporaryFailure)(_words_of(error)) from error
        except OSError as error:
            self._hang_up()
            raise TemporaryFailure(_words_of(error)) from error

    def _addressed(self, message: EmailMessage) -> smtplib.SMTP:
        """A line on which the server has taken sender and recipients; an idle one that died is dialled once more."""
        if self._line is not None:
            try:
                return _address(self._line, message)
            except smtplib.SMTPServerDisconnected:
                self._hang_up()
            except smtplib.SMTPResponseException as error:
                if error.smtp_code != 421:
                    raise
                self._hang_up()
        self._line = self._server.dial()
        return _address(self._line, message)

    def _begin_afresh(self, code: int) -> None:
        """After a refusal the line stays good for the next letter, unless the server announced that it hangs up."""
        if self._line is None or code == 421:
            return self._hang_up()
        try:
            self._line.rset()
        except OSError:
            self._hang_up()
        return None

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail to one person. `thread_id` is the request's own id, which no mail bears: all are answers to it.

    `unsubscribe` holds links (https: or mailto:); `one_click` says that the https one acts on a bare POST (RFC 8058).
    """

    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    message_id: str
    reply_to: str = ""
    thread_id: str = ""
    thread_topic: str = ""
    thread_index: str = ""
    list_id: str = ""
    importance: Literal["low", "normal", "high"] = "normal"
    unsubscribe: tuple[str, ...] = ()
    one_click: bool = False


def compose(letter: Letter) -> EmailMessage:
    """The mail as it goes out: plain text first, then HTML. Raises Refused, naming the letter's field."""
    message = EmailMessage(policy=POLICY)
    for name, value, place in _headers(letter):
        if value:
            message.set_raw(*POLICY.header_store_parse(name, _one_line(value, place)))
    message["Date"] = now().replace(microsecond=0)
    for name, place in (("From", "sender"), ("To", "recipient"), ("Reply-To", "reply_to")):
        _insist_on_one_address(message, name, place)
    # Quoted-printable whatever the text: it survives old servers, and no line of it can grow too long.
    message.set_content(_encodable(letter.text, "text"), cte="quoted-printable")
    message.make_alternative(boundary=_BOUNDARY)
    message.add_alternative(_encodable(letter.html, "html"), subtype="html", cte="quoted-printable")
    folded = b"".join(POLICY.fold_binary(name, value) for name, value in message.raw_items())
    if any(len(line) > _LONGEST_LINE for line in folded.split(b"\r\n")):
        raise Refused("The subject or an address is too long for mail.", field="subject")
    return message


def message_id(local: str, domain: str) -> str:
    """<local@domain>, to be fixed once per reminder so that a letter sent twice is known as one."""
    made = f"<{local}@{domain}>"
    if not _MESSAGE_ID.fullmatch(made) or len(made) > 250:
        raise Refused("A message's id may hold letters, figures, dots and hyphens only.", field="message_id")
    return made


def thread_index(request_uuid: bytes, filed_at: datetime, sent_at: datetime | None = None) -> str:
    """Outlook's thread (MS-OXOMSG 2.2.1.3): 22 bytes that name the request, 5 more in each mail after the first."""
    if len(request_uuid) != 16:
        raise ValueError("A thread is named by the 16 bytes of a UUID.")
    filed = _filetime(filed_at)
    # The leading byte of this century's file times is the 1 that the format reserves; the last two bytes are dropped.
    block = b"\x01" + filed.to_bytes(8, "big")[1:6] + request_uuid
    if sent_at is not None and sent_at > filed_at:
        later = _filetime(sent_at) - filed
        # Of the time since filing 31 bits are kept; beyond some 20 months coarser ones, marked by the leading bit.
        bits = later >> 18 if later < 1 << 49 else 1 << 31 | (later >> 23 & 0x7FFFFFFF)
        # Outlook fills the fifth byte at random; here it is nought, so that a letter sent again is the same letter.
        block += bits.to_bytes(4, "big") + b"\x00"
    return base64.b64encode(block).decode("ascii")


def _headers(letter: Letter) -> list[tuple[str, str, str]]:
    """Name, value and the letter's field that it comes from."""
    for place in ("message_id", "thread_id"):
        if (value := getattr(letter, place)) and not _MESSAGE_ID.fullmatch(value):
            raise Refused("A message's id looks like <name@host>.", field=place)
    for link in letter.unsubscribe:
        if not _LINK.fullmatch(link):
            raise Refused(
                "A link to unsubscribe begins with https: or mailto: and holds no spaces.", field="unsubscribe"
            )
    post = letter.one_click and any(link.startswith("https:") for link in letter.unsubscribe)
    return [
        ("From", letter.sender, "sender"),
        ("To", letter.recipient, "recipient"),
        ("Reply-To", letter.reply_to, "reply_to"),
        ("Subject", letter.subject, "subject"),
        ("Message-ID", letter.message_id, "message_id"),
        ("In-Reply-To", letter.thread_id, "thread_id"),
        ("References", letter.thread_id, "thread_id"),
        ("Thread-Topic", letter.thread_topic, "thread_topic"),
        ("Thread-Index", letter.thread_index, "thread_index"),
        ("Auto-Submitted", "auto-generated", ""),
        ("X-Auto-Response-Suppress", "All", ""),
        ("List-Id", letter.list_id, "list_id"),
        ("List-Unsubscribe", ", ".join(f"<{link}>" for link in letter.unsubscribe), "unsubscribe"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click" if post else "", "unsubscribe"),
        ("Importance", letter.importance if letter.importance != "normal" else "", "importance"),
    ]


def _one_line(value: str, place: str) -> str:
    """Refuses whatever could end a header or start another: all control characters and Unicode's line separators."""
    if not value.isprintable() and any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in value):
        raise Refused("This has to be a single line of text.", field=place)
    return value


def _encodable(text: str, place: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused("This text holds characters that can't be sent.", field=place)
    return text


def _insist_on_one_address(message: EmailMessage, name: str, place: str) -> None:
    header = message[name]
    if header is None and name == "Reply-To":
        return
    addresses: tuple[Address, ...] = () if header is None or header.defects else header.addresses
    if len(addresses) != 1 or not addresses[0].domain or not addresses[0].addr_spec.isascii():
        raise Refused("Enter one e-mail address, like name@example.gov.", field=place)


def _address(line: smtplib.SMTP, message: EmailMessage) -> smtplib.SMTP:
    _accepted(line.mail(message["From"].addresses[0].addr_spec))
    for recipient in message["To"].addresses:
        _accepted(line.rcpt(recipient.addr_spec))
    return line


def _accepted(reply: tuple[int, bytes]) -> str:
    code, words = reply
    if not 200 <= code < 300:
        raise smtplib.SMTPResponseException(code, words)
    return _told(code, words)


def _words_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _told(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"[:_WORDS_KEPT]


def _told(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:_WORDS_KEPT]


def _our_name() -> str:
    """What we greet with. Looking up the full name, as smtplib would, hangs where the network's names do."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"


def _filetime(moment: datetime) -> int:
    """Tenths of microseconds since 1601, Windows' count."""
    return (moment - _FILETIME_EPOCH) // timedelta(microseconds=1) * 10
