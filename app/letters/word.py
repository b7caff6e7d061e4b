"""The text of a Word document, with the numbers that Word draws before its list items."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import docx
from lxml import etree

from app.markers import to_roman
from app.refusals import Refused

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LARGEST = 100_000_000


def word_text(data: bytes) -> str:
    """The paragraphs of a DOCX, a blank line between two; `Refused` where it can't be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise Refused("The Word document is larger than 100 MB when unpacked.", field="file")
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, zipfile.BadZipFile, etree.LxmlError) as error:
        raise Refused("The file is no Word document that can be read.", field="file") from error
    return "\n\n".join(_Numbers(document).read(document.element.body))


class _Numbers:
    """Counts list items as Word does, level by level."""

    def __init__(self, document: Any) -> None:
        self.formats: dict[tuple[str, int], tuple[str, str]] = {}
        self.counts: dict[tuple[str, int], int] = defaultdict(int)
        self.styles = {
            style.get(f"{_W}styleId"): style.find(f"{_W}pPr/{_W}numPr")
            for style in document.styles.element.iter(f"{_W}style")
        }
        self._learn(document)

    def read(self, body: Any) -> Iterator[str]:
        for paragraph in _in_order(body):
            words = "".join(_words(paragraph))
            yield f"{self._mark(paragraph)}{words}" if words.strip() else words

    def _learn(self, document: Any) -> None:
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        levels: dict[str | None, list[Any]] = {
            kind.get(f"{_W}abstractNumId"): kind.findall(f"{_W}lvl") for kind in numbering.findall(f"{_W}abstractNum")
        }
        for number in numbering.findall(f"{_W}num"):
            kind = number.find(f"{_W}abstractNumId")
            for level in levels.get(_value(kind), []):
                depth = int(level.get(f"{_W}ilvl") or 0)
                form, text = _value(level.find(f"{_W}numFmt")), _value(level.find(f"{_W}lvlText"))
                self.formats[number.get(f"{_W}numId") or "", depth] = (form or "decimal", text or "")

    def _mark(self, paragraph: Any) -> str:
        listed = paragraph.find(f"{_W}pPr/{_W}numPr")
        if listed is None:
            listed = self.styles.get(_value(paragraph.find(f"{_W}pPr/{_W}pStyle")))
        if listed is None:
            return ""
        number = _value(listed.find(f"{_W}numId")) or ""
        depth = int(_value(listed.find(f"{_W}ilvl")) or 0)
        if (number, depth) not in self.formats:
            return ""
        self.counts[number, depth] += 1
        for other in [key for key in self.counts if key[0] == number and key[1] > depth]:
            del self.counts[other]
        form, text = self.formats[number, depth]
        if form == "bullet":
            return f"{'  ' * depth}• "
        label = _label(form, self.counts[number, depth])
        style = text if text.count("%") == 1 else "%."
        before, _, after = style.partition("%")
        return f"{before}{label}{after.lstrip('123456789') or '.'} "


def _in_order(body: Any) -> Iterator[Any]:
    """Paragraphs as they stand; a small table of short lines, such as two signatures side by side, column by column."""
    for block in body:
        rows = [row.findall(f"{_W}tc") for row in block.findall(f"{_W}tr")] if block.tag == f"{_W}tbl" else []
        if rows and _stands_in_columns(rows):
            cells = (cell for column in zip(*rows, strict=True) for cell in column)
            yield from (paragraph for cell in cells for paragraph in cell.iter(f"{_W}p"))
        else:
            yield from block.iter(f"{_W}p")


def _stands_in_columns(rows: list[list[Any]]) -> bool:
    texts = [
        "".join("".join(_words(paragraph)) for paragraph in cell.iter(f"{_W}p")).strip() for row in rows for cell in row
    ]
    even = len({len(row) for row in rows}) == 1 and 2 <= len(rows) <= 6 and 2 <= len(rows[0]) <= 3
    return even and all(len(text) < 80 and not text[:1].isdigit() and text[-1:] not in set(".?:;") for text in texts)


def _value(node: Any) -> str | None:
    value: str | None = node.get(f"{_W}val") if node is not None else None
    return value


def _label(form: str, count: int) -> str:
    if form in {"lowerLetter", "upperLetter"} and count < 27:
        return chr((96 if form == "lowerLetter" else 64) + count)
    if form in {"lowerRoman", "upperRoman"}:
        return to_roman(count) if form == "lowerRoman" else to_roman(count).upper()
    return str(count)


def _words(paragraph: Any) -> Iterator[str]:
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
        yield (node.text or "") if node.tag == f"{_W}t" else "\t" if node.tag == f"{_W}tab" else "\n"
