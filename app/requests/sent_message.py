"""The sent message as proof of transmission: when, from whom, to whom, with what, read by the guarded child."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.attaching import examined, uploads_of
from app.dates import day_text
from app.models import OversightRequest
from app.refusals import Refused

FILE_NAME = re.compile(r"""filename="?([^";]{1,200})""")


@dataclass(frozen=True)
class SentMessage:
    """What the message says of itself; `words` is all its text."""

    sent_at: datetime
    sender: str
    recipients: str
    message_id: str
    attachments: tuple[str, ...]
    words: str

    def sent_on(self, zone: ZoneInfo) -> date:
        """The day on which it was sent, in the office's zone."""
        return self.sent_at.astimezone(zone).date()

    @property
    def note(self) -> str:
        """What the history keeps of it."""
        files = f" Attached: {', '.join(self.attachments)}." if self.attachments else ""
        return f"Proved by the sent message {self.message_id or 'without an id'}, from {self.sender} to {self.recipients}.{files}"

    def doubts(self, oversight_request: OversightRequest, *, typed: date | None) -> list[str]:
        """What a person may want to look at again; nothing of it stops them."""
        agency, words = oversight_request.agency, self.words.casefold()
        found = []
        if oversight_request.number.casefold() not in words:
            found.append(f"The message does not mention {oversight_request.number}.")
        if agency.short_name.casefold() not in words and agency.name.casefold() not in words:
            found.append(f"The message does not mention {agency.short_name}.")
        own = self.sent_on(oversight_request.office.zone)
        if typed is not None and typed != own:
            found.append(f"You entered {day_text(typed)}; the message was sent on {day_text(own)}, and that was taken.")
        return found


def read_message(field: Any) -> SentMessage | None:
    """The message chosen in a form's field, None where there is none; `Refused` where it is no message with a date."""
    uploads = uploads_of(field)
    if not uploads:
        return None
    found = examined(uploads[0])
    if found.kind.code != "eml":
        raise Refused("Choose the sent message itself, saved as an .eml file.", field="proof")
    texts = found.extract.texts
    return SentMessage(
        sent_at=moment_of(first(texts, "date")),
        sender=first(texts, "from") or "nobody named",
        recipients=first(texts, "to") or "nobody named",
        message_id=first(texts, "message-id"),
        attachments=tuple(dict.fromkeys(names_in(texts))),
        words=" ".join(" ".join(text.split()) for _, text in texts),
    )


def names_in(texts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The names of its attachments, those of plain texts included."""
    for where, text in texts:
        if where == "attachment: file name":
            yield text
        elif where.lower() == "header content-disposition" and (named := FILE_NAME.search(text)):
            yield named[1].strip()


def first(texts: Sequence[tuple[str, str]], header: str) -> str:
    """A header of the message itself, which stands before those of its parts."""
    found = next((text for where, text in texts if where.lower() == f"header {header}"), "")
    return " ".join(found.split())[:1000]


def moment_of(text: str) -> datetime:
    """RFC 5322; a moment without a zone is no proof of a day."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        found = None
    if found is None or found.tzinfo is None:
        raise Refused("This message has no date that can be read, so it proves none.", field="proof")
    return found
