"""The pages of a letter out of a file: PDF, DOCX, mail, HTML or plain text, told apart by their content."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from app.letters.messages import mail_pages, outlook_pages
from app.letters.pdf import pdf_pages
from app.letters.word import word_text
from app.markings import find_marking, sentence_for
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
_NEITHER = "The file is neither PDF, DOCX, mail, HTML nor text."
_OUTLOOK = "__properties_version1.0".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8")


def pages_of(data: bytes) -> tuple[str, ...]:
    """Dispatch by what the bytes are, not by the file's name; text that carries a classification marking is refused."""
    pages = _dispatched(data)
    if not any(page.strip() for page in pages):
        raise Refused("The file is empty.", field="file")
    marking = find_marking("\n".join(pages))
    if marking:
        raise Refused(sentence_for(marking, "This letter"), field="file")
    return pages


def _dispatched(data: bytes) -> tuple[str, ...]:
    start = data[:2048].lstrip().lower()
    if not start:
        raise Refused("The file is empty.", field="file")
    if data.startswith(b"%PDF-") or b"%pdf-" in start[:1024]:
        return pdf_pages(data)
    if data.startswith(b"PK\x03\x04"):
        return (_office(data),)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(data)
    if data.startswith(b"{\\rtf"):
        raise Refused("The file is a rich text document (RTF). Save it as DOCX or PDF.", field="file")
    if data.startswith(_PICTURES):
        raise Refused("The file is a picture. Read its text into a PDF first (text recognition, OCR).", field="file")
    if start.startswith((b"<!doctype html", b"<html")) or b"<body" in start:
        return (_html(data),)
    if start.startswith(_MAIL_HEADS):
        return mail_pages(data, html=_html, attached=_dispatched)
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(_NEITHER, field="file")
    return tuple(_decoded(data).split("\f"))


def _office(data: bytes) -> str:
    """A Word document; what else is packed the same way is named."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return word_text(data)
    for folder, label in (("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint file")):
        if any(name.startswith(folder) for name in names):
            raise Refused(f"The file is {label}, no letter; it is no Word document.", field="file")
    return word_text(data)


def _compound(data: bytes) -> tuple[str, ...]:
    """What Outlook saves, and what Office saved before 2007 or locks with a password."""
    if _OUTLOOK in data:
        return outlook_pages(data, html=_html, attached=_dispatched)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("The document is locked with a password. Take it off and try again.", field="file")
    if "WordDocument".encode("utf-16-le") in data:
        raise Refused("The file is an old Word document (DOC). Save it as DOCX or PDF.", field="file")
    raise Refused(_NEITHER, field="file")


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


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
