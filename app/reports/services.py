"""Make a report: read the facts as of one moment, write the file, record in history that it was exported."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from flask import current_app

from app import documents
from app.clock import now
from app.documents import FORMATS, as_csv
from app.documents.model import Document, Table
from app.documents.turns import taking_turns
from app.documents.wording import VERSIONS
from app.extensions import db
from app.history import record
from app.models import Office, OversightRequest, User
from app.refusals import Refused
from app.reports import queries
from app.reports.asked import Asked
from app.reports.chronology import chronology_of
from app.reports.summary import Material, counted, document_of, preview_of
from config import Settings

PAPER = frozenset({"pdf", "docx", "html"})
MOST_ON_PAPER = 2_000


@dataclass(frozen=True)
class Export:
    """What was exported: the file's name, its type and its digest, and how much it holds, in words."""

    name: str
    media_type: str
    sha256: str
    holds: str


def export_summary(asked: Asked, *, format: str, to: IO[bytes], by: User | None) -> Export:  # noqa: A002 - staff's word
    """Write the summary to `to` and record the export; raises `Refused`, with nothing recorded, where it cannot."""
    queries.hold_still(db.session)
    at = now()
    material = material_of(asked, at=at, most=MOST_ON_PAPER if format in PAPER else None)
    document = document_of(material, is_paper=format in PAPER, links_to=address())
    name = file_name(f"{asked.office.short_name}-summary-{asked.version}", document, format)
    export = Export(
        name, FORMATS[format].media_type, write(document, format, to), counted(material.total.requests, "request")
    )
    kind = VERSIONS[asked.version].lower()
    record_export(asked.office, export, f"Summary exported: {kind}, {format.upper()}, {export.holds}.", by=by)
    return export


def export_chronology(number: str, *, format: str, to: IO[bytes], by: User | None) -> Export:  # noqa: A002
    """Write a request's chronology to `to` and record the export; raises `Refused` where there is no such request."""
    queries.hold_still(db.session)
    oversight_request = queries.whole_request(number)
    if oversight_request is None:
        raise Refused(f"There is no request {number!r}.")
    document = chronology_of(oversight_request, at=now())
    rows = counted(len(tuple(document.tables[0].rows)), "row")
    name = file_name(f"{number}-chronology", document, format)
    export = Export(name, FORMATS[format].media_type, write(document, format, to), rows)
    record_export(oversight_request, export, f"Chronology exported: {format.upper()}, {rows}.", by=by)
    return export


def record_export(noun: Office | OversightRequest, export: Export, summary: str, *, by: User | None) -> None:
    # The snapshot that was read is old by now; the history's chain must be taken up where it is.
    db.session.rollback()
    record(noun, "exported", by=by, summary=summary, note=f"SHA-256 {export.sha256}", changes={})
    db.session.commit()


def preview(asked: Asked, *, first: int) -> Document:
    """The figures and the first rows, for the page; nothing is recorded."""
    at = now()
    material = Material(
        asked=asked,
        at=at,
        tallies=queries.tallies(asked, at=at),
        register=queries.register(asked, at=at, first=first),
    )
    return preview_of(material)


def material_of(asked: Asked, *, at: datetime, most: int | None) -> Material:
    tallies = queries.tallies(asked, at=at)
    material = Material(
        asked=asked,
        at=at,
        tallies=tallies,
        overdue=queries.overdue(asked, at=at),
        results=queries.results(asked),
        register=queries.register(asked, at=at),
    )
    if most is not None and material.total.requests > most:
        raise Refused(
            f"On paper a summary holds at most {most:,} requests; this one has {material.total.requests:,}. "
            "Choose Excel, CSV or JSON.",
            field="format",
        )
    return material


def address() -> str:
    settings: Settings = current_app.extensions["tecum"]
    return settings.base_url


def file_name(words: str, document: Document, format_name: str) -> str:
    """DEMO-summary-internal-2018-10-09.pdf: plain letters only, dated by the office's own day."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-")
    return f"{plain}-{document.local_as_of.date()}{FORMATS[format_name].extension}"


def write(document: Document, format_name: str, to: IO[bytes]) -> str:
    """Write the file and give its digest. CSV goes out in pieces; for the others the rows are read first and the
    database is let go, since their writing may take seconds and SQLite has one writer at a time."""
    digest = hashlib.sha256()
    for piece in pieces(document, format_name):
        digest.update(piece)
        to.write(piece)
    return digest.hexdigest()


def pieces(document: Document, format_name: str) -> Iterator[bytes]:
    if format_name == "csv":
        yield from as_csv.pieces(document)
        return
    held = with_rows_read(document)
    db.session.rollback()
    with taking_turns():
        yield documents.write(held, format_name)


def with_rows_read(document: Document) -> Document:
    found = (replace(one, rows=tuple(one.rows)) if isinstance(one, Table) else one for one in document.blocks)
    return replace(document, blocks=tuple(found))
