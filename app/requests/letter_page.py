"""What stands on the page that checks a letter: the sources of each suggestion, soft warnings, and the letter itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from app.dates import day_text
from app.models import LetterReading, OversightRequest
from app.requests import letter_queries, queries
from app.requests.item_rows import MOVES
from app.requests.letter import Letter
from app.requests.letter_findings import authority_in, day_of, evidence_of, signatories_of, sources
from app.requests.letter_forms import LetterForm
from app.workdays import is_business_day

MOST_SHEETS = 40


@dataclass(frozen=True)
class Piece:
    """A stretch of a page's text; `marks` are the findings that begin with it, `is_marked` that one covers it."""

    text: str
    marks: tuple[int, ...] = ()
    is_marked: bool = False


@dataclass(frozen=True)
class Sheet:
    """One page: as a picture of this size with the places of its findings, or as text in pieces."""

    number: int
    size: tuple[float, float] | None = None
    boxes: list[tuple[int, bool, list[float]]] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)


def shown(form: LetterForm) -> dict[str, Any]:
    """All that the page needs beside the form; as many questions whatever the letter holds."""
    reading = form.reading
    findings = {} if reading.is_dark else reading.findings
    return {
        "reading": reading,
        "moves": MOVES,
        "sources": sources(findings),
        "matches": findings.get("matches") or [],
        "authority": authority_in(findings),
        "titles": [title for _, title in signatories_of(findings) if title],
        "warnings": list(warnings_of(form, findings)),
        "earlier": earlier_of(form, findings) if findings.get("is_request", True) else (),
        "answered": answered_of(form, findings) if not findings.get("is_request", True) else (),
        "sheets": [] if reading.is_dark else sheets_of(reading),
        "hidden_sheets": 0 if reading.is_dark else max(0, len(reading.sheets or reading.pages) - MOST_SHEETS),
    }


def warnings_of(form: LetterForm, findings: dict[str, Any]) -> Iterator[str]:
    """Soft ones: nothing here stops anybody."""
    yield from findings.get("warnings") or []
    due = form.due_on.data
    if due and not is_business_day(due) and not form.due_on.errors:
        yield f"{day_text(due)} is not a business day. The date stands as you enter it."
    if (held := letter_queries.same_file(form.reading)) is not None:
        yield f"The same file is attached to {held.number}, {held.subject}."
    if letter_queries.same_letter(form.reading) is not None:
        yield "Another draft began from the same file. Look among the drafts before you file this one."
    twin = twin_of(form)
    if twin is not None:
        yield f"{twin.agency.short_name} already has {twin.number} with this subject."


def twin_of(form: LetterForm) -> OversightRequest | None:
    if not form.agency_id.data or not form.subject.data:
        return None
    return queries.twin_of(form.office.id, Letter(agency_id=form.agency_id.data, subject=form.subject.data))


def earlier_of(form: LetterForm, findings: dict[str, Any]) -> Sequence[OversightRequest]:
    """The requests that this letter may follow up, unless the form names one already."""
    if form.earlier_number.data:
        return ()
    text, on = " ".join(form.reading.pages), day_of(findings, "follows_up")
    return letter_queries.earlier_letters(text, on=on, agency_id=form.agency_id.data, office=form.office)


def answered_of(form: LetterForm, findings: dict[str, Any]) -> Sequence[OversightRequest]:
    """The requests that this text answers, where it is no request itself."""
    text = " ".join(form.reading.pages)
    return letter_queries.answered_requests(text, subject=findings.get("subject") or "", office=form.office)


def sheets_of(reading: LetterReading) -> list[Sheet]:
    """The pages of the letter with the findings of each, those that are too many left out."""
    found = []
    for number in range(1, min(max(len(reading.sheets), len(reading.pages)), MOST_SHEETS) + 1):
        own = [(mark, each) for mark, each in enumerate(evidence_of(reading.findings)) if each.get("page") == number]
        if reading.sheets:
            boxes = [(mark, turn == 0, box) for mark, each in own for turn, box in enumerate(each.get("boxes") or [])]
            width, height = reading.sheets[number - 1]
            found.append(Sheet(number, (width, height), boxes))
        else:
            found.append(Sheet(number, pieces=list(pieces_of(str(reading.pages[number - 1]), own))))
    return found


def pieces_of(text: str, own: list[tuple[int, dict[str, Any]]]) -> Iterator[Piece]:
    """The text cut wherever a finding begins or ends, so that findings may lie within each other."""
    spans = [(int(each["offset"]), int(each["offset"]) + len(str(each["words"])), mark) for mark, each in own]
    edges = sorted(
        {0, len(text), *(edge for start, end, _ in spans for edge in (start, end) if 0 <= edge <= len(text))}
    )
    for start, end in pairwise(edges):
        marks = tuple(mark for first, _, mark in spans if first == start)
        yield Piece(text[start:end], marks, any(first <= start < last for first, last, _ in spans))
