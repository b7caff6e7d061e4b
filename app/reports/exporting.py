"""Steps that every export shares: write the whole file, name it, and record who took what."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import IO, Any

from flask import current_app

from app import documents
from app.documents import FORMATS, as_csv
from app.documents.model import Document, Table
from app.documents.turns import taking_turns
from app.extensions import db
from app.history import record
from app.models import Office, OversightRequest, User
from config import Settings


@dataclass(frozen=True)
class Export:
    """What was exported: the file's name, its type and its digest, and how much it holds, in words."""

    name: str
    media_type: str
    sha256: str
    holds: str


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What the list of past exports says of one, beside who and when."""

    what: str
    version: str
    format: str
    filters: str
    rows: int
    sha256: str

    @property
    def as_changes(self) -> dict[str, Any]:
        """As the history keeps it: each a value that came to be."""
        return {f"export_{name}": [None, value] for name, value in vars(self).items()}

    @classmethod
    def of_changes(cls, changes: dict[str, Any]) -> "Taken | None":
        """What was taken, if this event tells it."""
        told = {name: changes.get(f"export_{name}", [None, None])[1] for name in cls.__dataclass_fields__}
        return None if told["what"] is None else cls(**told)


def record_export(noun: Office | OversightRequest, taken: Taken, summary: str, *, by: User | None) -> None:
    # The snapshot that was read is old by now; the history's chain must be taken up where it is.
    db.session.rollback()
    note = f"SHA-256 {taken.sha256}"
    record(noun, "exported", by=by, summary=summary, note=note, changes=taken.as_changes)
    db.session.commit()


def address() -> str:
    settings: Settings = current_app.extensions["tecum"]
    return settings.base_url


def file_name(words: str, day: date, format_name: str) -> str:
    """DEMO-summary-internal-2018-10-09.pdf: plain letters only, dated by the office's own day."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-")
    return f"{plain}-{day}{FORMATS[format_name].extension}"


def write(document: Document, format_name: str, to: IO[bytes], *, style: bytes | None = None) -> str:
    """Write the file and give its digest. CSV goes out in pieces; for the others the rows are read first and the
    database is let go, since their writing may take seconds and SQLite has one writer at a time."""
    digest = hashlib.sha256()
    for piece in pieces(document, format_name, style):
        digest.update(piece)
        to.write(piece)
    return digest.hexdigest()


def pieces(document: Document, format_name: str, style: bytes | None = None) -> Iterator[bytes]:
    if format_name == "csv":
        yield from as_csv.pieces(document)
        return
    held = with_rows_read(document)
    db.session.rollback()
    with taking_turns():
        yield documents.write(held, format_name, style=style)


def with_rows_read(document: Document) -> Document:
    found = (replace(one, rows=tuple(one.rows)) if isinstance(one, Table) else one for one in document.blocks)
    return replace(document, blocks=tuple(found))
