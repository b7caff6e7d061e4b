"""Reads the days of a chamber's calendar out of a CSV or an iCalendar file; every complaint names its line."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.dates import read_day
from app.deadlines.repeating import MOST_DAYS, Rule, rule_of
from app.deadlines.repeating import TOO_MANY as TOO_MANY_REPEATED
from app.refusals import Refused

LARGEST = 2_000_000
MOST = 10_000
LONGEST = 366
COLUMNS = {"date", "day"}
CAPITOL = ZoneInfo("America/New_York")
UTC_TIME = re.compile(r"[0-9]{8}T[0-9]{6}Z")
A_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")
TOO_MANY = f"This file has more than {MOST:,} entries. Split it."
TOO_LARGE = f"This file is larger than {LARGEST // 1_000_000} MB, more than any calendar of a chamber."


def read_days(data: bytes) -> list[date]:
    """The days in order, each once. Raises `Refused` with the line for what can't be read: nothing is taken then."""
    if len(data) > LARGEST:
        raise Refused(TOO_LARGE, field="file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(f"Line {line} is not text in UTF-8.", field="file") from None
    if "\0" in text:
        raise Refused("This is no text file.", field="file")
    is_calendar = text.lstrip().upper().startswith("BEGIN:VCALENDAR")
    days = sorted(set(of_calendar(text) if is_calendar else of_table(text)))
    if not days:
        raise Refused("This file holds no day.", field="file")
    return days


def of_table(text: str) -> Iterator[date]:
    """One day a line, in the column named date or day, else in the first."""
    column, entries = 0, 0
    reader = csv.reader(text.splitlines())
    try:
        for cells in reader:
            words = [cell.strip() for cell in cells]
            if not any(words):
                continue
            named = [place for place, word in enumerate(words) if word.lower() in COLUMNS]
            if not entries and named:
                column = named[0]
                continue
            entries += 1
            if entries > MOST:
                raise Refused(TOO_MANY, field="file")
            yield typed_day(words[column] if column < len(words) else "", reader.line_num)
    except csv.Error as error:
        raise Refused(f"Line {reader.line_num}: {error}.", field="file") from None


def typed_day(words: str, line: int) -> date:
    if not A_DAY.fullmatch(words):
        raise Refused(f"Line {line}: {shown(words)} is no date like 2018-10-12 or 10/12/2018.", field="file")
    try:
        return read_day(words, today=date.min)
    except Refused as refusal:
        raise Refused(f"Line {line}: {shown(words)}. {refusal.sentence}", field="file") from None


@dataclass
class Event:
    """One entry of an iCalendar file, as far as its days go; `rule` says with its line how it repeats."""

    line: int
    start: date | None = None
    end: date | None = None
    is_cancelled: bool = False
    rule: tuple[Rule, int] | None = None
    added: list[date] = field(default_factory=list)
    left_out: set[date] = field(default_factory=set)

    @property
    def repeats(self) -> bool:
        return self.rule is not None or bool(self.added)

    @property
    def days(self) -> list[date]:
        if self.start is None:
            raise Refused(f"The entry on line {self.line} has no start (DTSTART).", field="file")
        lasts = ((self.end or self.start) - self.start).days
        if not 0 <= lasts < LONGEST:
            raise Refused(f"The entry on line {self.line} ends before it starts, or after a year.", field="file")
        if self.is_cancelled:
            return []
        rule, line = self.rule or (None, 0)
        begins = {*self.added, *(rule.days(self.start, line) if rule else [self.start])} - self.left_out
        if self.repeats and len(begins) * (lasts + 1) > MOST_DAYS:
            raise Refused(TOO_MANY_REPEATED, field="file")
        return [day + timedelta(days=n) for day in begins for n in range(lasts + 1)]


def of_calendar(text: str) -> Iterator[date]:
    """Every day of every entry (RFC 5545); a cancelled one has none."""
    event: Event | None = None
    entries = repeated = 0
    for line, words in unfolded(text):
        name, _, value = words.partition(":")
        key, value = name.partition(";")[0].upper(), value.strip()
        if (key, value.upper()) == ("BEGIN", "VEVENT"):
            event, entries = Event(line), entries + 1
            if entries > MOST:
                raise Refused(TOO_MANY, field="file")
        elif event is None:
            continue
        elif (key, value.upper()) == ("END", "VEVENT"):
            days = event.days
            repeated += len(days) if event.repeats else 0
            if repeated > MOST_DAYS:
                raise Refused(TOO_MANY_REPEATED, field="file")
            yield from days
            event = None
        elif key == "RECURRENCE-ID":
            raise Refused(
                f"Line {line}: an entry that moves a day of another can't be read. List the days.", field="file"
            )
        elif key == "RRULE":
            until = re.search(r"UNTIL=([0-9TZ]*)", value, re.IGNORECASE)
            event.rule = rule_of(value, line, until=moment_of(until[1].upper(), line)[0] if until else None), line
        elif key == "RDATE":
            event.added += [moment_of(each, line)[0] for each in value.split(",")]
        elif key == "EXDATE":
            event.left_out |= {moment_of(each, line)[0] for each in value.split(",")}
        elif key == "STATUS":
            event.is_cancelled = value.upper() == "CANCELLED"
        elif key == "DTSTART":
            event.start, _ = moment_of(value, line)
        elif key == "DTEND":
            # The end itself is no part of an entry: a day of its own, or midnight.
            day, is_midnight = moment_of(value, line)
            event.end = day - timedelta(days=1) if is_midnight and day != event.start else day
    if event is not None:
        raise Refused(f"The entry on line {event.line} does not end. The file is cut off.", field="file")


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Each content line with the number of its first line; a line that begins with a blank goes on with the one before."""
    held: tuple[int, str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if line[:1] in {" ", "\t"} and held is not None:
            held = held[0], held[1] + line[1:]
            continue
        if held is not None:
            yield held
        held = number, line
    if held is not None:
        yield held


def moment_of(value: str, line: int) -> tuple[date, bool]:
    """The day in Washington, and whether it begins then."""
    try:
        if len(value) == 8:
            return sound(datetime.strptime(value, "%Y%m%d").date()), True  # noqa: DTZ007 - a day has no zone
        moment = datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=CAPITOL)
        if UTC_TIME.fullmatch(value):
            moment = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(CAPITOL)
        return sound(moment.date()), moment.hour == moment.minute == 0
    except (ValueError, OverflowError):
        raise Refused(f"Line {line}: {shown(value)} is no date.", field="file") from None


def sound(day: date) -> date:
    return read_day(day.isoformat(), today=date.min)


def shown(words: str) -> str:
    """What stands there, cut to a length that a sentence can hold."""
    return f"“{words[:40]}{'…' if len(words) > 40 else ''}”" if words else "an empty cell"
