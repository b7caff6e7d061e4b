"""The columns of a report's tables, and which version shows which: a version shows what is listed for it, no more."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.dates import clock_text
from app.documents.model import Cell, Column, Kind, Link, Row, Table, Version
from app.reports.facts import Line, Result


@dataclass(frozen=True)
class Field:
    """One column and how its cell is read from a line."""

    label: str
    read: Callable[[Line], Cell]
    kind: Kind = "text"
    width: int = 12


FIELDS: dict[str, Field] = {
    "number": Field("Number", lambda line: line.number, width=15),
    "sent_on": Field("Sent", lambda line: line.transmitted_on, "date"),
    "letter_on": Field("Letter dated", lambda line: line.dated_on, "date"),
    "instrument": Field("Instrument", lambda line: str(line.instrument), width=16),
    "agency": Field("Agency", lambda line: line.agency, width=20),
    "subject": Field("Subject", lambda line: line.subject, width=34),
    "first_due_on": Field("First due", lambda line: line.first_due_on, "date"),
    "due_on": Field("Due", lambda line: line.due_on, "date"),
    "due_time": Field("Due time", lambda line: clock_text(line.due_time) if line.due_time else None, width=10),
    "days_late": Field("Days late", lambda line: line.days_late, "number", 8),
    "items": Field("Items", lambda line: f"{line.count.satisfied} of {line.count.counted}", width=9),
    "satisfied": Field("Satisfied", lambda line: line.count.satisfied, "number", 11),
    "partial": Field("Partial", lambda line: line.count.partial, "number", 9),
    "said_done": Field("Agency says done", lambda line: line.count.said_done, "number", 9),
    "refused": Field("Withheld or refused", lambda line: line.count.refused, "number", 11),
    "nothing": Field("Nothing yet", lambda line: line.count.nothing, "number", 9),
    "timing": Field("Timing", lambda line: line.timing_words, width=15),
    "reply": Field("Reply", lambda line: str(line.reply or ""), width=15),
    "heard_on": Field("Last heard", lambda line: line.last_heard_on, "date"),
    "next_step": Field("Next step", lambda line: line.next_step, width=26),
    "next_step_on": Field("Next step by", lambda line: line.next_step_on, "date"),
    "waits_on": Field("Whose move", lambda line: str(line.waits_on) if line.waits_on else None, width=12),
    "owner": Field("Owner", lambda line: line.owner, width=16),
}
FIVE = ("items", "satisfied", "partial", "said_done", "refused", "nothing")
DATES = (
    "number",
    "sent_on",
    "instrument",
    "agency",
    "subject",
    "first_due_on",
    "due_on",
    "due_time",
    "days_late",
    "timing",
)
PROGRESS = ("number", *FIVE, "reply", "heard_on")
OURS = ("next_step", "next_step_on", "waits_on", "owner")

# Paper is too narrow for the whole register, so there it is two tables under the same numbers.
REGISTER: dict[Version, tuple[tuple[str, ...], ...]] = {
    "internal": (DATES, PROGRESS + OURS),
    "member": (DATES, PROGRESS),
    "public": (("number", "letter_on", "agency", "subject", "due_on", *FIVE, "timing"),),
}
OVERDUE: dict[Version, tuple[str, ...]] = {
    "internal": ("number", "agency", "subject", "due_on", "days_late", "items", "heard_on", "owner"),
    "member": ("number", "agency", "subject", "due_on", "days_late", "items", "heard_on"),
    "public": (),
}
PREVIEW = ("number", "agency", "subject", "due_on", "items", "timing")
OUTCOMES = (
    Column("number", "Number", width=15),
    Column("outcome_on", "Outcome dated", "date", 12),
    Column("outcome", "Outcome", width=18),
    Column("claim", "What came of it", width=44),
    Column("attributable", "Due to the request", width=12),
    Column("dollars", "Dollars", "number", 12),
)


def columns_of(keys: Iterable[str]) -> tuple[Column, ...]:
    fields = {key: FIELDS[key] for key in keys}
    return tuple(Column(key, field.label, field.kind, field.width) for key, field in fields.items())


def rows_of(lines: Iterable[Line], keys: tuple[str, ...], *, links_to: str = "") -> Iterator[Row]:
    """The cells of each line; numbers lead to their pages where `links_to` is this installation's address."""
    readers = [FIELDS[key].read for key in keys]
    for line in lines:
        cells = [read(line) for read in readers]
        if links_to:
            cells[0] = Link(line.number, f"{links_to}/requests/{line.number}")
        yield tuple(cells)


def outcome_rows(results: Iterable[Result]) -> Iterator[Row]:
    for result in results:
        dated, claim = (result.number, result.dated_on, str(result.kind)), (result.claim, str(result.attributable))
        yield (*dated, *claim, result.dollars)


def one_sheet(version: Version) -> tuple[str, ...]:
    """All columns of the register, each once, for formats that have room."""
    return tuple(dict.fromkeys(key for keys in REGISTER[version] for key in keys))


def registers(lines: Iterable[Line], version: Version, *, is_paper: bool, links_to: str) -> tuple[Table, ...]:
    """The register: one table, or on paper as many as the version has."""
    if not is_paper or len(REGISTER[version]) == 1:
        keys = one_sheet(version)
        return (Table("All requests, by number", columns_of(keys), rows_of(lines, keys, links_to=links_to)),)
    held = list(lines)
    names = (("register", "All requests: dates"), ("progress", "All requests: items and replies"))
    return tuple(
        Table(caption, columns_of(keys), tuple(rows_of(held, keys, links_to=links_to)), name=name)
        for keys, (name, caption) in zip(REGISTER[version], names, strict=True)
    )
