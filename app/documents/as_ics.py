"""Writes a calendar (RFC 5545) that mail programs subscribe to or import: events only, moments in UTC."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75
# Whatever some reader takes for the end of a line must not begin a property of its own.
LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tecum//Deadlines//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One date. `until` is the last minute of it where a clock time is known; without one it is the whole day `on`."""

    uid: str
    on: date
    until: datetime | None
    lasts: timedelta = timedelta(minutes=30)
    summary: str
    description: str
    url: str
    sequence: int
    changed_at: datetime
    is_cancelled: bool


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Events; `is_feed` where a program asks for them again and again, under the name of a calendar of their own."""

    events: Iterable[Event]
    is_feed: bool = False
    name: str = ""
    description: str = ""


def write(calendar: Calendar) -> bytes:
    """The whole file; the same calendar gives the same bytes."""
    return b"".join(folded(line) for line in lines_of(calendar))


def lines_of(calendar: Calendar) -> Iterator[str]:
    yield from HEAD
    if calendar.is_feed:  # A single event with the name of a calendar would open as a calendar of its own.
        yield f"NAME:{escaped(calendar.name)}"
        yield f"X-WR-CALNAME:{escaped(calendar.name)}"
        yield f"DESCRIPTION:{escaped(calendar.description)}"
        yield f"X-WR-CALDESC:{escaped(calendar.description)}"
        yield "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
        yield "X-PUBLISHED-TTL:PT1H"
    for event in calendar.events:
        yield from event_lines(event)
    yield "END:VCALENDAR"


def event_lines(event: Event) -> Iterator[str]:
    changed = stamp(event.changed_at)
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{event.sequence}"
    yield from when(event)
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"DESCRIPTION:{escaped(event.description)}"
    yield f"URL:{event.url}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "X-MICROSOFT-CDO-BUSYSTATUS:FREE"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    if not event.is_cancelled:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(event.summary)}", "TRIGGER:-P1D")
        yield "END:VALARM"
    yield "END:VEVENT"


def when(event: Event) -> tuple[str, str]:
    """A day without a clock time bears no zone: it is the same day in Honolulu and on Guam."""
    if event.until is None:
        tomorrow = event.on + timedelta(days=1)
        return f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}", f"DTEND;VALUE=DATE:{tomorrow:%Y%m%d}"
    return f"DTSTART:{stamp(event.until - event.lasts)}", f"DTEND:{stamp(event.until)}"


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A value of the type TEXT: its line ends are written out, and nothing in it can begin a line."""
    words = UNSEEN.sub("", LINE_ENDS.sub("\n", text))
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A line as octets, broken so that no part is longer than 75 of them and no character is cut."""
    rest, parts = line.encode(errors="replace"), []
    while len(rest) > LONGEST_LINE:
        end = LONGEST_LINE
        while rest[end] & 0b1100_0000 == 0b1000_0000:  # In the middle of a character of UTF-8.
            end -= 1
        parts.append(rest[:end])
        rest = b" " + rest[end:]
    return b"\r\n".join([*parts, rest]) + b"\r\n"
