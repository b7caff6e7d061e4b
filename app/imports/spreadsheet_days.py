"""Days as people write them into spreadsheets: 10/3/18, Oct 3, two in one cell, Excel's count of days as text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

from app.dates import read_day
from app.refusals import Refused

EXCEL_EPOCH = date(1899, 12, 30)
# From 1990 to 2079: a smaller or larger figure is more likely something else.
SERIALS = range(32_874, 65_746)
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
FIGURES = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
NAMED = (
    rf"(?:{MONTHS})[a-z]*\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{2,4}}|\d{{1,2}}[ -](?:{MONTHS})[a-z]*\.?,?[ -]\d{{2,4}}"
)
A_DAY = re.compile(rf"(?<![\w/.-])(?:\d{{4}}-\d{{2}}-\d{{2}}|{FIGURES}|{NAMED})(?![\w/-])", re.IGNORECASE)
YEARLESS = re.compile(rf"(?:(?P<name>{MONTHS})[a-z]*\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?|(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}}))", re.IGNORECASE)  # fmt: skip
CLOCK = re.compile(r"[ ,]+(?:at )?(?:\d{1,2}(?::\d{2}){0,2} ?(?:[ap]\.?m\.?)?|cob|noon|eod)\.?$", re.IGNORECASE)
LONG_AGO = date(2018, 1, 1)


class Trouble(Enum):
    """Why a cell is not one day."""

    UNREAD = "unread"
    TWO = "two"
    YEARLESS = "yearless"


@dataclass(frozen=True)
class Read:
    """The day, or the trouble with what it can still be read as."""

    day: date | None = None
    trouble: Trouble | None = None
    days: tuple[date, ...] = ()
    month_and_day: tuple[int, int] = (0, 0)


@lru_cache(maxsize=16_384)
def read_cell(text: str, *, is_day_first: bool = False) -> Read:
    """What a cell says; an empty one says nothing and is no trouble."""
    words = " ".join(text.split())
    if not words:
        return Read()
    day = whole_day(words, is_day_first) or whole_day(CLOCK.sub("", words), is_day_first)
    if day:
        return Read(day)
    found = [day for each in A_DAY.findall(words) if (day := whole_day(each, is_day_first))]
    if len(set(found)) > 1:
        return Read(trouble=Trouble.TWO, days=tuple(found))
    if found:
        return Read(trouble=Trouble.UNREAD, days=tuple(found[:1]))
    if match := YEARLESS.fullmatch(words):
        month = MONTHS.split("|").index(match["name"][:3].lower()) + 1 if match["name"] else int(match["m"])
        number = int(match["day"] or match["d"])
        if day_or_none(2000, month, number):
            return Read(trouble=Trouble.YEARLESS, month_and_day=(month, number))
    return Read(trouble=Trouble.UNREAD)


def whole_day(words: str, is_day_first: bool) -> date | None:
    """A day that is written whole, or Excel's count of days that lost its format."""
    if match := ISO.fullmatch(words):
        return day_or_none(int(match[1]), int(match[2]), int(match[3]))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", words):
        return EXCEL_EPOCH + timedelta(days=int(float(words))) if int(float(words)) in SERIALS else None
    if re.fullmatch(FIGURES, words):
        first, second, year = (int(part) for part in re.split(r"[/.-]", words))
        year = year if year > 99 else 2000 + year if year < 70 else 1900 + year
        return day_or_none(year, second, first) if is_day_first else day_or_none(year, first, second)
    if not re.search(r"\d", words) or not re.search(rf"{MONTHS}", words, re.IGNORECASE):
        return None
    words = re.sub(rf"(\d)-({MONTHS})[a-z]*-(\d)", r"\1 \2 \3", words, flags=re.IGNORECASE)
    words = re.sub(r"(?<=[ ,])'?(\d{2})$", r"20\1", words)
    try:
        return read_day(words, today=LONG_AGO)
    except Refused:
        return None


def day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def is_day_first(cells: Iterable[str]) -> bool:
    """Whether a column writes the day before the month: some first figure is no month, and no second one tells otherwise."""
    found = [re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b", cell.strip()) for cell in cells]
    firsts = [int(match[1]) for match in found if match]
    seconds = [int(match[2]) for match in found if match]
    return any(12 < first <= 31 for first in firsts) and all(second <= 12 for second in seconds)


@lru_cache(maxsize=16_384)
def looks_like_day(cell: str) -> bool:
    reads = [read_cell(cell), read_cell(cell, is_day_first=True)]
    return any(read.day is not None or read.trouble in {Trouble.TWO, Trouble.YEARLESS} for read in reads)


def with_year(month: int, day: int, *, after: date | None, today: date) -> date | None:
    """The first such day on or after another; without one, the last that has come."""
    if after is not None:
        years: Iterable[int] = (after.year, after.year + 1)
        return next((found for year in years if (found := day_or_none(year, month, day)) and found >= after), None)
    years = (today.year, today.year - 1)
    return next((found for year in years if (found := day_or_none(year, month, day)) and found <= today), None)
