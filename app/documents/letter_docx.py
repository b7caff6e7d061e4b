"""Write a letter as a Word document: named styles, the numbers as text, the office's own letterhead where it lends one."""

import io
from datetime import UTC, datetime

import docx
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt
from docx.text.paragraph import Paragraph as Line

from app.documents import docx_style
from app.documents.as_docx import plain_style, set_language, with_fixed_moments
from app.documents.letter import Block, Letter, Part, Point, Prose, Rows
from app.documents.letter_pdf import widths_of
from app.documents.wording import clean

LETTERHEAD, ADDRESS, SIGNATURE = "Letterhead", "Address", "Signature block"
POINTS = ("Point", "Point 2", "Point 3")
FIRST_INDENT, NEXT_INDENT, HANGING = 0.6, 0.4, 0.35
WIDTH = 6.5


def write(letter: Letter, style: bytes | None = None) -> bytes:
    """`style` lends its styles, margins, header and footer; without one the house's own are used."""
    paper = docx.Document() if style is None else docx_style.emptied(style)
    _set_properties(paper, letter)
    _set_styles(paper, letter, is_own=style is None)
    _mark_pages(paper, letter)
    _write_head(paper, letter, is_lent=style is not None)
    _write_blocks(paper, letter.parts[0])
    _write_end(paper, letter)
    for part in letter.parts[1:]:
        heading = paper.add_paragraph(part.heading, style="Heading 1")
        heading.paragraph_format.page_break_before = True
        _write_blocks(paper, part)
    written = io.BytesIO()
    paper.save(written)
    return with_fixed_moments(written.getvalue())


def _set_properties(paper: Paper, letter: Letter) -> None:
    properties = paper.core_properties
    properties.title, properties.subject = clean(letter.title)[:255], clean(letter.subject)[:255]
    properties.author = properties.last_modified_by = clean(letter.office)[:255]
    properties.language, properties.comments = letter.language, letter.notice
    properties.created = properties.modified = datetime.fromtimestamp(letter.at, UTC).replace(tzinfo=None)
    properties.revision = 1


def _set_styles(paper: Paper, letter: Letter, *, is_own: bool) -> None:
    set_language(paper, letter.language)
    if is_own:
        plain_style(paper, "Normal", size=12, after=10)
        plain_style(paper, "Heading 1", size=13, after=8, is_bold=True)
        section = paper.sections[0]
        section.page_width, section.page_height = Inches(8.5), Inches(11)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(1)
    known = {style.name for style in paper.styles}
    for name in (LETTERHEAD, ADDRESS, SIGNATURE, *POINTS):
        if name not in known:
            made = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            made.base_style = paper.styles["Normal"]
    for name in (LETTERHEAD, ADDRESS):
        paper.styles[name].paragraph_format.space_after = Pt(0)
    paper.styles[LETTERHEAD].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.styles[SIGNATURE].paragraph_format.keep_together = True
    paper.styles[SIGNATURE].paragraph_format.space_before = Pt(30)
    for depth, name in enumerate(POINTS):
        layout = paper.styles[name].paragraph_format
        layout.left_indent = Inches(FIRST_INDENT + depth * NEXT_INDENT)
        layout.first_line_indent = Inches(-HANGING)
        layout.tab_stops.add_tab_stop(layout.left_indent)


def _mark_pages(paper: Paper, letter: Letter) -> None:
    """A word on every page where there is one to say, above whatever the lent header holds."""
    if not letter.notice:
        return
    section = paper.sections[0]
    headers = [section.header]
    if section.different_first_page_header_footer:
        headers.append(section.first_page_header)
    if paper.settings.odd_and_even_pages_header_footer:
        headers.append(section.even_page_header)
    for header in headers:
        line = header.paragraphs[0].insert_paragraph_before()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(letter.notice).bold = True


def _write_head(paper: Paper, letter: Letter, *, is_lent: bool) -> None:
    if not is_lent:
        name = paper.add_paragraph(style=LETTERHEAD)
        name.add_run(clean(letter.office)).bold = True
        name.runs[0].font.size = Pt(15)
        for line in letter.letterhead:
            paper.add_paragraph(clean(line), style=LETTERHEAD)
        _leave_room(paper.paragraphs[-1], 18)
    paper.add_paragraph(letter.date)
    if letter.delivery:
        paper.add_paragraph().add_run(clean(letter.delivery)).italic = True
    for line in letter.address:
        paper.add_paragraph(clean(line), style=ADDRESS)
    if letter.address:
        _leave_room(paper.paragraphs[-1], 10)
    if letter.subject:
        paper.add_paragraph().add_run(f"Re: {clean(letter.subject)}").bold = True
    paper.add_paragraph(clean(letter.salutation))


def _leave_room(line: Line, points: int) -> None:
    line.paragraph_format.space_after = Pt(points)


def _write_blocks(paper: Paper, part: Part) -> None:
    for block in part.blocks:
        _write_block(paper, block)


def _write_block(paper: Paper, block: Block) -> None:
    match block:
        case Prose():
            paper.add_paragraph(block.text)
        case Point():
            paper.add_paragraph(f"{block.mark}\t{block.text}", style=POINTS[block.level - 1])
        case Rows():
            _write_rows(paper, block)


def _write_rows(paper: Paper, rows: Rows) -> None:
    widths = widths_of(rows)
    table = paper.add_table(rows=0, cols=len(widths))
    if "Table Grid" in {style.name for style in paper.styles}:
        table.style = "Table Grid"
    for number, row in enumerate(rows.cells):
        line = table.add_row()
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = Inches(WIDTH * width / sum(widths))
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = Pt(9.5), not number
        if not number:
            header = OxmlElement("w:tblHeader")
            header.set(qn("w:val"), "true")
            line._tr.get_or_add_trPr().append(header)
    paper.add_paragraph()


def _write_end(paper: Paper, letter: Letter) -> None:
    closing = paper.add_paragraph("Sincerely,")
    closing.paragraph_format.keep_with_next = True
    for name, title in letter.signatories:
        line = paper.add_paragraph(clean(name), style=SIGNATURE)
        if title:
            line.add_run().add_break()
            line.add_run(clean(title))
    if letter.copies:
        paper.add_paragraph(f"cc: {clean(letter.copies)}")
    if letter.enclosures:
        paper.add_paragraph("Enclosures" if len(letter.enclosures) > 1 else "Enclosure")
