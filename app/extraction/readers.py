"""One reader for each accepted kind: all that a person, or a program, could read in the file."""

import email
import email.policy
import io
import re
from collections.abc import Iterator
from typing import IO, Any

import olefile
import pypdfium2
from lxml import etree
from pypdfium2 import raw

from app.extraction import Extract
from app.extraction.office import office_texts
from app.refusals import Refused
from app.sniffing import WITHOUT_TEXT, Kind, decode, sniff

MAX_TEXT = 64 * 1024 * 1024
MAX_DEPTH = 5
MAX_PACKET = 1024 * 1024
_UNCHECKED = "so we could not check it."
_UNLOCK = "Take the password off and send it again."
_PRINT = "Open it, print it to PDF, and send that copy."
Texts = Iterator[tuple[str, str]]


def extract(source: IO[bytes] | bytes, kind: Kind, name: str, *, depth: int = 0) -> Extract:
    """The texts of the file and of all that it encloses; `Refused` when any of it can't be read."""
    if depth > MAX_DEPTH:
        raise Refused(
            "This file holds files within files, deeper than we can check. Send each one by itself.", field="file"
        )
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    file.seek(0)
    found = Extract([("file name", name)], [])
    if kind.code in WITHOUT_TEXT:
        found.notes.append(f"{name}: {kind.label}; no text was read from it.")
        return found
    size = 0
    for where, text in _READERS[kind.code](file, depth):
        size += len(text)
        if size > MAX_TEXT:
            raise Refused("This file holds more text than we can check. Split it and send the parts.", field="file")
        if text.strip():
            found.texts.append((where, text))
    if kind.code == "pdf" and not any(where.startswith("page") for where, _ in found.texts):
        found.notes.append(f"{name}: a scan without text; its pages were not read.")
    return found


def _pdf(file: IO[bytes], depth: int) -> Texts:
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise Refused(
                f"This PDF is locked with a password, {_UNCHECKED} {_UNLOCK}",
                field="file",
            )
        raise Refused(f"This PDF is damaged, {_UNCHECKED} {_PRINT}", field="file")
    try:
        for key, value in document.get_metadata_dict(skip_empty=True).items():
            yield f"property {key}", value
        yield from _pdf_packets(file)
        for bookmark in document.get_toc():
            yield "bookmark", bookmark.get_title()
        for number in range(len(document)):
            yield from _pdf_page(document, number)
        for number in range(document.count_attachments()):
            attachment = document.get_attachment(number)
            yield from _enclosed(bytes(attachment.get_data()), attachment.get_name(), depth)
    except pypdfium2.PdfiumError:
        raise Refused(f"This PDF is damaged, {_UNCHECKED} {_PRINT}", field="file")


def _pdf_packets(file: IO[bytes]) -> Texts:
    """The XMP metadata, which lies in a PDF as plain XML, so that tools find it without reading the PDF."""
    file.seek(0)
    data, start = file.read(MAX_TEXT), 0
    while (start := data.find(b"<x:xmpmeta", start)) >= 0:
        end = data.find(b"</x:xmpmeta>", start)
        end = len(data) if end < 0 else end
        yield from _html(io.BytesIO(data[start:end][:MAX_PACKET]), 0)
        start = end


def _pdf_page(document: Any, number: int) -> Texts:
    page = document[number]
    textpage = page.get_textpage()
    yield f"page {number + 1}", textpage.get_text_range()
    textpage.close()
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        for key in (b"Contents", b"T", b"Subj", b"V"):
            yield f"note on page {number + 1}", _annotation_text(annotation, key)
        raw.FPDFPage_CloseAnnot(annotation)
    page.close()


def _annotation_text(annotation: Any, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if size <= 2:
        return ""
    buffer = (raw.FPDF_WCHAR * (size // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", errors="replace")


def _office(file: IO[bytes], depth: int) -> Texts:
    for where, content in office_texts(file):
        if isinstance(content, str):
            yield where, content
        else:
            yield from _enclosed(content, where.rpartition("/")[2], depth)


def _text(file: IO[bytes], _depth: int) -> Texts:
    data = file.read(2 * MAX_TEXT + 1)
    if len(data) > 2 * MAX_TEXT:
        raise Refused("This file holds more text than we can check. Split it and send the parts.", field="file")
    yield "text", decode(data)


_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "title",
        "table",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
        "pre",
        "hr",
        "option",
    ]
)
_SHOWN = frozenset({"alt", "title", "content", "value", "placeholder"})


class _Visible:
    """Everything in a page that is or may become visible: text, comments, and the words in attributes."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        self.end(tag)
        self.pieces += [f"\n{value}\n" for key, value in attrs.items() if key in _SHOWN and value]

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def data(self, text: str) -> None:
        self.pieces.append(text)

    def comment(self, text: str) -> None:
        self.pieces.append(f"\n{text}\n")

    def pi(self, target: str, text: str | None = None) -> None:
        self.pieces.append(f"\n{target} {text or ''}\n")

    def close(self) -> str:
        return "".join(self.pieces)


def _html(file: IO[bytes], depth: int) -> Texts:
    for where, text in _text(file, depth):
        if text.strip():
            parser = etree.HTMLParser(target=_Visible(), encoding="utf-8", no_network=True, huge_tree=True)
            # A NUL would end the page for the library; to a reader's eye it is nothing.
            yield where, str(etree.fromstring(text.replace("\0", "").encode("utf-8", errors="replace"), parser))


def _mail(file: IO[bytes], depth: int) -> Texts:
    message = email.message_from_binary_file(file, policy=email.policy.default.clone(max_line_length=None))
    yield from _message(message, depth)


def _message(message: Any, depth: int) -> Texts:
    if depth > MAX_DEPTH:
        raise Refused(
            "This file holds files within files, deeper than we can check. Send each one by itself.", field="file"
        )
    for key in message:
        for value in message.get_all(key, []):
            yield f"header {key}", str(value)
    if message.get_content_type() in {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}:
        raise Refused("This message is encrypted or sealed, so we could not check it. Send it unsealed.", field="file")
    if message.get_content_type() == "message/rfc822":
        for inner in message.get_payload():
            yield from _message(inner, depth + 1)
    elif message.is_multipart():
        for key in ("preamble", "epilogue"):
            yield key, getattr(message, key) or ""
        for part in message.get_payload():
            yield from _message(part, depth)
    else:
        yield from _mail_part(message, depth)


def _mail_part(part: Any, depth: int) -> Texts:
    data = part.get_payload(decode=True) or b""
    name = part.get_filename() or ""
    if part.get_content_maintype() == "text":
        text = _charset(data, part.get_content_charset())
        # A part is read as what it says, and as a page too: a reader may show it either way.
        yield "text", text
        yield from _html(io.BytesIO(text.encode("utf-8", errors="replace")), depth)
    elif data and part.get_content_type() in {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
    }:
        yield from _strings(data)
    elif data:
        yield from _enclosed(data, name, depth)


def _charset(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset) if charset else decode(data)
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def _enclosed(data: bytes, name: str, depth: int) -> Texts:
    """The texts of an attachment; what is not on the list can't be checked, so its bearer is refused too."""
    if not data:
        return
    try:
        kind = sniff(data, name)
    except Refused as refused:
        raise Refused(f"A file inside this one can not be accepted. {refused.sentence}", field="file")
    for where, text in extract(data, kind, name, depth=depth + 1).texts:
        yield f"attachment: {where}", text


def _rtf(file: IO[bytes], _depth: int) -> Texts:
    data = file.read(MAX_TEXT).decode("cp1252", errors="replace")
    if "\\object" in data and "\\objdata" in data:
        raise Refused(
            "This rich text document has files inside, which we can not check. Save it as PDF or DOCX.", field="file"
        )
    text = re.sub(r"\\'([0-9a-fA-F]{2})", lambda m: bytes([int(m[1], 16)]).decode("cp1252", errors="replace"), data)
    text = re.sub(r"\\u(-?\d{1,6}) ?\??", lambda m: chr(int(m[1]) % 65536), text)
    text = re.sub(r"\\(?:par|line|page|sect|cell|row|tab)(?![a-z])-?\d{0,10} ?", "\n", text)
    text = re.sub(
        r"\\~", " ", re.sub(r"\\[a-z]{1,32}-?\d{0,10} ?|\r|\n(?=\S)", lambda m: "\n" if m[0] == "\n" else "", text)
    )
    yield "text", re.sub(r"\\\*|[{}]|\\(?=[^\w])", "", text)


def _ole(file: IO[bytes], depth: int) -> Texts:
    with olefile.OleFileIO(file) as ole:
        for path in ole.listdir():
            data = ole.openstream(path).read()
            if _is_locked(path[-1], data):
                raise Refused(f"This document is locked with a password, {_UNCHECKED} {_UNLOCK}", field="file")
            if path[-1].startswith("__substg1.0_3701") or path[-1] == "Package":
                yield from _enclosed(data, "", depth)
            elif b"PK\x03\x04" in data:
                raise Refused(
                    "This document has files packed inside, which we can not check. Save it as PDF.", field="file"
                )
            else:
                yield from _strings(data)


def _is_locked(stream: str, data: bytes) -> bool:
    """Word says so by a bit in its header (FibBase, flag F); Excel by a FilePass record (0x2F) among its first."""
    if stream == "WordDocument":
        return bool(data[11:12] and data[11] & 1)
    if stream not in {"Workbook", "Book"}:
        return False
    place = 0
    for _ in range(10):
        if data[place : place + 2] == b"\x2f\0":
            return True
        place += 4 + int.from_bytes(data[place + 2 : place + 4], "little")
    return False


def _strings(data: bytes) -> Texts:
    """Whatever looks like words in bytes of unknown shape, in one-byte and two-byte letters."""
    for found in re.finditer(rb"[\t\r\n\x20-\x7e\x80-\xff]{4,4000}", data):
        yield "text", found[0].decode("cp1252", errors="replace")
    for found in re.finditer(rb"(?:[\t\r\n\x20-\x7e]\0){4,4000}", data):
        yield "text", found[0].decode("utf-16-le", errors="replace")


_READERS = {
    "pdf": _pdf, "docx": _office, "xlsx": _office, "pptx": _office, "txt": _text, "csv": _text, "html": _html,
    "eml": _mail, "rtf": _rtf, "doc": _ole, "xls": _ole, "msg": _ole,
}  # fmt: skip
