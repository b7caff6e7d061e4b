"""Read the files of public directories: of a bounded size, without tricks, or refused in one sentence that names the file."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.refusals import Refused

MOST_BYTES = 16 * 1024 * 1024
LONGEST = 20_000


@dataclass(frozen=True)
class Source:
    """A file as it was read; all that is said of it names it."""

    name: str
    data: bytes

    @classmethod
    def at(cls, path: Path) -> "Source":
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise Refused(f"{path.name} cannot be read: {error.strerror or error}.") from error
        if len(data) > MOST_BYTES:
            raise Refused(f"{path.name} is larger than {MOST_BYTES // 2**20} MB, which no such directory is.")
        return cls(path.name, data)

    @property
    def text(self) -> str:
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Refused(f"{self.name} is not text in UTF-8.") from error

    def wrong(self, what: str) -> Refused:
        return Refused(f"{self.name}: {what}")


def digest_of(sources: Iterable[Source]) -> str:
    """One SHA-256 over all the files, in the order in which they were read."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(hashlib.sha256(source.data).digest())
    return digest.hexdigest()


def read_yaml(source: Source) -> Any:
    """Plain values. An alias is refused: these directories use none, and a few lines of them stand for billions."""
    try:
        for event in yaml.parse(source.text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise source.wrong("it uses YAML aliases, which are not taken in.")
        return yaml.load(source.text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise source.wrong(f"it is not YAML that can be read{where}.") from error


def read_json(source: Source) -> Any:
    try:
        return json.loads(source.text)
    except (ValueError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise source.wrong(f"it is not JSON that can be read{where}.") from error


def read_csv(source: Source) -> list[dict[str, str]]:
    """The rows below the header, as words without blanks around them."""
    try:
        rows = list(csv.reader(io.StringIO(source.text, newline=""), strict=True))
    except csv.Error as error:
        raise source.wrong(f"it is not CSV that can be read: {error}.") from error
    if not rows:
        raise source.wrong("it is empty.")
    header = [name.strip() for name in rows[0]]
    for number, row in enumerate(rows[1:], start=2):
        if row and len(row) != len(header):
            raise source.wrong(f"line {number} has {len(row)} columns, the header {len(header)}.")
    return [dict(zip(header, (plain(cell) for cell in row), strict=True)) for row in rows[1:] if row]


def plain(text: str) -> str:
    """Blanks and line ends as one blank each, none at the ends."""
    return " ".join(text.split())


def mappings(source: Source, value: Any, what: str) -> list[dict[str, Any]]:
    """A list of mappings, or `Refused`."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise source.wrong(f"{what} should be a list of entries.")
    return value


def words(source: Source, entry: Any, key: str, *, where: str) -> str:
    """The text under a key that must be there, or `Refused`."""
    found = words_or_none(source, entry, key, where=where)
    if not found:
        raise source.wrong(f"{where} has no {key}.")
    return found


def words_or_none(source: Source, entry: Any, key: str, *, where: str) -> str | None:
    value = entry.get(key) if isinstance(entry, dict) else None
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        raise source.wrong(f"the {key} of {where} is not a text that can be kept.")
    return plain(value) or None
