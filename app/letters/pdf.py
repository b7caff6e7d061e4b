"""The text of a PDF page with the blank lines and wide gaps that its layout shows and its text alone has lost."""

import re
from typing import Any

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from app.letters.layout import WIDE_GAP, Row, laid_out
from app.refusals import Refused

_MOST_PAGES = 200
# Pdfium joins the two lines of a word that was cut and marks the place by U+FFFE or U+0002.
_LINE = re.compile(r"[^\r\n\ufffe\x02]*(?:\r\n|[\r\n\ufffe\x02]|$)")


class Scan(Refused):
    """A PDF whose pages are pictures; `data` is the PDF, which may have been attached to a mail."""

    def __init__(self, data: bytes) -> None:
        super().__init__(
            "The PDF holds no text: it is a scan. Have its text recognized (OCR) first, or paste the text.",
            field="file",
        )
        self.data = data


def pdf_pages(data: bytes) -> tuple[str, ...]:
    """The pages of a PDF; `Refused` where it can't be opened or holds no text."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == FPDF_ERR_PASSWORD:
            raise Refused("The PDF is locked with a password. Take it off and try again.", field="file") from error
        raise Refused("The PDF can't be opened: it is damaged.", field="file") from error
    try:
        if len(document) > _MOST_PAGES:
            raise Refused(
                f"The PDF has {len(document)} pages; a letter of more than {_MOST_PAGES} is not read. "
                "Save the letter's own pages as a PDF.",
                field="file",
            )
        pages = [_rows(document[number]) for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise Refused("A page of the PDF is damaged.", field="file") from error
    finally:
        document.close()
    if not any(pages):
        raise Scan(data)
    return tuple("\n".join(lines) for lines in laid_out(pages))


def _rows(page: Any) -> list[Row]:
    textpage = page.get_textpage()
    text: str = textpage.get_text_range()
    rows: list[Row] = []
    start = 0
    for raw in _LINE.findall(text):
        if raw.strip():
            rows.append(_row(textpage, raw, start))
        start += len(raw)
    return rows


def _row(textpage: Any, raw: str, start: int) -> Row:
    first = start + len(raw) - len(raw.lstrip())
    last = start + len(raw.rstrip()) - 1
    left, bottom, _, top = _box(textpage, first)
    right = _box(textpage, last)[2]
    text = _with_gaps(textpage, raw, start).strip().replace("\ufffe", "-").replace("\x02", "-")
    return Row(text, left, right, (bottom + top) / 2)


def _box(textpage: Any, index: int) -> tuple[float, float, float, float]:
    try:
        box: tuple[float, float, float, float] = textpage.get_charbox(index, loose=True)
    except (pypdfium2.PdfiumError, IndexError, ValueError):
        return 0.0, 0.0, 0.0, 0.0
    return box


def _with_gaps(textpage: Any, raw: str, start: int) -> str:
    """Columns stand far apart: one space becomes several."""
    parts = []
    for at, sign in enumerate(raw):
        wide = sign == " " and 0 < at < len(raw) - 1
        wide = wide and _box(textpage, start + at + 1)[0] - _box(textpage, start + at - 1)[2] > WIDE_GAP
        parts.append("    " if wide else sign)
    return "".join(parts)
