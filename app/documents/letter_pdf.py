"""Write a letter as a tagged PDF with its title and language (PDF/A-2a, and PDF/UA-1 as the typesetter enforces it)."""

from pathlib import Path
from typing import Any

from app.documents.as_pdf import breakable, typeset
from app.documents.letter import Block, Letter, Point, Prose, Rows
from app.documents.wording import clean

TEMPLATE = Path(__file__).with_name("letter.typ")
LINE_HOLDS, CELL_HOLDS, NARROWEST = 60, 12, 9


def write(letter: Letter) -> bytes:
    return typeset(TEMPLATE, _data(letter), timestamp=letter.at)


def _data(letter: Letter) -> dict[str, Any]:
    language, _, region = letter.language.partition("-")
    return {
        "title": clean(letter.title),
        "author": clean(letter.office),
        "office": clean(letter.office),
        "language": language.lower(),
        "region": region or None,
        "notice": letter.notice,
        "running": "\n".join([clean(letter.address[0]) if letter.address else clean(letter.title), letter.date]),
        "letterhead": [clean(line) for line in letter.letterhead],
        "date": letter.date,
        "delivery": clean(letter.delivery),
        "address": [clean(line) for line in letter.address],
        "subject": clean(letter.subject),
        "salutation": clean(letter.salutation),
        "parts": [
            {"heading": part.heading, "blocks": [_block(block) for block in part.blocks]} for part in letter.parts
        ],
        "signatories": [[clean(name), clean(title)] for name, title in letter.signatories],
        "enclosures": letter.enclosures,
        "copies": clean(letter.copies),
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Prose():
            return {"block": "prose", "text": breakable(block.text, LINE_HOLDS)}
        case Point():
            text = breakable(block.text, LINE_HOLDS)
            return {"block": "point", "mark": block.mark, "text": text, "level": block.level}
        case Rows():
            cells = [[breakable(cell, CELL_HOLDS) for cell in row] for row in block.cells]
            return {"block": "rows", "cells": cells, "widths": widths_of(block)}


def widths_of(rows: Rows) -> list[int]:
    """A share of the page for each column, by its longest words and texts."""
    return [max(NARROWEST, min(40, max(len(cell) for cell in column))) for column in zip(*rows.cells, strict=True)]
