"""The ledger of one deadline: its dated entries, replayed into what is due now and how it came to be so."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.bases import closed_words, told_day
from app.dates import clock_text, zone_label
from app.entries import QUIET, Due, Entry, Kind, When, days_of, fold
from app.refusals import Refused
from app.workdays import NO_CLOSURES, business_days_late, business_days_left, is_overdue, on_or_after

__all__ = ["Entry", "Kind", "Standing", "replay"]

UNDONE = {"ask": "request for more time", "refusal": "refusal of more time", "part": "extension for some items"}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the entries come to. `due_at` is the last minute on time, in UTC; `version` moves with every entry that may
    move the date. `asked` is the request for more time that was not answered yet."""

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
    asked: Entry | None = None

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
        version=ledger.version,
        explanation=(*ledger.sentences, ledger.result()),
        zone=zone,
        withdrawn=due.withdrawn,
        stopped_on=due.stopped_on,
        closures=frozenset(due.closures),
        note=note,
        target_on=target,
        asked=due.asked,
    )


@dataclass
class _Ledger:
    zone: ZoneInfo
    stack: list[Entry] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    due: Due = field(default_factory=Due)
    version: int = 0

    def add(self, entry: Entry) -> None:
        if not self.stack and entry.kind != "start":
            raise Refused("A deadline starts with a first due date. Set one.", field="until")
        if entry.until is None and entry.until_time is not None:
            raise Refused("Enter the day as well as the time.", field="until")
        if self.due.withdrawn and entry.kind != "undo":
            raise Refused("The deadline was withdrawn. Undo that first.", field="until")
        if self.due.stopped_on and entry.kind in {"extension", "correction", "part"}:
            raise Refused("The clock is stopped. Restart it first.", field="until")
        verbs = {"start": self.start, "extension": self.extend, "correction": self.correct, "undo": self.undo}
        verbs |= {"withdrawal": self.withdraw, "stop": self.stop, "restart": self.restart}
        verbs |= {"ask": self.ask, "refusal": self.refuse, "part": self.extend_in_part}
        verbs |= {"closure": self.close, "reopening": self.reopen, "calendar": self.count_again}
        moved_by = self.stack[-1].kind if entry.kind == "undo" and self.stack else entry.kind
        self.version += moved_by not in QUIET
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
        given, current = When(entry.until, entry.until_time), self.due.current
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

    def ask(self, entry: Entry) -> None:
        """The agency asks for more time: a fact that moves nothing until it is granted."""
        current, given = self.due.current, When(entry.until, entry.until_time)
        if current.on is None and self.due.stopped_on is None:
            raise Refused("There is no due date for which more time could be asked.", field="until")
        if given.on and current.on and given.last_minute(self.zone) <= current.last_minute(self.zone):
            raise Refused(f"More time ends later than the current due date, {self.short(current)}.", field="until")
        self.put(entry)
        self.tell(f"More time asked for{f' until {self.short(given)}' if given.on else ''}", entry)

    def refuse(self, entry: Entry) -> None:
        if self.due.asked is None:
            raise Refused("No request for more time waits for an answer.")
        self.put(entry)
        self.tell("More time refused", entry)

    def extend_in_part(self, entry: Entry) -> None:
        """Some items may come later: they bear dates of their own, and this one stands."""
        current, given = self.due.current, When(entry.until, entry.until_time)
        if given.on is None or not entry.scope:
            raise Refused("Enter the new due date of these items.", field="until")
        if current.on and given.last_minute(self.zone) <= current.last_minute(self.zone):
            raise Refused(
                f"An extension must be later than the current due date, {self.short(current)}.", field="until"
            )
        self.put(entry)
        self.tell(f"Extended for {entry.scope} only, to {self.short(given)},", entry)

    def correct(self, entry: Entry) -> None:
        """What stands was written down wrongly. Before any extension, that is the original date as well."""
        given, due = When(entry.until, entry.until_time), self.due
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
        if not set(days_of(entry)) & set(self.due.closures):
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
        what = f" to {self.short(When(undone.until, undone.until_time))}" if is_dated else ""
        self.tell(f"The {UNDONE.get(undone.kind, undone.kind)}{what} was undone", entry)

    def tell(self, words: str, entry: Entry) -> None:
        """What was done, when, why and by which channel; then between whom, and on which conditions."""
        day = entry.said_on if entry.kind in QUIET or entry.kind == "extension" else entry.on
        on = told_day(day, with_year=entry.until is None or entry.until.year != day.year)
        why = f": {_trimmed(entry.reason)}" if entry.reason else ""
        how = f" {'at a' if entry.how == 'meeting' else 'by'} {entry.how.removeprefix('by ')}" if entry.how else ""
        people = [("For the agency", entry.who), ("for the committee", entry.agreed_by)]
        between = ", ".join(f"{side}: {_trimmed(name)}" for side, name in people if name)
        more = [between[:1].upper() + between[1:], f"Conditions: {_trimmed(entry.conditions)}" * bool(entry.conditions)]
        self.sentences.append(" ".join(f"{each}." for each in [f"{words} on {on}{why}{how}", *more] if each))

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

    def whole(self, when: When) -> str:
        """With the end of day spelled out where no clock time is known."""
        label = zone_label(self.zone, when.last_minute(self.zone))
        return self.short(when) if when.at else f"{self.short(when)}, end of day {label}"

    def short(self, when: When) -> str:
        assert when.on is not None, "only a date that is set can be told"
        label = zone_label(self.zone, when.last_minute(self.zone))
        return told_day(when.on) + (f", {clock_text(when.at)} {label}" if when.at else "") + self.skipped_hour(when)

    def skipped_hour(self, when: When) -> str:
        """A time that the spring change skips is shown as typed, with the moment until which it counts."""
        if when.at is None:
            return ""
        counts = when.last_minute(self.zone).astimezone(self.zone).time()
        if counts == when.at.replace(second=0, microsecond=0):
            return ""
        return f" (the clocks skip that time, so it counts until {clock_text(counts)})"


def _span(entry: Entry) -> str:
    """Mon Oct 15, 2018; Mon Oct 15, 2018 to Fri Oct 19, 2018."""
    days = days_of(entry)
    return told_day(days[0]) + (f" to {told_day(days[-1])}" if len(days) > 1 else "")


def _trimmed(words: str) -> str:
    return words.strip().rstrip(".")
