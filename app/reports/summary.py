"""Put the committee summary together from its facts; nothing here asks the database or the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.documents.model import Block, Column, Document, Figure, Figures, Heading, Paragraph, Row, Table
from app.models.counts import Standing
from app.models.picklists import Handling
from app.models.states import LONG, SOON
from app.reports import columns
from app.reports.asked import Asked
from app.reports.facts import AgencyTally, Line, Result, Tally, highest

STANDING_NOTES = {
    Standing.SATISFIED: "accepted by us, each on a dated finding",
    Standing.PARTIAL: "answered in part, or by something else than what was asked",
    Standing.SAID_DONE: "the agency says so; not yet accepted",
    Standing.REFUSED: "refused, or withheld whole on a named ground",
    Standing.NOTHING: "no answer, or one that answers another question",
}
AGENCIES = (
    Column("agency", "Agency", width=34),
    Column("requests", "Requests", "number", 10),
    Column("open", "Open", "number", 8),
    Column("overdue", "Overdue", "number", 10),
    Column("satisfied", "Satisfied", "number", 11),
    Column("counted", "Items counted", "number", 11),
)


@dataclass(frozen=True, kw_only=True)
class Material:
    """All that a summary says, as of one moment; the iterables are read once."""

    asked: Asked
    at: datetime
    tallies: list[AgencyTally]
    register: Iterable[Line]
    overdue: Iterable[Line] = ()
    results: Iterable[Result] = ()

    @property
    def total(self) -> Tally:
        return sum((part.tally for part in self.tallies), Tally())

    @property
    def handling(self) -> str:
        """The strictest handling among what it holds; our own working record is never less than internal."""
        if self.asked.version == "public":
            return str(Handling.PUBLIC)
        return str(highest([Handling.COMMITTEE_INTERNAL, *(part.handling for part in self.tallies)]))


def document_of(material: Material, *, is_paper: bool, links_to: str = "") -> Document:
    """The summary; on paper the register is split to fit the page. Links stand in the internal version only."""
    addresses = links_to if material.asked.version == "internal" else ""
    return titled(material, blocks(material, is_paper=is_paper, links_to=addresses))


def preview_of(material: Material) -> Document:
    """The figures, and the first rows in the columns that every version has."""
    total, keys = material.total, columns.PREVIEW
    rows = tuple(columns.rows_of(material.register, keys))
    shown = f"the first {len(rows)} of {total.requests:,}" if len(rows) < total.requests else "all of them"
    table = Table(f"Requests: {shown}", columns.columns_of(keys), rows)
    return titled(material, [*figures(total, material.asked.version), table])


def titled(material: Material, content: Iterable[Block]) -> Document:
    asked = material.asked
    return Document(
        title="Summary of oversight requests",
        as_of=material.at,
        zone=asked.office.timezone,
        office=f"{asked.office.name} ({asked.office.short_name})",
        version=asked.version,
        handling=material.handling,
        demonstration=asked.office.is_demonstration,
        method=method(asked),
        blocks=tuple(content),
    )


def blocks(material: Material, *, is_paper: bool, links_to: str) -> Iterable[Block]:
    total, version = material.total, material.asked.version
    yield Heading(1, "Bottom line")
    yield Paragraph(bottom_line(total))
    yield from figures(total, version)
    if version != "public":
        keys = columns.OVERDUE[version]
        yield Heading(1, "Overdue")
        rows = columns.rows_of(material.overdue, keys, links_to=links_to)
        yield Table("Overdue, the longest first", columns.columns_of(keys), rows, "overdue", "Nothing is overdue.")
        yield Heading(1, "By agency")
        yield Table("Requests by agency", AGENCIES, agency_rows(material.tallies), "agencies")
        yield Heading(1, "Outcomes")
        found = columns.outcome_rows(material.results)
        yield Table("Outcomes recorded", columns.OUTCOMES, found, "outcomes", "No outcome is recorded.")
    yield Heading(1, "Register")
    yield from columns.registers(material.register, version, is_paper=is_paper, links_to=links_to)


def bottom_line(total: Tally) -> str:
    if not total.requests:
        return "There are no requests in this summary."
    are = "is" if total.open == 1 else "are"
    return (
        f"Of {counted(total.requests, 'request')}, {total.open} {are} open: {total.overdue} overdue and {total.due_soon} "
        f"due within {SOON} business days. Of {counted(total.count.counted, 'counted item')}, {total.count.headline}."
    )


def figures(total: Tally, version: str) -> Iterable[Figures]:
    of_open = f"of {total.open} open"
    first = [
        Figure("Requests", total.requests, f"{total.open} open, {total.closed} closed"),
        Figure("Open", total.open, f"of {counted(total.requests, 'request')}"),
        Figure("Overdue", total.overdue, f"{of_open}; {total.long_overdue} by more than {LONG} business days"),
        Figure("Due soon", total.due_soon, f"{of_open}; within {SOON} business days"),
    ]
    if version != "public":
        first += [
            Figure("Not yet sent", total.unsent, of_open),
            Figure("Replies to classify", total.unclassified, f"in {counted(total.to_classify, 'request')}"),
            Figure("Extensions", total.extensions, f"of {counted(total.extended, 'request')}"),
        ]
    yield Figures(tuple(first), "Requests")
    of_items = f"of {counted(total.count.counted, 'counted item')}; "
    five = [Figure(str(one), number, of_items + STANDING_NOTES[one]) for one, number in total.count.five]
    yield Figures(
        (Figure("Items counted", total.count.counted, "the five below add up to it"), *five), "Items, by state"
    )


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def agency_rows(tallies: list[AgencyTally]) -> tuple[Row, ...]:
    """One row per agency, whatever the handling of its requests."""
    by_agency: dict[str, Tally] = {}
    for part in tallies:
        by_agency[part.agency] = by_agency.get(part.agency, Tally()) + part.tally
    return tuple(
        (agency, one.requests, one.open, one.overdue, one.count.satisfied, one.count.counted)
        for agency, one in by_agency.items()
    )


def method(asked: Asked) -> tuple[str, ...]:
    """How the figures were computed, in plain words, for this version."""
    return (WHOSE[asked.version] if not asked.is_shared else SHARED, *ALWAYS, *LATER[asked.version])


SHARED = "This summary covers the requests that are shared with this office, as of the moment above, from the recorded facts."
WHOSE = {
    "internal": "This summary covers the requests that this office filed, open and closed, as of the moment above, from "
    "the recorded facts. Drafts and requests that were filed in error (void) are left out of every figure.",
    "member": "This summary covers the requests that this office filed, open and closed, as of the moment above, from the "
    "recorded facts. Drafts, requests filed in error (void) and requests limited to named people are left out.",
    "public": "This summary covers letters that were released to the public, and every figure is about those letters only.",
}
ALWAYS = (
    "Items are counted as printed at the top level of each letter; a letter without numbered items counts as one. An item "
    "that was withdrawn by us or has become moot is not counted. A reply alone satisfies nothing: an item is satisfied "
    "once we accepted the answer on a dated finding. Pages are never counted.",
    "A request is overdue from the minute after its last minute on time: the clock time printed in the letter, or else the "
    "end of the due day in the office's time zone. Days late are business days (federal holidays left out) since the "
    f"current due date. Due soon means within {SOON} business days. The clock stops when every counted item is satisfied.",
)
LATER: dict[str, tuple[str, ...]] = {
    "internal": (
        "The first due date stays beside the current one after an extension. Last heard is the day of the last "
        "communication from the agency.",
    ),
    "member": (
        "The first due date stays beside the current one after an extension. Last heard is the day of the last "
        "communication from the agency.",
    ),
    "public": (),
}
