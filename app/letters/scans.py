"""The text of a scan: its pages drawn, recognized by tesseract, and laid out with the place of every word."""

import csv
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import mean
from typing import Any

import pypdfium2

from app.letters.layout import WIDE_GAP, Row, laid_out
from app.refusals import Refused

MOST_PAGES = 20
SECONDS_A_PAGE, SECONDS = 15, 50
# A letter page at 200 dots an inch has 3.7 million.
DOTS_A_POINT, MOST_DOTS, LONGEST_SIDE = 200 / 72, 6_000_000, 8000
# Below this a "word" is a speck, a stamp or a signature.
LEAST_SURE = 25.0
UNSURE = 0.85
Box = list[float]


@dataclass(frozen=True, slots=True)
class Word:
    """A recognized word: where it stands in its page's text and on the page (left, top, right, bottom in points)."""

    start: int
    text: str
    box: tuple[float, float, float, float]
    sure: float


@dataclass(frozen=True, slots=True)
class ScannedPage:
    text: str
    size: tuple[float, float]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    box: tuple[float, float, float, float]
    sure: float


def recognized(data: bytes, program: str) -> list[ScannedPage]:
    """The pages of a PDF of pictures; `Refused` where they are too many, or nothing is recognized on any."""
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > MOST_PAGES:
            raise Refused(
                f"The PDF is a scan of {len(document)} pages; the text of at most {MOST_PAGES} is recognized. "
                "Save the letter's own pages as a PDF.",
                field="file",
            )
        sizes = [document.get_page_size(number) for number in range(len(document))]
        until = time.monotonic() + SECONDS
        found = [_lines(program, document[number], until=until) for number in range(len(document))]
    except (pypdfium2.PdfiumError, OSError, subprocess.SubprocessError) as error:
        raise Refused(
            "The PDF is a scan whose text can't be recognized. Enter the letter by hand.", field="file"
        ) from error
    if not any(found):
        raise Refused("The PDF is a scan, and no text was recognized on it. Enter the letter by hand.", field="file")
    rows = [[_row(words, height) for words in lines] for lines, (_, height) in zip(found, sizes, strict=True)]
    laid = laid_out(rows)
    return [_page(*page) for page in zip(laid, found, sizes, strict=True)]


def _lines(program: str, page: Any, *, until: float) -> list[list[_Found]]:
    """The words of each printed line, in reading order."""
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        return []
    scale = min(DOTS_A_POINT, (MOST_DOTS / (width * height)) ** 0.5, LONGEST_SIDE / max(width, height))
    bitmap = page.render(scale=scale, grayscale=True)
    rows = (bytes(bitmap.buffer)[at * bitmap.stride :][: bitmap.width] for at in range(bitmap.height))
    picture = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(rows)
    told = subprocess.run(
        [program, "stdin", "stdout", "--dpi", str(round(scale * 72)), "-l", "eng", "tsv"],
        input=picture,
        capture_output=True,
        check=True,
        timeout=max(0, min(SECONDS_A_PAGE, until - time.monotonic())),
        # One thread: on a busy machine several wait for each other.
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
    ).stdout.decode("utf-8", errors="replace")
    entries = csv.DictReader(told.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [each for each in entries if (each.get("text") or "").strip() and float(each["conf"]) >= LEAST_SURE]
    lines = groupby(words, key=lambda each: (each["block_num"], each["par_num"], each["line_num"]))
    return [[_word(each, scale) for each in line] for _, line in lines]


def _word(told: dict[str, str], scale: float) -> _Found:
    left, top, width, height = (int(told[name]) / scale for name in ("left", "top", "width", "height"))
    return _Found(told["text"].strip(), (left, top, left + width, top + height), float(told["conf"]) / 100)


def _row(words: Sequence[_Found], height: float) -> Row:
    """As a PDF's own text counts: upward from the foot of the page."""
    middle = mean((word.box[1] + word.box[3]) / 2 for word in words)
    return Row("".join(_spelled(words)), words[0].box[0], words[-1].box[2], height - middle)


def _spelled(words: Sequence[_Found]) -> Iterator[str]:
    before: _Found | None = None
    for word in words:
        yield ("    " if word.box[0] - before.box[2] > WIDE_GAP else " ") + word.text if before else word.text
        before = word


def _page(lines: list[str], found: Sequence[Sequence[_Found]], size: tuple[float, float]) -> ScannedPage:
    """The page's text, and each word with its place in it."""
    words: list[Word] = []
    at, rows = 0, iter(found)
    for line in lines:
        place = at
        for word, spelled in zip(row := next(rows), _spelled(row), strict=True) if line else ():
            place += len(spelled)
            words.append(Word(place - len(word.text), word.text, word.box, word.sure))
        at += len(line) + 1
    return ScannedPage("\n".join(lines), size, tuple(words))


def placed(pages: Sequence[ScannedPage], evidence: list[dict[str, Any]]) -> list[Box]:
    """Add to each finding its boxes, and how sure the recognition leaves it; the sizes of the pages."""
    for each in evidence:
        page = pages[each["page"] - 1]
        end = each["offset"] + len(each["words"].split("\f")[0])
        own = [word for word in page.words if word.start < end and word.start + len(word.text) > each["offset"]]
        sure = mean(word.sure for word in own) if own else LEAST_SURE / 100
        each["boxes"] = list(_boxes(own))
        each["confidence"] = round(each["confidence"] * UNSURE * sure, 2)
        each["recognized"] = True
    return [[round(side, 1) for side in page.size] for page in pages]


def _boxes(words: Sequence[Word]) -> Iterator[Box]:
    """One box a line: words that go on to the right at about the same height."""
    line: list[float] | None = None
    for word in words:
        left, top, right, bottom = word.box
        if line and left >= line[0] and line[1] <= (top + bottom) / 2 <= line[3]:
            line = [line[0], min(line[1], top), max(line[2], right), max(line[3], bottom)]
        else:
            if line:
                yield _as_box(line)
            line = [left, top, right, bottom]
    if line:
        yield _as_box(line)


def _as_box(line: Sequence[float]) -> Box:
    return [round(side, 1) for side in (line[0], line[1], line[2] - line[0], line[3] - line[1])]
