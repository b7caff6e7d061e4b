"""The text of a letter that came as mail (EML or Outlook's MSG): in the message itself, or in a file attached to it."""

import struct
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from oxmsg import Message

from app.letters.vocabulary import SALUTATION
from app.refusals import Refused

Pages = tuple[str, ...]
Reader = Callable[[bytes], Pages]
_LETTERS = (b"%PDF-", b"PK\x03\x04")
_NO_TEXT = "The mail has no text of its own, and no PDF or DOCX is attached."


def mail_pages(data: bytes, *, html: Callable[[bytes], str], attached: Reader) -> Pages:
    """The pages of a mail as sent (EML)."""
    message = message_from_bytes(data, policy=default)
    if not isinstance(message, EmailMessage):
        raise Refused(_NO_TEXT, field="file")
    return _letter(_mail_text(message, html), _mail_files(message), attached)


def outlook_pages(data: bytes, *, html: Callable[[bytes], str], attached: Reader) -> Pages:
    """The pages of a mail as Outlook saves it (MSG)."""
    try:
        message: Any = Message.load(data)
        body = message.body or (html(message.html_body.encode()) if message.html_body else "")
        files = [part.file_bytes for part in message.attachments if part.file_bytes]
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, OSError, struct.error) as error:
        raise Refused("The Outlook message is damaged. Save it again, or print it to PDF.", field="file") from error
    return _letter(body, iter(files), attached)


def _letter(body: str, files: Iterator[bytes], attached: Reader) -> Pages:
    """The message where it greets somebody; else the first attached file that is a document."""
    if any(SALUTATION.match(line.strip(" \t>*")) for line in body.splitlines()):
        return (body,)
    document = next((data for data in files if data.startswith(_LETTERS)), None)
    if document is not None:
        return attached(document)
    if not body.strip():
        raise Refused(_NO_TEXT, field="file")
    return (body,)


def _mail_text(message: EmailMessage, html: Callable[[bytes], str]) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        content = body.get_content()
    except (LookupError, ValueError, KeyError) as error:
        raise Refused("The mail's text is in an unknown encoding.", field="file") from error
    return html(content.encode()) if body.get_content_type() == "text/html" else str(content)


def _mail_files(message: EmailMessage) -> Iterator[bytes]:
    for part in message.walk():
        content = None if part.is_multipart() else part.get_payload(decode=True)
        if isinstance(content, bytes) and part.get_content_maintype() != "text":
            yield content
