"""What a sheet is compared with: the directory of agencies, the office's people, and what stands already."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from app.imports.spreadsheet_fields import plain

Likeness = tuple[int, str, date | None]


@dataclass(frozen=True)
class Directory:
    """Agencies and people by their names in plain words; `agency_names` and `people_names` are shown."""

    agencies: dict[str, int]
    agency_names: dict[int, str]
    people: dict[str, int]
    people_names: dict[int, str]

    def agency(self, text: str) -> int | None:
        return next((self.agencies[name] for name in spellings(text) if name in self.agencies), None)

    def person(self, text: str) -> int | None:
        return self.people.get(text.strip().lower())


@dataclass
class Standing:
    """A request, or a record that waits for its release, with what a sheet could change on it."""

    id: int
    label: str
    is_request: bool
    values: dict[str, Any]
    extras: dict[str, Any]
    is_open: bool = True

    @property
    def likeness(self) -> Likeness:
        return likeness_of(self.values)


@dataclass
class Known:
    """What stands already, by its ids, its numbers, and its agency, subject and day."""

    by_id: dict[int, Standing] = field(default_factory=dict)
    by_number: dict[str, Standing] = field(default_factory=dict)
    by_likeness: dict[Likeness, Standing] = field(default_factory=dict)

    def add(self, found: Standing, numbers: Iterable[str | None]) -> None:
        self.by_id.setdefault(found.id, found)
        self.by_likeness.setdefault(found.likeness, found)
        for number in filter(None, numbers):
            self.by_number.setdefault(number.lower(), found)


def likeness_of(values: dict[str, Any]) -> Likeness:
    """By which a row without a number of its own is known again."""
    return values["agency_id"], values["subject"].lower(), values.get("dated_on") or values.get("transmitted_on")


@lru_cache(maxsize=1_000)
def spellings(text: str) -> tuple[str, ...]:
    """A name in plain words, as it may stand in the directory: State (DOS), U.S. Dept. of State, the State Department."""
    whole = plain(text)
    inner = text.partition("(")
    found = [whole, plain(inner[0]), plain(inner[2].rstrip(") "))]
    words = whole.removeprefix("the ").removeprefix("u s ").removeprefix("us ")
    words = " ".join("department" if word in {"dept", "dep"} else word for word in words.split())
    found += [words, words.removeprefix("department of ").removeprefix("the ")]
    if words.endswith(" department"):
        found += [words.removesuffix(" department"), f"department of {words.removesuffix(' department')}"]
    return tuple(name for name in dict.fromkeys(found) if name)
