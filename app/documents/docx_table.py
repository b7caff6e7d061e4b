"""Tables of a Word memo, written straight as XML: the library's own cells take minutes for some thousand rows."""

from collections.abc import Iterator
from typing import Any

from docx.document import Document as Paper
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.documents.layout import Section
from app.documents.model import Cell, Column, Figures, Table
from app.documents.wording import clean, live_url, said

TWIPS = 20  # in a point
HALF_POINTS = "18"
FIGURE_COLUMNS = (
    Column("label", "Figure", width=26),
    Column("value", "Count", kind="number", width=10),
    Column("note", "Note", width=44),
)


def add_table(paper: Paper, block: Table | Figures, section: Section, zone: str) -> bool:
    """Add the table and say so, or add nothing and return False if it has no rows."""
    columns = block.columns if isinstance(block, Table) else FIGURE_COLUMNS
    rows = iter(block.each_row() if isinstance(block, Table) else block.rows)
    first = next(rows, None)
    if first is None:
        return False
    widths = [points * TWIPS for points in section.column_points(columns)]
    table = _element("w:tbl", _properties(block), _grid(widths))
    table.append(_row(_header_cells(columns, widths), is_header=True))
    for row in _all(first, rows):
        table.append(_row(_cells(paper, row, columns, widths, zone)))
    body = paper.element.body
    # Word wants the section's own properties to stay last in the body.
    body.insert_element_before(table, "w:sectPr")
    paper.add_paragraph()
    return True


def _all(first: tuple[Cell, ...], rest: Iterator[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    yield first
    yield from rest


def hyperlink(paper: Paper, text: str, url: str, *, half_points: str) -> Any:
    """A live link, to be put into a paragraph."""
    relation = paper.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    look = [_with("w:color", **{"w:val": "005EA2"}), _with("w:sz", **{"w:val": half_points})]
    run = _text_run(text, [*look, _with("w:u", **{"w:val": "single"})])
    return _element_with_attributes(_element("w:hyperlink", run), {"r:id": relation})


def _properties(block: Table | Figures) -> Any:
    line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "A9AEB1"}
    borders = _element("w:tblBorders", _with("w:bottom", **line), _with("w:insideH", **line))
    sides = [_with(f"w:{side}", **{"w:w": "70", "w:type": "dxa"}) for side in ("left", "right")]
    return _element(
        "w:tblPr",
        _with("w:tblW", **{"w:w": "5000", "w:type": "pct"}),
        borders,
        _with("w:tblLayout", **{"w:type": "fixed"}),
        _element("w:tblCellMar", *sides),
        # Says to screen readers that the first row is a header.
        _with("w:tblLook", **{"w:val": "0020", "w:firstRow": "1", "w:firstColumn": "0"}),
        _with("w:tblCaption", **{"w:val": clean(block.caption)}),
    )


def _grid(widths: list[int]) -> Any:
    return _element("w:tblGrid", *[_with("w:gridCol", **{"w:w": str(width)}) for width in widths])


def _row(cells: Iterator[Any], *, is_header: bool = False) -> Any:
    properties = _element("w:trPr", _with("w:cantSplit"))
    if is_header:
        properties.append(_with("w:tblHeader", **{"w:val": "true"}))
    return _element("w:tr", properties, *cells)


def _header_cells(columns: tuple[Column, ...], widths: list[int]) -> Iterator[Any]:
    for column, width in zip(columns, widths, strict=True):
        yield _cell(_run(clean(column.label), is_bold=True), width=width, is_number=column.kind == "number")


def _cells(
    paper: Paper, row: tuple[Cell, ...], columns: tuple[Column, ...], widths: list[int], zone: str
) -> Iterator[Any]:
    for value, column, width in zip(row, columns, widths, strict=True):
        text, url = said(value, zone), live_url(value)
        content = hyperlink(paper, text, url, half_points=HALF_POINTS) if url else _run(text)
        yield _cell(content, width=width, is_number=column.kind == "number")


def _cell(content: Any, *, width: int, is_number: bool) -> Any:
    look = _element("w:pPr", _with("w:spacing", **{"w:before": "40", "w:after": "40"}))
    if is_number:
        look.append(_with("w:jc", **{"w:val": "right"}))
    size = _element("w:tcPr", _with("w:tcW", **{"w:w": str(width), "w:type": "dxa"}))
    return _element("w:tc", size, _element("w:p", look, content))


def _run(text: str, *, is_bold: bool = False) -> Any:
    bold = [_with("w:b")] if is_bold else []
    return _text_run(text, [*bold, _with("w:sz", **{"w:val": HALF_POINTS})])


def _text_run(text: str, look: list[Any]) -> Any:
    run = _element("w:r", _element("w:rPr", *look))
    # python-docx turns line ends and tabs into the elements that Word has for them.
    run.text = text
    return run


def _element(name: str, *children: Any) -> Any:
    element = OxmlElement(name)
    for child in children:
        element.append(child)
    return element


def _with(element_name: str, **attributes: str) -> Any:
    return _element_with_attributes(OxmlElement(element_name), attributes)


def _element_with_attributes(element: Any, attributes: dict[str, str]) -> Any:
    for name, value in attributes.items():
        element.set(qn(name), value)
    return element
