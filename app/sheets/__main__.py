"""The child: bind yourself, read the sheet that was handed over, print its rows as JSON."""

import gc
import json
import sys
from typing import IO

from app.extraction import UNSAFE
from app.limits import bind
from app.refusals import Refused
from app.sheets import MOST_COLUMNS, MOST_ROWS
from app.sheets.heads import Grid, Rows, head_of, score
from app.sheets.separated import separated_rows
from app.sheets.workbook import Workbook

TOO_MANY = f"This sheet holds more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns. Split it and send the parts."


def main(fd: int, seconds: int, code: str) -> None:
    bind(seconds)
    gc.disable()  # A short life with a million small lists, none of which refers back.
    try:
        with open(fd, "rb", closefd=False) as file:
            answer = read(file, code)
    except Refused as refused:
        answer = {"refused": refused.sentence}
    except Exception:  # Whatever a hostile file brings about, it is a refusal.
        answer = {"refused": UNSAFE}
    json.dump(answer, sys.stdout)


def read(file: IO[bytes], code: str) -> dict[str, object]:
    """The sheet whose head looks most like a list of requests."""
    file.seek(0)
    grids = Workbook(file).grids() if code == "xlsx" else [("", separated_rows(file.read()))]
    best: tuple[str, Grid] | None = None
    names = []
    for name, rows in grids:
        grid = bounded(rows)
        names.append(name)
        if best is None or score(grid) > score(best[1]):
            best = (name, grid)
    if best is None:
        raise Refused("There is no sheet in this workbook.")
    name, grid = best
    at = head_of(grid)
    headers = grid[at][1] if grid else []
    width = max((len(cells) for _, cells in grid[at:]), default=0)
    lines = [[number, cells + [""] * (width - len(cells))] for number, cells in grid[at + 1 :]]
    headers = headers + [""] * (width - len(headers))
    return {"name": name, "headers": headers, "rows": lines, "others": [each for each in names if each != name]}


def bounded(rows: Rows) -> Grid:
    """The rows that hold anything."""
    held: Grid = []
    for number, cells in rows:
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            held.append((number, cells))
        if len(held) > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise Refused(TOO_MANY)
    return held


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
