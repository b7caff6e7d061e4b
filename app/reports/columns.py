"""The columns of a report's tables, and which version shows which: a version shows what is listed for it, no more."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.dates import clock_text
from app.documents.model import Cell, Column, Kind, Link, Row, Table, Version
from app.reports.asked import Group
from app.reports.facts import Decision, Line, Result


@dataclass(frozen=True)
class Field:
    """One column and how its cell is read from a line."""

    label: str
    read: Callable[[Line], Cell]
    kind: Kind = "text"
    width: int = 14


# The widths keep the longest words of the picklists, and dates, in one piece on Letter paper.
FIELDS: dict[str, Field] = {
    "number": Field("Number", lambda line: line.number, width=17),
    "sent_on": Field("Sent", lambda line: line.transmitted_on, "date", width=14),
    "letter_on": Field("Letter dated", lambda line: line.dated_on, "date", width=10),
    "instrument": Field("Instrument", lambda line: str(line.instrument), width=16),
    "agency": Field("Agency", lambda line: line.agency, width=16),
    "matter": Field("Matter", lambda line: line.matter, width=20),
    "subject": Field("Subject", lambda line: line.subject, width=23),
    "first_due_on": Field("First due", lambda line: line.first_due_on, "date", width=14),
    "due_on": Field("Due", lambda line: line.due_on, "date", width=14),
    "due_time": Field("Due time", lambda line: clock_text(line.due_time) if line.due_time else None, width=7),
    "days_late": Field("Days late", lambda line: line.days_late, "number", width=7),
    "items": Field("Items", lambda line: f"{line.count.satisfied} of {line.count.counted}", width=9),
    "satisfied": Field("Satisfied", lambda line: line.count.satisfied, "number", width=10),
    "partial": Field("Partial", lambda line: line.count.partial, "number", width=8),
    "said_done": Field("Agency says done", lambda line: line.count.said_done, "number", width=8),
    "refused": Field("Withheld or refused", lambda line: line.count.refused, "number", width=10),
    "nothing": Field("Nothing yet", lambda line: line.count.nothing, "number", width=9),
    "timing": Field("Timing", lambda line: line.timing_words or None, width=16),
    "reply": Field("Reply", lambda line: str(line.reply) if line.reply else None, width=13),
    "heard_on": Field("Last heard", lambda line: line.last_heard_on, "date", width=11),
    "next_step": Field("Next step", lambda line: line.next_step, width=20),
    "next_step_on": Field("Next step by", lambda line: line.next_step_on, "date", width=11),
    "waits_on": Field("Whose move", lambda line: str(line.waits_on) if line.waits_on else None, width=12),
    "owner": Field("Owner", lambda line: line.owner, width=19),
}
NO_MATTER = "No matter"
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
    # The office's running numbers are left out: a gap between two of them would tell how much is held back.
    "public": (("letter_on", "agency", "subject", "due_on", *FIVE, "timing"),),
}
# By matter there is no room for both the agency's and the owner's names.
OVERDUE_BY_MATTER = ("number", "matter", "subject", "due_on", "days_late", "owner")
OVERDUE: dict[Version, tuple[str, ...]] = {
    "internal": ("number", "agency", "subject", "due_on", "days_late", "owner"),
    "member": ("number", "agency", "subject", "due_on", "days_late", "items"),
    "public": (),
}
PREVIEW: dict[Version, tuple[str, ...]] = {
    "internal": ("number", "due_on", "timing", "items", "agency", "subject"),
    "member": ("number", "due_on", "timing", "items", "agency", "subject"),
    "public": ("letter_on", "due_on", "timing", "items", "agency", "subject"),
}
DECISIONS = (
    Column("decision", "Decision", width=18),
    Column("number", "Number", width=17),
    Column("subject", "Subject", width=23),
    Column("why", "Why", width=30),
)
OUTCOMES = (
    Column("number", "Number", width=17),
    Column("outcome_on", "Outcome dated", "date", 14),
    Column("outcome", "Outcome", width=14),
    Column("claim", "What came of it", width=28),
    Column("attributable", "Due to the request", width=12),
    Column("dollars", "Dollars", "number", 11),
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
            cells[0] = number_cell(line.number, links_to)
        yield tuple(cells)


def decision_columns(group: Group) -> tuple[Column, ...]:
    """The group stands first, as that is what the rows are gathered by."""
    field = FIELDS[group]
    return (Column(group, field.label, width=field.width), *DECISIONS)


def decision_rows(decisions: Iterable[Decision], group: Group, *, links_to: str = "") -> tuple[Row, ...]:
    """Gathered by agency or matter; what belongs to no matter comes last."""
    read = FIELDS[group].read
    gathered = sorted(decisions, key=lambda one: (read(one.line) is None, str(read(one.line) or "")))
    return tuple(
        (read(one.line) or NO_MATTER, one.what, number_cell(one.line.number, links_to), one.line.subject, one.why)
        for one in gathered
    )


def overdue_rows(lines: Iterable[Line], keys: tuple[str, ...], *, links_to: str = "") -> Iterator[Row]:
    """The red list, the longest first; by matter, each matter's own together."""
    if "matter" in keys:
        lines = sorted(lines, key=lambda line: (line.matter is None, line.matter or ""))
    return rows_of(lines, keys, links_to=links_to)


def number_cell(number: str, links_to: str) -> Cell:
    return Link(number, f"{links_to}/requests/{number}") if links_to else number


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
        caption = "Released letters, by date" if version == "public" else "All requests, by number"
        return (Table(caption, columns_of(keys), rows_of(lines, keys, links_to=links_to)),)
    held = list(lines)
    names = (("register", "All requests: dates"), ("progress", "All requests: items and replies"))
    return tuple(
        Table(caption, columns_of(keys), tuple(rows_of(held, keys, links_to=links_to)), name=name)
        for keys, (name, caption) in zip(REGISTER[version], names, strict=True)
    )
