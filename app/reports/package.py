"""What a request's package holds beside its files: its record as JSON and CSV, names for the files, the manifest."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.documents.formulas import guarded
from app.files import clean_name
from app.history import plain
from app.models import Attachment, IntelligenceLink, OversightRequest
from app.models.picklists import Handling
from app.reports.facts import highest

Table = list[tuple[Any, ...]]
WHOLE, DAMAGED, MISSING = "whole", "damaged: its bytes are not those that were kept", "missing: not in the file store"
DARK = "withheld: dark"
DARK_TITLE = "A file that was taken out of sight"
MANIFEST = ("path", "sha256", "bytes", "title", "dated", "handling", "state")
PROTECTED = "(protected source)"


@dataclass(frozen=True)
class Enclosure:
    """One original file: where it lies in the package, and what its record says of it."""

    path: str
    sha256: str
    size: int
    title: str
    dated: date | datetime | None
    handling: Handling
    is_dark: bool = False


@dataclass(frozen=True)
class Listed:
    """One line of the manifest, once its bytes have gone out."""

    path: str
    sha256: str
    size: int
    title: str
    dated: date | datetime | None
    handling: str
    state: str = WHOLE


@dataclass(frozen=True)
class Contents:
    """Everything that is read before the first byte is sent; no row of the database is asked after that."""

    number: str
    at: datetime
    handling: str
    documents: tuple[tuple[str, str, bytes], ...]
    enclosures: tuple[Enclosure, ...]


def contents_of(oversight_request: OversightRequest, links: Sequence[IntelligenceLink], *, at: datetime) -> Contents:
    held = list(enclosures(oversight_request, links))
    handlings = [Handling.COMMITTEE_INTERNAL, oversight_request.handling, *(each.handling for each in held)]
    handlings += [link.intelligence_item.handling for link in links]
    return Contents(
        number=oversight_request.number,
        at=at,
        handling=str(highest(handlings)),
        documents=tuple(documents(oversight_request, links)),
        enclosures=tuple(held),
    )


def documents(
    oversight_request: OversightRequest, links: Sequence[IntelligenceLink]
) -> Iterator[tuple[str, str, bytes]]:
    """(path, title, bytes) of what is written from the record."""
    data = json.dumps(facts_of(oversight_request), ensure_ascii=False, indent=1)
    yield "request.json", "The request", data.encode("utf-8", "replace") + b"\n"
    yield "items.csv", "Items and what the agency did with each", as_csv(items(oversight_request))
    yield "correspondence.csv", "Correspondence", as_csv(correspondence(oversight_request))
    yield "intelligence.csv", "Linked intelligence items", as_csv(intelligence(links))


def facts_of(oversight_request: OversightRequest) -> dict[str, Any]:
    r = oversight_request
    return {
        "number": r.number,
        "office": r.office.short_name,
        "agency": r.agency.name,
        "subject": r.subject,
        "instrument": r.instrument.value,
        "authority": plain(r.authority),
        "addressee": r.addressee,
        "addressee_title": r.addressee_title,
        "signatories": r.signatories,
        "cc": r.cc,
        "handling": r.handling.value,
        "is_limited": r.is_limited,
        "matter": r.matter.title if r.matter else None,
        "owner": r.owner.name if r.owner else None,
        **{name: plain(getattr(r, name)) for name in DATES},
        "count": dict(zip(COUNT, (r.count.counted, *(number for _, number in r.count.five)), strict=True)),
        "deadline": [
            {name: plain(getattr(entry, name)) for name in ENTRY}
            for entry in (r.deadline.entries if r.deadline else [])
        ],
        "outcomes": [{name: plain(getattr(outcome, name)) for name in OUTCOME} for outcome in r.outcomes],
    }


DATES = (
    "dated_on", "transmitted_on", "received_on", "first_due_on", "due_on", "due_time", "due_at", "last_heard_on",
    "next_step", "next_step_on", "waits_on", "released_on", "closed_on", "closing_reason", "closing_note", "void_at",
    "void_reason", "filed_at",
)  # fmt: skip
COUNT = ("counted", "satisfied", "partial", "agency_says_done", "withheld_or_refused", "nothing_yet")
ENTRY = (
    "kind", "recorded_on", "day_on", "until_on", "until_time", "reason", "how", "who", "agreed_by", "scope", "conditions",
    "category",
)  # fmt: skip
OUTCOME = ("kind", "claim", "dated_on", "attributable", "dollars")


def items(oversight_request: OversightRequest) -> Table:
    rows: Table = [("item", "level", "text", "state", "accepted_on", "dated_on", "disposition", "grounds", "note")]
    for item in oversight_request.items:
        own = (item.label, item.level, item.text, str(item.standing), item.accepted_on)
        for one in item.dispositions or [None]:
            said = (one.dated_on, str(one.code), "; ".join(one.ground_labels), one.note) if one else (None,) * 4
            rows.append((*own, *said))
    return rows


def correspondence(oversight_request: OversightRequest) -> Table:
    rows: Table = [("dated_on", "direction", "kind", "speaker", "body", "summary", "settles", "bates", "pages", "text")]
    for one in reversed(oversight_request.communications):
        production = one.production
        came = (production.bates, production.pages) if production else (None, None)
        who = (one.dated_on, str(one.direction), str(one.kind), one.speaker, one.body)
        rows.append((*who, one.summary, plain(one.settles), *came, one.text))
    return rows


def intelligence(links: Sequence[IntelligenceLink]) -> Table:
    """Who a protected source is stands in no export, not even in this one."""
    rows: Table = [("title", "relation", "item", "summary", "class", "source", "collected_on", "handling", "grade")]
    for link in links:
        one = link.intelligence_item
        source = PROTECTED if one.handling is Handling.SOURCE_PROTECTED else one.source
        what = (one.title, str(link.relation), link.item.label if link.item else None, one.summary)
        rows.append((*what, str(one.source_class), source, one.collected_on, str(one.handling), one.grade))
    return rows


def enclosures(oversight_request: OversightRequest, links: Sequence[IntelligenceLink]) -> Iterator[Enclosure]:
    """Every file that the person may see, under a number and its own cleaned name, so that no two can clash.

    What the session does not show is not among them. A file that went dark keeps its place, and neither its name nor its
    digest is told: each may be what was taken out of sight.
    """
    found = [(one, oversight_request.handling) for one in oversight_request.attachments]
    seen = {link.intelligence_item_id: link.intelligence_item for link in links}
    found += [(file, one.handling) for one in seen.values() for file in one.attachments]
    found.sort(key=lambda pair: (pair[0].intelligence_item_id is not None, pair[0].created_at, pair[0].id))
    for place, (attachment, handling) in enumerate(found, start=1):
        stored = attachment.stored_file
        if stored.is_dark:
            yield Enclosure("", "", 0, DARK_TITLE, None, handling, is_dark=True)
            continue
        path = f"files/{place:03d} {clean_name(attachment.name)}"
        yield Enclosure(path, stored.sha256, stored.size, title_of(attachment), dated(attachment), handling)


def title_of(attachment: Attachment) -> str:
    return f"{attachment.purpose}: {attachment.name}"


def dated(attachment: Attachment) -> date | datetime | None:
    """The day of what the file came with: the communication, the letter, the collecting."""
    if attachment.communication is not None:
        return attachment.communication.dated_on
    if attachment.oversight_request is not None:
        return attachment.oversight_request.dated_on
    return attachment.intelligence_item.collected_on if attachment.intelligence_item else None


def manifest(lines: Iterable[Listed]) -> bytes:
    rows: Table = [MANIFEST]
    rows += [(one.path, one.sha256, one.size, one.title, one.dated, one.handling, one.state) for one in lines]
    return as_csv(rows)


def as_csv(rows: Table) -> bytes:
    """RFC 4180 with a byte order mark; no cell runs in a spreadsheet."""
    buffer = io.StringIO(newline="")
    buffer.write("\ufeff")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([[cell_of(value) for value in row] for row in rows])
    return buffer.getvalue().encode("utf-8", "replace")


def cell_of(value: Any) -> Any:
    value = plain(value)
    return guarded(value) if isinstance(value, str) else value


def read_me(contents: Contents, *, by: str, when: str, office: str, is_demonstration: bool) -> bytes:
    lines = [
        f"{contents.number}: the request with its files",
        "",
        f"Handling: {contents.handling}. Internal version: it holds our own notes, grades and intelligence items.",
        f"Made for {by} of {office} on {when}." + (" Demonstration data." if is_demonstration else ""),
        "",
        "request.json        the facts of the request, its deadline's ledger and its outcomes",
        "chronology.docx     what was recorded, by date",
        "items.csv           each item as printed, and what the agency did with it",
        "correspondence.csv  every communication",
        "intelligence.csv    what prompted or tests the request; a protected source is not named",
        "files/              the original files, numbered, under their own names",
        "manifest.csv        every file of this package with its SHA-256; its last column says whether it is whole",
        "",
        "Only what this person may see is here. The history of the request keeps the SHA-256 of manifest.csv, so that",
        "this package can be checked against it: compute the SHA-256 of manifest.csv, then of each file that it lists.",
    ]
    return "\r\n".join([*lines, ""]).encode("utf-8", "replace")
