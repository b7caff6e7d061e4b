"""The erasure list: what was erased, by ids and digests, in a file kept apart from backups, each line bound to the last."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from app.refusals import Refused


@dataclass(frozen=True)
class Erasure:
    """One text (`noun`, its id, the field) or one file (its SHA-256 as `digest`) that must not come back; no words.

    `before` names an event: a database that does not know it is older, and may still hold the text in this field.
    """

    at: str
    act: int
    office_id: int
    by_id: int
    noun: str
    noun_id: int
    field: str
    digest: str
    before: int | None = None


class ErasureList:
    """One line of JSON for each erasure; lines are only added, and each bears the digest of the one before it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        return self.path.is_file()

    def add(self, erasures: Iterable[Erasure]) -> None:
        """Add lines and put them on the disk before anything is erased; `Refused` where that cannot be done."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.seek(0)
                number, last, _ = walk(file)
                for erasure in erasures:
                    number, line = number + 1, {"previous": last, "number": number + 1, **asdict(erasure)}
                    last = digest_of(line)
                    file.write(json.dumps({**line, "line_digest": last}, sort_keys=True).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            sync_folder(self.path.parent)
        except OSError as error:
            raise Refused(
                f"The erasure list cannot be written ({error.strerror}), so nothing was erased. Tell your administrator."
            ) from None

    def read(self) -> list[Erasure]:
        """Every erasure, in order; `Refused` where a line was changed, lost or put in between."""
        with self.path.open("rb") as file:
            return walk(file)[2]


def walk(file: IO[bytes]) -> tuple[int, str, list[Erasure]]:
    """(how many lines, the digest of the last one, what they say), from the file's place on."""
    last, found = "", list[Erasure]()
    for number, text in enumerate(file, start=1):
        try:
            line: dict[str, Any] = json.loads(text)
            said = line.pop("line_digest")
            is_sound = (line.pop("previous"), line.pop("number")) == (last, number)
            erasure = Erasure(**line)
        except (ValueError, KeyError, TypeError, AttributeError):
            is_sound, erasure, said = False, None, ""
        if not is_sound or erasure is None or said != digest_of({"previous": last, "number": number, **line}):
            raise Refused(f"The erasure list does not hold: line {number} was changed, or a line before it is missing.")
        found.append(erasure)
        last = said
    return len(found), last, found


def digest_of(line: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(line, sort_keys=True).encode()).hexdigest()


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
