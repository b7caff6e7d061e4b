"""Finds a passage everywhere in some offices, however it is broken into lines; the passage itself is kept nowhere."""

import html
import re
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import Session

from app.attaching import store
from app.extensions import db
from app.extraction import read_in_child
from app.files import LimitedFile, Spool
from app.models import Attachment, FileText, IntelligenceItem, LetterReading, Office, OversightRequest, StoredFile
from app.policies import NOBODY, look
from app.refusals import Refused
from app.sequester.catalog import Described, catalog

SHORTEST = 4
MOST = 500
NEAR = 60
PATIENCE = 20.0
SEARCHED = re.compile(r"[A-Za-z0-9]{3,}")
TAG = re.compile(r"<[^>]*>")
# A row of these goes dark as a whole, whichever of its words matched.
WHOLE: dict[str, tuple[str, ...]] = {
    "Message": ("subject", "text", "html", "headers", "server_words"),
    "EventPayload": ("salt", "summary", "note", "changes"),
}


@dataclass(frozen=True)
class Place:
    """One text that holds the passage: where it stands, and as much of it as tells whether it is the right one."""

    noun: str
    noun_id: int
    field: str
    label: str
    snippet: str
    office_id: int

    @property
    def key(self) -> str:
        return f"{self.noun}:{self.noun_id}:{self.field}"


@dataclass(frozen=True)
class FilePlace:
    """One stored file that holds the passage, by the name of one of its attachments."""

    stored_file_id: int
    name: str
    label: str


@dataclass
class Found:
    """What a search came to."""

    texts: list[Place] = field(default_factory=list)
    files: list[FilePlace] = field(default_factory=list)
    files_read: int = 0
    files_unread: int = 0

    @property
    def is_capped(self) -> bool:
        return len(self.texts) >= MOST


@contextmanager
def reaching(session: Session) -> Iterator[None]:
    """Look as System: a security officer reaches limited requests, too. Every statement inside names its offices itself."""
    before = session.info.get("viewer", NOBODY)
    look(session, replace(before, is_system=True))
    try:
        yield
    finally:
        look(session, before)


def squeezed(text: str) -> str:
    """The letters that a reader sees, in small ones and without any blank or break between them."""
    seen = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in seen if not letter.isspace() and unicodedata.category(letter) != "Cf")


def find(passage: str, *, office_ids: Sequence[int], with_files: bool) -> Found:
    """Every place in these offices; reading the files takes as long as there is patience for."""
    sought = squeezed(passage)
    if len(sought) < SHORTEST:
        raise Refused(f"Enter at least {SHORTEST} letters or figures of it.", field="passage")
    found = Found()
    with reaching(db.session):
        for described in catalog().values():
            found.texts += places(described, passage, sought, office_ids)[: MOST - len(found.texts)]
        unread = search_files(attached_in(office_ids), passage, sought, found)
    if with_files and unread:
        db.session.rollback()  # On SQLite a POST holds the one write lock; reading takes seconds.
        read_files(unread, sought, found)
    else:
        found.files_unread = len(unread)
    return found


def places(described: Described, passage: str, sought: str, office_ids: Sequence[int]) -> list[Place]:
    columns = [getattr(described.noun, name) for name in described.fields]
    about = number_of(described)
    query = sa.select(described.key, described.office_id, about, *columns).where(described.office_id.in_(office_ids))
    query = query.where(may_hold(passage, columns))
    found: list[Place] = []
    for key, office_id, about, *values in db.session.execute(query.limit(20 * MOST)):
        hits = [
            (path, text)
            for name, value in zip(described.fields, values, strict=True)
            for path, text in leaves(name, value)
            if holds(text, sought)
        ]
        found += told(described, int(key), int(office_id), about, hits, sought)
    return found


def may_hold(passage: str, columns: Sequence[Any]) -> sa.ColumnElement[bool]:
    """The longest plain word of the passage stands in one of the columns: leaves few rows to look at closely."""
    words = max(SEARCHED.findall(passage), key=len, default="")
    return sa.or_(*(sa.cast(column, sa.Text).ilike(f"%{words}%") for column in columns))


def number_of(described: Described) -> Any:
    """SQL for the number of the request that a row belongs to."""
    if described.noun is OversightRequest or described.request_id is None:
        return getattr(described.noun, "number", sa.null())
    return sa.select(OversightRequest.number).where(OversightRequest.id == described.request_id).scalar_subquery()


def told(
    described: Described, key: int, office_id: int, about: str | None, hits: list[tuple[str, str]], sought: str
) -> Iterator[Place]:
    where = f", {about}" if about else ""
    if described.name in WHOLE and hits:
        paths = ",".join(path for path, _ in hits)
        yield Place(described.name, key, paths, f"{described.label}{where}", snippet(hits[0][1], sought), office_id)
        return
    for path, text in hits:
        words = path.split("/")[0].replace("_", " ")
        yield Place(described.name, key, path, f"{described.label}: {words}{where}", snippet(text, sought), office_id)


def leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text in a column's value with its path: fields/subject/0."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(f"{path}/{key}", part)
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from leaves(f"{path}/{position}", part)


def holds(text: str, sought: str) -> bool:
    return sought in squeezed(text) or ("<" in text and sought in squeezed(html.unescape(TAG.sub(" ", text))))


def snippet(text: str, sought: str) -> str:
    """The words around the passage, so that the right place is ticked."""
    seen = " ".join(html.unescape(TAG.sub(" ", text)).split())
    letters = [(small, at) for at, letter in enumerate(seen) for small in squeezed(letter)]
    place = "".join(small for small, _ in letters).find(sought)
    first = letters[place][1] if place >= 0 else 0
    start, end = max(0, first - NEAR), first + len(sought) + NEAR
    return ("… " if start else "") + seen[start:end] + (" …" if end < len(seen) else "")


def attached_in(office_ids: Sequence[int]) -> list[tuple[FilePlace, str]]:
    """The files of these offices that are in sight, the newest first, each with its SHA-256."""
    described = catalog()["Attachment"]
    query = (
        sa.select(
            Attachment.stored_file_id,
            Attachment.name,
            StoredFile.sha256,
            OversightRequest.number,
            IntelligenceItem.title,
        )
        .join(StoredFile, StoredFile.id == Attachment.stored_file_id)
        .outerjoin(OversightRequest, OversightRequest.id == Attachment.request_id)
        .outerjoin(IntelligenceItem, IntelligenceItem.id == Attachment.intelligence_item_id)
        .where(described.office_id.in_(office_ids), StoredFile.sequestered_at.is_(None), StoredFile.erased_at.is_(None))
        .order_by(Attachment.created_at.desc())
    )
    found: dict[int, tuple[FilePlace, str]] = {}
    for stored_id, name, sha256, number, title in db.session.execute(query):
        found.setdefault(stored_id, (FilePlace(stored_id, name, number or title), sha256))
    for stored_id, name, sha256 in db.session.execute(letters_of_drafts(office_ids)):
        found.setdefault(stored_id, (FilePlace(stored_id, name, "a draft"), sha256))
    return list(found.values())


def letters_of_drafts(office_ids: Sequence[int]) -> sa.Select[int, str, str]:
    """The letters from which drafts of these offices began; they are attached to nothing yet."""
    return (
        sa.select(LetterReading.stored_file_id, LetterReading.name, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == LetterReading.stored_file_id)
        .where(LetterReading.office_id.in_(office_ids), LetterReading.draft_id.is_not(None))
        .where(StoredFile.sequestered_at.is_(None), StoredFile.erased_at.is_(None))
    )


def search_files(
    files: list[tuple[FilePlace, str]], passage: str, sought: str, found: Found
) -> list[tuple[FilePlace, str]]:
    """Look into the texts that are kept of these files; answers the files of which none is kept."""
    ours = {place.stored_file_id for place, _ in files}
    known = ours & set(db.session.scalars(sa.select(FileText.stored_file_id)))
    texts = sa.select(FileText.stored_file_id, FileText.text).where(may_hold(passage, [FileText.text]))
    holding = {key for key, text in db.session.execute(texts) if key in ours and holds(text, sought)}
    found.files_read = len(known)
    found.files += [place for place, _ in files if place.stored_file_id in holding]
    return [(place, sha256) for place, sha256 in files if place.stored_file_id not in known]


def read_files(files: list[tuple[FilePlace, str]], sought: str, found: Found) -> None:
    """Ask the text of each file, as long as there is patience; one that cannot be read counts as unread."""
    ends = time.monotonic() + PATIENCE
    for place, sha256 in files:
        text = text_of(place.name, sha256) if time.monotonic() < ends else None
        if text is None:
            found.files_unread += 1
            continue
        found.files_read += 1
        if sought in squeezed(text):
            found.files.append(place)


def text_of(name: str, sha256: str) -> str | None:
    """All text of a stored file; None where it has none that can be read (a picture, a scan, a damaged file)."""
    try:
        with LimitedFile(2**40) as file:
            for chunk in store().open(sha256):
                file.write(chunk)
            spool = Spool.of(file)
            texts = read_in_child(spool, spool.kind(name), name, timeout=PATIENCE).texts
    except (Refused, FileNotFoundError):
        return None
    return "\n".join(text for _, text in texts) or None


@dataclass(frozen=True)
class AttachedPlace:
    """A file as its office's security officer sees it before it goes dark."""

    stored_file_id: int
    name: str
    where: str
    office: Office
    is_dark: bool


def attached_place(attachment_id: int, offices: Sequence[Office]) -> AttachedPlace:
    """The file of an attachment in one of these offices, limited requests included; 404 for all else."""
    with reaching(db.session):
        described = catalog()[Attachment.__name__]
        by_id = {office.id: office for office in offices}
        query = sa.select(Attachment, described.office_id).where(
            Attachment.id == min(attachment_id, 2**62), described.office_id.in_(list(by_id))
        )
        row = db.session.execute(query).one_or_none() or abort(404)
        found = row[0]
        where = found.oversight_request.number if found.oversight_request else found.intelligence_item.title
        return AttachedPlace(found.stored_file_id, found.name, where, by_id[row[1]], found.stored_file.is_dark)
