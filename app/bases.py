"""The bases on which a letter sets its date, and the count that turns one into a day, told in plain words.

A day count leaves out the day it starts from. "By" includes its day, "before" does not.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, cast

from app.dates import EARLIEST, LATEST, MONTHS, WEEKDAYS, clock_text
from app.refusals import Refused
from app.workdays import CALENDAR_VERSION, add_business_days, federal_holiday

Basis = Literal[
    "DATE",
    "DATE_TIME",
    "COB",
    "N_CAL_DAYS",
    "N_BUS_DAYS",
    "N_WEEKS",
    "N_LEGISLATIVE_DAYS",
    "N_SESSION_DAYS",
    "N_DAYS_AFTER_ENACTMENT",
    "EVENT",
    "IMMEDIATE",
    "NONE",
    "RECURRING",
]
Closures = Mapping[date, str]

PRINTED = frozenset({"DATE", "DATE_TIME", "COB", "EVENT"})
COUNTED = frozenset({"N_CAL_DAYS", "N_BUS_DAYS", "N_WEEKS", "N_DAYS_AFTER_ENACTMENT", "RECURRING"})
CHAMBER = {"N_LEGISLATIVE_DAYS": "legislative", "N_SESSION_DAYS": "session"}
MOST = {"N_BUS_DAYS": 1000, "N_WEEKS": 520, "N_LEGISLATIVE_DAYS": 500, "N_SESSION_DAYS": 500}
MOST_DAYS = 3650
UNITS = {
    "N_CAL_DAYS": "calendar day",
    "N_BUS_DAYS": "business day",
    "N_WEEKS": "week",
    "N_LEGISLATIVE_DAYS": "legislative day",
    "N_SESSION_DAYS": "session day",
    "N_DAYS_AFTER_ENACTMENT": "day",
    "RECURRING": "day",
}
CLOSE_OF_BUSINESS = time(17)
TOLD = 5

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How a letter sets its date. `start` is the printed day, or the day from which `n` units are counted.

    `closures` are the declared ones known when it was counted, `chamber_days` the days of the imported calendar.
    """

    basis: Basis
    start: date | None = None
    start_words: str = "Letter dated"
    n: int = 0
    at: time | None = None
    is_before: bool = False
    chamber: str = ""
    chamber_days: tuple[date, ...] = ()
    closures: tuple[tuple[date, str], ...] = ()

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "basis": self.basis,
            "start": self.start.isoformat() if self.start else None,
            "start_words": self.start_words,
            "n": self.n,
            "at": self.at.isoformat() if self.at else None,
            "is_before": self.is_before,
            "chamber": self.chamber,
            "chamber_days": [day.isoformat() for day in self.chamber_days],
            "closures": [[day.isoformat(), reason] for day, reason in self.closures],
            "calendar": CALENDAR_VERSION,
        }

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Rule":
        return cls(
            basis=cast(Basis, stored["basis"]),
            start=date.fromisoformat(stored["start"]) if stored["start"] else None,
            start_words=stored["start_words"],
            n=stored["n"],
            at=time.fromisoformat(stored["at"]) if stored["at"] else None,
            is_before=stored["is_before"],
            chamber=stored["chamber"],
            chamber_days=tuple(date.fromisoformat(day) for day in stored["chamber_days"]),
            closures=tuple((date.fromisoformat(day), reason) for day, reason in stored["closures"]),
        )

    @property
    def is_in_business_days(self) -> bool:
        """Only such a date moves when a closure is declared."""
        return self.basis == "N_BUS_DAYS"


@dataclass(frozen=True)
class Counted:
    """The day and perhaps the time that a rule comes to, and how, in words; no day where it can't be known."""

    on: date | None
    at: time | None
    words: str


def count(rule: Rule, closures: Closures) -> Counted:
    """What this rule comes to under these closures. Raises `Refused`, beside its field, for what no letter can mean."""
    if rule.basis == "NONE":
        return Counted(None, None, "The letter sets no date")
    if rule.start is None:
        raise Refused("Enter the day from which this is counted.", field="start")
    if rule.basis in PRINTED:
        return printed(rule, rule.start)
    if rule.basis == "IMMEDIATE":
        return Counted(rule.start, rule.at, f"{day_from(rule)}; at once")
    demand_number(rule)
    if rule.basis in CHAMBER:
        return by_chamber(rule, rule.start)
    on = within_reach(counted_on(rule, rule.start, closures))
    return last_before(rule, on, f"{day_from(rule)}; {amount(rule)}{skipped_words(rule, on, closures)}")


def printed(rule: Rule, day: date) -> Counted:
    at = rule.at or (CLOSE_OF_BUSINESS if rule.basis == "COB" else None)
    if rule.basis == "DATE_TIME" and at is None:
        raise Refused("Enter the time that the letter prints.", field="at")
    words = {"COB": "close of business", "EVENT": "the event"}.get(rule.basis, "")
    told = f"{rule.start_words} {told_day(day)}" if rule.basis == "EVENT" else f"The letter says {told_day(day)}"
    told += f", {words}" if words and rule.basis == "COB" else ""
    return last_before(Rule(basis=rule.basis, at=at, is_before=rule.is_before or rule.basis == "EVENT"), day, told)


def last_before(rule: Rule, on: date, words: str) -> Counted:
    """The last moment on time: for "before", the end of the day before, or the minute before the time."""
    if not rule.is_before:
        return Counted(on, rule.at, words)
    if rule.at is None:
        return Counted(within_reach(on - _ONE_DAY), None, f"{words}; before that day")
    last = datetime.combine(on, rule.at) - timedelta(minutes=1)
    return Counted(last.date(), last.time(), f"{words}; before {clock_text(rule.at)}")


def counted_on(rule: Rule, start: date, closures: Closures) -> date:
    try:
        if rule.is_in_business_days:
            return add_business_days(start, rule.n, frozenset(closures))
        return start + timedelta(weeks=rule.n) if rule.basis == "N_WEEKS" else start + timedelta(days=rule.n)
    except OverflowError:
        raise Refused("That is later than the calendar reaches. Check the number.", field="n") from None


def by_chamber(rule: Rule, start: date) -> Counted:
    """Counted on the imported calendar only: without it, or past its end, there is no date yet."""
    days = sorted(set(rule.chamber_days))
    ahead = days[bisect_right(days, start) :]
    words = f"{day_from(rule)}; {amount(rule)} of the {rule.chamber or 'chamber'}"
    if len(ahead) < rule.n:
        have = f"it holds {len(ahead)} of them" if days else "none is imported"
        return Counted(None, None, f"{words}: can't be computed yet, the calendar does not reach so far ({have})")
    return last_before(rule, ahead[rule.n - 1], words)


def demand_number(rule: Rule) -> None:
    most = MOST.get(rule.basis, MOST_DAYS)
    if not 1 <= rule.n <= most:
        raise Refused(f"Enter a number of {UNITS[rule.basis]}s from 1 to {most:,}.", field="n")


def within_reach(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise Refused(f"That comes to the year {day.year}. Check the day and the number.", field="n")
    return day


def day_from(rule: Rule) -> str:
    assert rule.start is not None, "only a rule that is counted from a day tells it"
    return f"{rule.start_words} {told_day(rule.start)}"


def amount(rule: Rule) -> str:
    unit = UNITS[rule.basis] + ("" if rule.n == 1 else "s")
    after = " after enactment" if rule.basis == "N_DAYS_AFTER_ENACTMENT" else ""
    return f"{'every ' if rule.basis == 'RECURRING' else ''}{rule.n:,} {unit}{after}"


def skipped_words(rule: Rule, on: date, closures: Closures) -> str:
    """The days between that would count but for a holiday or a closure: ", Mon Oct 8 (Columbus Day) skipped"."""
    if not rule.is_in_business_days or rule.start is None:
        return ""
    days = [rule.start + timedelta(days=ahead) for ahead in range(1, (on - rule.start).days + 1)]
    named = [
        f"{told_day(day, with_year=day.year != rule.start.year)} ({closed_words(day, closures)})"
        for day in days
        if day.weekday() < 5 and closed_words(day, closures)
    ]
    if not named:
        return ""
    more = f" and {len(named) - TOLD} more" if len(named) > TOLD else ""
    return f", {', '.join(named[:TOLD])}{more} skipped"


def closed_words(day: date, closures: Closures) -> str:
    """Why offices are closed on this weekday; empty where they are open."""
    return federal_holiday(day) or closures.get(day, "")


def told_day(day: date, *, with_year: bool = True) -> str:
    """Fri Oct 5, 2018: inside a sentence the comma after the weekday would only get in the way."""
    text = f"{WEEKDAYS[day.weekday()][:3]} {MONTHS[day.month - 1][:3]} {day.day}"
    return f"{text}, {day.year}" if with_year else text
