"""A letter taken apart: what stands above the salutation, the salutation, the body, and what stands below it."""

import re
from dataclasses import dataclass

from app.letters.dates import find_dates
from app.letters.signatures import Ending, closes, find_ending
from app.letters.text import LetterText, Line
from app.letters.vocabulary import HONORIFIC, SALUTATION, SUBJECT, is_sentence


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines of each part."""

    head: tuple[Line, ...]
    salutation: Line | None
    body: tuple[Line, ...]
    ending: Ending


def take_apart(letter: LetterText) -> Parts:
    lines = letter.lines
    greeted = next((n for n, line in enumerate(lines[:80]) if SALUTATION.match(line.text)), None)
    if greeted is None:
        head = next((n for n, line in enumerate(lines) if _is_prose(line.text) or closes(line)), min(len(lines), 12))
        ending = find_ending(lines, head)
        return Parts(lines[:head], None, lines[head : ending.body_end], ending)
    salutation, first = _salutation(lines, greeted)
    ending = find_ending(lines, first)
    body = lines[first : ending.body_end]
    rest = _after_salutation(lines[greeted])
    return Parts(_without_release(lines[:greeted]), salutation, ((rest,) if rest else ()) + body, ending)


def _without_release(head: tuple[Line, ...]) -> tuple[Line, ...]:
    """What a press release says before the letter is cut off: the head begins below its last sentence."""
    told = next((n for n in range(len(head) - 1, -1, -1) if is_sentence(head[n].text)), None)
    if told is None or SUBJECT.match(head[told].text):
        return head
    rest = head[told + 1 :]
    return rest if any(HONORIFIC.match(line.text) or next(find_dates(line.text), None) for line in rest) else head


def _is_prose(text: str) -> bool:
    return len(text) > 95 or (text.endswith((".", "?", ":")) and len(text.split()) > 7 and not HONORIFIC.search(text))


def _salutation(lines: tuple[Line, ...], at: int) -> tuple[Line, int]:
    """The salutation, joined where it runs over two lines, and the line after it."""
    line = lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else None
    if following is None or line.text.endswith(":") or len(following.text) > 100:
        return line, at + 1
    listed = following.text.startswith("and ") or (not following.gap and line.text.endswith((",", " and")))
    if listed and re.fullmatch(r"[^.?!]*[:,]", following.text) and not re.search(r"\b(?:I|we|We)\b", following.text):
        return Line(line.start, following.end, f"{line.text} {following.text}", line.gap), at + 2
    return line, at + 1


def _after_salutation(line: Line) -> Line | None:
    """The body may begin on the salutation's own line."""
    found = re.match(r"Dear\s[^:]{2,120}?[:,]\s+(?=(?:I|We|As|The|On|In|This|Thank)\s+\w)", line.text)
    if not found or len(line.text) < 120:
        return None
    return Line(line.start + found.end(), line.end, line.text[found.end() :], True)
