"""The rows of a page as lines, with the blank lines and wide gaps that its layout shows and its text alone has lost."""

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

WIDE_GAP = 18.0
_SLACK = 2.0


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line: its words and where they stand, in points."""

    text: str
    left: float
    right: float
    middle: float


def laid_out(pages: list[list[Row]]) -> list[list[str]]:
    """The lines of each page: every row's text, and "" wherever the page shows that something new begins."""
    every = [row for rows in pages for row in rows]
    margin = _margin(every)
    flush = _is_flush(every, margin)
    return [_lines(rows, margin, flush=flush) for rows in pages]


def _margin(rows: list[Row]) -> float:
    """How far to the right full lines reach."""
    rights = sorted(row.right for row in rows if len(row.text) > 40)
    return rights[int(len(rights) * 0.97)] if rights else 0.0


def _is_flush(rows: list[Row], margin: float) -> bool:
    """Whether lines are set to end at the right margin, so that one that stops short of it ends a paragraph."""
    full = [row for row in rows if len(row.text) > 60 and "    " not in row.text]
    return len(full) > 9 and sum(abs(row.right - margin) < _SLACK for row in full) > 0.6 * len(full)


def _lines(rows: list[Row], margin: float, *, flush: bool) -> list[str]:
    """Rows with a blank line wherever the page shows that something new begins."""
    pitches = [a.middle - b.middle for a, b in pairwise(rows) if 4 < a.middle - b.middle < 60]
    pitch = min(median(pitches), 1.6 * min(pitches)) if pitches else 0.0
    lines: list[str] = []
    for n, row in enumerate(rows):
        if n and _begins(rows[n - 1], row, pitch=pitch, margin=margin, flush=flush):
            lines.append("")
        lines.append(row.text)
    return lines


def _begins(before: Row, row: Row, *, pitch: float, margin: float, flush: bool) -> bool:
    """Whether a row begins something: it stands lower than the next line would, or its first word would have fitted."""
    drop = before.middle - row.middle
    if drop < 0 or (pitch and drop > 1.35 * pitch):
        return True
    if flush and before.right < margin - 4 * _SLACK:
        return True
    first = row.text.split(" ", 1)[0]
    width = (row.right - row.left) * (len(first) + 1) / max(len(row.text), 1)
    return before.right + width < margin - 3
