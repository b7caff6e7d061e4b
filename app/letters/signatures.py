"""Who signed a letter and who got a copy: the lines below "Sincerely,", also where columns were run together."""

import re
from dataclasses import dataclass
from itertools import pairwise

from app.letters.names import FIRST_NAMES
from app.letters.people import Person, bare_name, looks_like_name, looks_like_title, split_names
from app.letters.text import Line
from app.letters.vocabulary import (
    AGENCY,
    ALSO_SENT,
    CLOSING,
    COPY,
    ENCLOSURE,
    EXPLAINS,
    HONORIFIC,
    NOTE,
    SCHEDULE,
    SUFFIX,
    TITLE,
    is_sentence,
)

_OFFICE = re.compile(
    r"(?:United\s+States|U\.?\s?S\.?)\s+(?:Senat(?:or|e)|Representative|House\s+of\s+Representatives)|Members?\s+of\s+"
    r"(?:the\s+)?(?:Congress|U\.S\.\s+House|United\s+States\s+Congress|House|Senate)|Ranking(?:\s+(?:Minority|"
    r"Republican|Democratic))?\s+Member|"
    r"(?:Acting\s+|Vice[\s-]+|Co[\s-]*)?Chair(?:man|woman|person)?\b(?:\s+Emeritus)?|Senator\s+for\b|"
    r"Representative\s+for\b|"
    r"(?:Majority|Minority|Democratic|Republican)\s+(?:Leader|Whip)|Speaker\s+of\s+the\s+House|(?<=\s)Member(?=,)|"
    r"^Member(?=,)",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:(?:U\.S\.|House|Senate|Joint|Permanent|Select|Special)\s+)*(?:Sub)?[Cc]ommittee\s+(?:on|for)\b"
    r"|(?:House|Senate)\s+(?:[A-Z]\w+\s+){1,4}(?:Sub)?[Cc]ommittee"
)
_IGNORED = re.compile(r"^(?:[_\W]+|/s/|\[?signature\]?|\d{1,3}|page \d+.*)$", re.IGNORECASE)
_STATE = re.compile(r"[(\[]\s*(?:[RDI]\s*-\s*)?[A-Z]{2}(?:\s*-\s*(?:\d{1,2}|AL))?\s*[)\]]|\([RDI]-[A-Z]")
_DEGREE = re.compile(rf"(?:,?\s+{SUFFIX}\.?)+,?$")


@dataclass(slots=True)
class _Group:
    """The people on one line and what stands below each of them."""

    names: list[str]
    titles: list[list[str]]
    start: int
    end: int
    sure: float


@dataclass(frozen=True, slots=True)
class Ending:
    """Where the body of a letter stops, and the lines of its parts below."""

    body_end: int
    signed: tuple[Line, ...]
    copied: tuple[Line, ...]
    schedule: tuple[Line, ...] = ()


def find_ending(lines: tuple[Line, ...], first: int) -> Ending:
    """Find the closing after line `first`; without one, the signatures must show themselves by their titles."""
    closing = next((n for n in range(len(lines) - 1, first - 1, -1) if closes(lines[n])), None)
    if closing is not None:
        stop = closing
        rest = CLOSING.sub("", lines[closing].text, count=1)
        at = lines[closing].end - len(rest)
        tail = ((Line(at, lines[closing].end, rest, False),) if rest else ()) + lines[closing + 1 :]
    else:
        stop = _start_of_tail(lines, first)
        tail = lines[stop:]
    notes = next(
        (n for n, line in enumerate(tail) if NOTE.match(line.text) and not _IGNORED.match(line.text)), len(tail)
    )
    added = next((n for n, line in enumerate(tail) if SCHEDULE.fullmatch(line.text) and n and line.gap), len(tail))
    schedule = _schedule(tail[added:])
    tail = tail[: min(notes, added)]
    over = next((n for n, line in enumerate(tail) if _ends_signatures(line.text)), len(tail))
    copy = next((n for n, line in enumerate(tail) if COPY.match(line.text)), len(tail))
    end = next((n for n, line in enumerate(tail) if ENCLOSURE.match(line.text)), len(tail))
    over = max(over, copy) if copy < over else over
    over = min(over, end) if copy < end else over  # An enclosure's own pages follow its mention.
    return Ending(stop, tail[: min(copy, end, over)], tail[copy : max(copy, over)], schedule)


def _ends_signatures(text: str) -> bool:
    """What follows a letter in a press release, or a note on who else was written to."""
    return bool(is_sentence(text) or ALSO_SENT.match(text) or re.fullmatch(r"(?:#\s?){3,}|-\s?30\s?-", text))


def _schedule(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The list of what is wanted that stands below the signatures, without its definitions and instructions."""
    if any(EXPLAINS.fullmatch(line.text) for line in lines[:3]):
        return ()
    end = next(
        (n for n, line in enumerate(lines) if EXPLAINS.fullmatch(line.text) or COPY.match(line.text)), len(lines)
    )
    return lines[:end]


def closes(line: Line) -> bool:
    """Whether the line is a closing: alone, or with the first signatory's name behind it."""
    found = CLOSING.match(line.text)
    if not found:
        return False
    rest = line.text[found.end() :].strip()
    if not rest:
        return bool(found["mark"]) or len(line.text) < 30
    return found["mark"] == "," and looks_like_name(rest)


def _start_of_tail(lines: tuple[Line, ...], first: int) -> int:
    end = next((n for n in range(first, len(lines)) if COPY.match(lines[n].text)), len(lines))
    end = next((n for n in range(first, end) if re.match(r"\[\d+\]\s", lines[n].text)), end)
    stop = end
    while stop > first and len(lines[stop - 1].text) < 90 and _names_or_title(lines[stop - 1].text):
        stop -= 1
    titled = any(_OFFICE.match(line.text) or _STATE.search(line.text) for line in lines[stop:end])
    return stop if titled and stop < end else end


def _names_or_title(text: str) -> bool:
    return bool(_IGNORED.match(text) or _OFFICE.match(text) or _BODY.match(text) or _is_names(text))


def _is_names(text: str) -> bool:
    if len(text) > 400 or text[:1].islower():
        return False
    text = _DEGREE.sub("", text)
    if _OFFICE.match(text) or _BODY.search(text) or "?" in text or text.endswith("."):
        return bool(_STATE.search(text)) or bool(re.search(r"\b(?:Jr|Sr)\.$", text) and looks_like_name(text))
    if HONORIFIC.match(text) or _STATE.search(text):
        return True
    words = bare_name(text).split()
    if len(words) < 2 or any(word[0].islower() and len(word) > 3 for word in words):
        return False
    if words[0].lower().strip('.,"') in FIRST_NAMES and not TITLE.search(text):
        return True
    return not looks_like_title(text) and not AGENCY.search(text) and not any(sign.isdigit() for sign in text)


def read_signatories(lines: tuple[Line, ...]) -> list[Person]:
    """The signatories in reading order, with their titles."""
    groups: list[_Group] = []
    for n, line in enumerate(lines):
        text = _without_office(_without_sign(line.text))
        if not text or _IGNORED.match(text):
            continue
        if _is_names(text) or _name_and_title(text)[1] or (not groups and looks_like_name(text)):
            groups.append(_group(text, line, lines[n + 1 :]))
        elif groups:
            _give_titles(groups[-1], text, line.end)
    people = [person for group in groups for person in _people(group)]
    return [
        person for n, person in enumerate(people) if n + 1 == len(people) or not _signed_above(person, people[n + 1])
    ]


def _signed_above(person: Person, after: Person) -> bool:
    """ "/s/ Jane Doe" above the printed "Jane Doe" is one signatory."""
    return person.title is None and (person.name or "").lower() == (after.name or "").lower()


def _without_sign(text: str) -> str:
    return re.sub(r"^(?:/s/|_{2,}|s/)\s*|\s*_{2,}$", "", text).strip()


def _without_office(text: str) -> str:
    """ "U.S. Senator Jane Doe" is Jane Doe."""
    found = _OFFICE.match(text) or TITLE.match(text)
    rest = text[found.end() :].strip() if found else ""
    return (
        rest if rest and rest[0].isalpha() and looks_like_name(rest.split(",")[0]) and not _OFFICE.match(rest) else text
    )


def _group(text: str, line: Line, below: tuple[Line, ...]) -> _Group:
    name, comma, title = _name_and_title(text)
    if comma:
        return _Group([bare_name(name)], [[title]], line.start, line.end, 0.95)
    listed = [part for part in re.split(r",\s+(?:and\s+)?|\s+and\s+", text) if part]
    many = len(listed) > 1 and all(_is_names(part) and not re.fullmatch(rf"{SUFFIX}\.?", part) for part in listed)
    names = [bare_name(part) for part in listed] if many else split_names(text, _columns(text, below))
    return _Group(names, [[] for _ in names], line.start, line.end, 0.95 if len(names) == 1 else 0.8)


def _name_and_title(text: str) -> tuple[str, str, str]:
    """ "Jane Doe, Ranking Member" on one line."""
    name, comma, title = text.partition(", ")
    if comma and (_OFFICE.match(title) or TITLE.match(title)) and looks_like_name(name):
        return name, comma, title
    return text, "", ""


def _columns(text: str, below: tuple[Line, ...]) -> int | None:
    """How many people stand side by side, told by the titles on the next line."""
    following = next((line.text for line in below if not _IGNORED.match(line.text)), "")
    wide = len(re.split(r"\s{3,}", text))
    if wide > 1 and len(re.split(r"\s{3,}", following)) == wide:
        return wide
    if following and _is_names(following):
        return None
    count = len(_parts(following, _OFFICE))
    if count > 1:
        return count
    short = len(bare_name(text).split()) < 5
    return 1 if count == 1 and short and len(re.split(r"\s{3,}", text)) == 1 else None


def _parts(text: str, pattern: re.Pattern[str]) -> list[str]:
    starts = [found.start() for found in pattern.finditer(text) if not _within(text, found.start())]
    if not starts or starts[0]:
        return []
    return [text[a:b].strip(" ,") for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def _within(text: str, at: int) -> bool:
    """ "Chairman of the Committee on ..." holds one title, not two; so does "Member and Chairman"."""
    return bool(re.search(r"\b(?:of|the|and|&|,|for)\s*$", text[:at]))


def _give_titles(group: _Group, text: str, end: int) -> None:
    group.end = end
    count = len(group.names)
    for parts in (
        [text],
        re.split(r"\s{3,}|\t", text),
        _parts(text, _OFFICE),
        _parts(text, _BODY),
        _after_committees(text),
    ):
        if len(parts) == count:
            for titles, part in zip(group.titles, parts, strict=True):
                titles.append(" ".join(part.split()))
            return


def _after_committees(text: str) -> list[str]:
    ends = [found.end() for found in re.finditer(r"\b(?:Sub)?[Cc]ommittee\b(?!\s+on)", text)]
    return [text[start:end].strip() for start, end in pairwise([0, *ends])]


def _people(group: _Group) -> list[Person]:
    return [
        Person(name, _one_title(titles) or None, None, group.start, group.end, group.sure)
        for name, titles in zip(group.names, group.titles, strict=True)
        if name and len(name) > 1
    ]


def _one_title(lines: list[str]) -> str:
    """The lines of a title as one; a line that was wrapped goes on with the one before."""
    title = ""
    for line in lines:
        cut = re.search(r"[a-z]-$", title)
        wrapped = line[:1].islower() or re.search(r"\b(?:of|on|for|and|the)$|&$", title)
        title = (
            title[:-1] + line if cut and line[:1].islower() else f"{title} {line}" if wrapped else f"{title}, {line}"
        )
    return title.removeprefix(", ").strip()


def read_copies(lines: tuple[Line, ...]) -> list[Person]:
    """Who is copied, one entry a person; the lines below a name belong to it."""
    entries: list[Person] = []
    for n, line in enumerate(lines):
        text = COPY.sub("", line.text).strip(" :") if n == 0 else line.text
        if not text or ENCLOSURE.match(text):
            continue
        if not entries or _begins_copy(text):
            entries.append(Person(text.rstrip(" ."), None, None, line.start, line.end, 0.9))
        else:
            last = entries[-1]
            entries[-1] = Person(f"{last.name}, {text.rstrip(' .')}", None, None, last.start, line.end, 0.85)
    return entries


def _begins_copy(text: str) -> bool:
    if HONORIFIC.match(text):
        return True
    head = text.split(",")[0]
    title = TITLE.match(head)
    if title and title.end() < len(head) and looks_like_name(head[title.end() :].strip()):
        return True
    return looks_like_name(head) and not AGENCY.search(head) and not re.match(r"^(?:United States|U\.S\.)", head)
