"""The pages of a letter out of a file: PDF, DOCX, mail, HTML or plain text, told apart by their content."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import lxml.html
from lxml import etree

from app.letters.pdf import pdf_pages
from app.letters.word import word_text
from app.refusals import Refused

_BLOCKS = {
    "p",
    "div",
    "li",
    "br",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ol",
    "ul",
    "table",
    "blockquote",
    "section",
}
_MAIL_HEADS = (b"from:", b"received:", b"return-path:", b"mime-version:", b"message-id:", b"delivered-to:")
_LARGEST = 50_000_000


def load_pages(path: Path) -> tuple[str, ...]:
    """The text of each page; `Refused` where the file can't be read as a letter."""
    try:
        if path.stat().st_size > _LARGEST:
            raise Refused("The file is larger than 50 MB.", field="file")
        data = path.read_bytes()
    except OSError as error:
        raise Refused(f"The file can't be opened: {error.strerror}.", field="file") from error
    return pages_of(data)


def pages_of(data: bytes) -> tuple[str, ...]:
    """Dispatch by what the bytes are, not by the file's name."""
    start = data[:2048].lstrip().lower()
    if data.startswith(b"%PDF-") or b"%pdf-" in start[:1024]:
        return pdf_pages(data)
    if data.startswith(b"PK\x03\x04"):
        return (word_text(data),)
    if start.startswith((b"<!doctype html", b"<html")) or b"<body" in start:
        return (_html(data),)
    if start.startswith(_MAIL_HEADS):
        return (_mail(data),)
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("The file is neither PDF, DOCX, mail, HTML nor text.", field="file")
    return tuple(_decoded(data).split("\f"))


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _mail(data: bytes) -> str:
    message = message_from_bytes(data, policy=default)
    body = message.get_body(preferencelist=("plain", "html")) if isinstance(message, EmailMessage) else None
    if body is None:
        raise Refused("The mail has no text of its own.", field="file")
    try:
        content = body.get_content()
    except (LookupError, ValueError, KeyError) as error:
        raise Refused("The mail's text is in an unknown encoding.", field="file") from error
    return _html(content.encode()) if body.get_content_type() == "text/html" else str(content)


def _html(data: bytes) -> str:
    try:
        root = lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding=_encoding(data)))
    except (etree.LxmlError, ValueError) as error:
        raise Refused("The HTML can't be read.", field="file") from error
    for node in root.xpath("//script|//style|//head|//nav|//footer"):
        node.drop_tree()
    return "".join(_html_text(root))


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _html_text(root: Any) -> Iterator[str]:
    """Words with a line's end around each block, and the numbers that a browser would draw before list items."""
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str):
            yield _spaced(node.tail) if event == "end" else ""
            continue
        block = node.tag in _BLOCKS
        if event == "start":
            yield ("\n" if block else "") + (_list_mark(node) if node.tag == "li" else "") + _spaced(node.text)
        else:
            yield ("\n\n" if block and node.tag not in {"br", "tr"} else "") + _spaced(node.tail)


def _spaced(text: str | None) -> str:
    return " ".join(["", *text.split(), ""]) if text and text.strip() else (" " if text else "")


def _list_mark(item: Any) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    number = 1 + sum(1 for before in item.itersiblings(tag="li", preceding=True))
    kind = parent.get("type", "1")
    return f"{chr(ord(kind) + number - 1)}. " if kind in {"a", "A"} and number < 27 else f"{number}. "
