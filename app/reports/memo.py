"""Put the weekly memo together: what a principal reads on a Friday, from the same facts as the summary."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.dates import formal_text
from app.documents.model import Block, Column, Document, Facts, Heading, Paragraph, Row, Table
from app.models import Office
from app.models.picklists import Handling, Instrument
from app.models.states import LONG
from app.reports import columns
from app.reports.asked import Asked
from app.reports.facts import Decision, GroupTally, Line, Tally, highest
from app.reports.summary import ALWAYS, bottom_line, counted, group_table

MOST = 40
LATE = ("number", "agency", "subject", "due_on", "days_late", "owner")
COMING = ("number", "agency", "subject", "due_on", "items", "owner")
# What the ladder holds beyond asking: an escalation has happened once one of these was filed.
COMPULSORY = (Instrument.SUBP_DT, Instrument.SUBP_AT, Instrument.DEPO)
REPLIES = (
    Column("dated_on", "Date", "date", 13),
    Column("agency", "Agency", width=16),
    Column("number", "Number", width=17),
    Column("reply", "Reply", width=34),
    Column("settles", "It settles", width=16),
)
ESCALATED = ("number", "instrument", "agency", "subject", "due_on")
METHOD = (
    "This memo covers the requests that this office filed, as of the moment above, from the recorded facts. Replies this "
    "week are those that the agencies dated within the last seven days, calls and interim replies included; a public "
    "statement is not a reply. Due next is what comes due within five business days. Escalations are open subpoenas and "
    "depositions, and what waits for a decision: a proposed release that nobody approved yet, a request that is overdue "
    f"by more than {LONG} business days and has no next step, and a released letter whose record is handled more strictly.",
    *ALWAYS,
)


@dataclass(frozen=True)
class Came:
    """One reply as the memo lists it."""

    dated_on: date
    agency: str
    number: str
    reply: str
    settles: str


@dataclass(frozen=True, kw_only=True)
class MemoFacts:
    """All that the memo says; each list holds one row more than is printed where there are more."""

    asked: Asked
    at: datetime
    to: str
    sender: str
    tallies: list[GroupTally]
    overdue: list[Line]
    coming: list[Line]
    came: list[Came]
    escalated: list[Line]
    decisions: list[Decision]


def memo_of(facts: MemoFacts, *, links_to: str) -> Document:
    office = facts.asked.office
    handlings = [Handling.COMMITTEE_INTERNAL, *(part.handling for part in facts.tallies)]
    return Document(
        title="Weekly oversight memo",
        as_of=facts.at,
        zone=office.timezone,
        office=f"{office.name} ({office.short_name})",
        version="internal",
        handling=str(highest(handlings)),
        demonstration=office.is_demonstration,
        method=METHOD,
        blocks=(head(facts, office), *sections(facts, links_to=links_to)),
    )


def head(facts: MemoFacts, office: Office) -> Facts:
    day = facts.at.astimezone(office.zone).date()
    subject = f"Oversight requests as of {formal_text(day)}"
    return Facts((("TO:", facts.to), ("FROM:", facts.sender), ("DATE:", day), ("RE:", subject)))


def sections(facts: MemoFacts, *, links_to: str) -> Iterable[Block]:
    total = sum((part.tally for part in facts.tallies), Tally())
    yield Heading(1, "Bottom line")
    yield Paragraph(bottom_line(total))
    if facts.decisions:
        waits = "1 point waits" if len(facts.decisions) == 1 else f"{len(facts.decisions):,} points wait"
        yield Paragraph(f"{waits} for a decision; see Escalations.")
    yield Heading(1, "Overdue")
    yield listed("Overdue, the longest first", "overdue", LATE, facts.overdue, links_to, "Nothing is overdue.")
    yield from more(len(facts.overdue), total.overdue, "overdue")
    yield Heading(1, "Due next")
    yield listed("Due within five business days", "coming", COMING, facts.coming, links_to, "Nothing comes due soon.")
    yield from more(len(facts.coming), total.due_soon, "due soon")
    yield Heading(1, "Replies this week")
    yield Table("Replies dated within seven days", REPLIES, replies(facts.came, links_to), "replies", "No reply came.")
    yield Heading(1, "Escalations")
    none = "No subpoena or deposition is open."
    yield listed("Open subpoenas and depositions", "escalated", ESCALATED, facts.escalated, links_to, none)
    rows = columns.decision_rows(facts.decisions[:MOST], "agency", links_to=links_to)
    yield Table(
        "Needs decision", columns.decision_columns("agency"), rows, "decisions", "Nothing waits for a decision."
    )
    yield Heading(1, "Agency table")
    yield group_table(facts.tallies, "agency")


def listed(caption: str, name: str, keys: tuple[str, ...], lines: list[Line], links_to: str, none: str) -> Table:
    rows: tuple[Row, ...] = tuple(columns.rows_of(lines[:MOST], keys, links_to=links_to))
    return Table(caption, columns.columns_of(keys), rows, name, none)


def more(held: int, total: int, words: str) -> Iterable[Paragraph]:
    if held > MOST:
        yield Paragraph(f"The first {MOST} of {counted(total, 'request')} that are {words}; the summary lists all.")


def replies(came: list[Came], links_to: str) -> tuple[Any, ...]:
    return tuple(
        (one.dated_on, one.agency, columns.number_cell(one.number, links_to), one.reply, one.settles)
        for one in came[:MOST]
    )
