"""What the pages of an import show of a sheet's columns and of the cells that it would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.dates import day_text
from app.imports import spreadsheet_queries as queries
from app.imports.spreadsheet_fields import BY_KEY, Guess, guess_columns
from app.imports.spreadsheet_plan import Change, Plan
from app.models import SheetImport
from app.requests.sheet_queries import extras_text

MOST_CHANGES = 100


@dataclass(frozen=True)
class ColumnShown:
    """A column of the sheet with some of its cells; `sure` is the guess's percent where it still stands."""

    name: str
    header: str
    samples: list[str]
    sure: int


def columns_shown(sheet_import: SheetImport, rows: queries.Rows, *, samples: int) -> list[ColumnShown]:
    columns = [[cells[place] for _, cells in rows[:200]] for place in range(len(sheet_import.headers))]
    agencies = queries.directory(sheet_import.office).agencies
    guesses = guess_columns(sheet_import.headers, columns, agencies)
    return [
        ColumnShown(
            f"column-{place}",
            header or f"Column {place + 1}",
            first_few(columns[place], samples),
            sure_of(guesses[place], sheet_import.mapping[str(place)]),
        )
        for place, header in enumerate(sheet_import.headers)
    ]


def sure_of(guess: Guess, key: str) -> int:
    return guess.sure if guess.key == key and key in BY_KEY else 0


def first_few(cells: Iterable[str], number: int) -> list[str]:
    return [cell[:60] for cell in dict.fromkeys(cell for cell in cells if cell)][:number]


@dataclass(frozen=True)
class ChangeShown:
    """One cell before and after; `why` says why it is not taken over."""

    row: int
    label: str
    field: str
    before: str
    after: str
    why: str = ""


def shown_changes(plan: Plan) -> list[ChangeShown]:
    """The first hundred cells that differ from what stands, those that clash first."""
    lines = [line for line in plan.lines if line.standing is not None]
    found: list[tuple[Any, Change, str]] = [(line, change, why) for line in lines for change, why in line.clashes]
    found += [(line, change, "") for line in lines for change in line.changes]
    found = found[:MOST_CHANGES]
    values = [value for _, change, _ in found for value in (change.before, change.after)]
    ids = {value for value in values if isinstance(value, int)}
    names = {**queries.names_of_agencies(ids), **queries.names_of_people(ids)} if ids else {}
    return [
        ChangeShown(
            line.facts.row,
            line.standing.label,
            change.label,
            words_of(change.before, names),
            words_of(change.after, names),
            why,
        )
        for line, change, why in found
    ]


def words_of(value: Any, names: dict[int, str]) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return extras_text(value) or "nothing"
    if isinstance(value, date):
        return day_text(value)
    return names.get(value, str(value)) if isinstance(value, int) else str(value)
