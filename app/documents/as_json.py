"""Write a document as JSON for other programs: the same blocks in the same order, with stable keys.

`figures` repeats the figures of all blocks in one list. A table's rows are objects under the keys of its columns; the
column's `kind` says what a string is: `date` an ISO 8601 day, `moment` an ISO 8601 moment in UTC.
"""

import json
from datetime import UTC
from typing import Any

from app.documents.model import Block, Cell, Document, Facts, Figures, Heading, Link, Paragraph, Table
from app.documents.wording import iso

FORMAT = "tecum-document/1"


def write(document: Document) -> bytes:
    head = {name: value for name, value in vars(document).items() if name not in ("blocks", "as_of")}
    data = {
        "format": FORMAT,
        **head,
        "as_of": document.as_of.astimezone(UTC).isoformat(),
        "figures": [row for block in document.figures for row in _figures(block)],
        "blocks": [_block(block) for block in document.blocks],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace") + b"\n"


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"block": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"block": "paragraph", "text": block.text}
        case Figures():
            return {"block": "figures", "caption": block.caption, "rows": _figures(block)}
        case Facts():
            pairs = [{"label": label, "value": _cell(cell)} for label, cell in block.pairs]
            return {"block": "facts", "pairs": pairs}
        case Table():
            return _table(block)


def _figures(block: Figures) -> list[dict[str, Any]]:
    return [{"label": label, "value": value, "note": note} for label, value, note in block.rows]


def _table(table: Table) -> dict[str, Any]:
    keys = [column.key for column in table.columns]
    columns = [{"key": c.key, "label": c.label, "kind": c.kind} for c in table.columns]
    rows = [dict(zip(keys, map(_cell, row), strict=True)) for row in table.each_row()]
    return {"block": "table", "name": table.name, "caption": table.caption, "columns": columns, "rows": rows}


def _cell(cell: Cell) -> object:
    if isinstance(cell, Link):
        return {"text": cell.text, "url": cell.url}
    return iso(cell, "UTC")
