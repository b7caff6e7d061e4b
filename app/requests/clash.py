"""Two people edit one request: what only one of them changed is kept, what both changed is asked about."""

import hashlib
import json
from dataclasses import dataclass, fields, replace
from typing import Any

from app.requests.letter import Letter

NAMES = tuple(field.name for field in fields(Letter))


@dataclass(frozen=True)
class Clash:
    """One field that both changed, with both texts."""

    name: str
    label: str
    theirs: str
    mine: str


def digests(letter: Letter) -> str:
    """What a person saw, told shortly enough to travel in the form."""
    return json.dumps({name: digest(getattr(letter, name)) for name in NAMES})


def digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def merge(was: str, *, theirs: Letter, mine: Letter) -> tuple[Letter, list[str]]:
    """The facts with both persons' changes, mine where both changed one; and the names of those."""
    seen, merged, clashing = read(was), theirs, []
    for name in NAMES:
        here, there = getattr(mine, name), getattr(theirs, name)
        if here != there and digest(here) != seen.get(name):
            merged = replace(merged, **{name: here})
            if digest(there) != seen.get(name):
                clashing.append(name)
    return merged, clashing


def read(was: str) -> dict[str, Any]:
    """Without what was seen (or with nonsense in its place), every difference is a clash."""
    try:
        found = json.loads(was)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
