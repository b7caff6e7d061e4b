"""Put the committee summary together from its facts; nothing here asks the database or the clock."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.dates import formal_text
from app.documents.model import Block, Column, Document, Figure, Figures, Heading, Paragraph, Table
from app.models.counts import Standing
from app.models.picklists import Handling
from app.models.states import LONG, SOON
from app.reports import columns
from app.reports.asked import Asked, Group
from app.reports.facts import Decision, GroupTally, Line, Result, Tally, highest

STANDING_NOTES = {
    Standing.SATISFIED: "accepted by us, each on a dated finding",
    Standing.PARTIAL: "answered in part, or by something else than what was asked",
    Standing.SAID_DONE: "the agency says so; not yet accepted",
    Standing.REFUSED: "refused, or withheld whole on a named ground",
    Standing.NOTHING: "no answer, or one that answers another question",
}
RED_LIST = "Red list: overdue, the longest first"
GROUPS = {"agency": ("agencies", "Agency"), "matter": ("matters", "Matter")}
GROUP_FIGURES = (
    Column("open", "Open", "number", 8),
    Column("overdue", "Overdue", "number", 10),
    Column("requests", "Requests", "number", 10),
    Column("satisfied", "Satisfied", "number", 11),
    Column("counted", "Items counted", "number", 11),
)


@dataclass(frozen=True, kw_only=True)
class Material:
    """All that a summary says, as of one moment; the iterables are read once."""

    asked: Asked
    at: datetime
    tallies: list[GroupTally]
    register: Iterable[Line]
    overdue: Iterable[Line] = ()
    results: Iterable[Result] = ()
    decisions: Iterable[Decision] = ()
    by_matter: list[GroupTally] = field(default_factory=list)
    unsure: int = 0

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
    total, keys = material.total, columns.PREVIEW[material.asked.version]
    rows = tuple(columns.rows_of(material.register, keys))
    shown = f"the first {len(rows)} of {total.requests:,}" if len(rows) < total.requests else "all of them"
    table = Table(f"Requests: {shown}", columns.columns_of(keys), rows)
    waiting = [decisions(material, links_to="")] if material.asked.version == "internal" else []
    return titled(material, [*figures(total, material.asked.version), table, *waiting])


def titled(material: Material, content: Iterable[Block]) -> Document:
    asked = material.asked
    return Document(
        title="Summary of oversight requests",
        subtitle=f"As it was known at the end of {formal_text(asked.day)}" if asked.day else "",
        as_of=material.at,
        zone=asked.office.timezone,
        office=f"{asked.office.name} ({asked.office.short_name})",
        version=asked.version,
        handling=material.handling,
        demonstration=asked.office.is_demonstration,
        method=method(material),
        blocks=tuple(content),
    )


def blocks(material: Material, *, is_paper: bool, links_to: str) -> Iterable[Block]:
    total, version = material.total, material.asked.version
    yield Heading(1, "Bottom line")
    yield Paragraph(bottom_line(total))
    yield from figures(total, version)
    if version == "internal":
        yield Heading(1, "Needs decision")
        yield decisions(material, links_to=links_to)
    if version != "public":
        is_by_matter = material.asked.is_by_matter
        keys = columns.OVERDUE_BY_MATTER if is_by_matter else columns.OVERDUE[version]
        yield Heading(1, "Overdue")
        rows = columns.overdue_rows(material.overdue, keys, links_to=links_to)
        yield Table(RED_LIST, columns.columns_of(keys), rows, "overdue", "Nothing is overdue.")
        if is_by_matter:
            yield Heading(1, "By matter")
            yield group_table(material.by_matter, "matter")
        yield Heading(1, "By agency")
        yield group_table(material.tallies, "agency")
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


def decisions(material: Material, *, links_to: str) -> Table:
    """The box of what waits for a principal."""
    group: Group = "matter" if material.asked.is_by_matter else "agency"
    rows = columns.decision_rows(material.decisions, group, links_to=links_to)
    return Table("Needs decision", columns.decision_columns(group), rows, "decisions", "Nothing waits for a decision.")


def group_table(tallies: list[GroupTally], group: Group) -> Table:
    """One row per agency or matter, whatever the handling of its requests; the first of its numbers is the one."""
    by_name: dict[str, Tally] = {}
    for part in tallies:
        by_name[part.name] = by_name.get(part.name, Tally()) + part.tally
    rows = tuple(
        (name or columns.NO_MATTER, one.open, one.overdue, one.requests, one.count.satisfied, one.count.counted)
        for name, one in sorted(by_name.items(), key=lambda pair: (not pair[0], pair[0]))
    )
    name, label = GROUPS[group]
    return Table(f"Requests by {group}", (Column(group, label, width=34), *GROUP_FIGURES), rows, name)


def method(material: Material) -> tuple[str, ...]:
    """How the figures were computed, in plain words, for this version."""
    asked = material.asked
    whose = WHOSE[asked.version] if not asked.is_shared else SHARED
    return (whose, *(past_method(material) if asked.day else ()), *ALWAYS, *LATER[asked.version])


def past_method(material: Material) -> Iterable[str]:
    yield PAST
    if material.unsure:
        which = "1 request" if material.unsure == 1 else f"{material.unsure:,} requests"
        yield (
            f"Of {which} the history no longer tells all that was changed since that day, because words of it were erased "
            "or a value was written without it; what cannot be known is shown as far as the history reaches."
        )


PAST = (
    "Shown is what had been recorded by the end of that day in the office's time zone. What was recorded later is left "
    "out, and what was changed since is taken back by the history. Names of agencies, people and matters are those of "
    "today, and what may not be shown today is not shown for an earlier day either."
)
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
        "Needs decision lists a proposed release that nobody approved yet, a request that is overdue by more than "
        f"{LONG} business days and has no next step, and a released letter whose record is handled more strictly than "
        "committee internal or is limited to named people. In the table by agency, Open is the one number for an agency.",
        "The first due date stays beside the current one after an extension. Last heard is the day of the last "
        "communication from the agency.",
    ),
    "member": (
        "The first due date stays beside the current one after an extension. Last heard is the day of the last "
        "communication from the agency.",
    ),
    "public": (),
}
