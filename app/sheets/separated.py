"""Rows of a text file: its encoding and its separator are told by the content."""

import csv
import io
from collections.abc import Iterator

from app.documents.formulas import unguarded
from app.refusals import Refused
from app.sniffing import decode

SEPARATORS = (",", ";", "\t", "|")
SAMPLE = 50


def separated_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """(line, cells), lines being counted as a spreadsheet would number them: one a record."""
    text = decode(data)
    first, _, rest = text.partition("\n")
    separator = ""
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own way of telling it.
        separator, text = first.strip()[4], rest
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or separator_of(text))
    try:
        for number, cells in enumerate(reader, start=2 if separator else 1):
            yield number, [unguarded(cell.replace("\0", "")).strip() for cell in cells]
    except csv.Error:
        raise Refused(
            "The rows of this file cannot be told apart: a quotation mark may not be closed. Save it as .xlsx."
        ) from None


def separator_of(text: str) -> str:
    """The sign that cuts the first records into the most columns, and into as many in each."""

    def cut(separator: str) -> tuple[int, int]:
        widths: list[int] = []
        try:
            for cells in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator):
                if any(cells):
                    widths.append(len(cells))
                if len(widths) == SAMPLE:
                    break
        except csv.Error:
            return (0, 0)
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        return (widths.count(usual) * min(usual - 1, 3), usual)

    return max(SEPARATORS, key=cut)
