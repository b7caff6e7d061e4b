"""Write a document as CSV: one rectangular sheet that holds what it is, its figures and the rows of every table.

Layout (RFC 4180, UTF-8 with byte order mark, CRLF). The first line names the columns: `Section`, `Group`, `Label`,
`Value`, `Note`, then the labels of the columns of all tables, each once. Every other line has as many fields and says
in `Section` what it is:

    about      `Label` and `Value` say what this file is: title, as of, zone, office, version, handling, method
    fact       `Label` and `Value` of a fact
    figure     `Label`, `Value`, `Note` of a figure, under the caption `Group`
    otherwise  the name of a table, usually `register`: one row of it under its own columns, the first ones left empty

So `[row for row in csv.DictReader(file) if row["Section"] == "register"]` is the register, and a filter on the first
column shows it in a spreadsheet. Headings and paragraphs are prose and are left out. Days are ISO 8601, moments too,
with the offset of the document's zone; a link is its words. Text that a spreadsheet could take for a formula has an
apostrophe before it (`app.documents.formulas` takes it off again).
"""

import csv
import io
from collections.abc import Iterator

from app.documents.formulas import guarded
from app.documents.model import Cell, Document, Facts
from app.documents.wording import about, iso

FIRST_COLUMNS = ("Section", "Group", "Label", "Value", "Note")
RESERVED = {"about", "fact", "figure"}
LINES_AT_ONCE = 500
Field = str | int | None


def write(document: Document) -> bytes:
    return b"".join(pieces(document))


def pieces(document: Document) -> Iterator[bytes]:
    """The file in pieces of some hundred lines, so that a long register can be streamed."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    for number, line in enumerate(_lines(document)):
        writer.writerow(line)
        if number % LINES_AT_ONCE == LINES_AT_ONCE - 1:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def _lines(document: Document) -> Iterator[list[Field]]:
    """Only the cells of a line's own columns are looked at: most of a wide sheet is empty."""
    places, zone = _places(document), document.zone
    width = len(FIRST_COLUMNS) + len(places)
    yield [_field(label, zone) for label in (*FIRST_COLUMNS, *places)]
    for first in _first_lines(document):
        yield [_field(cell, zone) for cell in first] + [None] * (width - len(first))
    for table in document.tables:
        own = [places[column.label] for column in table.columns]
        empty: list[Field] = [_field(table.name, zone), *[None] * (width - 1)]
        for row in table.each_row():
            line = empty.copy()
            for place, cell in zip(own, row, strict=True):
                if cell is not None:
                    line[place] = _field(cell, zone)
            yield line


def _places(document: Document) -> dict[str, int]:
    """Where each label of the tables' columns stands in a line."""
    labels = dict.fromkeys(column.label for table in document.tables for column in table.columns)
    clashes = labels.keys() & set(FIRST_COLUMNS) or {t.name for t in document.tables} & RESERVED
    if clashes:
        raise ValueError(f"CSV needs these names for itself: {sorted(clashes)}.")
    return {label: place for place, label in enumerate(labels, start=len(FIRST_COLUMNS))}


def _first_lines(document: Document) -> Iterator[list[Cell]]:
    for label, value in about(document):
        yield ["about", None, label, value]
    for text in document.method:
        yield ["about", None, "Method", text]
    for block in document.blocks:
        if isinstance(block, Facts):
            yield from (["fact", None, label, value] for label, value in block.pairs)
    for figures in document.figures:
        for figure in figures.rows:
            yield ["figure", figures.caption, figure.label, figure.value, figure.note]


def _field(cell: Cell, zone: str) -> Field:
    # Words and numbers are nearly all of a register, so they are asked for first.
    if type(cell) is str:
        return guarded(cell)
    if type(cell) is int:
        return cell
    value = iso(cell, zone)
    return guarded(value) if isinstance(value, str) else value
