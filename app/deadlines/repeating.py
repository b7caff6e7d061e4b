"""Days of a calendar entry that repeats by a rule: every so many days or weeks, with an end (RFC 5545, 3.3.10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.refusals import Refused

ONE_DAY = timedelta(days=1)
LONGEST = 3 * 366
MOST_DAYS = 5_000
FREQUENCIES = {"DAILY", "WEEKLY"}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}
CANNOT = "an entry that repeats by such a rule can't be read: only every so many days or weeks. List its days."
ENDLESS = "this entry repeats without an end, or for more than three years. Give its rule an end, or list its days."
TOO_MANY = f"The entries that repeat have more than {MOST_DAYS:,} days. Split the file."


@dataclass(frozen=True)
class Rule:
    """How an entry repeats. Of `count` and `until` one is set."""

    is_weekly: bool
    interval: int
    weekdays: frozenset[int]
    count: int | None
    until: date | None
    week_begins: int = 0

    def days(self, start: date, line: int) -> Iterator[date]:
        """The days on which it begins, the first one always among them. Raises `Refused` where they never end."""
        wanted = self.weekdays or (frozenset({start.weekday()}) if self.is_weekly else frozenset(range(7)))
        first_week, found = start - ((start.weekday() - self.week_begins) % 7) * ONE_DAY, 0
        for ahead in range(LONGEST):
            day = start + ahead * ONE_DAY
            if self.until is not None and day > self.until:
                return
            step = (day - first_week).days // 7 if self.is_weekly else ahead
            if ahead and (step % self.interval or day.weekday() not in wanted):
                continue
            yield day
            found += 1
            if found == self.count:
                return
        raise Refused(f"Line {line}: {ENDLESS}", field="file")


def rule_of(value: str, line: int, *, until: date | None) -> Rule:
    """The rule in a file's words. Raises `Refused` for one that is not understood in full."""
    parts = dict(part.partition("=")[::2] for part in value.upper().rstrip(";").split(";"))
    days = [day for day in parts.get("BYDAY", "").split(",") if day]
    numbers = {name: parts.get(name, "1") for name in ("INTERVAL", "COUNT")}
    is_sound = (
        parts.keys() <= KNOWN
        and parts.get("FREQ") in FREQUENCIES
        and set(days) <= set(WEEKDAYS)
        and parts.get("WKST", "MO") in WEEKDAYS
        and all(number.isascii() and number.isdigit() and 0 < int(number[:5]) <= LONGEST for number in numbers.values())
    )
    if not is_sound:
        raise Refused(f"Line {line}: {CANNOT}", field="file")
    if "COUNT" not in parts and until is None:
        raise Refused(f"Line {line}: {ENDLESS}", field="file")
    return Rule(
        is_weekly=parts["FREQ"] == "WEEKLY",
        interval=int(numbers["INTERVAL"]),
        weekdays=frozenset(WEEKDAYS.index(day) for day in days),
        count=int(numbers["COUNT"]) if "COUNT" in parts else None,
        until=until,
        week_begins=WEEKDAYS.index(parts.get("WKST", "MO")),
    )
