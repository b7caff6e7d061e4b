"""Check a backup: every digest again, and whether the rows, the counts and the files fit each other."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.backup import postgresql, sqlite
from app.backup.manifest import DIGEST, FILES, NAME, Manifest, Part, digest_line
from app.files import FileStore
from app.refusals import Refused

EXPECTED = frozenset({NAME, DIGEST})


def problems_of(folder: Path) -> list[str]:
    """What is wrong with a backup, each in a sentence that names the part; none when all is well.

    Files that the store had lost before the backup was made are told by the manifest, and are no fault of the backup.
    """
    try:
        manifest = Manifest.read(folder)
    except Refused as refusal:
        return [refusal.sentence]
    found = [*of_manifest(folder), *of_parts(folder, manifest), *of_files(folder, manifest)]
    return found or list(of_rows(folder, manifest))


def of_manifest(folder: Path) -> Iterator[str]:
    try:
        fits = (folder / DIGEST).read_bytes() == digest_line((folder / NAME).read_bytes())
    except OSError:
        fits = False
    if not fits:
        yield f"{NAME} or {DIGEST} was changed: they do not fit each other."


def of_parts(folder: Path, manifest: Manifest) -> Iterator[str]:
    for name, part in manifest.parts.items():
        try:
            if Part.of(folder / name) != part:
                yield f"{name} was changed: its SHA-256 or its size is another."
        except OSError as error:
            yield f"{name} cannot be read: {error.strerror}."
    known = EXPECTED | manifest.parts.keys()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(f"{FILES}/") and name not in known:
            yield f"{name} does not belong to this backup."


def of_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    if not (folder / FILES).is_dir():
        yield f"The folder {FILES} is missing."
        return
    store = FileStore(folder / FILES)
    for key in manifest.files:
        if not store.verify(key):
            yield f"{FILES}/{key[:2]}/{key} is missing or was changed."
    for path in sorted((folder / FILES).rglob("*")):
        if path.is_file() and path.name not in manifest.files:
            yield f"{path.relative_to(folder).as_posix()} does not belong to this backup."


def of_rows(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Whether the written rows are those that the manifest counts; asked only where every digest holds."""
    try:
        if manifest.database == "sqlite":
            yield from sqlite.problems(folder)
            snapshot = sqlite.describe(folder)
        else:
            snapshot = postgresql.describe(folder, manifest)
    except (sqlite3.Error, KeyError, ValueError, OSError) as error:
        yield f"The database cannot be read: {error}."
        return
    for table in sorted(snapshot.counts.keys() | manifest.counts.keys()):
        if snapshot.counts.get(table) != manifest.counts.get(table):
            yield f"{table} holds {snapshot.counts.get(table)} rows; the manifest says {manifest.counts.get(table)}."
    for key in sorted(snapshot.files.keys() ^ (manifest.files.keys() | set(manifest.missing))):
        yield f"The rows and the manifest do not name the same files: {key}."
