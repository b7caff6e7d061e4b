"""Write a document as a Word memo: styles that screen readers know, real headings, header rows that repeat."""

import io
import zipfile
from datetime import UTC

import docx
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as Line

from app.documents import docx_style, layout
from app.documents.docx_table import add_table, hyperlink
from app.documents.layout import Section
from app.documents.model import Block, Document, Facts, Figures, Heading, Paragraph, Table
from app.documents.wording import banner, byline, clean, live_url, said_in_full

FONT = "Times New Roman"
FACTS, SMALL = "Facts", "Small"
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)


def write(document: Document, style: bytes | None = None) -> bytes:
    """`style` lends its styles, margins, header and footer; without one the house's own are used."""
    paper = docx.Document() if style is None else docx_style.emptied(style)
    _set_properties(paper, document)
    if style is None:
        _set_styles(paper, document.language)
        _set_first_page(paper, document)
    else:
        _add_missing_styles(paper, document.language)
        _mark_edges(paper, document)
    for number, section in enumerate(layout.sections(document)):
        if number:
            paper.add_section(WD_SECTION.NEW_PAGE)
        if style is None or section.is_sideways:
            _lay_page(paper, is_sideways=section.is_sideways)
        if not number:
            _write_head(paper, document)
        for block in section.blocks:
            _write_block(paper, block, section, document.zone)
    written = io.BytesIO()
    paper.save(written)
    return with_fixed_moments(written.getvalue())


def _set_properties(paper: Paper, document: Document) -> None:
    properties = paper.core_properties
    properties.title = clean(document.title)[:255]
    properties.subject = clean(document.subtitle)[:255]
    properties.author = properties.last_modified_by = clean(document.author)[:255]
    properties.language = document.language
    properties.comments = banner(document)[:255]
    properties.created = properties.modified = document.as_of.astimezone(UTC).replace(tzinfo=None)
    properties.revision = 1


def _set_styles(paper: Paper, language: str) -> None:
    set_language(paper, language)
    plain_style(paper, "Normal", size=12, after=8)
    plain_style(paper, "Title", size=18, after=2, is_bold=True)
    plain_style(paper, "Subtitle", size=12, after=2)
    for level, size in ((1, 14), (2, 12), (3, 12)):
        plain_style(paper, f"Heading {level}", size=size, before=16, after=6, is_bold=True)
    plain_style(paper, "Caption", size=11, before=10, after=4, is_bold=True)
    paper.styles["Caption"].paragraph_format.keep_with_next = True
    paper.styles.add_style(SMALL, WD_STYLE_TYPE.PARAGRAPH)
    plain_style(paper, SMALL, size=9, after=0)
    facts = paper.styles.add_style(FACTS, WD_STYLE_TYPE.PARAGRAPH)
    facts.paragraph_format.tab_stops.add_tab_stop(Inches(1.25))
    facts.paragraph_format.left_indent, facts.paragraph_format.first_line_indent = Inches(1.25), Inches(-1.25)
    plain_style(paper, FACTS, size=12, after=4)


def _add_missing_styles(paper: Paper, language: str) -> None:
    """A lent style keeps its looks; only what the memo needs and it does not have is added."""
    set_language(paper, language)
    known = {style.name for style in paper.styles}
    for name in ("Subtitle", "Heading 3", "Caption", SMALL, FACTS):
        if name not in known:
            made = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            made.base_style = paper.styles["Normal"]
    small, facts = paper.styles[SMALL], paper.styles[FACTS]
    small.font.size, small.paragraph_format.space_after = Pt(9), Pt(0)
    facts.paragraph_format.tab_stops.add_tab_stop(Inches(1.25))
    facts.paragraph_format.left_indent, facts.paragraph_format.first_line_indent = Inches(1.25), Inches(-1.25)
    paper.styles["Caption"].paragraph_format.keep_with_next = True


def _mark_edges(paper: Paper, document: Document) -> None:
    """The handling line above a lent header and below its footer, on first and even pages, too, where those differ."""
    section = paper.sections[0]
    edges = [(section.header, section.footer)]
    if section.different_first_page_header_footer:
        edges.append((section.first_page_header, section.first_page_footer))
    if paper.settings.odd_and_even_pages_header_footer:
        edges.append((section.even_page_header, section.even_page_footer))
    for header, footer in edges:
        has_pages = "NUMPAGES" in set(docx_style.fields_in(footer._element))
        line = header.paragraphs[0].insert_paragraph_before()
        _centred(line, banner(document), is_bold=True)
        _centred(footer.add_paragraph(), banner(document), is_bold=True)
        if not has_pages:
            _write_pages(footer.add_paragraph(), document)


def _write_pages(line: Line, document: Document) -> None:
    _centred(line, f"{clean(document.title)} · Page ")
    _add_field(line, "PAGE")
    line.add_run(" of ")
    _add_field(line, "NUMPAGES")


def plain_style(paper: Paper, name: str, *, size: int, after: int = 0, before: int = 0, is_bold: bool = False) -> None:
    style: ParagraphStyle = paper.styles[name]
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), is_bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    # Word's theme fonts would win over the name that was just set.
    fonts = style.element.rPr.rFonts
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    for attribute in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{attribute}"), FONT)
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)
    for border in style.element.pPr.findall(qn("w:pBdr")) if style.element.pPr is not None else ():
        style.element.pPr.remove(border)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def set_language(paper: Paper, language: str) -> None:
    for element in paper.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)


def _set_first_page(paper: Paper, document: Document) -> None:
    section = paper.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(1)
    section.header_distance = section.footer_distance = Inches(0.45)
    _centred(section.header.paragraphs[0], banner(document), is_bold=True)
    _centred(section.footer.paragraphs[0], banner(document), is_bold=True)
    _write_pages(section.footer.add_paragraph(), document)


def _centred(line: Line, text: str, *, is_bold: bool = False) -> None:
    line.style, line.alignment = SMALL, WD_ALIGN_PARAGRAPH.CENTER
    line.add_run(text).bold = is_bold


def _add_field(line: Line, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, shown = OxmlElement("w:r"), OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    line._p.append(field)


def _lay_page(paper: Paper, *, is_sideways: bool) -> None:
    section = paper.sections[-1]
    section.orientation = WD_ORIENT.LANDSCAPE if is_sideways else WD_ORIENT.PORTRAIT
    sides = (Inches(11), Inches(8.5)) if is_sideways else (Inches(8.5), Inches(11))
    section.page_width, section.page_height = sides


def _write_head(paper: Paper, document: Document) -> None:
    head = layout.memo_head(document)
    if head:
        paper.add_paragraph().add_run("MEMORANDUM").bold = True
    paper.add_paragraph(clean(document.title), style="Title")
    if document.subtitle:
        paper.add_paragraph(clean(document.subtitle), style="Subtitle")
    last = paper.add_paragraph(byline(document), style=SMALL)
    if head:
        last.paragraph_format.space_after = Pt(10)
        last = _write_facts(paper, head, document.zone) or last
    _rule_below(last)


def _rule_below(line: Line) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "6"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    line._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")
    line.paragraph_format.space_after = Pt(12)


def _write_block(paper: Paper, block: Block, section: Section, zone: str) -> None:
    match block:
        case Heading():
            paper.add_paragraph(clean(block.text), style=f"Heading {min(block.level, 3)}")
        case Paragraph():
            paper.add_paragraph(clean(block.text))
        case Facts():
            _write_facts(paper, block, zone)
        case Figures() | Table():
            if block.caption:
                paper.add_paragraph(clean(block.caption), style="Caption")
            if not add_table(paper, block, section, zone):
                paper.add_paragraph(clean(block.when_empty) if isinstance(block, Table) else "No figures.")


def _write_facts(paper: Paper, facts: Facts, zone: str) -> Line | None:
    line = None
    for label, cell in facts.pairs:
        line = paper.add_paragraph(style=FACTS)
        line.add_run(clean(label)).bold = True
        text, url = said_in_full(cell, zone), live_url(cell)
        line.add_run("\t" if url else "\t" + text)
        if url:
            line._p.append(hyperlink(paper, text, url, half_points="24"))
    return line


def with_fixed_moments(written: bytes) -> bytes:
    """The same archive with one fixed moment on every part, so that the same document gives the same bytes."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, FIRST_MOMENT)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return settled.getvalue()
