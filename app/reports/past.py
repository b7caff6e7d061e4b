"""What was known at the end of an earlier day: today's rows with every later change undone, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.base import Moment, Picklist
from app.models.counts import Count
from app.refusals import Refused
from app.reports.facts import Decision, GroupTally, Line, Result, decisions_of, tally_of

# Columns of a request's row that its line shows under the same name.
SAME = (
    "number", "dated_on", "transmitted_on", "instrument", "subject", "first_due_on", "due_on", "due_time", "due_at",
    "stopped_on", "unclassified", "last_heard_on", "next_step", "next_step_on", "waits_on", "closed_on", "closing_reason", "handling",
    "extensions", "is_limited", "release_proposed_at", "released_on",
)  # fmt: skip
COUNTED = ("counted_items", "satisfied_items", "partial_items", "said_done_items", "refused_items")
TOLD = (*SAME, *COUNTED, "id", "congress", "serial", "agency_id", "matter_id", "owner_id", "void_at", "public_from")


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of that day in that zone."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone) - timedelta(microseconds=1)


def demand_past(day: date, *, today: date) -> None:
    if day > today:
        raise Refused("This day is still to come. Choose today or an earlier day.", field="as_of")


@dataclass
class Record:
    """One row on its way back; `is_sure` ends where the history cannot tell what stood before."""

    values: dict[str, Any]
    types: Mapping[str, Any]
    is_sure: bool = True

    def undo(self, changes: Mapping[str, Any] | None) -> None:
        """Take one event back. Words that were erased, or that do not fit what stands, leave the row unsure."""
        if changes is None:
            self.is_sure = False
            return
        for name, (before, after) in changes.items():
            if name not in self.values:
                continue
            if self.values[name] != typed(after, self.types[name]):
                self.is_sure = False
            self.values[name] = typed(before, self.types[name])


def typed(value: Any, kind: sa.types.TypeEngine[Any]) -> Any:
    """A value of the history's plain JSON as its column gives it."""
    if value is None or not isinstance(value, str):
        return value
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.Time):
        return time.fromisoformat(value)
    if isinstance(kind, sa.Enum) and kind.enum_class is not None and issubclass(kind.enum_class, Picklist):
        return kind.enum_class(value)
    return value


@dataclass(frozen=True)
class Names:
    """What today's directories call whom."""

    agencies: Mapping[int, str]
    people: Mapping[int, str]
    matters: Mapping[int, str]


@dataclass
class Past:
    """The whole summary of an earlier moment, in the same parts as the present one has."""

    lines: list[Line]
    results: list[Result]
    unsure: int = 0
    decisions: list[Decision] = field(init=False)

    def __post_init__(self) -> None:
        self.decisions = [decision for line in self.lines for decision in decisions_of(line)]

    @property
    def overdue(self) -> list[Line]:
        late = [line for line in self.lines if line.days_late is not None and line.due_at is not None]
        return sorted(late, key=lambda line: line.due_at)  # type: ignore[arg-type,return-value]

    def tallies(self, *, by: str = "agency") -> list[GroupTally]:
        return [GroupTally(getattr(line, by) or "", line.handling, tally_of(line)) for line in self.lines]


def line_of(values: Mapping[str, Any], names: Names, *, at: datetime, timezone: str) -> Line:
    owner, matter = values["owner_id"], values["matter_id"]
    return Line(
        at=at,
        timezone=timezone,
        agency=names.agencies[values["agency_id"]],
        owner=names.people.get(owner) if owner else None,
        matter=names.matters.get(matter) if matter else None,
        count=Count(*(values[name] for name in COUNTED)),
        **{name: values[name] for name in SAME},
    )


def in_order(records: Iterable[Record], *, is_by_date: bool) -> list[Record]:
    """By number, or by the date on the letter and then by number; as the present register is ordered."""

    def place(record: Record) -> tuple[Any, ...]:
        values = record.values
        dated = (values["dated_on"] is None, values["dated_on"] or date.min) if is_by_date else ()
        return (*dated, values["congress"], values["serial"])

    return sorted(records, key=place)
