"""The child that writes a flat sheet as a workbook: head and rows come as lines of JSON, the XLSX goes out as bytes."""

import json
import resource
import sys
import zipfile
from contextlib import suppress
from functools import lru_cache
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from app.documents.formulas import would_run
from app.documents.wording import clean

MEMORY, SECONDS = 1024**3, 120
MOST_CHARACTERS, MOST_LINKS, MOST_ROWS = 32_767, 65_000, 1_048_575
CUT = " [cut: an Excel cell holds no more]"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# The styles by their places in STYLES: plain text, text that must stay text, a day, a link, a head, a number.
TEXT, QUOTED, DAY, LINK, HEAD, NUMBER = range(6)
STYLES = f"""{XML}<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="ddd\\ yyyy\\-mm\\-dd"/></numFmts>
<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font>
<font><u/><sz val="11"/><color rgb="FF005EA2"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>
<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left" vertical="top"/></xf>
<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="top"/></xf>
<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1" applyAlignment="1"><alignment vertical="bottom" wrapText="1"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>
</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


def main() -> int:
    for limit, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with suppress(ValueError, OSError):  # Some systems know no such limit; the parent's patience still ends.
            resource.setrlimit(limit, (value, value))
    head = json.loads(sys.stdin.buffer.readline())
    with zipfile.ZipFile(sys.stdout.buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        write_all(archive, head, sys.stdin.buffer)
    sys.stdout.buffer.flush()
    return 0


def write_all(archive: zipfile.ZipFile, head: dict[str, Any], lines: IO[bytes]) -> None:
    letters = [letter(place) for place in range(len(head["columns"]))]
    links: list[str] = []
    with archive.open("xl/worksheets/sheet1.xml", "w") as part:
        part.write(opening(head, letters).encode())
        last = 1
        for last, line in enumerate(lines, start=2):
            if last > MOST_ROWS:
                raise ValueError("an Excel sheet holds no more rows")
            part.write(row_xml(last, json.loads(line), letters, links).encode("utf-8", "replace"))
        part.write(closing(head, letters, last, len(links)).encode())
    relations = [relation(f"rId{n}", "hyperlink", url, is_outside=True) for n, url in enumerate(links, start=1)]
    if relations:
        archive.writestr("xl/worksheets/_rels/sheet1.xml.rels", relationships(relations))
    archive.writestr("xl/worksheets/sheet2.xml", small_sheet(head["about"], (24, 100)))
    archive.writestr("xl/worksheets/sheet3.xml", small_sheet([[word] for word in head["choices"][1]], (24,)))
    archive.writestr("xl/styles.xml", STYLES)
    write_frame(archive, head, letters[-1], last)


def row_xml(number: int, row: list[Any], letters: list[str], links: list[str]) -> str:
    """One row; an empty cell is left out."""
    cells = []
    for place, cell in zip(letters, row, strict=True):
        if cell is None or cell == "":
            continue
        if isinstance(cell, str):
            cells.append(f'<c r="{place}{number}" {string(cell)}</c>')
        elif isinstance(cell, int):
            cells.append(f'<c r="{place}{number}" s="{NUMBER}"><v>{cell}</v></c>')
        elif isinstance(cell, dict):
            cells.append(f'<c r="{place}{number}" s="{DAY}"><v>{cell["d"]}</v></c>')
        elif len(links) < MOST_LINKS and number == len(links) + 2:
            links.append(cell[1])
            cells.append(f'<c r="{place}{number}" {linked(cell[0])}</c>')
        else:
            cells.append(f'<c r="{place}{number}" {string(cell[0])}</c>')
    return f'<row r="{number}">{"".join(cells)}</row>\n'


@lru_cache(maxsize=4096)
def string(text: str) -> str:
    """The rest of a cell that holds text; what looks like a formula is marked so that it stays text after an edit."""
    style = QUOTED if would_run(text) else TEXT
    held = clean(text)
    if len(held) > MOST_CHARACTERS:
        held = held[: MOST_CHARACTERS - len(CUT)] + CUT
    return f's="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(held)}</t></is>'


def linked(text: str) -> str:
    """A number that leads somewhere, looking so."""
    return string(text).replace(f's="{TEXT}"', f's="{LINK}"', 1)


def opening(head: dict[str, Any], letters: list[str]) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1" hidden="{int(is_hidden)}"/>'
        for n, (_label, _kind, width, is_hidden) in enumerate(head["columns"], start=1)
    )
    cells = "".join(
        f'<c r="{place}1" s="{HEAD}" t="inlineStr"><is><t>{escape(clean(column[0]))}</t></is></c>'
        for place, column in zip(letters, head["columns"], strict=True)
    )
    return (
        f'{XML}<worksheet {MAIN} xmlns:r="{OFFICE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        '<sheetView workbookViewId="0" tabSelected="1"><pane xSplit="1" ySplit="1" topLeftCell="B2" '
        'activePane="bottomRight" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f'<cols>{columns}</cols><sheetData><row r="1">{cells}</row>\n'
    )


def closing(head: dict[str, Any], letters: list[str], last: int, links: int) -> str:
    """What follows the rows, in the order that the schema wants."""
    place, words = head["choices"]
    column = letters[place]
    validation = (
        f'<dataValidations count="1"><dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1" '
        f'errorTitle="State" error="The state follows from the facts; an import does not take it over." '
        f'sqref="{column}2:{column}{max(last, 2)}"><formula1>Lists!$A$1:$A${len(words)}</formula1></dataValidation>'
        "</dataValidations>"
        if words
        else ""
    )
    live = "".join(f'<hyperlink ref="A{n + 1}" r:id="rId{n}"/>' for n in range(1, links + 1))
    banner, title = (line(head[name]) for name in ("banner", "title"))
    return (
        f'</sheetData><autoFilter ref="A1:{letters[-1]}{last}"/>{validation}{f"<hyperlinks>{live}</hyperlinks>" * bool(live)}'
        '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="1" orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter><oddHeader>&amp;C&amp;B{banner}</oddHeader>"
        f"<oddFooter>&amp;L{title}&amp;C{banner}&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter></worksheet>"
    )


def line(text: str) -> str:
    """A line of a printed head, in which "&" begins a command."""
    return escape(clean(text).replace("\n", " ")[:80].replace("&", "&&"))


def small_sheet(rows: list[list[str]], widths: tuple[int, ...]) -> str:
    columns = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(widths, start=1))
    body = "".join(
        '<row r="{}">{}</row>'.format(number, "".join(text_cell(at, number, cell) for at, cell in enumerate(row)))
        for number, row in enumerate(rows, start=1)
    )
    return f"{XML}<worksheet {MAIN}><cols>{columns}</cols><sheetData>{body}</sheetData></worksheet>"


def text_cell(place: int, row: int, text: str) -> str:
    return f'<c r="{letter(place)}{row}" {string(text)}</c>'


def write_frame(archive: zipfile.ZipFile, head: dict[str, Any], column: str, last: int) -> None:
    """What makes the parts a workbook."""
    requests, about = (quoteattr(name) for name in head["names"])
    area = f"'{head['names'][0]}'!"
    archive.writestr(
        "xl/workbook.xml",
        f'{XML}<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name={requests} sheetId="1" r:id="rId1"/>'
        f'<sheet name={about} sheetId="2" r:id="rId2"/><sheet name="Lists" sheetId="3" state="hidden" r:id="rId3"/></sheets>'
        f'<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{area}$A$1:${column}${last}'
        f'</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">{area}$1:$1</definedName></definedNames></workbook>',
    )
    parts = [relation(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in (1, 2, 3)]
    archive.writestr("xl/_rels/workbook.xml.rels", relationships([*parts, relation("rId4", "styles", "styles.xml")]))
    core = (
        f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    )
    archive.writestr("_rels/.rels", relationships([relation("rId1", "officeDocument", "xl/workbook.xml"), core]))
    archive.writestr(
        "docProps/core.xml",
        f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean(head['title']))}</dc:title><dc:creator>Tecum</dc:creator>"
        f"<dc:description>{escape(clean(head['banner']))}</dc:description>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{head["created"]}</dcterms:created></cp:coreProperties>',
    )
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = [(f"/xl/worksheets/sheet{n}.xml", f"{sheet}.worksheet+xml") for n in (1, 2, 3)]
    overrides += [("/xl/workbook.xml", f"{sheet}.sheet.main+xml"), ("/xl/styles.xml", f"{sheet}.styles+xml")]
    overrides += [("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")]
    archive.writestr(
        "[Content_Types].xml",
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides)
        + "</Types>",
    )


def relation(identity: str, kind: str, target: str, *, is_outside: bool = False) -> str:
    mode = ' TargetMode="External"' if is_outside else ""
    return f'<Relationship Id="{identity}" Type="{OFFICE}/{kind}" Target={quoteattr(target)}{mode}/>'


def relationships(each: list[str]) -> str:
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{"".join(each)}</Relationships>'


def letter(place: int) -> str:
    """0 is A, 26 is AA."""
    return (letter(place // 26 - 1) if place > 25 else "") + chr(65 + place % 26)


if __name__ == "__main__":
    sys.exit(main())
