"""The facts that a report is assembled from: one line per request, one tally per agency, what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.dates import formal_text
from app.models.counts import Count
from app.models.picklists import Attributable, ClosingReason, Handling, Instrument, OutcomeKind, WaitsOn
from app.models.states import LATE, Facts, Reply, Timing, reply_of, timing_of
from app.workdays import business_days_late


@dataclass(frozen=True, kw_only=True)
class Line:
    """One request as the register shows it, at the moment `at`."""

    at: datetime
    number: str
    dated_on: date | None
    transmitted_on: date | None
    instrument: Instrument
    agency: str
    subject: str
    first_due_on: date | None
    due_on: date | None
    due_time: time | None
    due_at: datetime | None
    stopped_on: date | None
    count: Count
    unclassified: int
    last_heard_on: date | None
    next_step: str | None
    next_step_on: date | None
    waits_on: WaitsOn | None
    owner: str | None
    closed_on: date | None
    closing_reason: ClosingReason | None
    timezone: str
    handling: Handling
    matter: str | None
    extensions: int
    is_limited: bool
    release_proposed_at: datetime | None
    released_on: date | None
    timing: Timing | None = field(init=False)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def __post_init__(self) -> None:
        # Every line is asked for its timing several times, and there are tens of thousands of lines.
        facts = Facts(
            is_closed=self.closed_on is not None,
            is_sent=self.transmitted_on is not None,
            is_satisfied=self.count.is_satisfied,
            due_on=self.due_on,
            due_at=self.due_at,
            stopped_on=self.stopped_on,
        )
        object.__setattr__(self, "timing", timing_of(facts, at=self.at, zone=self.zone))

    @property
    def timing_words(self) -> str:
        """As on the request's page; a closed request says why."""
        timing = self.timing
        if timing is Timing.CLOSED and self.closing_reason:
            reason = str(self.closing_reason)
            return f"Closed: {reason[:1].lower()}{reason[1:]}"
        return str(timing or "")

    @property
    def reply(self) -> Reply | None:
        return reply_of(self.count, unclassified=self.unclassified)

    @property
    def days_late(self) -> int | None:
        """Business days since the current due date; None for what is not overdue."""
        if self.due_on is None or self.timing not in LATE:
            return None
        return business_days_late(self.due_on, self.at.astimezone(self.zone).date())


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many of the requests are what; `overdue` holds the long overdue, too."""

    requests: int = 0
    open: int = 0
    unsent: int = 0
    overdue: int = 0
    long_overdue: int = 0
    due_soon: int = 0
    to_classify: int = 0
    unclassified: int = 0
    extended: int = 0
    extensions: int = 0
    count: Count = field(default_factory=Count)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    @property
    def closed(self) -> int:
        return self.requests - self.open


def tally_of(line: Line) -> Tally:
    """One request's share in every figure."""
    timing = line.timing
    return Tally(
        requests=1,
        open=int(line.is_open),
        unsent=int(line.is_open and line.transmitted_on is None),
        overdue=int(timing in LATE),
        long_overdue=int(timing is Timing.LONG_OVERDUE),
        due_soon=int(timing is Timing.DUE_SOON),
        to_classify=int(line.unclassified > 0),
        unclassified=line.unclassified,
        extended=int(line.extensions > 0),
        extensions=line.extensions,
        count=line.count,
    )


@dataclass(frozen=True)
class GroupTally:
    """The tally of the requests to one agency (or in one matter) at one level of handling."""

    name: str
    handling: Handling
    tally: Tally


@dataclass(frozen=True)
class Decision:
    """Something that waits for a principal, and why."""

    what: str
    line: Line
    why: str


# A letter that is out while its record asks for more care than the office's own default.
CAREFUL = frozenset(Handling) - {Handling.PUBLIC, Handling.COMMITTEE_INTERNAL}


def decisions_of(line: Line) -> Iterator[Decision]:
    """What waits to be decided about one request, in the order of the list."""
    if line.release_proposed_at and line.released_on is None:
        day = formal_text(line.release_proposed_at.astimezone(line.zone).date())
        yield Decision(
            "Release proposed", line, f"The release of the letter was proposed on {day}; nobody approved it."
        )
    if line.timing is Timing.LONG_OVERDUE and not line.next_step:
        yield Decision("Long overdue, no next step", line, f"{line.days_late} business days late.")
    if line.released_on and (line.handling in CAREFUL or line.is_limited):
        held = str(line.handling).lower() if line.handling in CAREFUL else "limited to named people"
        yield Decision("Handling conflict", line, f"The letter is released; its record is {held}.")


@dataclass(frozen=True)
class Result:
    """One thing that came of a request."""

    number: str
    dated_on: date
    kind: OutcomeKind
    claim: str
    attributable: Attributable
    dollars: int | None


def highest(handlings: list[Handling]) -> Handling:
    """The strictest of them, in the order of the picklist; what holds nothing is public."""
    order = list(Handling)
    return max(handlings, key=order.index, default=Handling.PUBLIC)
