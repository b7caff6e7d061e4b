"""The Word memo has real styles, repeating header rows and true page fields."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Inches, Pt

from app.documents import as_docx
from app.documents.model import Column, Link, Table


@pytest.fixture(scope="module")
def data(make_document):
    return as_docx.write(make_document())


@pytest.fixture
def paper(data):
    return docx.Document(io.BytesIO(data))


def test_it_opens_as_a_memorandum_with_tabbed_lines(paper):
    texts = [line.text for line in paper.paragraphs[:8]]
    assert texts[0] == "MEMORANDUM"
    assert texts[1] == "Summary of oversight requests"
    assert "TO\tChair, Subcommittee on Oversight" in texts
    assert "DATE\tOctober 9, 2018" in texts


def test_a_document_that_opens_without_facts_is_no_memorandum(make_document):
    paper = docx.Document(io.BytesIO(as_docx.write(make_document(blocks=()))))
    assert "MEMORANDUM" not in [line.text for line in paper.paragraphs]


def test_headings_have_heading_styles(paper):
    found = [(line.style.name, line.text) for line in paper.paragraphs if line.style.name.startswith("Heading")]
    assert found == [
        ("Heading 1", "Bottom line"),
        ("Heading 1", "Overdue"),
        ("Heading 1", "Due next"),
        ("Heading 1", "All open requests"),
        ("Heading 1", "How these figures were computed"),
    ]


def test_header_rows_repeat_and_no_row_splits(paper):
    assert len(paper.tables) == 3
    for table in paper.tables:
        marks = [row._tr.trPr.findall(qn("w:tblHeader")) for row in table.rows]
        assert marks[0]
        assert not any(marks[1:])
        assert all(row._tr.trPr.findall(qn("w:cantSplit")) for row in table.rows)


def test_the_properties_name_title_author_language_and_moment(paper, make_document):
    properties = paper.core_properties
    assert properties.title == "Summary of oversight requests"
    assert properties.author == "Tecum"
    assert properties.language == "en-US"
    assert properties.created == properties.modified == make_document().as_of
    assert {e.get(qn("w:val")) for e in paper.styles.element.iter(qn("w:lang"))} == {"en-US"}


def test_every_page_carries_the_handling_line_and_page_fields(paper):
    banner = "COMMITTEE INTERNAL – do not forward · Demonstration data"
    for section in paper.sections:
        assert section.header.paragraphs[0].text == banner
        assert section.footer.paragraphs[0].text == banner
        fields = [field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]


def test_the_page_is_letter_with_inch_margins_and_twelve_point_serif(paper):
    first, second = paper.sections
    assert (first.page_width, first.page_height) == (Inches(8.5), Inches(11))
    assert (second.page_width, second.page_height) == (Inches(11), Inches(8.5))
    for section in paper.sections:
        assert {section.left_margin, section.right_margin, section.top_margin, section.bottom_margin} == {Inches(1)}
    assert paper.styles["Normal"].font.name == "Times New Roman"
    assert paper.styles["Normal"].font.size == Pt(12)


def test_links_are_live_only_where_they_are_safe(make_document):
    rows = ((Link("good", "https://example.gov/?a=1&b=2"),), (Link("bad", "javascript:alert(1)"),))
    table = Table("Links", (Column("link", "Link", "link", 40),), rows)
    paper = docx.Document(io.BytesIO(as_docx.write(make_document(blocks=(table,)))))
    (live,) = paper.element.body.iter(qn("w:hyperlink"))
    assert paper.part.rels[live.get(qn("r:id"))].target_ref == "https://example.gov/?a=1&b=2"
    assert [row.cells[0].text for row in paper.tables[0].rows] == ["Link", "good", "bad"]


def test_every_part_of_the_file_has_the_same_fixed_moment(data):
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
