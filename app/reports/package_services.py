"""Send a request with all its files as one ZIP: read once, stream file by file, record what went out."""

import hashlib
import io
import logging
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.attaching import store
from app.clock import now
from app.dates import moment_text
from app.extensions import db
from app.files import FileStore
from app.history import record
from app.models import OversightRequest, User
from app.policies import look_for
from app.reports import queries
from app.reports.chronology import chronology_of
from app.reports.exporting import Taken, write
from app.reports.package import (
    DAMAGED,
    DARK,
    MISSING,
    WHOLE,
    Contents,
    Enclosure,
    Listed,
    contents_of,
    manifest,
    read_me,
)

log = logging.getLogger(__name__)
VERSION, ZIP = "Internal version", "ZIP"


class Pipe(io.RawIOBase):
    """Takes what the archive writes and hands it on; it never seeks, so nothing is held but the last pieces."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self.pieces.append(bytes(data))
        return len(data)

    def drain(self) -> Iterator[bytes]:
        pieces, self.pieces = self.pieces, []
        yield from pieces


@dataclass
class Package:
    """One package on its way: `stream` gives the archive's bytes; afterwards `listed` tells what went out."""

    contents: Contents
    zone: ZoneInfo
    request_id: int
    person_id: int
    listed: list[Listed] = field(default_factory=list)
    sha256: str = ""

    @property
    def name(self) -> str:
        return f"{self.contents.number}-package-{self.contents.at.astimezone(self.zone).date()}.zip"

    @property
    def damaged(self) -> int:
        return sum(one.state in (DAMAGED, MISSING) for one in self.listed)

    def stream(self) -> Iterator[bytes]:
        """The whole archive; a reader that stops early leaves a record of that, too."""
        is_whole, pipe, files = False, Pipe(), store()
        try:
            with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
                for path, title, data in self.contents.documents:
                    self.add(archive, path, title, data)
                    yield from pipe.drain()
                for enclosure in self.contents.enclosures:
                    yield from self.enclose(archive, pipe, files, enclosure)
                data = manifest(self.listed)
                self.sha256 = hashlib.sha256(data).hexdigest()
                archive.writestr(self.entry("manifest.csv"), data)
            yield from pipe.drain()
            is_whole = True
        finally:
            note_end(self, is_whole=is_whole)

    def add(self, archive: zipfile.ZipFile, path: str, title: str, data: bytes) -> None:
        archive.writestr(self.entry(path), data)
        digest = hashlib.sha256(data).hexdigest()
        self.listed.append(Listed(path, digest, len(data), title, self.contents.at, self.contents.handling))

    def enclose(self, archive: zipfile.ZipFile, pipe: Pipe, files: FileStore, enclosure: Enclosure) -> Iterator[bytes]:
        """One original, hashed as it goes by: a damaged or missing one is told in the manifest and stops nothing."""
        if enclosure.is_dark:
            self.listed.append(Listed("", "", 0, enclosure.title, None, str(enclosure.handling), DARK))
            return
        digest, size, state = hashlib.sha256(), 0, WHOLE
        try:
            with archive.open(self.entry(enclosure.path), "w", force_zip64=True) as place:
                for piece in files.open(enclosure.sha256):
                    digest.update(piece)
                    size += len(piece)
                    place.write(piece)
                    yield from pipe.drain()
        except OSError:
            state = MISSING
        yield from pipe.drain()
        if state == WHOLE and digest.hexdigest() != enclosure.sha256:
            state = DAMAGED
        if state != WHOLE:
            log.error("stored file %s is %s", enclosure.sha256, state.split(":")[0])
        told = (enclosure.title, enclosure.dated, str(enclosure.handling))
        self.listed.append(Listed(enclosure.path, enclosure.sha256, size, *told, state))

    def entry(self, path: str) -> zipfile.ZipInfo:
        """Every part bears the moment of the export in the office's own time."""
        moment = self.contents.at.astimezone(self.zone)
        info = zipfile.ZipInfo(path, moment.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return info


def begin_package(oversight_request: OversightRequest, *, by: User) -> Package:
    """Read all that the package will say and record that it is going out, before its first byte does."""
    at, office = now(), oversight_request.office
    contents = contents_of(oversight_request, queries.links_of(oversight_request), at=at)
    package = Package(contents, office.zone, oversight_request.id, by.id)
    who = {"by": by.name, "when": moment_text(at, office.zone), "office": office.name}
    about = ("README.txt", "What this is", read_me(contents, **who, is_demonstration=office.is_demonstration))
    document, request_id = chronology_of(oversight_request, at=at), oversight_request.id
    paper = io.BytesIO()
    write(document, "docx", paper)
    extra = (about, ("chronology.docx", "Chronology", paper.getvalue()))
    package.contents = with_documents(contents, extra)
    files = len(contents.enclosures)
    again = db.session.get_one(OversightRequest, request_id)
    words = f"Package with {files} file{'' if files == 1 else 's'} begun."
    record(again, "export_begun", by=by, summary=words, changes={})
    db.session.commit()
    return package


def with_documents(contents: Contents, more: Iterable[tuple[str, str, bytes]]) -> Contents:
    first, *rest = more
    return Contents(
        contents.number, contents.at, contents.handling, (first, *contents.documents, *rest), contents.enclosures
    )


def note_end(package: Package, *, is_whole: bool) -> None:
    """Record what went out, in a transaction of its own: the page's own ended before the first byte was sent."""
    files, damaged = len(package.contents.enclosures), package.damaged
    with db.sessionmaker(bind=db.engine.execution_options(writes=True)) as own:
        person = own.get_one(User, package.person_id)
        look_for(own, person)
        found = own.scalars(sa.select(OversightRequest).where(OversightRequest.id == package.request_id)).one_or_none()
        if found is None:
            log.error("a package went out and its request %s is gone", package.request_id)
            return
        if not is_whole:
            record(found, "export_broken_off", by=person, summary="Package broken off before its end.", changes={})
        else:
            filters = f"{damaged} damaged or missing" if damaged else ""
            taken = Taken(
                what=f"Package of {package.contents.number}",
                version=VERSION,
                format=ZIP,
                filters=filters,
                rows=files,
                sha256=package.sha256,
            )
            more = f", {filters}" if filters else ""
            summary = f"Package exported: {files} file{'' if files == 1 else 's'}{more}."
            note = f"SHA-256 of the manifest {package.sha256}"
            record(found, "exported", by=person, summary=summary, note=note, changes=taken.as_changes)
        own.commit()
