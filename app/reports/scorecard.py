"""The scorecard of one agency from the facts of its requests; nothing here asks the database or the clock.

Every figure is a list: the page counts the lines that it links to, so the two can't differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from statistics import median
from zoneinfo import ZoneInfo

from app.documents.model import Column, Document, Figure, Figures, Heading, Paragraph, Row, Table
from app.models import Office
from app.models.base import Picklist
from app.models.counts import Count
from app.models.picklists import Handling
from app.models.states import LATE, Facts, timing_of
from app.reports.facts import highest
from app.reports.summary import counted
from app.workdays import business_days_between, business_days_late

TOO_FEW = 5
WORST = 5
FEW = "too few to compare"


class Part(Picklist):
    """The list behind a number."""

    ASKED = "asked", "Asked"
    DECIDED = "decided", "Answered, or past the first due date"
    ON_TIME = "on-time", "First reply on time"
    LATE = "late", "First reply late, or none by the first due date"
    REPLIED = "replied", "With a first reply"
    OVERDUE = "overdue", "Overdue now"
    EXTENDED = "extended", "Extended"
    UNSATISFIED = "unsatisfied", "With items not satisfied"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One request that was sent, with the day of the agency's first reply."""

    number: str
    subject: str
    agency: str
    handling: Handling
    transmitted_on: date
    first_due_on: date | None
    due_on: date | None
    due_at: datetime | None
    closed_on: date | None
    extensions: int
    counted_items: int
    satisfied_items: int
    partial_items: int
    said_done_items: int
    refused_items: int
    first_reply_on: date | None

    @property
    def count(self) -> Count:
        return Count(
            self.counted_items, self.satisfied_items, self.partial_items, self.said_done_items, self.refused_items
        )

    @property
    def reply_days(self) -> int | None:
        """Business days from the day after it was sent to the first reply; a reply dated before that took none."""
        if self.first_reply_on is None:
            return None
        return max(0, business_days_between(self.transmitted_on, self.first_reply_on))

    @property
    def quarter(self) -> str:
        return f"{self.transmitted_on.year} Q{(self.transmitted_on.month + 2) // 3}"

    def is_decided(self, today: date) -> bool:
        """Whether it is known if the first reply was on time."""
        return self.first_due_on is not None and (self.first_reply_on is not None or self.first_due_on < today)

    @property
    def is_on_time(self) -> bool:
        has_both = self.first_due_on is not None and self.first_reply_on is not None
        return has_both and self.first_reply_on <= self.first_due_on  # type: ignore[operator]

    def is_overdue(self, at: datetime, zone: ZoneInfo) -> bool:
        facts = Facts(
            is_closed=self.closed_on is not None,
            is_satisfied=self.count.is_satisfied,
            due_on=self.due_on,
            due_at=self.due_at,
        )
        return timing_of(facts, at=at, zone=zone) in LATE


@dataclass(frozen=True)
class Figuring:
    """What is counted of some lines as of one moment in one zone."""

    lines: tuple[Line, ...]
    at: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()

    @cached_property
    def parts(self) -> dict[Part, tuple[Line, ...]]:
        decided = tuple(line for line in self.lines if line.is_decided(self.today))
        return {
            Part.ASKED: self.lines,
            Part.DECIDED: decided,
            Part.ON_TIME: tuple(line for line in decided if line.is_on_time),
            Part.LATE: tuple(line for line in decided if not line.is_on_time),
            Part.REPLIED: tuple(line for line in self.lines if line.first_reply_on is not None),
            Part.OVERDUE: tuple(line for line in self.lines if line.is_overdue(self.at, self.zone)),
            Part.EXTENDED: tuple(line for line in self.lines if line.extensions),
            Part.UNSATISFIED: tuple(line for line in self.lines if not line.count.is_satisfied and line.counted_items),
        }

    def number_of(self, part: Part) -> int:
        return len(self.parts[part])

    @cached_property
    def count(self) -> Count:
        return sum((line.count for line in self.lines), Count())

    @property
    def extensions(self) -> int:
        return sum(line.extensions for line in self.lines)

    @property
    def on_time(self) -> str:
        """9 of 27 (33%), or without the share where there are too few."""
        return share(self.number_of(Part.ON_TIME), self.number_of(Part.DECIDED))

    @property
    def satisfied(self) -> str:
        return share(self.count.satisfied, self.count.counted)

    @property
    def median_reply(self) -> str:
        """14 business days, of how many replies."""
        days = [line.reply_days for line in self.parts[Part.REPLIED] if line.reply_days is not None]
        if not days:
            return "no reply yet"
        middle = median(days)
        words = f"{middle:g} business day{'' if middle == 1 else 's'}"
        return words if len(days) >= TOO_FEW else f"{words} ({FEW})"

    @cached_property
    def quarters(self) -> dict[str, "Figuring"]:
        """By the calendar quarter in which the letter was sent, the newest first."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.quarter, []).append(line)
        return {name: Figuring(tuple(found[name]), self.at, self.zone) for name in sorted(found, reverse=True)}

    @cached_property
    def worst(self) -> tuple[Line, ...]:
        """The open requests that are overdue the longest."""
        return tuple(sorted(self.parts[Part.OVERDUE], key=lambda line: (line.due_at, line.number))[:WORST])

    def days_late(self, line: Line) -> int:
        return business_days_late(line.due_on, self.today) if line.due_on else 0


def share(part: int, whole: int) -> str:
    if not whole:
        return "none to count"
    says = f"{part} of {whole}"
    return f"{says} ({FEW})" if whole < TOO_FEW else f"{says} ({round(100 * part / whole)}%)"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose requests to which agency the scorecard is about; no Congress means all of them.

    `all_on_time` is what the first figure is beside: the first replies on time of all agencies that the office asked.
    """

    office: Office
    agency: str
    has_bureaus: bool
    congress: str
    all_on_time: str

    @property
    def words(self) -> str:
        return f"{self.congress}, {'with its bureaus' if self.has_bureaus else 'without its bureaus'}"


QUARTERS = (
    Column("quarter", "Sent in", width=12),
    Column("asked", "Asked", "number", 8),
    Column("on_time", "First reply on time", width=26),
    Column("satisfied", "Items satisfied", width=26),
    Column("median", "Median first reply", width=30),
    Column("overdue", "Overdue now", "number", 10),
    Column("extensions", "Extensions", "number", 10),
)
REGISTER = (
    Column("number", "Number", width=16),
    Column("subject", "Subject", width=40),
    Column("sent", "Sent", "date", 12),
    Column("first_due", "First due", "date", 12),
    Column("first_reply", "First reply", "date", 12),
    Column("days", "Business days to reply", "number", 12),
    Column("due", "Due", "date", 12),
    Column("late", "Business days late", "number", 10),
    Column("extensions", "Extensions", "number", 10),
    Column("satisfied", "Items satisfied", "number", 10),
    Column("counted", "Items counted", "number", 10),
)
METHOD = (
    "Asked counts the requests that this office sent to the agency, open and closed. Drafts, letters that are not sent yet "
    "and requests filed in error are left out. What the reader may not see is left out, too.",
    "A first reply is the first communication in from the agency that was not classified as a mere acknowledgment or as "
    "settling nothing; a public statement is no reply. It is on time where it is dated no later than the due date that was "
    "set first: an extension does not make a late reply timely. Counted are requests with a due date that were answered "
    "or whose first due date has passed. All agencies are those that this office asked in the same Congress, this one too.",
    "Items are counted as printed at the top level of each letter. Satisfied are those that we accepted on a dated finding.",
    "The median first reply counts business days (federal holidays left out) after the day of sending, over the requests "
    "that have a first reply; those without one are not in it.",
    f"Overdue now are open requests past their current due date. Where fewer than {TOO_FEW} are counted no share is given: "
    "that is too few to compare. Nothing here is a grade.",
)


def rows_of(figuring: Figuring, lines: Iterable[Line]) -> Iterable[Row]:
    overdue = {line.number for line in figuring.parts[Part.OVERDUE]}
    for line in lines:
        late = figuring.days_late(line) if line.number in overdue else None
        items = (line.extensions, line.satisfied_items, line.counted_items)
        replied = (line.transmitted_on, line.first_due_on, line.first_reply_on, line.reply_days)
        yield (line.number, line.subject, *replied, line.due_on, late, *items)


def figures_of(figuring: Figuring, scope: Scope) -> tuple[Figure, ...]:
    count = figuring.count
    others = ", ".join(f"{number} {standing.label.lower()}" for standing, number in count.five[1:] if number)
    return (
        Figure("Asked", figuring.number_of(Part.ASKED), "requests sent"),
        Figure(
            "First reply on time",
            figuring.on_time,
            f"of those answered or past the first due date; all agencies {scope.all_on_time}",
        ),
        Figure(
            "Items satisfied",
            figuring.satisfied,
            f"of the items counted; {others}" if others else "of the items counted",
        ),
        Figure(
            "Median first reply",
            figuring.median_reply,
            f"over {counted(figuring.number_of(Part.REPLIED), 'request')} with a reply",
        ),
        Figure(
            "Overdue now", figuring.number_of(Part.OVERDUE), f"of {counted(figuring.number_of(Part.ASKED), 'request')}"
        ),
        Figure(
            "Extensions",
            figuring.extensions,
            f"in {figuring.number_of(Part.EXTENDED)} of {counted(figuring.number_of(Part.ASKED), 'request')}",
        ),
    )


def quarter_rows(figuring: Figuring) -> Iterable[Row]:
    for name, one in figuring.quarters.items():
        told = (one.on_time, one.satisfied, one.median_reply)
        yield (name, one.number_of(Part.ASKED), *told, one.number_of(Part.OVERDUE), one.extensions)


def document_of(scope: Scope, figuring: Figuring) -> Document:
    """The scorecard as a document of our own office: internal, never for members or the public."""
    handling = highest([Handling.COMMITTEE_INTERNAL, *(line.handling for line in figuring.lines)])
    none = "No request was sent."
    return Document(
        title=f"Scorecard: {scope.agency}",
        subtitle=scope.words,
        as_of=figuring.at,
        zone=scope.office.timezone,
        office=f"{scope.office.name} ({scope.office.short_name})",
        version="internal",
        handling=str(handling),
        demonstration=scope.office.is_demonstration,
        method=METHOD,
        blocks=(
            Paragraph(f"{scope.agency}, {scope.words}."),
            Figures(figures_of(figuring, scope), "Figures"),
            Heading(1, "By quarter"),
            Table("By the quarter of sending", QUARTERS, tuple(quarter_rows(figuring)), "quarters", none),
            Heading(1, "Overdue the longest"),
            Table(
                "Open requests overdue the longest", REGISTER, tuple(rows_of(figuring, figuring.worst)), "worst",
                "Nothing is overdue.",
            ),
            Heading(1, "Requests"),
            Table("Requests sent", REGISTER, tuple(rows_of(figuring, figuring.lines)), "register", none),
        ),
    )  # fmt: skip
