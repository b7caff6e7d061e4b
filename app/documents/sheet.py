"""One flat sheet written as XLSX or CSV while its rows are still being read; the workbook comes from a child process.

A register of twenty thousand rows has some four hundred thousand cells, so a cell is written here with a few string
operations: inline strings, four styles, no cell object. `python -m app.documents.sheet_xml` reads the head and then one row
a line, as JSON, and writes the workbook to its standard output.
"""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from tempfile import TemporaryDirectory
from typing import IO, Any

from app.documents import ROOT, SECONDS, environment
from app.documents.formulas import guarded
from app.documents.model import Cell, Link
from app.documents.turns import taking_turns
from app.refusals import Refused

ROWS_AT_ONCE = 500
FAILED = "The sheet could not be written. Choose fewer rows, or CSV."


@dataclass(frozen=True)
class SheetHead:
    """What stands around the rows. `columns` are (label, kind, width, is hidden); `choices` are (column, allowed words)."""

    title: str
    banner: str
    columns: list[tuple[str, str, int, bool]]
    about: list[tuple[str, str]]
    choices: tuple[int, list[str]] = (0, [])
    rows: int = 0
    created: str = ""
    names: tuple[str, str] = field(default=("Requests", "About this export"))


def write_csv(head: SheetHead, rows: Iterable[list[Cell]], to: IO[bytes]) -> None:
    """UTF-8 with a byte order mark, ISO days, and no text that a spreadsheet would run."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([label for label, *_ in head.columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([guarded(cell) if isinstance(cell, str) else plain(cell) for cell in row])
        if number % ROWS_AT_ONCE == 0:
            to.write(buffer.getvalue().encode("utf-8", "replace"))
            buffer.seek(0)
            buffer.truncate()
    to.write(buffer.getvalue().encode("utf-8", "replace"))


def plain(cell: Cell) -> Any:
    if isinstance(cell, Link):
        return guarded(cell.text)
    return cell.isoformat() if isinstance(cell, date) else cell


def write_xlsx(head: SheetHead, rows: Iterable[list[Cell]], to: IO[bytes]) -> None:
    """The workbook, through the child; `to` is a real file. Never half of one: `Refused` where anything went wrong."""
    with taking_turns(), TemporaryDirectory() as scratch:
        child = subprocess.Popen(
            [sys.executable, "-m", "app.documents.sheet_xml"],
            stdin=subprocess.PIPE,
            stdout=to,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment(scratch),
        )
        try:
            assert child.stdin is not None, "it was asked for"
            with child.stdin as given:
                given.write(json.dumps(asdict(head)).encode() + b"\n")
                for row in rows:
                    given.write(line_of(row))
            failed = child.wait(timeout=SECONDS)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            failed = 1
        finally:
            child.kill()
            child.wait()
    if failed:
        raise Refused(FAILED)


def line_of(row: list[Cell]) -> bytes:
    return json.dumps(row, default=told, separators=(",", ":")).encode() + b"\n"


def told(cell: Any) -> Any:
    """For JSON, a day as Excel counts it and a link as its two parts. (A tuple would be written as a list by itself.)"""
    if isinstance(cell, Link):
        return [cell.text, cell.url]
    if isinstance(cell, date):
        return {"d": cell.toordinal() - 693_594}
    raise TypeError(f"A cell cannot hold a {type(cell).__name__}.")
