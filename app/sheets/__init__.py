"""Reads a spreadsheet (XLSX, or CSV of any separator) into rows of text, in a child process with limits."""

import json
from dataclasses import dataclass

from app.extraction import UNSAFE, Examined, run_child
from app.refusals import Refused

READABLE = frozenset({"xlsx", "csv", "txt"})
MOST_ROWS, MOST_COLUMNS = 50_000, 200
OLD_EXCEL = "This is an old Excel workbook (.xls). Open it in Excel, save it as .xlsx, and send that copy."
NOT_A_SHEET = "This is {}, not a spreadsheet. Send an Excel workbook (.xlsx) or a CSV file."
EMPTY = "There is no row in this sheet below its column names. Choose the file that holds the requests."


@dataclass(frozen=True)
class Sheet:
    """One sheet as text: days are ISO 8601, numbers their shortest form. Rows keep the numbers that Excel shows.

    `others` names the sheets of the workbook that were not read.
    """

    name: str
    headers: list[str]
    rows: list[tuple[int, list[str]]]
    others: list[str]


def read_sheet(found: Examined) -> Sheet:
    """The sheet with the requests of an examined file: its most likely one; `Refused` where there is none."""
    if found.kind.code == "xls":
        raise Refused(OLD_EXCEL, field="file")
    if found.kind.code not in READABLE:
        raise Refused(NOT_A_SHEET.format(found.kind.label), field="file")
    output = run_child("app.sheets", found.spool, "xlsx" if found.kind.code == "xlsx" else "csv")
    try:
        told = json.loads(output)
        if told.get("refused"):
            raise Refused(str(told["refused"]), field="file")
        rows = [(int(number), [str(cell) for cell in cells]) for number, cells in told["rows"]]
        sheet = Sheet(str(told["name"]), [str(each) for each in told["headers"]], rows, list(told["others"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(UNSAFE, field="file") from None
    if not sheet.rows:
        raise Refused(EMPTY, field="file")
    return sheet
