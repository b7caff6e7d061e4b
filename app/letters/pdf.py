"""The text of a PDF page with the blank lines and wide gaps that its layout shows and its text alone has lost."""

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from app.refusals import Refused

_WIDE_GAP = 18.0
_MOST_PAGES = 200
_SLACK = 2.0
# Pdfium joins the two lines of a word that was cut and marks the place by U+FFFE or U+0002.
_LINE = re.compile(r"[^\r\n\ufffe\x02]*(?:\r\n|[\r\n\ufffe\x02]|$)")


@dataclass(frozen=True, slots=True)
class _Row:
    """One printed line: its words and where they stand, in points."""

    text: str
    left: float
    right: float
    middle: float


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
        raise Refused(
            "The PDF holds no text: it is a scan. Have its text recognized (OCR) first, or paste the text.",
            field="file",
        )
    every = [row for rows in pages for row in rows]
    margin = _margin(every)
    flush = _is_flush(every, margin)
    return tuple(_laid_out(rows, margin, flush=flush) for rows in pages)


def _rows(page: Any) -> list[_Row]:
    textpage = page.get_textpage()
    text: str = textpage.get_text_range()
    rows: list[_Row] = []
    start = 0
    for raw in _LINE.findall(text):
        if raw.strip():
            rows.append(_row(textpage, raw, start))
        start += len(raw)
    return rows


def _row(textpage: Any, raw: str, start: int) -> _Row:
    first = start + len(raw) - len(raw.lstrip())
    last = start + len(raw.rstrip()) - 1
    left, bottom, _, top = _box(textpage, first)
    right = _box(textpage, last)[2]
    text = _with_gaps(textpage, raw, start).strip().replace("\ufffe", "-").replace("\x02", "-")
    return _Row(text, left, right, (bottom + top) / 2)


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
        wide = wide and _box(textpage, start + at + 1)[0] - _box(textpage, start + at - 1)[2] > _WIDE_GAP
        parts.append("    " if wide else sign)
    return "".join(parts)


def _margin(rows: list[_Row]) -> float:
    """How far to the right full lines reach."""
    rights = sorted(row.right for row in rows if len(row.text) > 40)
    return rights[int(len(rights) * 0.97)] if rights else 0.0


def _is_flush(rows: list[_Row], margin: float) -> bool:
    """Whether lines are set to end at the right margin, so that one that stops short of it ends a paragraph."""
    full = [row for row in rows if len(row.text) > 60 and "    " not in row.text]
    return len(full) > 9 and sum(abs(row.right - margin) < _SLACK for row in full) > 0.6 * len(full)


def _laid_out(rows: list[_Row], margin: float, *, flush: bool) -> str:
    """Rows with a blank line wherever the page shows that something new begins."""
    pitches = [a.middle - b.middle for a, b in pairwise(rows) if 4 < a.middle - b.middle < 60]
    pitch = min(median(pitches), 1.6 * min(pitches)) if pitches else 0.0
    lines: list[str] = []
    for n, row in enumerate(rows):
        if n and _begins(rows[n - 1], row, pitch=pitch, margin=margin, flush=flush):
            lines.append("")
        lines.append(row.text)
    return "\n".join(lines)


def _begins(before: _Row, row: _Row, *, pitch: float, margin: float, flush: bool) -> bool:
    """Whether a row begins something: it stands lower than the next line would, or its first word would have fitted."""
    drop = before.middle - row.middle
    if drop < 0 or (pitch and drop > 1.35 * pitch):
        return True
    if flush and before.right < margin - 4 * _SLACK:
        return True
    first = row.text.split(" ", 1)[0]
    width = (row.right - row.left) * (len(first) + 1) / max(len(row.text), 1)
    return before.right + width < margin - 3
