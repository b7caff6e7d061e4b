"""Dates and clock times as letters print them; nothing that isn't printed is filled in here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_FIRST = ("january", "february", "march", "april", "may", "june", "july")
_REST = ("august", "september", "october", "november", "december")
MONTHS = (*_FIRST, *_REST)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    r"(?P<month{0}>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)\b\.?)"
_ORDINAL = r"(?:st|nd|rd|th|ST|ND|RD|TH)?"
_YEAR = r"(?P<year{0}>(?:19|20)\d\d)(?!\d)"
DATE = re.compile(
    rf"(?:(?P<weekday>{WEEKDAY})\s*,?\s+(?:the\s+)?)?(?:"
    rf"{_MONTH.format(1)},?\s+(?P<day1>\d{{1,2}}){_ORDINAL}(?![\d/])(?:\s*,?\s*{_YEAR.format(1)})?"
    rf"|"
    rf"(?P<day2>\d{{1,2}}){_ORDINAL}(?:\s+day)?(?:\s+of)?\s+{_MONTH.format(2)}(?:\s*,?\s*{_YEAR.format(2)})?(?!\s+\d{{1,2}},)"
    rf"|(?P<month3>\d{{1,2}})/(?P<day3>\d{{1,2}})/(?P<year3>\d{{4}}|\d\d)(?!\d)"
    rf"|(?P<year4>(?:19|20)\d\d)-(?P<month4>\d\d)-(?P<day4>\d\d)(?!\d))"
)
TIME = re.compile(
    r"\b(?:(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>[ap])\.?\s?m\b\.?|(?P<noon>noon)\b|"
    r"(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d))"
    r"(?:\s*\(?(?:E[SD]?T|Eastern(?:\s+(?:Standard\s+|Daylight\s+)?[Tt]ime)?)\b\)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A day as printed; the year and the weekday may be missing."""

    start: int
    end: int
    month: int
    day: int
    year: int | None
    weekday: int | None

    def in_year(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    @property
    def on(self) -> date | None:
        return self.in_year(self.year) if self.year else None

    def nearest_from(self, day: date) -> date | None:
        """The first such day on or after `day`; a day that lies shortly before it stays in its year."""
        here = self.in_year(day.year)
        if here and (day - here).days > 60:
            return self.in_year(day.year + 1)
        after = self.in_year(day.year + 1)
        return here or after


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[PrintedDate]:
    """Every day of the calendar that the text names, with or without its year."""
    for found in DATE.finditer(text, start, len(text) if end is None else end):
        printed = as_date(found)
        if printed:
            yield printed


def as_date(found: re.Match[str]) -> PrintedDate | None:
    """A match of `DATE` as a day that exists; None for the 45th of June."""
    parts = found.groupdict()
    form = next(n for n in "1234" if parts.get(f"day{n}"))
    month = _month(parts[f"month{form}"])
    year = parts[f"year{form}"]
    in_full = int(year) + (2000 if len(year) == 2 else 0) if year else None
    printed = PrintedDate(
        found.start(), found.end(), month, int(parts[f"day{form}"]), in_full, _weekday(parts["weekday"])
    )
    return printed if 1 <= month <= 12 and printed.in_year(in_full or 2000) else None


def find_time(text: str) -> str | None:
    """The clock time printed in a phrase, as "17:00"; close of business is no clock time."""
    found = TIME.search(text)
    if not found:
        return None
    if found["noon"]:
        return "12:00"
    if found["hour24"]:
        return f"{int(found['hour24']):02}:{found['minute24']}"
    hour = int(found["hour"])
    if not 1 <= hour <= 12 or int(found["minute"] or 0) > 59:
        return None
    hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    return f"{hour:02}:{found['minute'] or '00'}"


def _month(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(printed.lower().rstrip(".")[:3]))


def _weekday(printed: str | None) -> int | None:
    if not printed:
        return None
    return next(n for n, name in enumerate(WEEKDAYS) if name.startswith(printed.lower()[:3]))
