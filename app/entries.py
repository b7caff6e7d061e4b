"""The rows of a deadline's ledger, and where they leave it: folded without a word, in the order of the record."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from app.bases import Rule, count
from app.workdays import add_business_days, business_days_between, end_of, on_or_after

Kind = Literal[
    "start",
    "ask",
    "extension",
    "refusal",
    "part",
    "correction",
    "undo",
    "withdrawal",
    "stop",
    "restart",
    "closure",
    "reopening",
    "calendar",
]
# What is said of the date and moves none: an extension asked for, refused, or granted for some items only.
QUIET = frozenset({"ask", "refusal", "part"})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row, recorded on the day `on`. A start or correction without `until` says that no date is set.

    A start may bear the `rule` that sets its date instead; a calendar bears the rule with the days since imported.
    `day` is when a stop or a restart takes effect, or the first day of a closure or reopening, which runs to `until`;
    of an extension, one asked for or one refused it is the day on which that happened, where it was another than `on`.
    `how` is where a start stands ("printed in the letter") and else the channel ("phone", "e-mail", "letter").
    `who` spoke for the agency, `agreed_by` for the committee; `scope` names the items of an extension in part.
    """

    kind: Kind
    on: date
    until: date | None = None
    until_time: time | None = None
    rule: Rule | None = None
    day: date | None = None
    category: str = ""
    reason: str = ""
    how: str = ""
    by: str = ""
    who: str = ""
    agreed_by: str = ""
    conditions: str = ""
    scope: str = ""

    @property
    def said_on(self) -> date:
        """The day of an extension asked for, granted or refused."""
        return self.day or self.on


class When(NamedTuple):
    on: date | None = None
    at: time | None = None

    def last_minute(self, zone: ZoneInfo) -> datetime:
        assert self.on is not None, "only a date that is set has a last minute"
        return end_of(self.on, zone, self.at)


NO_DATE = When()


@dataclass(frozen=True)
class Due:
    """Where the deadline stands. `is_counted`: the current date comes from a rule in business days."""

    original: When = NO_DATE
    current: When = NO_DATE
    extensions: int = 0
    is_counted: bool = False
    withdrawn: bool = False
    stopped_on: date | None = None
    held: When = NO_DATE
    last_day: date | None = None
    closures: dict[date, str] = field(default_factory=dict)
    words: str = ""
    asked: Entry | None = None


def fold(entries: Sequence[Entry], zone: ZoneInfo) -> Due:
    """Closures are facts of the calendar and count from the start, whenever they were told; moves come in their order."""
    if not entries:
        return Due()
    due = _begun(entries)
    for entry in entries[1:]:
        given = When(entry.until, entry.until_time)
        if entry.kind == "extension":
            standing = [when for when in (given, due.current) if when.on]
            later = max(standing, key=lambda when: when.last_minute(zone))
            is_counted = due.is_counted and later is due.current
            due = replace(due, current=later, extensions=due.extensions + 1, is_counted=is_counted, asked=None)
        elif entry.kind in QUIET:
            due = replace(due, asked=entry if entry.kind == "ask" else None)
        elif entry.kind == "correction":
            original = due.original if due.extensions else given
            due = replace(due, original=original, current=given, is_counted=False)
        elif entry.kind == "withdrawal":
            due = replace(due, current=NO_DATE, withdrawn=True, asked=None)
        elif entry.kind == "stop":
            due = replace(due, current=NO_DATE, held=due.current, stopped_on=entry.day, last_day=entry.day)
        elif entry.kind == "restart":
            due = _restarted(due, entry)
    return due


def _begun(entries: Sequence[Entry]) -> Due:
    start = entries[0]
    rule = next((entry.rule for entry in reversed(entries) if entry.kind == "calendar"), start.rule)
    closures = _closures_after(entries, rule)
    if rule is None:
        given = When(start.until, start.until_time)
        return Due(given, given, closures=closures)
    counted = count(rule, closures)
    given = When(counted.on, counted.at)
    return Due(given, given, is_counted=rule.is_in_business_days, closures=closures, words=counted.words)


def _closures_after(entries: Sequence[Entry], rule: Rule | None) -> dict[date, str]:
    """The days closed and why; a day declared closed twice stays closed until both closures are lifted."""
    told: dict[date, list[str]] = {}
    for day, reason in rule.closures if rule else ():
        told.setdefault(day, []).append(reason)
    for entry in entries:
        for day in days_of(entry):
            if entry.kind == "closure":
                told.setdefault(day, []).append(entry.reason)
            elif told.get(day):
                told[day].remove(entry.reason if entry.reason in told[day] else told[day][-1])
    return {day: reasons[0] for day, reasons in told.items() if reasons}


def days_of(entry: Entry) -> list[date]:
    if entry.kind not in {"closure", "reopening"} or entry.day is None:
        return []
    last = entry.until or entry.day
    return [entry.day + timedelta(days=ahead) for ahead in range((last - entry.day).days + 1)]


def _restarted(due: Due, entry: Entry) -> Due:
    """What was left when the clock stopped is left again: in business days where the date was counted so."""
    stopped, day, held = due.stopped_on, entry.day, due.held
    assert stopped is not None, "a restart was checked when it was added"
    assert day is not None, "a restart was checked when it was added"
    if held.on is None:
        on = None
    elif due.is_counted:
        closures = frozenset(due.closures)
        left = business_days_between(stopped, held.on, closures)
        on = on_or_after(add_business_days(day, max(left, 0), closures), closures)
    else:
        on = held.on + (day - stopped)
    return replace(due, current=When(on, held.at), held=NO_DATE, stopped_on=None, last_day=day)
