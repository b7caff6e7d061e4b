"""Make a report: read the facts as of one moment, write the file, record in history that it was exported."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import IO

from app.clock import now, today
from app.dates import formal_text
from app.documents import FORMATS
from app.documents.model import Document
from app.documents.wording import VERSIONS
from app.extensions import db
from app.models import Matter, User
from app.refusals import Refused
from app.reports import past_queries, queries
from app.reports.asked import Asked
from app.reports.chronology import chronology_of
from app.reports.exporting import Export, Taken, address, file_name, record_export, write
from app.reports.past import demand_past, end_of_day
from app.reports.summary import Material, counted, document_of, preview_of

PAPER = frozenset({"pdf", "docx", "html"})
MOST_ON_PAPER = 2_000


def export_summary(asked: Asked, *, format: str, to: IO[bytes], by: User | None) -> Export:  # noqa: A002 - staff's word
    """Write the summary to `to` and record the export; raises `Refused`, with nothing recorded, where it cannot."""
    queries.hold_still(db.session)
    material = material_of(asked, most=MOST_ON_PAPER if format in PAPER else None)
    document = document_of(material, is_paper=format in PAPER, links_to=address())
    name = file_name(f"{asked.office.short_name}-summary-{asked.version}", document.local_as_of.date(), format)
    rows, kind, filters = material.total.requests, VERSIONS[asked.version], filters_of(material.asked)
    sha256 = write(document, format, to)
    taken = Taken(what="Summary", version=kind, format=format.upper(), filters=filters, rows=rows, sha256=sha256)
    holds = counted(rows, "request")
    more = f"; {filters[:1].lower()}{filters[1:]}" if filters else ""
    summary = f"Summary exported: {kind.lower()}, {format.upper()}, {holds}{more}."
    record_export(asked.office, taken, summary, by=by)
    return Export(name, FORMATS[format].media_type, sha256, holds)


def filters_of(asked: Asked) -> str:
    """What was chosen beside office and version, in words."""
    day = [f"As of the end of {formal_text(asked.day)}"] if asked.day else []
    return "; ".join(day + (["By matter"] if asked.is_by_matter else []))


def export_chronology(number: str, *, format: str, to: IO[bytes], by: User | None) -> Export:  # noqa: A002
    """Write a request's chronology to `to` and record the export; raises `Refused` where there is no such request."""
    queries.hold_still(db.session)
    oversight_request = queries.whole_request(number)
    if oversight_request is None:
        raise Refused(f"There is no request {number!r}.")
    document = chronology_of(oversight_request, at=now())
    rows = len(tuple(document.tables[0].rows))
    name = file_name(f"{number}-chronology", document.local_as_of.date(), format)
    sha256, words = write(document, format, to), {"what": f"Chronology of {number}", "version": VERSIONS["internal"]}
    taken = Taken(**words, format=format.upper(), filters="", rows=rows, sha256=sha256)
    holds = counted(rows, "row")
    record_export(oversight_request, taken, f"Chronology exported: {format.upper()}, {holds}.", by=by)
    return Export(name, FORMATS[format].media_type, sha256, holds)


def preview(asked: Asked, *, first: int) -> Document:
    """The figures, what waits for a decision and the first rows, for the page; nothing is recorded."""
    material = read(asked, first=first)
    return preview_of(material)


def material_of(asked: Asked, *, most: int | None) -> Material:
    material = read(asked)
    if most is not None and material.total.requests > most:
        raise Refused(
            f"On paper a summary holds at most {most:,} requests; this one has {material.total.requests:,}. "
            "Choose Excel, CSV or JSON.",
            field="format",
        )
    return material


def read(asked: Asked, *, first: int | None = None) -> Material:
    """The facts as they stand, or as they stood at the end of an earlier day."""
    day = today(asked.office.zone)
    if asked.day is None or asked.day == day:
        return present(replace(asked, day=None), at=now(), first=first)
    demand_past(asked.day, today=day)
    if asked.is_shared:
        raise Refused("An earlier day can be shown only by the office that filed the requests.", field="as_of")
    return earlier(asked, at=end_of_day(asked.day, asked.office.zone).astimezone(UTC), first=first)


def present(asked: Asked, *, at: datetime, first: int | None) -> Material:
    return Material(
        asked=asked,
        at=at,
        tallies=queries.tallies(asked, at=at),
        by_matter=queries.tallies(asked, at=at, by=Matter.title) if asked.is_by_matter else [],
        decisions=queries.undecided(asked, at=at) if asked.version == "internal" else (),
        overdue=queries.overdue(asked, at=at),
        results=queries.results(asked),
        register=queries.register(asked, at=at, first=first),
    )


def earlier(asked: Asked, *, at: datetime, first: int | None) -> Material:
    found = past_queries.past(asked, at=at)
    return Material(
        asked=asked,
        at=at,
        tallies=found.tallies(),
        by_matter=found.tallies(by="matter"),
        decisions=found.decisions,
        overdue=found.overdue,
        results=found.results,
        register=found.lines[:first],
        unsure=found.unsure,
    )
