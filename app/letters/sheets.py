"""The sheets of a PDF letter: how large each is, and where the words of a finding stand on it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from ctypes import byref, c_int
from typing import Any

import pypdfium2
from pypdfium2 import raw

MOST_BOXES = 3000
FINE = 20
_JOINED = {"\ufffe": "-", "\x02": "-"}
Box = list[float]


def placed(data: bytes, pages: Sequence[str], evidence: list[dict[str, Any]]) -> list[list[float]]:
    """Add to each finding its `boxes` ([left, top, width, height] in points, one a line); the sizes of the pages."""
    document = pypdfium2.PdfDocument(data)
    sizes = [list(document.get_page_size(number)) for number in range(len(document))]
    left = MOST_BOXES
    for number, text in enumerate(pages):
        found = [each for each in evidence if each["page"] == number + 1]
        if found and left > 0:
            sheet = _Sheet(document[number])
            for each in found:
                each["boxes"] = sheet.boxes(text, each["words"], each["offset"])[:left]
                left -= len(each["boxes"])
    document.close()
    return [[round(side, 1) for side in size] for size in sizes]


class _Sheet:
    """One page's letters without any blank between them, each with its index in the page."""

    def __init__(self, page: Any) -> None:
        self.page, self.textpage = page, page.get_textpage()
        text = self.textpage.get_text_range()
        kept = [(_JOINED.get(sign, sign), at) for at, sign in enumerate(text) if not sign.isspace()]
        self.letters = "".join(sign for sign, _ in kept)
        self.indexes = [at for _, at in kept]
        self.width, self.height = page.get_size()

    def boxes(self, text: str, words: str, offset: int) -> list[Box]:
        """Where the words stand, line by line; none where the page as drawn doesn't hold them."""
        # What runs on to the next page is marked as far as this one goes.
        sought = _bare(words.split("\f")[0])
        start = _nearest(self.letters, sought, len(_bare(text[:offset])))
        if start is None:
            return []
        return list(self._lines(self.indexes[start : start + len(sought)]))

    def _lines(self, indexes: Sequence[int]) -> Iterator[Box]:
        line: list[float] | None = None
        for index in indexes:
            box = self._box(index)
            if box is None:
                continue
            left, top, right, bottom = box
            middle = (top + bottom) / 2
            if line and line[1] <= middle <= line[3] and left >= line[0]:
                line = [line[0], min(line[1], top), max(line[2], right), max(line[3], bottom)]
            else:
                yield from _as_box(line)
                line = [left, top, right, bottom]
        yield from _as_box(line)

    def _box(self, index: int) -> tuple[float, float, float, float] | None:
        """Left, top, right, bottom as the page is shown, turned pages and cut ones too."""
        try:
            left, bottom, right, top = self.textpage.get_charbox(index, loose=True)
        except (pypdfium2.PdfiumError, IndexError, ValueError):
            return None
        (x0, y0), (x1, y1) = self._shown(left, top), self._shown(right, bottom)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        across, down = c_int(), c_int()
        size = (int(self.width * FINE), int(self.height * FINE))
        raw.FPDF_PageToDevice(self.page.raw, 0, 0, *size, 0, x, y, byref(across), byref(down))
        return across.value / FINE, down.value / FINE


def _bare(text: str) -> str:
    return "".join(sign for sign in text if not sign.isspace())


def _nearest(letters: str, sought: str, place: int) -> int | None:
    """Where the words stand, of several places the nearest to the one that was told."""
    starts: list[int] = []
    at = letters.find(sought) if sought else -1
    while at >= 0 and len(starts) < 200:
        starts.append(at)
        at = letters.find(sought, at + 1)
    here = bisect_left(starts, place)
    return min(starts[max(0, here - 1) : here + 1], key=lambda start: abs(start - place), default=None)


def _as_box(line: list[float] | None) -> Iterator[Box]:
    if line:
        yield [round(side, 1) for side in (line[0], line[1], line[2] - line[0], line[3] - line[1])]
