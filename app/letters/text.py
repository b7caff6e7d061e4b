"""The text of a letter as pages, lines and paragraphs, every one of which knows where it stands in the source."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from app.markers import Mark, read_mark
from app.numbering import clean

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\t": " ", "\u200b": " "}
)
_SMALL = frozenset({"OF", "THE", "AND", "FOR", "TO", "IN", "ON", "OR", "BY", "AT", "FROM", "WITH"})
_BLANK = " \t\r\n\f\v\u00a0\u200b\ufeff\x1c\x1d\x1e\x85\u2028\u2029"
_PAGE_NUMBER = re.compile(r"(?:Page\s+)?-?\s*\d{1,3}\s*-?(?:\s+of\s+\d{1,3})?|Page\s+\w+", re.IGNORECASE)
_CITED = r"(?:See\b|Id\.|Ibid|Cf\.|supra\b)"
_FOOTNOTE = re.compile(
    rf"\[?\d{{1,3}}\]?(?:\.\s+{_CITED}|\s*(?:{_CITED}|Letter from\b|Letter to\b|Press Release\b|Memorandum\b|Hearing\b|"
    r"E-?mail\b|Pub\. L|P\.L\.|\d+ (?:U\.S\.C|C\.F\.R|Fed\. Reg))|"
    r"(?:\s+|(?=[A-Z\"]))[^?]{0,160}(?:https?://|\bsupra\b|U\.S\.C\. §|\bat \d+\.?$|"
    r"\((?:[A-Z][a-z]{2,8}\.?\s+(?:\d{1,2},\s+)?)?(?:19|20)\d\d\)[.;,]))"
)
_GAP = re.compile(r"[ \t\u00a0]*[\r\n\f][\s\u200b\ufeff]*[\r\n\f][\s\u200b\ufeff]*")
_DASHES = "-–—"
_ENDED = re.compile(r"[.?!:;\"')\]\d]\s*$")
_OPENS = re.compile(
    r"(?:Thank\s+you|(?:We|I)\s+(?:look|would|appreciate|thank|ask|request)|Please\s+(?:provide|respond|contact|"
    r"submit|send)|"
    r"If\s+you\s+have|Should\s+you|Sincerely|Your\s+(?:prompt|response))\b"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line without its surrounding space; `gap` says that blank lines stand before it."""

    start: int
    end: int
    text: str
    gap: bool
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together; `text` is joined to one line, `mark` is the mark that leads it."""

    start: int
    end: int
    text: str
    mark: Mark | None
    body: int


class LetterText:
    """The pages of a letter. `plain` has the source's length, with straight quotes and without running heads."""

    def __init__(self, pages: tuple[str, ...]) -> None:
        self.pages = pages
        self.source = "\f".join(pages)
        self._starts = [0]
        for page in pages[:-1]:
            self._starts.append(self._starts[-1] + len(page) + 1)
        self.tidy = _without_furniture(self.source, self._starts) if len(pages) > 1 else self.source
        self.plain = _recased(self.tidy.translate(_PLAIN))

    def place(self, offset: int) -> tuple[int, int]:
        """The page, counted from 1, and the offset within it."""
        page = max(bisect_right(self._starts, offset), 1)
        return page, offset - self._starts[page - 1]

    def unbroken(self, paragraph: "Paragraph") -> str:
        """The paragraph's source, of the same length, without the blank lines that the end of a page left in it."""
        return _GAP.sub(_one_break, self.tidy[paragraph.start : paragraph.end])

    def words(self, start: int, end: int) -> str:
        """The words as the letter prints them, on one line."""
        return clean(self.tidy[start:end])

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        found: list[Line] = []
        start, gap = 0, False
        for raw in self.plain.splitlines(keepends=True):
            text = raw.strip(_BLANK)
            if text:
                indent = len(raw) - len(raw.lstrip(_BLANK))
                found.append(Line(start + indent, start + indent + len(text), text, gap, indent))
            gap = not text
            start += len(raw)
        return tuple(found)

    @cached_property
    def width(self) -> int:
        """How far lines reach before they are wrapped; 0 where a line is a whole paragraph."""
        lengths = sorted(len(line.text) for line in self.lines)
        return lengths[int(len(lengths) * 0.98)] if lengths and 50 <= lengths[-1] <= 160 else 0

    @cached_property
    def is_spaced(self) -> bool:
        """Whether blank lines part the paragraphs, so that a line that stops short tells nothing."""
        pairs = [(a, b) for a, b in pairwise(self.lines) if len(a.text) > 0.4 * self.width and b.text[:1].isupper()]
        breaks = [b.gap for a, b in pairs if _ENDED.search(a.text) and _needed(a, b) < 0.8 * self.width]
        return len(breaks) > 2 and sum(breaks) >= 0.8 * len(breaks)

    def paragraphs(self, lines: tuple[Line, ...]) -> list[Paragraph]:
        """Wrapped lines joined; a mark, a blank line or a line that stops short begins a new paragraph."""
        groups: list[list[Line]] = []
        for line in lines:
            if groups and self._goes_on(groups[-1][-1], line):
                groups[-1].append(line)
            else:
                groups.append([line])
        return [self._paragraph(group) for group in groups]

    def _goes_on(self, before: Line, line: Line) -> bool:
        """Whether a line goes on with the one before: it wouldn't have fitted there, and nothing begins with it."""
        starts_small = line.text[:1].islower()
        if not self.width:
            # Some lines are whole paragraphs, yet this one was wrapped: it starts small, or with a date's year.
            small = starts_small or re.match(r"(?:19|20)\d\d\b", line.text)
            return bool(small) and not line.gap and len(before.text) > 60 and not re.search(r"[.?!:;]$", before.text)
        same_page = self.place(before.start)[0] == self.place(line.start)[0]
        ended = bool(_ENDED.search(before.text))
        needed = _needed(before, line)
        # What stands at a page's foot and head parts the lines of a sentence that runs over its end.
        cut = not same_page and not ended and needed > 0.75 * self.width
        if line.gap and not starts_small and not cut:
            return False
        if read_mark(line.text)[0]:
            return not ended and needed > 0.75 * self.width
        if (
            starts_small
            or cut
            or line.text[0] in _DASHES
            or (self.is_spaced and same_page and needed > 0.5 * self.width)
        ):
            return True
        if ended and (needed <= 0.97 * self.width or _OPENS.match(line.text)):
            return False
        return needed > 0.75 * self.width or before.text.endswith(",")

    def _paragraph(self, group: list[Line]) -> Paragraph:
        start, end = group[0].start, group[-1].end
        mark, offset = read_mark(self.plain[start:end])
        return Paragraph(start, end, clean(self.plain[start:end]), mark, start + offset)


def _one_break(found: re.Match[str]) -> str:
    return " " * (len(found[0]) - 1) + "\n"


def _recased(plain: str) -> str:
    """A letter all in capitals as another would be printed; of the same length."""
    capitals = len(re.findall(r"[A-Z]", plain))
    if capitals < 100 or capitals < 4 * len(re.findall(r"[a-z]", plain)):
        return plain
    return re.sub(r"[A-Z][A-Z']+", lambda word: word[0].lower() if word[0] in _SMALL else word[0].capitalize(), plain)


def _needed(before: Line, line: Line) -> int:
    """How long the line before would be with the next one's first word."""
    return len(before.text) + 1 + len(line.text.split(" ", 1)[0])


def _without_furniture(source: str, starts: list[int]) -> str:
    """Blank what a printer repeats on every page: running heads, page numbers; and notes at the foot of a page."""
    chars = list(source)
    ends = [*[start - 1 for start in starts[1:]], len(source)]
    pages = [_edges(source, start, end) for start, end in zip(starts, ends, strict=True)]
    tops = Counter(shape for page in pages for shape in {_shape(source[a:b]) for a, b in page[:4]})
    feet = Counter(shape for page in pages for shape in {_shape(source[a:b]) for a, b in page[-3:]})
    often = max(2, len(pages) // 2)
    for number, page in enumerate(pages):
        foot = next((n for n in range(1, len(page)) if _is_foot(source, page, n)), len(page))
        for n, (a, b) in enumerate(page):
            shape, last = _shape(source[a:b]), n >= len(page) - 3
            repeated = number and ((n < 4 and tops[shape] >= often) or (last and feet[shape] >= often))
            head = number and n < 4 and _in_running_head(source, page, n)
            counts = (n < 3 or n >= len(page) - 2) and _PAGE_NUMBER.fullmatch(source[a:b].strip())
            if repeated or head or counts or n >= foot:
                before = len(source[:a].rstrip(_BLANK)) if n and last else a
                chars[before:b] = " " * (b - before)
    return "".join(chars)


def _edges(source: str, start: int, end: int) -> list[tuple[int, int]]:
    found, at = [], start
    for raw in source[start:end].splitlines(keepends=True):
        if raw.strip(_BLANK):
            found.append((at, at + len(raw)))
        at += len(raw)
    return found


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", text.strip().lower())


def _in_running_head(source: str, page: list[tuple[int, int]], n: int) -> bool:
    """ "The Honorable Jane Doe / March 3, 2020 / Page 2": all lines down to the one that counts the page."""
    for a, b in page[n:4]:
        text = source[a:b].strip()
        if re.fullmatch(r"(?:.{0,80}\b)?Page\s+\w+(?:\s+of\s+\w+)?", text, re.IGNORECASE):
            return True
        if len(text) > 60:
            return False
    return False


def _is_foot(source: str, page: list[tuple[int, int]], n: int) -> bool:
    """Whether the notes of a page begin here: a note's mark and a citation, in the lower half of the page."""
    a, _ = page[n]
    below = source[a : page[-1][1]]
    return n >= len(page) // 2 and bool(_FOOTNOTE.match(" ".join(below[:400].split())))
