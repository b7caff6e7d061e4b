"""The ledger of one deadline: its dated entries, replayed into what is due now and how it came to be so."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from app.bases import Rule, closed_words, count, told_day
from app.dates import clock_text, zone_label
from app.refusals import Refused
from app.workdays import (
    NO_CLOSURES,
    add_business_days,
    business_days_between,
    business_days_late,
    business_days_left,
    end_of,
    is_overdue,
    on_or_after,
)

Kind = Literal[
    "start", "extension", "correction", "undo", "withdrawal", "stop", "restart", "closure", "reopening", "calendar"
]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row, recorded on the day `on`. A start or correction without `until` says that no date is set.

    A start may bear the `rule` that sets its date instead; a calendar bears the rule with the days since imported.
    `day` is when a stop or a restart takes effect, or the first day of a closure or reopening, which runs to `until`.
    `how` is where a start stands ("printed in the letter") and else the channel ("phone", "e-mail", "letter").
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


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the entries come to. `due_at` is the last minute on time, in UTC; `version` moves with every entry."""

    original_on: date | None
    original_time: time | None
    current_on: date | None
    current_time: time | None
    due_at: datetime | None
    extensions: int
    version: int
    explanation: tuple[str, ...]
    zone: ZoneInfo
    withdrawn: bool = False
    stopped_on: date | None = None
    closures: frozenset[date] = NO_CLOSURES
    note: str = ""
    target_on: date | None = None

    @property
    def numbered(self) -> tuple[str, ...]:
        """The explanation for plain text, where no list numbers the sentences."""
        return tuple(f"{number}. {sentence}" for number, sentence in enumerate(self.explanation, start=1))

    def business_days_left(self, at: datetime) -> int | None:
        """Business days still to come at a moment, the due day included; negative once it is late; None: no date."""
        if self.current_on is None or self.due_at is None:
            return None
        today = at.astimezone(self.zone).date()
        if is_overdue(self.due_at, at):
            return -business_days_late(self.current_on, today, self.closures)
        return business_days_left(self.current_on, today, self.closures)


def replay(entries: Sequence[Entry], *, zone: ZoneInfo) -> Standing:
    """What is due after these entries, in the order in which they were recorded; none at all means no due date.

    Raises Refused where an entry can't follow those before it, so a new entry is checked by replaying it with them.
    """
    ledger = _Ledger(zone)
    for entry in entries:
        ledger.add(entry)
    due = ledger.due
    note, target = ledger.closed_day()
    return Standing(
        original_on=due.original.on,
        original_time=due.original.at,
        current_on=due.current.on,
        current_time=due.current.at,
        due_at=due.current.last_minute(zone) if due.current.on else None,
        extensions=due.extensions,
        version=len(entries),
        explanation=(*ledger.sentences, ledger.result()),
        zone=zone,
        withdrawn=due.withdrawn,
        stopped_on=due.stopped_on,
        closures=frozenset(due.closures),
        note=note,
        target_on=target,
    )


class _When(NamedTuple):
    on: date | None = None
    at: time | None = None

    def last_minute(self, zone: ZoneInfo) -> datetime:
        assert self.on is not None, "only a date that is set has a last minute"
        return end_of(self.on, zone, self.at)


_NO_DATE = _When()


@dataclass(frozen=True)
class _Due:
    """Where the deadline stands. `is_counted`: the current date comes from a rule in business days."""

    original: _When = _NO_DATE
    current: _When = _NO_DATE
    extensions: int = 0
    is_counted: bool = False
    withdrawn: bool = False
    stopped_on: date | None = None
    held: _When = _NO_DATE
    last_day: date | None = None
    closures: dict[date, str] = field(default_factory=dict)
    words: str = ""


def fold(entries: Sequence[Entry], zone: ZoneInfo) -> _Due:
    """Closures are facts of the calendar and count from the start, whenever they were told; moves come in their order."""
    if not entries:
        return _Due()
    due = _begun(entries)
    for entry in entries[1:]:
        given = _When(entry.until, entry.until_time)
        if entry.kind == "extension":
            standing = [when for when in (given, due.current) if when.on]
            later = max(standing, key=lambda when: when.last_minute(zone))
            is_counted = due.is_counted and later is due.current
            due = replace(due, current=later, extensions=due.extensions + 1, is_counted=is_counted)
        elif entry.kind == "correction":
            original = due.original if due.extensions else given
            due = replace(due, original=original, current=given, is_counted=False)
        elif entry.kind == "withdrawal":
            due = replace(due, current=_NO_DATE, withdrawn=True)
        elif entry.kind == "stop":
            due = replace(due, current=_NO_DATE, held=due.current, stopped_on=entry.day, last_day=entry.day)
        elif entry.kind == "restart":
            due = _restarted(due, entry)
    return due


def _begun(entries: Sequence[Entry]) -> _Due:
    start = entries[0]
    rule = next((entry.rule for entry in reversed(entries) if entry.kind == "calendar"), start.rule)
    closures = _closures_after(entries, rule)
    if rule is None:
        given = _When(start.until, start.until_time)
        return _Due(given, given, closures=closures)
    counted = count(rule, closures)
    given = _When(counted.on, counted.at)
    return _Due(given, given, is_counted=rule.is_in_business_days, closures=closures, words=counted.words)


def _closures_after(entries: Sequence[Entry], rule: Rule | None) -> dict[date, str]:
    """The days closed and why; a day declared closed twice stays closed until both closures are lifted."""
    told: dict[date, list[str]] = {}
    for day, reason in rule.closures if rule else ():
        told.setdefault(day, []).append(reason)
    for entry in entries:
        for day in _days_of(entry):
            if entry.kind == "closure":
                told.setdefault(day, []).append(entry.reason)
            elif told.get(day):
                told[day].remove(entry.reason if entry.reason in told[day] else told[day][-1])
    return {day: reasons[0] for day, reasons in told.items() if reasons}


def _days_of(entry: Entry) -> list[date]:
    if entry.kind not in {"closure", "reopening"} or entry.day is None:
        return []
    last = entry.until or entry.day
    return [entry.day + timedelta(days=ahead) for ahead in range((last - entry.day).days + 1)]


def _restarted(due: _Due, entry: Entry) -> _Due:
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
    return replace(due, current=_When(on, held.at), held=_NO_DATE, stopped_on=None, last_day=day)


@dataclass
class _Ledger:
    zone: ZoneInfo
    stack: list[Entry] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    due: _Due = field(default_factory=_Due)

    def add(self, entry: Entry) -> None:
        if not self.stack and entry.kind != "start":
            raise Refused("A deadline starts with a first due date. Set one.", field="until")
        if entry.until is None and entry.until_time is not None:
            raise Refused("Enter the day as well as the time.", field="until")
        if self.due.withdrawn and entry.kind != "undo":
            raise Refused("The deadline was withdrawn. Undo that first.", field="until")
        if self.due.stopped_on and entry.kind in {"extension", "correction"}:
            raise Refused("The clock is stopped. Restart it first.", field="until")
        verbs = {"start": self.start, "extension": self.extend, "correction": self.correct, "undo": self.undo}
        verbs |= {"withdrawal": self.withdraw, "stop": self.stop, "restart": self.restart}
        verbs |= {"closure": self.close, "reopening": self.reopen, "calendar": self.count_again}
        verbs[entry.kind](entry)

    def put(self, entry: Entry) -> None:
        self.stack.append(entry)
        self.due = fold(self.stack, self.zone)

    def start(self, entry: Entry) -> None:
        if self.stack:
            raise Refused("The first due date was set already. Extend or correct it.", field="until")
        self.put(entry)
        given = self.due.current
        if entry.rule is None:
            words = f"Due {self.whole(given)}" if given.on else "No due date"
        else:
            words = f"{self.due.words}: due {self.whole(given)}" if given.on else self.due.words
        words += f" ({entry.how})" if entry.how else ""
        self.sentences.append(f"{words}{f': {_trimmed(entry.reason)}' if entry.reason else ''}.")

    def extend(self, entry: Entry) -> None:
        given, current = _When(entry.until, entry.until_time), self.due.current
        if given.on is None:
            raise Refused("Enter the new due date.", field="until")
        if current.on is None:
            raise Refused("There is no due date to extend. Correct it instead.", field="until")
        # Moments are compared, not days, so that noon may become the end of the same day.
        if given.last_minute(self.zone) <= current.last_minute(self.zone):
            raise Refused(
                f"An extension must be later than the current due date, {self.short(current)}.", field="until"
            )
        self.put(entry)
        self.tell(f"Extended to {self.short(given)}", entry)

    def correct(self, entry: Entry) -> None:
        """What stands was written down wrongly. Before any extension, that is the original date as well."""
        given, due = _When(entry.until, entry.until_time), self.due
        if given == due.current:
            raise Refused("That is the due date already.", field="until")
        if due.extensions and (given.on is None or given.last_minute(self.zone) <= due.original.last_minute(self.zone)):
            first = self.short(due.original)
            raise Refused(f"An extended date must be later than the first due date, {first}.", field="until")
        self.put(entry)
        self.tell(f"Corrected to {self.short(given)}" if given.on else "Corrected to no due date", entry)

    def withdraw(self, entry: Entry) -> None:
        self.put(entry)
        self.tell("Withdrawn", entry)

    def stop(self, entry: Entry) -> None:
        """The clock stands still after this day, for a reason of a category."""
        current = self.due.current
        if self.due.stopped_on:
            raise Refused("The clock is stopped already.", field="day")
        if current.on is None:
            raise Refused("There is no due date whose clock could stop.", field="day")
        if entry.day is None or entry.day > current.on:
            raise Refused(f"The clock runs until {self.short(current)}: it can't stop later.", field="day")
        if self.due.last_day and entry.day < self.due.last_day:
            raise Refused(f"The clock restarted on {told_day(self.due.last_day)}: stop it then or later.", field="day")
        self.put(entry)
        what = f" ({entry.category})" if entry.category else ""
        self.tell(f"The clock stopped at the end of {told_day(entry.day)}{what}, noted", entry)

    def restart(self, entry: Entry) -> None:
        if self.due.stopped_on is None:
            raise Refused("The clock is not stopped.", field="day")
        if entry.day is None or entry.day < self.due.stopped_on:
            raise Refused(f"The clock stopped on {told_day(self.due.stopped_on)}: restart it later.", field="day")
        self.put(entry)
        self.tell(
            f"The clock runs again after {told_day(entry.day)}, now due {self.short(self.due.current)}, noted", entry
        )

    def close(self, entry: Entry) -> None:
        """A declared closure: it moves what is counted in business days and never a printed date."""
        if entry.day is None:
            raise Refused("Enter the day of the closure.", field="day")
        self.put(entry)
        self.sentences.append(f"Closed {_span(entry)} ({_trimmed(entry.reason)}){self.moved()}.")

    def reopen(self, entry: Entry) -> None:
        if not set(_days_of(entry)) & set(self.due.closures):
            raise Refused("That day is not declared closed.", field="day")
        self.put(entry)
        self.sentences.append(f"No longer closed {_span(entry)}{self.moved()}.")

    def count_again(self, entry: Entry) -> None:
        if self.stack[0].rule is None or entry.rule is None:
            raise Refused("This date is not counted by a calendar.")
        self.put(entry)
        self.sentences.append(f"Counted again by the imported calendar: {self.due.words}{self.moved()}.")

    def undo(self, entry: Entry) -> None:
        if len(self.stack) < 2:
            raise Refused("There is nothing to undo.")
        undone = self.stack.pop()
        self.due = fold(self.stack, self.zone)
        is_dated = undone.until and undone.kind in {"extension", "correction"}
        what = f" to {self.short(_When(undone.until, undone.until_time))}" if is_dated else ""
        self.tell(f"The {undone.kind}{what} was undone", entry)

    def tell(self, words: str, entry: Entry) -> None:
        """One sentence: what was done, when, why and by which channel."""
        on = told_day(entry.on, with_year=entry.until is None or entry.until.year != entry.on.year)
        why = f": {_trimmed(entry.reason)}" if entry.reason else ""
        how = f" by {entry.how.removeprefix('by ')}" if entry.how else ""
        self.sentences.append(f"{words} on {on}{why}{how}.")

    def moved(self) -> str:
        return f": due {self.short(self.due.current)}" if self.due.current.on else ""

    def result(self) -> str:
        due = self.due
        if due.stopped_on:
            return f"The clock is stopped since {told_day(due.stopped_on)}: nothing is due until it runs again."
        if due.current.on is None:
            return "Withdrawn: nothing is due." if due.withdrawn else "No due date is set."
        if not due.extensions:
            return f"Now due {self.whole(due.current)}."
        times = "once" if due.extensions == 1 else f"{due.extensions} times"
        return f"Now due {self.whole(due.current)}; first due {self.short(due.original)}, extended {times}."

    def closed_day(self) -> tuple[str, date | None]:
        """A date on a closed day does not move by itself: a sentence that says so, and a day to aim at inside."""
        on = self.due.current.on
        if on is None or on_or_after(on, frozenset(self.due.closures)) == on:
            return "", None
        target = on_or_after(on, frozenset(self.due.closures))
        what = closed_words(on, self.due.closures) or "a weekend"
        return f"{told_day(on)} falls on {what}. The date stands; the next business day is {told_day(target)}.", target

    def whole(self, when: _When) -> str:
        """With the end of day spelled out where no clock time is known."""
        label = zone_label(self.zone, when.last_minute(self.zone))
        return self.short(when) if when.at else f"{self.short(when)}, end of day {label}"

    def short(self, when: _When) -> str:
        assert when.on is not None, "only a date that is set can be told"
        label = zone_label(self.zone, when.last_minute(self.zone))
        return told_day(when.on) + (f", {clock_text(when.at)} {label}" if when.at else "") + self.skipped_hour(when)

    def skipped_hour(self, when: _When) -> str:
        """A time that the spring change skips is shown as typed, with the moment until which it counts."""
        if when.at is None:
            return ""
        counts = when.last_minute(self.zone).astimezone(self.zone).time()
        if counts == when.at.replace(second=0, microsecond=0):
            return ""
        return f" (the clocks skip that time, so it counts until {clock_text(counts)})"


def _span(entry: Entry) -> str:
    """Mon Oct 15, 2018; Mon Oct 15, 2018 to Fri Oct 19, 2018."""
    days = _days_of(entry)
    return told_day(days[0]) + (f" to {told_day(days[-1])}" if len(days) > 1 else "")


def _trimmed(words: str) -> str:
    return words.strip().rstrip(".")
