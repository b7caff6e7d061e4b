"""How cells, moments and the lines about a document are said, the same in every format."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app.documents.model import Block, Cell, Document, Heading, Link

DEMONSTRATION = "Demonstration data"
METHOD_HEADING = "How these figures were computed"
VERSIONS = {"internal": "Internal version", "member": "Member version", "public": "Public version"}
LIVE_SCHEMES = {"http", "https", "mailto"}
# What XML 1.0 forbids, what HTML calls a parse error, and halves of surrogate pairs.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """`text` with line ends as newlines and with unprintable characters replaced, so that it can stand in XML."""
    return UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def said(cell: Cell, zone: str) -> str:
    """A cell as it stands in a printed table: short dates, moments in the document's zone."""
    return _said(cell, zone, month="%b")


def said_in_full(cell: Cell, zone: str) -> str:
    """A cell as it stands in a sentence or at the head of a memo: months are not cut."""
    return _said(cell, zone, month="%B")


def iso(cell: Cell, zone: str) -> str | int | None:
    """A cell for machines: ISO 8601 days and moments (with the zone's offset), a link as its words."""
    match cell:
        case datetime():
            return cell.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
        case date():
            return cell.isoformat()
        case Link():
            return cell.text
        case _:
            return cell


def live_url(cell: Cell) -> str | None:
    """The address behind a link if a reader may safely press it, else None."""
    if not isinstance(cell, Link) or UNPRINTABLE.search(cell.url) or re.search(r"\s", cell.url):
        return None
    try:
        return cell.url if urlsplit(cell.url).scheme.lower() in LIVE_SCHEMES else None
    except ValueError:
        return None


def as_of(document: Document) -> str:
    return said_in_full(document.as_of, document.zone)


def banner(document: Document) -> str:
    """The line at the top and bottom of every page."""
    parts = [document.handling, DEMONSTRATION if document.demonstration else ""]
    return clean(" · ".join(part for part in parts if part))


def byline(document: Document) -> str:
    """Whose figures, in which version, as of when: the line below the title."""
    return clean(" · ".join([document.office, VERSIONS[document.version], f"As of {as_of(document)}"]))


def about(document: Document) -> Iterator[tuple[str, str]]:
    """Pairs that say what this file is; the method stands apart because it is prose."""
    yield "Title", document.title
    if document.subtitle:
        yield "Subtitle", document.subtitle
    yield "As of", as_of(document)
    yield "Time zone", document.zone
    yield "Office", document.office
    yield "Version", VERSIONS[document.version]
    yield "Handling", document.handling
    if document.demonstration:
        yield "Data", DEMONSTRATION


def with_steady_levels(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks with no heading level left out (1, 3 becomes 1, 2), as screen readers and PDF/UA ask."""
    last = 0
    for block in blocks:
        if isinstance(block, Heading):
            last = max(1, min(block.level, last + 1))
            yield Heading(last, block.text)
        else:
            yield block


def _said(cell: Cell, zone: str, *, month: str) -> str:
    match cell:
        case None:
            return ""
        case Link():
            return clean(cell.text)
        case datetime():
            moment = cell.astimezone(ZoneInfo(zone))
            half = "a.m." if moment.hour < 12 else "p.m."
            return f"{_day(moment, month)}, {(moment.hour - 1) % 12 + 1}:{moment:%M} {half} {moment:%Z}"
        case date():
            return _day(cell, month)
        case _:
            return clean(str(cell))


def _day(day: date, month: str) -> str:
    # The year is not asked of strftime: it does not pad years before 1000 alike everywhere.
    return f"{day.strftime(month)} {day.day}, {day.year}"
