"""Spreadsheets as offices keep them, made by the tests."""

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

TODAY = date(2018, 10, 1)
HEAD = ["Control No.", "Agency", "Subject", "Date Sent", "Due", "Staff", "Status", "Notes2"]


def workbook(rows: list[list[Any]], *, title: str = "Tracker", is_1904: bool = False, before: int = 0) -> bytes:
    """An Excel workbook, perhaps with lines before its head, perhaps counting days from 1904."""
    book = openpyxl.Workbook()
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = title
    for number in range(before):
        sheet.append(["Oversight tracker, updated by hand"] if number == 0 else [])
    for row in rows:
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def tracker(rows: int = 214, late: int = 130) -> bytes:
    """A tracker of so many rows, so many of them late; six have no date that can be read."""
    found: list[list[Any]] = [HEAD]
    for number in range(1, rows + 1):
        due: Any = TODAY - timedelta(days=number) if number <= late else TODAY + timedelta(days=20 + number % 60)
        if number > rows - 6:
            due = "ASAP" if number % 2 else "TBD"
        sent = TODAY - timedelta(days=200)
        note = f"Called the liaison {number} times"
        found.append([f"OC-{number}", "Dept. of State", f"Request about topic {number}", sent, due, "", "Open", note])
    return workbook(found, before=2)


def as_upload(data: bytes, name: str = "tracker.xlsx") -> dict[str, Any]:
    return {"is_marked": "no", "file": (io.BytesIO(data), name)}
