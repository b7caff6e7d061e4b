"""The items of a letter as rows of a form: moved, nested, divided and joined without losing a word. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.markers import number_of
from app.models.item import LABELS
from app.models.picklists import ItemKind
from app.numbering import NumberedItem
from app.refusals import Refused

DEEPEST = 5
COLUMNS = ("number", "level", "kind", "mark", "text")
MOVES = {
    "up": "Move up",
    "down": "Move down",
    "in": "Make it a sub-item",
    "out": "Make it no sub-item",
    "split": "Split at the line break",
    "merge": "Join to the one above",
    "add": "Add one below",
    "remove": "Remove",
}


@dataclass(frozen=True)
class Row:
    """One item as it stands in the form; `mark` names the words of the letter from which it came."""

    number: str = ""
    level: int = 1
    kind: str = ""
    mark: str = ""
    text: str = ""


def rows_of(fields: Mapping[str, Sequence[str]]) -> list[Row]:
    """The rows out of a form's columns (`item_number`, `item_level`, ...); what is missing in a column is empty."""
    columns = {name: list(fields.get(f"item_{name}", ())) for name in COLUMNS}
    found = []
    for place, text in enumerate(columns["text"]):
        told = {name: words[place] if place < len(words) else "" for name, words in columns.items()}
        level = int(told["level"]) if told["level"] in {"1", "2", "3", "4", "5"} else 1
        found.append(Row(told["number"].strip(), level, told["kind"], told["mark"], text.replace("\r\n", "\n")))
    return nested(found)


def columns_of(rows: Sequence[Row]) -> dict[str, list[str]]:
    return {f"item_{name}": [str(getattr(row, name)) for row in rows] for name in COLUMNS}


def nested(rows: Sequence[Row]) -> list[Row]:
    """No row stands more than one level below the one above it."""
    found: list[Row] = []
    for row in rows:
        deepest = min(found[-1].level + 1, DEEPEST) if found else 1
        found.append(replace(row, level=min(row.level, deepest)))
    return found


def rearranged(rows: Sequence[Row], move: str, place: int) -> tuple[list[Row], int]:
    """The rows after one move, and where the row that was moved stands now; `Refused` where there is nothing to divide."""
    if move == "add" and not rows:
        return [Row()], 0
    if move not in MOVES or not 0 <= place < len(rows):
        return list(rows), 0
    end = end_of(rows, place)
    before, block, after = list(rows[:place]), list(rows[place:end]), list(rows[end:])
    if move == "up":
        start = start_of_sibling(rows, place)
        return nested([*rows[:start], *block, *rows[start:place], *after]), start
    if move == "down" and after and after[0].level == block[0].level:
        other = end_of(rows, end)
        return nested([*before, *rows[end:other], *block, *rows[other:]]), place + other - end
    if move in {"in", "out"}:
        step = 1 if move == "in" else -1
        moved = [replace(row, level=max(1, min(DEEPEST, row.level + step))) for row in block]
        return nested([*before, *moved, *after]), place
    if move == "add":
        return nested([*before, *block, Row(level=block[0].level), *after]), end
    if move == "remove":
        return nested([*before, *block[1:], *after]), max(0, place - 1)
    if move == "split":
        return divided(rows, place), place
    return (joined(rows, place), place - 1) if move == "merge" and place else (list(rows), place)


def end_of(rows: Sequence[Row], place: int) -> int:
    """Behind the row and all its sub-items."""
    return next((at for at in range(place + 1, len(rows)) if rows[at].level <= rows[place].level), len(rows))


def start_of_sibling(rows: Sequence[Row], place: int) -> int:
    """Where the item before this one begins, sub-items included; the row's own place where it is the first of its list."""
    for at in range(place - 1, -1, -1):
        if rows[at].level < rows[place].level:
            return place
        if rows[at].level == rows[place].level:
            return at
    return place


def divided(rows: Sequence[Row], place: int) -> list[Row]:
    first, _, second = rows[place].text.strip().partition("\n")
    if not second.strip():
        raise Refused("Put a line break where the item is to be divided, then press Split.", field="item_text")
    pair = [
        replace(rows[place], text=first.strip()),
        Row(level=rows[place].level, mark=rows[place].mark, text=second.strip()),
    ]
    return [*rows[:place], *pair, *rows[place + 1 :]]


def joined(rows: Sequence[Row], place: int) -> list[Row]:
    words = " ".join(filter(None, (rows[place - 1].text.strip(), rows[place].text.strip())))
    return nested([*rows[: place - 1], replace(rows[place - 1], text=words), *rows[place + 1 :]])


def number_in(typed: str) -> str | None:
    """ "3(b)" as the record writes it: 3b; None where nothing was typed. Raises `Refused` where it is no number."""
    labels = tuple(LABELS.findall(typed))
    bare = "".join(sign for sign in typed if not (sign.isspace() or sign in "().[]-"))
    if bare != "".join(labels):
        raise Refused("Enter the number as it is printed, like 3 or 3(b).", field="item_text")
    return number_of(labels)


def listed(rows: Sequence[Row]) -> tuple[tuple[NumberedItem, ItemKind | None], ...]:
    """The rows as a request's items, with their kinds; only of rows that were found to be sound."""
    return tuple(
        (
            NumberedItem(number_in(row.number), row.number, row.level, None, " ".join(row.text.split()), 0, 0),
            ItemKind(row.kind) if row.kind else None,
        )
        for row in rows
    )


def faults_of(rows: Sequence[Row], *, longest: int) -> list[str]:
    """What is wrong with the rows, each sentence with the place of its row."""
    found = []
    for place, row in enumerate(rows, start=1):
        if not row.text.strip():
            found.append(f"Item in line {place}: enter its words, or remove it.")
        elif len(row.text) > longest:
            found.append(f"Item in line {place}: use at most {longest:,} characters.")
        if row.kind and row.kind not in {kind.value for kind in ItemKind}:
            found.append(f"Item in line {place}: choose a kind from the list.")
        try:
            number_in(row.number)
        except Refused as refused:
            found.append(f"Item in line {place}: {refused.sentence[:1].lower()}{refused.sentence[1:]}")
    return found
