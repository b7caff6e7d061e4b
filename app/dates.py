"""Dates and times as people write them and as the product shows them."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NoReturn
from zoneinfo import ZoneInfo

from app.refusals import Refused
from app.workdays import NO_CLOSURES, add_business_days, business_days_between

DateStyle = Literal["us", "day-first"]

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

NOT_A_DAY = "Enter a date like 10/12/2018."
NOT_A_TIME = "Enter a time like 5:00 p.m."
FOUR_DIGITS = "Write the year with 4 digits, like 10/12/2018."

_WEEKDAY = re.compile(r"(mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|" + "|".join(WEEKDAYS).lower() + r")\.?")
_LED_BY_WEEKDAY = re.compile(_WEEKDAY.pattern + r",? (?=\S*[0-9])|" + _WEEKDAY.pattern + r",? (?=[a-z]+\.? [0-9])")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{1,4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NAMED_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{1,4})")
_NAMED_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? ([0-9]{1,4})")
_AHEAD = re.compile(r"\+ ?([0-9]{1,4}) ?(bd|d|w)")
_TWELVE_HOURS = re.compile(r"(1[0-2]|0?[1-9])(?:[:.]([0-5][0-9]))? ?([ap])\.? ?m\.?")
_TWENTY_FOUR_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")

# Only zones that change their clocks as the label makes people expect; elsewhere the offset is the honest label.
_CITIES = {
    "ET": "New_York Detroit Kentucky/Louisville Kentucky/Monticello Indiana/Indianapolis Indiana/Marengo"
    " Indiana/Petersburg Indiana/Vevay Indiana/Vincennes Indiana/Winamac",
    "CT": "Chicago Menominee Indiana/Knox Indiana/Tell_City North_Dakota/Beulah North_Dakota/Center"
    " North_Dakota/New_Salem",
    "MT": "Denver Boise",
    "PT": "Los_Angeles",
}
_ZONE_LABELS = {f"America/{city}": label for label, cities in _CITIES.items() for city in cities.split()}
_ZONE_LABELS |= {"US/Eastern": "ET", "US/Central": "CT", "US/Mountain": "MT", "US/Pacific": "PT", "US/Hawaii": "HT"}
_ZONE_LABELS |= {"Pacific/Honolulu": "HT", "Pacific/Guam": "ChT", "Pacific/Saipan": "ChT"}


def read_day(text: str, *, today: date, field: str | None = None, closures: frozenset[date] = NO_CLOSURES) -> date:
    """The day that somebody typed: 10/12/2018, Oct 12 2018, 2018-10-12, fri, tomorrow, +10bd.

    A weekday's name is the next such day after today. Raises Refused, beside `field`, with what to write instead.
    """
    words = " ".join(text.split()).lower()
    try:
        day = _near_today(words, today, closures) or _on_the_calendar(words)
    except OverflowError:
        _refuse_year()
    except Refused as refusal:
        raise Refused(refusal.sentence, field=field)
    return day


def read_time(text: str, *, field: str | None = None) -> time:
    """The clock time that somebody typed: 5:00 p.m., 5 pm, 17:00, noon, close of business (17:00)."""
    words = " ".join(text.split()).lower()
    if words in ("noon", "12 noon", "12:00 noon"):
        return time(12)
    if words in ("cob", "c.o.b.", "close of business"):
        return time(17)
    if found := _TWELVE_HOURS.fullmatch(words):
        return time(int(found[1]) % 12 + (12 if found[3] == "p" else 0), int(found[2] or 0))
    if found := _TWENTY_FOUR_HOURS.fullmatch(words):
        return time(int(found[1]), int(found[2]))
    # "5:00" alone is five in the afternoon to most staff and five in the morning to a clock: ask.
    if re.fullmatch(r"[1-9](:[0-5][0-9])?", words):
        raise Refused("Say a.m. or p.m., like 5:00 p.m.", field=field)
    raise Refused(NOT_A_TIME, field=field)


@lru_cache(maxsize=2048)
def day_text(day: date, style: DateStyle = "us") -> str:
    """Fri, Oct 12, 2018, or day first: Fri 12 Oct 2018."""
    weekday, month = WEEKDAYS[day.weekday()][:3], MONTHS[day.month - 1][:3]
    if style == "us":
        return f"{weekday}, {month} {day.day}, {day.year}"
    return f"{weekday} {day.day} {month} {day.year}"


def formal_text(day: date) -> str:
    """October 12, 2018, as in letters and memos."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def clock_text(at: time) -> str:
    """5:00 p.m.; twelve o'clock by day is "noon", since few agree on what 12:00 p.m. is."""
    if (at.hour, at.minute) == (12, 0):
        return "noon"
    return f"{at.hour % 12 or 12}:{at.minute:02} {'p.m.' if at.hour >= 12 else 'a.m.'}"


def moment_text(moment: datetime, zone: ZoneInfo, style: DateStyle = "us") -> str:
    """Fri, Oct 12, 2018, 5:00 p.m. ET. For a day without a known clock time use day_text."""
    local = moment.astimezone(zone)
    return f"{day_text(local.date(), style)}, {clock_text(local.time())} {zone_label(zone, moment)}"


@lru_cache(maxsize=2048)
def relative_text(day: date, today: date, closures: frozenset[date] = NO_CLOSURES) -> str:
    """How far off a due day is: in 3 business days, tomorrow, today, 4 business days overdue.

    Where no business day lies between (from Friday to Sunday), calendar days are counted and named so.
    """
    if day == today:
        return "today"
    if day == today + timedelta(days=1):
        return "tomorrow"
    count, unit = abs(business_days_between(today, day, closures)), "business day"
    if not count:
        count, unit = abs((day - today).days), "day"
    amount = f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"in {amount}" if day > today else f"{amount} overdue"


def zone_label(zone: ZoneInfo, moment: datetime) -> str:
    """ET, CT, MT, PT, HT or ChT, in winter and summer alike; elsewhere the offset at that moment, like UTC+5:30."""
    if label := _ZONE_LABELS.get(zone.key):
        return label
    offset = moment.astimezone(zone).utcoffset() or timedelta(0)
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta(0) else "+"
    return f"UTC{sign}{hours}" * bool(offset) + (f":{minutes:02}" if minutes else "") or "UTC"


def _near_today(words: str, today: date, closures: frozenset[date]) -> date | None:
    if words in ("today", "tomorrow"):
        return today + timedelta(days=words == "tomorrow")
    if _WEEKDAY.fullmatch(words):
        ahead = (_weekday_number(words) - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    if found := _AHEAD.fullmatch(words):
        count, unit = int(found[1]), found[2]
        if unit == "bd":
            return _within_range(add_business_days(today, count, closures))
        return _within_range(today + timedelta(days=count * (7 if unit == "w" else 1)))
    return None


def _on_the_calendar(words: str) -> date:
    """A whole date, perhaps led by its weekday, which then has to be the right one."""
    led = _LED_BY_WEEKDAY.match(words)
    day = _written_out(words[led.end() :] if led else words)
    if led and _weekday_number(led[0]) != day.weekday():
        raise Refused(f"{formal_text(day)} is a {WEEKDAYS[day.weekday()]}. Check the date.")
    return day


def _written_out(words: str) -> date:
    if found := _YEAR_FIRST.fullmatch(words):
        return _day(found[1], int(found[2]), int(found[3]))
    if found := _MONTH_FIRST.fullmatch(words):
        return _in_figures(int(found[1]), int(found[3]), found[4])
    if (found := _NAMED_MONTH_FIRST.fullmatch(words)) and (month := _month_number(found[1])):
        return _day(found[3], month, int(found[2]))
    if (found := _NAMED_DAY_FIRST.fullmatch(words)) and (month := _month_number(found[2])):
        return _day(found[3], month, int(found[1]))
    raise Refused(NOT_A_DAY)


def _in_figures(month: int, day: int, year: str) -> date:
    """Two digits for the year will do only here, where month and day can't be mistaken for it."""
    if len(year) == 2:
        if not (1 <= month <= 12 and 1 <= day <= 31):
            raise Refused(FOUR_DIGITS)
        year = f"20{year}"
    return _day(year, month, day)


def _day(year: str, month: int, day: int) -> date:
    if len(year) != 4:
        raise Refused(FOUR_DIGITS)
    if not 1 <= month <= 12:
        raise Refused(f"There is no month {month}. Write the month first, like 10/12/2018.")
    if not EARLIEST.year <= int(year) <= LATEST.year:
        _refuse_year()
    try:
        return date(int(year), month, day)
    except ValueError:
        raise Refused(f"{MONTHS[month - 1]} {year} has no day {day}.")


def _within_range(day: date) -> date:
    return day if EARLIEST <= day <= LATEST else _refuse_year()


def _refuse_year() -> NoReturn:
    raise Refused(f"Enter a date between {EARLIEST.year} and {LATEST.year}.")


def _weekday_number(words: str) -> int:
    return [name[:3].lower() for name in WEEKDAYS].index(words[:3])


def _month_number(word: str) -> int | None:
    """1 to 12 for a month's name, whole or cut to three letters (or Sept)."""
    for number, name in enumerate(MONTHS, start=1):
        if word in (name.lower(), name[:3].lower()) or (word, number) == ("sept", 9):
            return number
    return None
