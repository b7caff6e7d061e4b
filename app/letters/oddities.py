"""What looks odd in a letter: sentences for the person who checks what was read."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from app.letters.dates import WEEKDAYS, PrintedDate
from app.letters.deadlines import Deadline
from app.letters.items import AskedItem, number_warnings
from app.letters.people import Person
from app.workdays import federal_holiday

_ENGLISH = frozenset("the of and to in that for is you by this with on are we have your was not from".split())  # noqa: SIM905


def odd_text(text: str, *, is_request: bool) -> Iterator[str]:
    """What is odd about the whole: another language, or nothing that is asked."""
    words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    if len(words) > 40 and sum(word in _ENGLISH for word in words) < 0.1 * len(words):
        yield "The text does not read like English, the only language that is read."
    if not is_request:
        yield "This does not read like a request: it asks nothing, or answers a letter."


def odd_dates(dated: PrintedDate | None, due: Deadline | None, day: date | None, others: int) -> Iterator[str]:
    sent = dated.on if dated else None
    if dated is None:
        yield "No date is printed on the letter."
    elif dated.year is None:
        yield "The letter's date has no year."
    if sent and dated:
        yield from _weekday("The letter's date", dated, sent)
    if others:
        yield "Two deadlines or more are printed; check which one the reply is due by."
    if due:
        yield from _odd_due(due, day, sent)


def _odd_due(due: Deadline, day: date | None, sent: date | None) -> Iterator[str]:
    if day is None:
        how = (
            "days are counted from a date that is not printed"
            if due.relative
            else "it has no year and the letter no date"
        )
        yield f'The deadline "{due.phrase}" can\'t be put on a day: {how}.'
        return
    if due.printed and not due.printed.year:
        yield f'The deadline "{due.phrase}" has no year; {day.year} is inferred.'
    if due.relative:
        yield f'The deadline "{due.phrase}" is counted from the date on the letter.'
    if sent and day < sent:
        yield f"The due date {day.isoformat()} is before the letter's date."
    if sent and (day - sent).days > 366:
        yield f"The due date {day.isoformat()} is more than a year after the letter's date."
    if due.printed:
        yield from _weekday("The due date", due.printed, day)
    if day.weekday() > 4:
        yield f"The due date {day.isoformat()} is a {WEEKDAYS[day.weekday()].title()}."
    if holiday := federal_holiday(day):
        yield f"The due date {day.isoformat()} is a federal holiday or closure: {holiday}."


def _weekday(what: str, printed: PrintedDate, day: date) -> Iterator[str]:
    if printed.weekday is not None and printed.weekday != day.weekday():
        named, real = WEEKDAYS[printed.weekday].title(), WEEKDAYS[day.weekday()].title()
        yield f"{what} is printed as a {named}, but {day.isoformat()} is a {real}."


def odd_parts(addressees: Sequence[Person], signatories: Sequence[Person], items: Sequence[AskedItem]) -> Iterator[str]:
    if not addressees:
        yield "No addressee was found."
    if any(person.agency_implied for person in addressees):
        yield "The agency isn't printed by itself; it follows from the addressee's title."
    if not signatories:
        yield "No signature was found."
    if any(person.confidence < 0.85 for person in signatories):
        yield "Several signatories stand on one line; check how they were taken apart."
    if items and all(item.number is None for item in items):
        yield "The items bear no numbers."
    yield from number_warnings(items)
