"""Write a document as an Excel workbook: the figures, a sheet for each table, and a sheet that says what it is."""

import io
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from app.documents.formulas import would_run
from app.documents.model import Cell, Column, Document, Facts, Heading, Link, Paragraph
from app.documents.wording import about, banner, clean, iso, live_url
from app.refusals import Refused

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
DAY, MOMENT = "ddd yyyy-mm-dd", "ddd yyyy-mm-dd hh:mm"
MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767
CUT = " [cut: an Excel cell holds no more]"
MOST_LINKS, MOST_URL = 65_000, 2_000
MOST_EXACT = 10**15  # Excel keeps fifteen digits of a number.
FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was.
EXCEL_BEGAN = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones.
FIGURE_COLUMNS = (
    Column("group", "Group", width=24),
    Column("label", "Figure", width=34),
    Column("value", "Count", kind="number", width=14),
    Column("note", "Note", width=60),
)
ABOUT_COLUMNS = (Column("label", "Label", width=18), Column("value", "Value", width=100))


def write(document: Document) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, OPTIONS) as workbook:
        book = Book(workbook, document)
        if document.figures:
            rows = ((group.caption, *row) for group in document.figures for row in group.rows)
            book.add_sheet("Figures", FIGURE_COLUMNS, rows)
        for table in document.tables:
            book.add_sheet(table.name.capitalize(), table.columns, table.each_row())
        book.add_sheet("About", ABOUT_COLUMNS, _about(document))
    return written.getvalue()


class Book:
    """One workbook with its formats; rows are written once, in order, and then forgotten."""

    def __init__(self, workbook: Any, document: Document) -> None:
        self.workbook, self.document = workbook, document
        self.names: set[str] = set()
        self.text = workbook.add_format({"text_wrap": True, "valign": "top"})
        # With this mark a cell stays text even after somebody edits it.
        self.quoted = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.number = workbook.add_format({"valign": "top"})
        self.day = workbook.add_format({"valign": "top", "align": "left", "num_format": DAY})
        self.moment = workbook.add_format({"valign": "top", "align": "left", "num_format": MOMENT})
        self.link = workbook.add_format({"valign": "top", "font_color": "#005EA2", "underline": 1})
        self.header = workbook.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1})
        workbook.set_properties(
            {
                "title": clean(document.title)[:255],
                "subject": clean(document.subtitle)[:255],
                "author": clean(document.author)[:255],
                "comments": banner(document)[:255],
                "created": document.as_of.astimezone(UTC).replace(tzinfo=None),
            }
        )

    def add_sheet(self, name: str, columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]) -> None:
        sheet = self.workbook.add_worksheet(self._free_name(name))
        self._set_page(sheet)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, min(100, max(column.width, 12)))
            sheet.write_string(0, place, clean(column.label), self.header)
        last = links = 0
        for last, row in enumerate(rows, start=1):
            if last >= MOST_ROWS:
                raise Refused(f"An Excel sheet holds {MOST_ROWS:,} rows. Choose fewer rows, or CSV.")
            for place, cell in enumerate(row):
                # An empty cell is not written at all: a wide register has more of them than of any other.
                if cell is not None:
                    links += self._write_cell(sheet, (last, place), cell, can_link=links < MOST_LINKS)
        sheet.autofilter(0, 0, last, len(columns) - 1)

    def _free_name(self, wanted: str) -> str:
        """A name that Excel allows: 31 characters, without some signs, each name once whatever its case."""
        plain = re.sub(r"[\[\]:*?/\\']", " ", clean(wanted)).strip()[:28] or "Sheet"
        plain = f"{plain} 1" if plain.lower() == "history" else plain
        name, number = plain, 1
        while name.lower() in self.names:
            number += 1
            name = f"{plain} {number}"
        self.names.add(name.lower())
        return name

    def _set_page(self, sheet: Any) -> None:
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(1)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        # In these lines "&" begins a command, and there is room for 255 characters.
        line, title = (
            clean(text).replace("\n", " ")[:100].replace("&", "&&")
            for text in (banner(self.document), self.document.title)
        )
        sheet.set_header(f"&C&B{line}")
        sheet.set_footer(f"&L{title}&C&B{line}&B&RPage &P of &N"[:255])

    def _write_cell(self, sheet: Any, place: tuple[int, int], cell: Cell, *, can_link: bool) -> int:
        """Write one cell as what it is; the number of links written, for Excel's limit of them."""
        match cell:
            case str():
                self._write_text(sheet, place, cell)
            case datetime():
                self._write_day(sheet, place, cell, self.moment)
            case date():
                self._write_day(sheet, place, cell, self.day)
            case int() if abs(cell) < MOST_EXACT:
                sheet.write_number(*place, cell, self.number)
            case Link() if can_link and self._write_link(sheet, place, cell):
                return 1
            case _:
                self._write_text(sheet, place, str(iso(cell, self.document.zone)))
        return 0

    def _write_day(self, sheet: Any, place: tuple[int, int], day: date, look: Any) -> None:
        if isinstance(day, datetime):
            # Excel knows no time zones; the sheet "About" names the one that all moments are told in.
            local: date = day.astimezone(ZoneInfo(self.document.zone)).replace(tzinfo=None, microsecond=0)
        else:
            local = day
        if (local.year, local.month, local.day) < (FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day):
            self._write_text(sheet, place, local.isoformat())
        else:
            sheet.write_number(*place, excel_number(local), look)

    def _write_link(self, sheet: Any, place: tuple[int, int], link: Link) -> bool:
        url, words = live_url(link), clean(link.text)
        if not url or not words or max(len(url), len(words)) > MOST_URL or would_run(words):
            return False
        return bool(sheet.write_url(*place, url, self.link, words) == 0)

    def _write_text(self, sheet: Any, place: tuple[int, int], text: str) -> None:
        plain = tidy(text)
        if len(plain) > MOST_CHARACTERS:
            plain = plain[: MOST_CHARACTERS - len(CUT)] + CUT
        sheet.write_string(*place, plain, self.quoted if would_run(text) else self.text)


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """Agencies, owners and states come again in row after row."""
    return clean(text)


@lru_cache(maxsize=8192)
def excel_number(day: date) -> float:
    """The days since Excel's own beginning, with the part of the day that a moment adds."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001
    return (moment - EXCEL_BEGAN) / timedelta(days=1)


def _about(document: Document) -> Iterable[tuple[Cell, ...]]:
    yield from about(document)
    for text in document.method:
        yield "Method", text
    for block in document.blocks:
        match block:
            case Facts():
                yield from block.pairs
            case Heading() | Paragraph():
                yield type(block).__name__, block.text
