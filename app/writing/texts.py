"""The standard words of each letter, as they came with this version."""

import tomllib
from functools import cache
from pathlib import Path

from app.models.letter_picklists import OfficeWords

FILE = Path(__file__).with_name("standard.toml")


@cache
def standard() -> dict[OfficeWords, str]:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {kind: told[kind.value].strip() for kind in OfficeWords}
