"""Where the names of the columns stand: trackers open with titles, blank lines and notes."""

import re
from collections.abc import Iterable

Grid = list[tuple[int, list[str]]]
Rows = Iterable[tuple[int, list[str]]]
FIRST_ROWS = 30
WORDS = re.compile(
    r"agenc|department|recipient|subject|topic|title|request|due|deadline|sent|date|status|state|owner|staff|assigned"
    r"|control|number|no\.|#|tracking|note|closed|receiv|repl|respon",
    re.IGNORECASE,
)


def head_of(grid: Grid) -> int:
    """The place of the row that most looks like names of columns: the first, if none does."""
    scores = [names_in(cells) for _, cells in grid[:FIRST_ROWS]]
    best = max(scores, default=0)
    return scores.index(best) if best >= 2 else 0


def names_in(cells: list[str]) -> int:
    """How many cells of a row are short, told apart, and speak of what a tracker tells."""
    named = {cell.strip().lower() for cell in cells if cell.strip() and len(cell) <= 60 and WORDS.search(cell)}
    return len(named)


def score(grid: Grid) -> tuple[int, int]:
    """How likely a sheet is the list of requests: by its head, then by its length."""
    if not grid:
        return (0, 0)
    at = head_of(grid)
    return (min(names_in(grid[at][1]), 6), len(grid) - at)
