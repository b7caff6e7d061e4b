"""Reads what a mail server sends back: a delivery failure (RFC 3464, Exchange's, or a quoted original), or a machine's reply.

All of it was written by strangers: its size, its parts and the words kept of it are limited, and nothing of it is
answered.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from enum import Enum
from typing import Any

from app.refusals import Refused

LARGEST = 10 * 1024 * 1024
MOST_PARTS = 100
MOST_IDS = 50
READ_OF_A_PART = 200_000
WORDS_KEPT = 300

_ID = re.compile(r"<[A-Za-z0-9_+=.-]{1,200}@[A-Za-z0-9.-]{1,200}>")
_REASON = re.compile(r"^.{0,80}(?:\b[45]\d\d[ -]|#?\b[45]\.\d{1,3}\.\d{1,3}\b).*$", re.M)
_LASTING = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b|\b5[0-7]\d\b")
_PASSING = re.compile(r"\b4\.\d{1,3}\.\d{1,3}\b|\b4[2-7]\d\b")
_ROBOTS = re.compile(r"\b(?:mailer-daemon|postmaster|microsoftexchange[0-9a-f]*)\b", re.I)
_UNDELIVERED = re.compile(
    r"^(?:undeliver|delivery (?:status|failure|has failed)|failure notice|mail delivery|returned mail)", re.I
)


class Kind(Enum):
    """What a mail turned out to be."""

    FAILED = "a delivery failure"
    PASSING = "a notice of a delay or of a delivery"
    AUTOMATIC = "an automatic reply"
    OTHER = "a mail from a person"


@dataclass(frozen=True)
class DeliveryNotice:
    """What was read: its kind, the Message-IDs it may be about, and the server's words."""

    kind: Kind
    message_ids: tuple[str, ...] = ()
    words: str = ""


def read(raw: bytes) -> DeliveryNotice:
    """Say what a mail is. Raises Refused where it is too large or built to harm."""
    if len(raw) > LARGEST:
        raise Refused("This mail is larger than 10 MB, so it was not read.")
    if raw.lower().count(b"boundary=") > MOST_PARTS:
        raise Refused("This mail has too many parts, so it was not read.")
    try:
        mail = message_from_bytes(raw, policy=policy.compat32)
        parts = list(_parts(mail))
    except (RecursionError, ValueError, LookupError):
        raise Refused("This mail is damaged, so it was not read.") from None
    if not any(mail.get(name) for name in ("From", "Return-Path", "Message-ID", "Received", "Subject")):
        raise Refused("This is not a mail: it has no headers.")
    return _judged(mail, parts)


def _judged(mail: Message, parts: list[Message]) -> DeliveryNotice:
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if status is not None:
        kind, words = _of_status(status)
        return DeliveryNotice(kind, _ids(mail, parts), words or _reason(parts))
    if _is_undelivered(mail):
        words = _reason(parts)
        lasting = bool(_LASTING.search(words)) or not _PASSING.search(words)
        return DeliveryNotice(Kind.FAILED if lasting else Kind.PASSING, _ids(mail, parts), words)
    if _is_automatic(mail):
        return DeliveryNotice(Kind.AUTOMATIC)
    return DeliveryNotice(Kind.OTHER, tuple(_ID.findall(_header(mail, "Message-ID"))[:1]))


def _of_status(status: Message) -> tuple[Kind, str]:
    """RFC 3464: a block about the mail, then one for each recipient; ours has one recipient, so one failure is ours."""
    blocks = status.get_payload() if status.is_multipart() else []
    for block in list(blocks)[:MOST_PARTS]:
        action, code = _header(block, "Action").lower(), _header(block, "Status")
        told = f"{code} {_header(block, 'Diagnostic-Code').partition(';')[2] or _header(block, 'Diagnostic-Code')}"
        if action == "failed" and not code.startswith("4."):
            return Kind.FAILED, _line(told)
    return Kind.PASSING, ""


def _is_undelivered(mail: Message) -> bool:
    """A bounce without a machine's part: sent by a mail server to nobody's address, and saying so."""
    if mail.get("X-Failed-Recipients") or mail.get("X-MS-Exchange-Message-Is-Ndr") is not None:
        return True
    null_sender = _header(mail, "Return-Path") == "<>"
    from_robot = bool(_ROBOTS.search(_header(mail, "From")))
    return (null_sender or from_robot) and bool(_UNDELIVERED.match(_header(mail, "Subject")))


def _is_automatic(mail: Message) -> bool:
    """RFC 3834 and its forerunners. X-Auto-Response-Suppress alone is also set by people's own mail programs."""
    submitted = _header(mail, "Auto-Submitted").lower().partition(";")[0].strip()
    return (
        submitted not in {"", "no"}
        or _header(mail, "Precedence").lower() in {"bulk", "junk", "list", "auto_reply"}
        or any(mail.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "List-Id"))
        or _header(mail, "Return-Path") == "<>"
        or mail.get_content_type() == "multipart/report"
    )


def _ids(mail: Message, parts: list[Message]) -> tuple[str, ...]:
    """Where a notice names the mail it is about: the enclosed original, its own headers, or the words it quotes."""
    found: list[str] = []
    for part in parts:
        for name in ("Message-ID", "Original-Message-ID", "X-Original-Message-ID", "In-Reply-To", "References"):
            if part is not mail or name != "Message-ID":
                found += _ID.findall(_header(part, name))
        if part.get_content_maintype() == "text":
            found += _ID.findall(_text(part))
    return tuple(dict.fromkeys(found))[:MOST_IDS]


def _reason(parts: list[Message]) -> str:
    for part in parts:
        if part.get_content_type() == "text/plain" and (match := _REASON.search(_text(part))):
            return _line(match.group())
    return "The mail came back."


def _parts(mail: Message) -> Iterator[Message]:
    """The parts, those of enclosed mails included, in their order."""
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            raise ValueError("too many parts")
        yield part


def _text(part: Message) -> str:
    payload: Any = part.get_payload(decode=True)
    return payload[:READ_OF_A_PART].decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _header(part: Message, name: str) -> str:
    return " ".join(str(part.get(name) or "").split())[:2_000]


def _line(words: str) -> str:
    """One line without control characters."""
    return "".join(letter for letter in " ".join(words.split()) if letter.isprintable())[:WORDS_KEPT]
