"""Rows of an Excel workbook (ECMA-376), read part by part: what it says of its own size is never believed."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import IO, Any

from lxml import etree

from app.extraction.office import refuse_bombs
from app.refusals import Refused
from app.sheets import MOST_COLUMNS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
DAMAGED = "This workbook is damaged. Open it in Excel, save it again, and send that copy."
# Formats 14 to 22, 45 to 47 and some Asian ones are dates and times by their number alone.
DAY_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
LITERAL = re.compile(r'"[^"]*"|\[(?!h|m|s)[^\]]*\]|\\.|_.|\*.', re.IGNORECASE)
SERIALS = range(1, 200_000)


class Workbook:
    """The sheets of a workbook; each is walked once, and what was read is let go."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self.archive = zipfile.ZipFile(file)
            refuse_bombs(self.archive.infolist())
            self.names = {name.lower(): name for name in self.archive.namelist()}
            self.is_1904, self.sheets = self.read_outline()
            self.strings = self.read_strings()
            self.day_styles = self.read_styles()
        except (zipfile.BadZipFile, etree.XMLSyntaxError, zlib.error, KeyError, EOFError, NotImplementedError):
            raise Refused(DAMAGED) from None

    def grids(self) -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
        """(name, rows) of each sheet that is shown; of all, where none is."""
        shown = [(name, path) for name, path, is_shown in self.sheets if is_shown]
        for name, path in shown or [(name, path) for name, path, _ in self.sheets]:
            yield name, self.rows(path)

    def rows(self, path: str) -> Iterator[tuple[int, list[str]]]:
        """(Excel's row number, cells); a row that is not there is not made up."""
        number = 0
        try:
            for row in self.elements(path, "row"):
                number = whole(row.get("r")) or number + 1
                yield number, self.cells(row)
        except (zipfile.BadZipFile, etree.XMLSyntaxError, zlib.error, EOFError, NotImplementedError):
            raise Refused(DAMAGED) from None

    def cells(self, row: Any) -> list[str]:
        found: list[str] = []
        for cell in row:
            reference = cell.get("r")
            place = column_of(reference.rstrip("0123456789")) if reference else len(found)
            if place >= MOST_COLUMNS:
                # A far cell counts only if there is something in it: then there are too many columns.
                if not self.text_of(cell):
                    continue
                place = MOST_COLUMNS
            found += [""] * (place + 1 - len(found))
            found[place] = self.text_of(cell)
        return found

    def text_of(self, cell: Any) -> str:
        """A cell as text; a formula is its last value, an error and a blank are nothing."""
        kind, value, inline = cell.get("t"), "", ""
        for child in cell:
            tag = child.tag
            if tag.endswith("}v"):
                value = child.text or ""
            elif tag.endswith("}is"):
                inline = text_in(child)
        if kind == "s":
            place = whole(value)
            return self.strings[place] if place is not None and place < len(self.strings) else ""
        if kind == "inlineStr":
            return inline.strip()
        if kind == "e":
            return ""
        if kind == "b":
            return "Yes" if value == "1" else "No"
        if kind == "d":
            return value.removesuffix("T00:00:00")
        if kind == "str" or not value:
            return value.strip()
        return self.number(value, whole(cell.get("s")) in self.day_styles)

    def number(self, value: str, is_day: bool) -> str:
        try:
            figure = float(value)
        except ValueError:
            return value.strip()
        if is_day and int(figure) in SERIALS:
            return day_text(figure, self.is_1904)
        return str(int(figure)) if figure == int(figure) and abs(figure) < 1e15 else repr(figure)

    def elements(self, path: str, name: str) -> Iterator[Any]:
        """Each element of that name once it is whole; those before it are let go."""
        options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
        with self.archive.open(self.names[path.lower()]) as part:
            tags = (MAIN + name, STRICT + name)
            for _, element in etree.iterparse(part, events=("end",), tag=tags, **options):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def tree(self, path: str) -> Any:
        data = self.archive.read(self.names[path.lower()])
        if re.search(rb"<!(?:DOCTYPE|ENTITY)", data.replace(b"\0", b"")):
            raise Refused(DAMAGED)
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))

    def read_outline(self) -> tuple[bool, list[tuple[str, str, bool]]]:
        """Whether days are counted from 1904, and (name, part, is shown) of each sheet in its order."""
        targets = {
            relation.get("Id"): relation.get("Target", "") for relation in self.tree("xl/_rels/workbook.xml.rels")
        }
        sheets, is_1904 = [], False
        for element in self.tree("xl/workbook.xml").iter():
            if local(element) == "workbookPr":
                is_1904 = element.get("date1904") in {"1", "true"}
            if local(element) == "sheet":
                target = targets.get(element.get(RELATION) or element.get(STRICT_RELATION), "")
                path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                if path.lower() in self.names:
                    sheets.append((element.get("name", ""), path, element.get("state") in {None, "visible"}))
        return is_1904, sheets

    def read_strings(self) -> list[str]:
        path = "xl/sharedstrings.xml"
        return [text_in(each).strip() for each in self.elements(path, "si")] if path in self.names else []

    def read_styles(self) -> set[int]:
        """The numbers of the styles that show a number as a day."""
        if "xl/styles.xml" not in self.names:
            return set()
        root = self.tree("xl/styles.xml")
        formats = {
            whole(each.get("numFmtId")): each.get("formatCode", "") for each in root.iter() if local(each) == "numFmt"
        }
        cells = next((each for each in root if local(each) == "cellXfs"), ())
        numbers = [whole(style.get("numFmtId")) or 0 for style in cells]
        return {
            place
            for place, number in enumerate(numbers)
            if (is_day_format(formats[number]) if number in formats else number in DAY_FORMATS)
        }


def is_day_format(code: str) -> bool:
    """Whether a format of Excel's shows a day or a time: by the letters that are left without its literal text."""
    return bool(re.search(r"[dmyhs]", LITERAL.sub("", code.split(";")[0]).replace("General", ""), re.IGNORECASE))


@lru_cache(maxsize=4096)
def day_text(serial: float, is_1904: bool) -> str:
    """Excel's count of days as ISO 8601, with the time where there is one."""
    epoch = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    days, seconds = divmod(round(serial * 86_400), 86_400)
    day = (epoch + timedelta(days=days)).isoformat()
    return f"{day}T{seconds // 3600:02}:{seconds // 60 % 60:02}" if seconds else day


def text_in(element: Any) -> str:
    """The text of a string and of its runs, without the reading aids of Asian scripts."""
    if len(element) == 1 and element[0].tag.endswith("}t"):
        return element[0].text or ""
    return "".join(
        each.text or ""
        for each in element.iter()
        if local(each) == "t" and local(each.getparent()) not in {"rPh", "phoneticPr"}
    )


def local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


@lru_cache(maxsize=1024)
def column_of(letters: str) -> int:
    """C is column 2."""
    place = 0
    for letter in letters[:4].upper():
        place = place * 26 + ord(letter) - 64
    return max(0, place - 1)
