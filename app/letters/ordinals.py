"""Items told off in words: "First, please provide ... Second, why was ...": in one paragraph, or one a paragraph."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.letters.text import LetterText, Paragraph

_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_TOLD_OFF = re.compile(
    rf"(?:and\s+)?(?:(?P<word>{'|'.join(_WORDS)})(?:ly)?(?:\s+of\s+all)?|"
    r"(?P<last>last(?:ly)?|finally|last,?\s+but\s+not\s+least)),\s+(?:and\s+)?",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[.?!:;][\"')\]\d]*\s+")
_LAST = 0
_APART = 4


@dataclass(frozen=True, slots=True)
class Told:
    """One of a series: the paragraph that it begins in, where its word stands, and where its own words begin and end."""

    paragraph: int
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class _Place:
    paragraph: int
    start: int
    body: int
    value: int


def told_off(
    letter: LetterText, paragraphs: Sequence[Paragraph], *, is_asked: Callable[[str, Sequence[str]], bool]
) -> dict[int, list[Told]]:
    """Each series by the paragraph that it begins in; `is_asked` judges it by the words before it and its own."""
    found: dict[int, list[Told]] = {}
    for series in _series(_places(letter, paragraphs)):
        told = list(_cut(series, paragraphs))
        first = told[0]
        before = letter.plain[paragraphs[first.paragraph].start : first.start].strip()
        if not before and first.paragraph and not paragraphs[first.paragraph - 1].mark:
            before = paragraphs[first.paragraph - 1].text
        if is_asked(before, [letter.words(each.body, each.end) for each in told]):
            found.setdefault(first.paragraph, told)
    return found


def _places(letter: LetterText, paragraphs: Sequence[Paragraph]) -> list[_Place]:
    """Every sentence or clause that begins with such a word; a marked paragraph parts what stands before and after it."""
    places: list[_Place] = []
    for at, paragraph in enumerate(paragraphs):
        if paragraph.mark:
            places.append(_Place(at, paragraph.start, paragraph.start, -1))
            continue
        starts = [paragraph.start]
        starts += [stop.end() for stop in _BREAK.finditer(letter.plain, paragraph.start, paragraph.end)]
        for start in starts:
            word = _TOLD_OFF.match(letter.plain, start, paragraph.end)
            if word:
                value = _WORDS.index(word["word"].lower()) + 1 if word["word"] else _LAST
                places.append(_Place(at, start, word.end(), value))
    return places


def _series(places: Sequence[_Place]) -> list[list[_Place]]:
    """First, second, third, in turn and not far apart; "finally" ends one."""
    found: list[list[_Place]] = []
    for place in places:
        open_series = found[-1] if found else []
        before = open_series[-1] if open_series else None
        near = before is not None and place.paragraph - before.paragraph <= _APART
        if before and near and before.value > 0 and place.value in {before.value + 1, _LAST}:
            open_series.append(place)
        else:
            found.append([place])
    return [series for series in found if len(series) > 1 and series[0].value == 1]


def _cut(series: Sequence[_Place], paragraphs: Sequence[Paragraph]) -> list[Told]:
    """Each reaches to the next one; the last to the end of its paragraph."""
    told = [Told(a.paragraph, a.start, a.body, _end(a, b, paragraphs)) for a, b in pairwise(series)]
    last = series[-1]
    return [*told, Told(last.paragraph, last.start, last.body, paragraphs[last.paragraph].end)]


def _end(place: _Place, after: _Place, paragraphs: Sequence[Paragraph]) -> int:
    return after.start if after.paragraph == place.paragraph else paragraphs[after.paragraph - 1].end
