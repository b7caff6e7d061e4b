"""Put a request's chronology together: what was recorded, strictly by date, in neutral words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.dates import clock_text, formal_text
from app.documents.model import Column, Document, Facts, Figure, Figures, Heading, Row, Table
from app.models import OversightRequest
from app.models.picklists import CommunicationKind, Direction, EntryKind, Handling
from app.reports.facts import highest

COLUMNS = (
    Column("number", "Row", "number", 6),
    Column("dated_on", "Date", "date", 14),
    Column("who", "By", width=16),
    Column("what", "What was recorded", width=60),
)
# Calls and meetings are counted on both sides; letters by who sent them.
TALKS = (CommunicationKind.CALL, CommunicationKind.MEETING, CommunicationKind.BRIEFING)
DEADLINE_VERBS = {
    EntryKind.START: "The due date was set",
    EntryKind.EXTENSION: "The due date was extended",
    EntryKind.CORRECTION: "The due date was corrected",
    EntryKind.UNDO: "The last change of the due date was taken back",
    EntryKind.WITHDRAWAL: "The due date was withdrawn",
    EntryKind.STOP: "The clock was stopped",
    EntryKind.RESTART: "The clock was restarted",
    EntryKind.CLOSURE: "A closure was declared that moved the due date",
    EntryKind.REOPENING: "A closure was lifted that had moved the due date",
    EntryKind.CALENDAR: "The due date was counted again by the chamber's calendar",
    EntryKind.ASK: "The agency asked for more time",
    EntryKind.REFUSAL: "More time was refused",
    EntryKind.PART: "More time was granted for some items",
}
METHOD = (
    "Every row is a fact that was recorded in this request's record, in the order of the dates of the facts; on one day, in "
    "the order of this list: the letter, the due date, communications, items, outcomes, closing. Nothing is inferred.",
    "A public statement is listed and answers no item. Grades, reviews, notes, next steps and intelligence items are left "
    "out. Items are counted as printed at the top level of the letter; one withdrawn by us or moot is not counted.",
)


@dataclass(frozen=True)
class Happening:
    """One dated fact; `rank` orders those of one day."""

    on: date
    rank: int
    who: str
    what: str


def chronology_of(oversight_request: OversightRequest, *, at: datetime) -> Document:
    office = oversight_request.office
    found = sorted(happenings(oversight_request), key=lambda one: (one.on, one.rank))
    rows: tuple[Row, ...] = tuple((number, one.on, one.who, one.what) for number, one in enumerate(found, start=1))
    return Document(
        title=f"Chronology of {oversight_request.number}",
        subtitle=oversight_request.subject,
        as_of=at,
        zone=office.timezone,
        office=f"{office.name} ({office.short_name})",
        version="internal",
        handling=str(highest([Handling.COMMITTEE_INTERNAL, oversight_request.handling])),
        demonstration=office.is_demonstration,
        method=METHOD,
        blocks=(
            Heading(1, "The request"),
            Facts(facts(oversight_request)),
            Heading(1, "Totals"),
            Figures(totals(oversight_request), "Totals"),
            Heading(1, "Chronology"),
            Table("What was recorded, by date", COLUMNS, rows, "chronology", "Nothing is recorded."),
        ),
    )


def facts(oversight_request: OversightRequest) -> tuple[tuple[str, Any], ...]:
    return (
        ("Agency", oversight_request.agency.name),
        ("Instrument", str(oversight_request.instrument)),
        ("State", oversight_request.timing_words or str(oversight_request.reply or "")),
        ("First due", oversight_request.first_due_on),
        ("Due", oversight_request.due_on),
        ("Items", oversight_request.count.headline),
    )


def totals(oversight_request: OversightRequest) -> tuple[Figure, ...]:
    sent = [one for one in oversight_request.communications if one.direction is Direction.OUT]
    came = [one for one in oversight_request.communications if one.direction is Direction.IN]
    talks = [one for one in oversight_request.communications if one.kind in TALKS]
    return (
        Figure("Communications from us", len(sent), "beside the letter itself"),
        Figure("Communications from the agency", len(came), "statements included"),
        Figure("Calls, meetings and briefings", len(talks), "of the communications above and internal ones"),
        Figure("Productions", sum(one.production is not None for one in came), "pages are not counted"),
        Figure("Extensions", oversight_request.extensions, "of the due date"),
        *(Figure(f"Items: {str(one).lower()}", number) for one, number in oversight_request.count.five),
    )


def happenings(oversight_request: OversightRequest) -> Iterator[Happening]:
    yield from letter(oversight_request)
    yield from deadline(oversight_request)
    for one in oversight_request.communications:
        yield Happening(one.dated_on, 2, str(one.direction), said(one))
    yield from items(oversight_request)
    for one in oversight_request.outcomes:
        yield Happening(one.dated_on, 4, "Outcome", f"{one.kind}: {one.claim}")
    yield from closing(oversight_request)


def letter(oversight_request: OversightRequest) -> Iterator[Happening]:
    """Four dates are separate facts: what is not recorded is not listed."""
    if oversight_request.dated_on:
        yield Happening(oversight_request.dated_on, 0, "From us", "Date printed on the letter.")
    if oversight_request.transmitted_on:
        to = oversight_request.addressee or oversight_request.agency.name
        yield Happening(oversight_request.transmitted_on, 0, "From us", f"The letter was sent to {to}.")
    if oversight_request.received_on:
        yield Happening(
            oversight_request.received_on, 0, "From the agency", "The agency recorded receipt of the letter."
        )


def deadline(oversight_request: OversightRequest) -> Iterator[Happening]:
    entries = oversight_request.deadline.entries if oversight_request.deadline else []
    for entry in entries:
        clock = f", {clock_text(entry.until_time)}" if entry.until_time else ""
        is_span = entry.kind in {EntryKind.CLOSURE, EntryKind.REOPENING}
        until = f" to {formal_text(entry.until_on)}{clock}" if entry.until_on and not is_span else ""
        how = f", by {entry.how.removeprefix('by ')}" if entry.how and entry.kind is EntryKind.EXTENSION else ""
        why = f": {entry.reason.strip().rstrip('.')}" if entry.reason else ""
        yield Happening(entry.recorded_on, 1, "Deadline", f"{DEADLINE_VERBS[entry.kind]}{until}{how}{why}.")


def said(one: Any) -> str:
    speaker = ", ".join(part for part in (one.speaker, one.body) if part)
    return f"{one.kind}{f' ({speaker})' if speaker else ''}: {one.summary}"


def items(oversight_request: OversightRequest) -> Iterator[Happening]:
    for item in oversight_request.items:
        for one in item.dispositions:
            grounds = f"; ground: {', '.join(one.ground_labels)}" if one.grounds else ""
            by = f", asserted by {one.asserted_by}" if one.grounds and one.asserted_by else ""
            yield Happening(one.dated_on, 3, "From the agency", f"{item.label}: {str(one.code).lower()}{grounds}{by}.")
        if item.accepted_on:
            yield Happening(item.accepted_on, 3, "From us", f"{item.label}: accepted as satisfied.")


def closing(oversight_request: OversightRequest) -> Iterator[Happening]:
    if oversight_request.closed_on:
        yield Happening(oversight_request.closed_on, 5, "From us", f"{oversight_request.timing_words}.")
