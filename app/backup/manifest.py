"""What a backup says of itself: version, schema, counts and the digest of each part; bound by a digest of its own."""

import hashlib
import json
import os
import re
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from app.refusals import Refused
from config import ROOT

FORMAT = 1
NAME = "manifest.json"
DIGEST = "manifest.sha256"
FILES = "files"
# An installation with a row in any of these is in use.
TELLING = ("office", "app_user", "agency", "oversight_request")
CHUNK = 1024 * 1024
KEY = re.compile(r"[0-9a-f]{64}")
PART = re.compile(r"database\.sqlite|tables/[a-z_0-9]+\.copy")


@dataclass(frozen=True)
class Part:
    """One piece of the database: its size in bytes and its SHA-256."""

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
        return cls(size, digest.hexdigest())


@dataclass(frozen=True)
class Snapshot:
    """The database as of one moment: its revision, rows per table, pieces, and the files that its rows name.

    `files` are SHA-256 keys with their sizes; `columns` says in which order the columns of a table were written.
    """

    revision: str
    counts: dict[str, int]
    parts: list[str]
    files: dict[str, int]
    columns: dict[str, list[str]]


@dataclass(frozen=True)
class Manifest:
    """A whole backup. `missing` are files that the rows name and that the store had lost before the backup was made."""

    format: int
    version: str
    database: str
    revision: str
    began_at: str
    finished_at: str
    counts: dict[str, int]
    columns: dict[str, list[str]]
    parts: dict[str, Part]
    files: dict[str, int]
    missing: list[str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises `Refused` where the folder holds no backup that this version can read."""
        try:
            written = json.loads((folder / NAME).read_bytes())
        except FileNotFoundError:
            raise Refused(f"{folder} is not a backup: it holds no {NAME}.") from None
        except ValueError:
            raise Refused(f"{NAME} is damaged: it is not JSON.") from None
        except OSError as error:
            raise Refused(f"{NAME} cannot be read: {error.strerror}.") from None
        return cls.understood(written)

    @classmethod
    def understood(cls, written: Any) -> Self:
        if isinstance(written, dict) and isinstance(written.get("format"), int) and written["format"] > FORMAT:
            raise Refused("This backup was made by a newer version of Tecum. Install that version first.")
        try:
            parts = {name: Part(**part) for name, part in written["parts"].items()}
            found = cls(**{**written, "parts": parts})
        except (TypeError, KeyError, AttributeError):
            raise Refused(f"{NAME} is damaged: an entry is missing or unknown.") from None
        if not all(map(PART.fullmatch, parts)) or not all(map(KEY.fullmatch, found.files)):
            raise Refused(f"{NAME} is damaged: it names a part that no backup has.")
        return found

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=1, sort_keys=True).encode() + b"\n"
        write_durably(folder / NAME, text)
        write_durably(folder / DIGEST, digest_line(text))

    @property
    def sentence(self) -> str:
        requests = self.counts.get("oversight_request", 0)
        rows = sum(self.counts.values())
        return f"{requests:,} requests, {rows:,} rows in {len(self.counts)} tables, {len(self.files):,} files"


def digest_line(text: bytes) -> bytes:
    """As `sha256sum` writes and checks it."""
    return f"{hashlib.sha256(text).hexdigest()}  {NAME}\n".encode()


def version() -> str:
    with (ROOT / "pyproject.toml").open("rb") as file:
        found: str = tomllib.load(file)["project"]["version"]
        return found


def write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Bring a file or a folder down to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
