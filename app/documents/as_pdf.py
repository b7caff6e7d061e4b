"""Write a document as a tagged PDF (PDF/A-2a, and PDF/UA-1 as far as the typesetter enforces it)."""

import json
import re
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from app.documents import layout
from app.documents.layout import Section
from app.documents.model import Block, Cell, Document, Facts, Figures, Heading, Paragraph, Table
from app.documents.wording import banner, byline, clean, live_url, said, said_in_full

TEMPLATE = Path(__file__).with_name("memo.typ")
FONTS = Path(__file__).parents[2] / "static" / "vendor" / "fonts"
# A document with nothing but paragraphs, to try the characters of a long document on.
TRIAL = b'#set document(title: "Trial")\n#set text(font: ("Public Sans", "Libertinus Serif", "New Computer Modern", \
"DejaVu Sans Mono"))\n#for character in json("d.json") { par(character) }'
REFUSED_TEXT = re.compile(r'the (?:text|codepoint|text contains the disallowed codepoint) `"(.+?)"`')
ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
FIGURE_LABELS = ("Figure", "Count", "Note")
MOST_REPAIRS = 30
SPACE_FOR_BREAKS, NO_BREAK = "\u200b", "\u00a0"
# How much room a capital takes in a table, and how many of them a line of a paragraph or of a memo's head holds.
CAPITAL_POINTS, CELL_PADDING, LINE_HOLDS = 5.6, 8, 48


def write(document: Document) -> bytes:
    return typeset(TEMPLATE, _data(document), timestamp=int(document.as_of.timestamp()))


def typeset(path: Path, data: dict[str, Any], *, timestamp: int) -> bytes:
    """The pages that the template at `path` makes of the data; what no font can show stands there by its number."""
    text = _without_undisplayable(json.dumps(data, ensure_ascii=False))
    template = path.read_bytes()
    # A sign that has a font alone may have none beside another sign, such as an accent that its font cannot join.
    for _ in range(MOST_REPAIRS):
        try:
            return _compile(template, text, timestamp)
        except typst.TypstError as error:
            text = _repaired(text, error)
    return _compile(template, text, timestamp)


def _compile(template: bytes, text: str, timestamp: int) -> bytes:
    files = {"main": template, "d.json": text.encode()}
    fonts = [str(FONTS)] if FONTS.is_dir() else []
    # Given as a dict, the files stay in memory; the library's type hints do not know that yet.
    pdf: bytes = typst.compile(  # type: ignore[call-overload]
        files,
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        ignore_system_fonts=True,
        font_paths=fonts,
        timestamp=timestamp,
    )
    return pdf


def _without_undisplayable(text: str) -> str:
    """`text` with `[U+6F22]` for each character that no font has; PDF/UA refuses a box in its place.

    The typesetter names one such character at a time, so they are tried apart from the long document. The bundled
    fonts have none of the wide characters of East Asia, which would take thousands of trials."""
    left = {character for character in text if character > "\x7f"}
    missing = {character for character in left if unicodedata.east_asian_width(character) in "WF"}
    while True:
        left -= missing
        try:
            _compile(TRIAL, json.dumps(sorted(left), ensure_ascii=False), 0)
        except typst.TypstError as error:
            refused = set(_refused_by(error)) & left
            if not refused:
                raise
            missing |= refused
        else:
            return _numbered(text, missing)


def _repaired(text: str, error: typst.TypstError) -> str:
    """`text` without what the typesetter complains of: a sign, or the marks that no font joins to a plain letter."""
    refused = _refused_by(error)
    signs = {sign for sign in refused if sign > "\x7f"}
    if signs:
        repaired = _numbered(text, signs)
    else:
        joined = rf"{re.escape(refused)}[^\x00-\x7f]+"
        repaired = re.sub(joined, lambda match: _numbered(match[0], set(filter(_is_mark, match[0]))), text)
    if repaired == text:
        raise error
    return repaired


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")


def _numbered(text: str, characters: set[str]) -> str:
    return text.translate({ord(character): f"[U+{ord(character):04X}]" for character in characters})


def _refused_by(error: typst.TypstError) -> str:
    """The text that the typesetter names as not displayable; raises `error` if it complains of anything else."""
    named = REFUSED_TEXT.search(str(error))
    if not named:
        raise error
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), named[1])


def _data(document: Document) -> dict[str, Any]:
    head = layout.memo_head(document)
    language, _, region = document.language.partition("-")
    return {
        "title": clean(document.title),
        "subtitle": clean(document.subtitle),
        "author": clean(document.author),
        "language": language.lower(),
        "region": region or None,
        "banner": banner(document),
        "byline": byline(document),
        "foot": clean(document.title),
        "head": _pairs(head, document.zone) if head else [],
        "sections": [_section(section, document.zone) for section in layout.sections(document)],
    }


def _section(section: Section, zone: str) -> dict[str, Any]:
    blocks = [_block(block, section, zone) for block in section.blocks]
    return {"sideways": section.is_sideways, "blocks": blocks}


def _block(block: Block, section: Section, zone: str) -> dict[str, Any]:
    match block:
        case Heading():
            return {"block": "heading", "level": block.level, "text": clean(block.text)}
        case Paragraph():
            return {"block": "paragraph", "text": breakable(clean(block.text), LINE_HOLDS)}
        case Facts():
            return {"block": "facts", "pairs": _pairs(block, zone)}
        case Figures():
            rows = [[clean(row.label), clean(str(row.value)), clean(row.note)] for row in block.rows]
            return {"block": "figures", "caption": clean(block.caption), "labels": FIGURE_LABELS, "rows": rows}
        case Table():
            return _table(block, section, zone)


def _table(table: Table, section: Section, zone: str) -> dict[str, Any]:
    widths = section.column_points(table.columns)
    holds = [max(3, int((width - CELL_PADDING) / CAPITAL_POINTS)) for width in widths]
    return {
        "block": "table",
        "caption": clean(table.caption),
        "when_empty": clean(table.when_empty),
        "widths": widths,
        "numeric": [column.kind == "number" for column in table.columns],
        "labels": [clean(column.label) for column in table.columns],
        "rows": [[_cell(cell, zone, hold) for cell, hold in zip(row, holds, strict=True)] for row in table.each_row()],
    }


def _pairs(facts: Facts, zone: str) -> list[list[Any]]:
    found: list[list[Any]] = []
    for label, cell in facts.pairs:
        text = breakable(said_in_full(cell, zone), LINE_HOLDS)
        found.append([clean(label), _linked(text, cell)])
    return found


def _cell(cell: Cell, zone: str, hold: int) -> Any:
    text = said(cell, zone)
    if isinstance(cell, datetime):
        # The clock time and its zone stay on one line.
        day, _, clock = text.rpartition(", ")
        text = f"{day}, {clock.replace(' ', NO_BREAK)}"
    return _linked(breakable(text, hold), cell)


def _linked(text: str, cell: Cell) -> Any:
    url = live_url(cell)
    return [text, url] if url and text else text


def breakable(text: str, hold: int) -> str:
    """`text` with places to break in words that would run out of their column, which holds `hold` characters."""
    return re.sub(rf"(\S{{{hold}}})(?=\S)", rf"\1{SPACE_FOR_BREAKS}", text)
