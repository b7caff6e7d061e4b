"""The ledger of one deadline: its dated entries, replayed into what is due now and how it came to be so."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from app.dates import MONTHS, WEEKDAYS, clock_text, zone_label
from app.refusals import Refused
from app.workdays import end_of

Kind = Literal["start", "extension", "correction", "undo", "withdrawal"]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row, recorded on the day `on`. A start or correction without `until` says that no date is set.

    `how` is where a start stands ("printed in the letter") and else the channel ("phone", "e-mail", "letter").
    """

    kind: Kind
    on: date
    until: date | None = None
    until_time: time | None = None
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

    @property
    def numbered(self) -> tuple[str, ...]:
        """The explanation for plain text, where no list numbers the sentences."""
        return tuple(f"{number}. {sentence}" for number, sentence in enumerate(self.explanation, start=1))


def replay(entries: Sequence[Entry], *, zone: ZoneInfo) -> Standing:
    """What is due after these entries, in the order in which they were recorded; none at all means no due date.

    Raises Refused where an entry can't follow those before it, so a new entry is checked by replaying it with them.
    """
    ledger = _Ledger(zone)
    for entry in entries:
        ledger.add(entry)
    due = ledger.due
    return Standing(
        original_on=due.original.on,
        original_time=due.original.at,
        current_on=due.current.on,
        current_time=due.current.at,
        due_at=due.current.last_minute(zone) if due.current.on else None,
        extensions=due.extensions,
        version=len(entries),
        explanation=(*ledger.sentences, ledger.result()),
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
    """The dates after one entry that stands; the stack of these is what an undo steps back through."""

    original: _When = _NO_DATE
    current: _When = _NO_DATE
    extensions: int = 0
    withdrawn: bool = False


@dataclass
class _Ledger:
    zone: ZoneInfo
    stack: list[tuple[Entry, _Due]] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    @property
    def due(self) -> _Due:
        return self.stack[-1][1] if self.stack else _Due()

    def add(self, entry: Entry) -> None:
        """Kinds to come (stop, restart, closure) are one more method and one more line here."""
        if not self.stack and entry.kind != "start":
            raise Refused("A deadline starts with a first due date. Set one.", field="until")
        if entry.until is None and entry.until_time is not None:
            raise Refused("Enter the day as well as the time.", field="until")
        if self.due.withdrawn and entry.kind != "undo":
            raise Refused("The deadline was withdrawn. Undo that first.", field="until")
        verbs = {"start": self.start, "extension": self.extend, "correction": self.correct}
        verbs |= {"undo": self.undo, "withdrawal": self.withdraw}
        verbs[entry.kind](entry)

    def start(self, entry: Entry) -> None:
        if self.stack:
            raise Refused("The first due date was set already. Extend or correct it.", field="until")
        given = _When(entry.until, entry.until_time)
        self.stack.append((entry, _Due(given, given)))
        words = f"Due {self.whole(given)}" if given.on else "No due date"
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
        self.stack.append((entry, replace(self.due, current=given, extensions=self.due.extensions + 1)))
        self.tell(f"Extended to {self.short(given)}", entry)

    def correct(self, entry: Entry) -> None:
        """What stands was written down wrongly. Before any extension, that is the original date as well."""
        given, due = _When(entry.until, entry.until_time), self.due
        if given == due.current:
            raise Refused("That is the due date already.", field="until")
        if due.extensions and (given.on is None or given.last_minute(self.zone) <= due.original.last_minute(self.zone)):
            first = self.short(due.original)
            raise Refused(f"An extended date must be later than the first due date, {first}.", field="until")
        original = due.original if due.extensions else given
        self.stack.append((entry, replace(due, original=original, current=given)))
        self.tell(f"Corrected to {self.short(given)}" if given.on else "Corrected to no due date", entry)

    def withdraw(self, entry: Entry) -> None:
        self.stack.append((entry, replace(self.due, current=_NO_DATE, withdrawn=True)))
        self.tell("Withdrawn", entry)

    def undo(self, entry: Entry) -> None:
        if len(self.stack) < 2:
            raise Refused("There is nothing to undo.")
        undone, _ = self.stack.pop()
        what = f" to {self.short(_When(undone.until, undone.until_time))}" if undone.until else ""
        self.tell(f"The {undone.kind}{what} was undone", entry)

    def tell(self, words: str, entry: Entry) -> None:
        """One sentence: what was done, when, why and by which channel."""
        on = _day(entry.on, with_year=entry.until is None or entry.until.year != entry.on.year)
        why = f": {_trimmed(entry.reason)}" if entry.reason else ""
        how = f" by {entry.how.removeprefix('by ')}" if entry.how else ""
        self.sentences.append(f"{words} on {on}{why}{how}.")

    def result(self) -> str:
        due = self.due
        if due.current.on is None:
            return "Withdrawn: nothing is due." if due.withdrawn else "No due date is set."
        if not due.extensions:
            return f"Now due {self.whole(due.current)}."
        times = "once" if due.extensions == 1 else f"{due.extensions} times"
        return f"Now due {self.whole(due.current)}; first due {self.short(due.original)}, extended {times}."

    def whole(self, when: _When) -> str:
        """With the end of day spelled out where no clock time is known."""
        label = zone_label(self.zone, when.last_minute(self.zone))
        return self.short(when) if when.at else f"{self.short(when)}, end of day {label}"

    def short(self, when: _When) -> str:
        assert when.on is not None, "only a date that is set can be told"
        label = zone_label(self.zone, when.last_minute(self.zone))
        return _day(when.on) + (f", {clock_text(when.at)} {label}" if when.at else "")


def _day(day: date, *, with_year: bool = True) -> str:
    """Fri Oct 5, 2018: inside a sentence the comma after the weekday would only get in the way."""
    text = f"{WEEKDAYS[day.weekday()][:3]} {MONTHS[day.month - 1][:3]} {day.day}"
    return f"{text}, {day.year}" if with_year else text


def _trimmed(words: str) -> str:
    return words.strip().rstrip(".")
