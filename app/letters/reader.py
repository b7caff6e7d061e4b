"""Reads a letter: text in, findings out. Pure: no file, no clock, no database."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from app.letters.addressees import read_addressees
from app.letters.asides import Aside, read_asides
from app.letters.dates import PrintedDate, find_dates
from app.letters.deadlines import Deadline, find_deadlines, resolve
from app.letters.findings import Evidence, Findings, OtherDate
from app.letters.items import AskedItem, read_asked
from app.letters.kind import is_release, is_request
from app.letters.oddities import odd_dates, odd_parts, odd_text
from app.letters.parts import Parts, take_apart
from app.letters.people import Person
from app.letters.signatures import read_copies, read_signatories
from app.letters.text import LetterText, Line, Paragraph
from app.letters.vocabulary import HONORIFIC, SUBJECT

_OUR_REPLY = re.compile(
    r"\b(?:your\s+(?:\w+\s+){0,3}(?:response|reply|answers)|(?:to|answer)\s+these\s+(?:questions|requests)|"
    r"look\s+forward|"
    r"hear(?:ing)?\s+(?:back\s+)?from\s+you|please\s+(?:respond|reply|provide|submit|send|"
    r"produce|give|furnish|report|answer|forward|return|transmit|deliver|complete|let\s+(?:us|me)\s+know))",
    re.IGNORECASE,
)


class _Placed(Protocol):
    """Anything that stands somewhere in the letter."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def read_letter(text: str | Sequence[str], *, context_date: date | None = None) -> Findings:
    """The findings of a letter given as one text or page by page. `context_date` only supplies a year left out."""
    pages = tuple(text.split("\f")) if isinstance(text, str) else tuple(text) or ("",)
    letter = LetterText(pages)
    parts = take_apart(letter)
    paragraphs = letter.paragraphs(parts.body)
    items = read_asked(letter, paragraphs) + read_asked(letter, letter.paragraphs(parts.ending.schedule))
    deadlines = _deadlines(letter, paragraphs, items)
    if is_release(parts, paragraphs):
        return Findings(is_request=False, warnings=("This is a press release without the letter.",))
    if not is_request(parts, paragraphs, listed=bool(items), dated=bool(deadlines)):
        return _put_together(letter, parts, [], None, context_date)
    found = _put_together(letter, parts, items, deadlines, context_date)
    return _with_asides(found, letter, read_asides(letter, paragraphs, items))


def _with_asides(found: Findings, letter: LetterText, asides: Sequence[Aside]) -> Findings:
    evidence = _Evidence(letter)
    for aside in asides:
        evidence.add(aside.what.replace("_", " "), aside.value, aside, 0.8)
    said = {aside.what: aside.value or letter.words(aside.start, aside.end) for aside in asides}
    return replace(found, said=said, evidence=(*found.evidence, *evidence.all))


def _date_line(head: tuple[Line, ...]) -> PrintedDate | None:
    """The date on a line of its own, or behind the sender's place."""
    for line in head:
        if SUBJECT.match(line.text) or len(line.text) > 110:
            continue
        for printed in find_dates(line.text):
            rest = line.text[: printed.start] + line.text[printed.end :]
            alone = (
                len(
                    re.sub(r"^(?:date|dated)\s*:|Washington,?\s+D\.?C\.?|\d{5}", "", rest, flags=re.IGNORECASE).strip(
                        " ,.|:-"
                    )
                )
                < 24
            )
            if alone or printed.end == len(line.text):
                shift = line.start
                return PrintedDate(
                    printed.start + shift,
                    printed.end + shift,
                    printed.month,
                    printed.day,
                    printed.year,
                    printed.weekday,
                )
    return None


def _addressees(parts: Parts, dated: PrintedDate | None) -> list[Person]:
    """The address stands below the date; above it stands the sender's own, unless nothing follows the date."""
    above = tuple(line for line in parts.head if not dated or line.end <= dated.start)
    below = tuple(line for line in parts.head if dated and line.start >= dated.end)
    if dated and (parts.salutation or below):
        found = read_addressees(below, parts.salutation)
        if any(person.agency or person.start < dated.end for person in found) or not _addressed(above):
            return found
    return read_addressees(above, parts.salutation) if parts.salutation or _addressed(above) else []


def _addressed(lines: Sequence[Line]) -> bool:
    return any(HONORIFIC.match(line.text) or re.match(r"to\s*:", line.text, re.IGNORECASE) for line in lines)


def _deadlines(letter: LetterText, paragraphs: Sequence[Paragraph], items: Sequence[AskedItem]) -> list[Deadline]:
    """Deadlines outside the items: a date inside a question is part of the question.

    Where there is none, one that asks for the reply in a later sentence of an item counts: closing words that stand in
    the same paragraph as the last item.
    """
    outside: list[Deadline] = []
    inside: list[Deadline] = []
    for paragraph in paragraphs:
        for deadline in find_deadlines(letter.plain, paragraph.start, paragraph.end):
            item = next((item for item in items if item.start <= deadline.start < item.end), None)
            if item is None:
                outside.append(deadline)
            elif _asks_for_reply(letter.plain[item.start : deadline.start]):
                inside.append(deadline)
    return outside or inside


def _asks_for_reply(before: str) -> bool:
    """Whether the sentence that holds a deadline isn't an item's first and speaks of the reply to the letter."""
    sentences = re.split(r"[.?!]\s+(?=[A-Z])", before)
    return len(sentences) > 1 and bool(_OUR_REPLY.search(sentences[-1]))


def _choose(deadlines: Sequence[Deadline]) -> tuple[Deadline | None, list[Deadline]]:
    """The deadline for the reply, and the others: the surest one, a repeated one only once."""
    replies = [deadline for deadline in deadlines if not deadline.what] or list(deadlines)
    surest = max(replies, key=lambda deadline: deadline.score, default=None)
    if surest is None:
        return None, []
    due = next((deadline for deadline in replies if deadline.time and _same(deadline, surest)), surest)
    others = [deadline for deadline in deadlines if deadline is not due and not _same(deadline, due)]
    return due, [other for n, other in enumerate(others) if not any(_same(other, before) for before in others[:n])]


def _same(one: Deadline, other: Deadline) -> bool:
    if one.printed and other.printed:
        return (one.printed.month, one.printed.day) == (other.printed.month, other.printed.day)
    return not one.what and not other.what and one.relative != other.relative


def _put_together(
    letter: LetterText, parts: Parts, items: list[AskedItem], deadlines: list[Deadline] | None, context: date | None
) -> Findings:
    dated = _date_line(parts.head)
    sent = dated.on if dated else None
    addressees = _addressees(parts, dated)
    signatories = read_signatories(parts.ending.signed)
    copies = read_copies(parts.ending.copied)
    subject = next((line for line in parts.head if SUBJECT.match(line.text)), None)
    due, others = _choose(deadlines or [])
    day = resolve(due, sent, context) if due else None
    other_dates = tuple(OtherDate(resolve(o, sent, context), o.what or "response", o.phrase) for o in others)
    printed = letter.words(due.start, due.end) if due else None
    found = _Evidence(letter)
    found.add("date_sent", sent.isoformat() if sent else None, dated, 0.98)
    for name, people in (("addressee", addressees), ("signatory", signatories), ("cc", copies)):
        for person in people:
            found.add(name, person.name or person.title, person, person.confidence)
    found.add("subject", subject.text if subject else None, subject, 0.95)
    found.add("due_date", day.isoformat() if day else None, due, _sureness(due))
    for other, shown in zip(others, other_dates, strict=True):
        found.add(f"other date: {shown.what}", shown.date.isoformat() if shown.date else None, other, _sureness(other))
    for item in items:
        found.add(f"item {item.number or ''}".strip(), item.text, item, item.confidence)
    return Findings(
        is_request=deadlines is not None,
        date_sent=sent,
        addressees=tuple(addressees),
        signatories=tuple(signatories),
        cc=tuple(person.name for person in copies if person.name),
        subject=SUBJECT.sub("", letter.words(subject.start, subject.end)) if subject else None,
        due_date=day,
        due_time=due.time if due else None,
        due_text=printed,
        relative_due=printed if due and due.relative else None,
        other_dates=other_dates,
        items=tuple(items),
        warnings=tuple(
            dict.fromkeys(
                [
                    *odd_text(letter.plain, is_request=deadlines is not None),
                    *odd_dates(dated, due, day, len(others)),
                    *odd_parts(addressees, signatories, items),
                ]
            )
        ),
        evidence=tuple(found.all),
    )


def _sureness(deadline: Deadline | None) -> float:
    return round(min(0.98, 0.5 + 0.1 * deadline.score), 2) if deadline else 0.0


class _Evidence:
    """Collects, for each finding, the words it came from and where they stand."""

    def __init__(self, letter: LetterText) -> None:
        self.letter = letter
        self.all: list[Evidence] = []

    def add(self, finding: str, value: str | None, place: _Placed | None, confidence: float) -> None:
        if place is None:
            return
        page, offset = self.letter.place(place.start)
        words = self.letter.source[place.start : place.end]
        self.all.append(Evidence(finding, value, words, page, offset, confidence))
