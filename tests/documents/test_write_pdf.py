"""The PDF is tagged, says what it is on every page, and prints data, never markup."""

import io

import pikepdf
import pypdfium2
import pytest

from app.documents import as_pdf
from app.documents.model import Column, Heading, Link, Paragraph, Table


@pytest.fixture(scope="module")
def data(make_document):
    return as_pdf.write(make_document())


@pytest.fixture
def pdf(data):
    with pikepdf.open(io.BytesIO(data)) as opened:
        yield opened


def tags(pdf):
    """Every structure element, depth first."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                yield element
            kids = element.get("/K", [])
            waiting.extend(reversed(list(kids) if isinstance(kids, pikepdf.Array) else [kids]))


def page_texts(data):
    with pypdfium2.PdfDocument(data) as opened:
        return [page.get_textpage().get_text_bounded() for page in opened]


def test_the_file_is_tagged_and_knows_its_language_and_title(pdf):
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.Lang == "en-US"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert pdf.docinfo["/Title"] == "Summary of oversight requests"
    assert pdf.docinfo["/Author"] == "Tecum"
    assert "2018" in str(pdf.docinfo["/CreationDate"])
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"


def test_headings_tables_and_links_are_tagged(pdf):
    names = [str(tag.S) for tag in tags(pdf)]
    assert names.count("/Table") == 3
    assert {"/H1", "/TR", "/TH", "/TD", "/Link"} <= set(names)
    # Three header cells of the figures, four of the overdue requests, eight of the register.
    assert names.count("/TH") == 3 + 4 + 8


def test_header_cells_say_that_they_head_columns(pdf):
    scopes = {
        str(tag.A.Scope if isinstance(tag.A, pikepdf.Dictionary) else tag.A[0].Scope)
        for tag in tags(pdf)
        if tag.S == "/TH"
    }
    assert scopes == {"/Column"}


def test_the_outline_lists_the_headings_in_order(pdf):
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == ["Bottom line", "Overdue", "Due next", "All open requests", "How these figures were computed"]


def test_every_page_carries_the_handling_line_twice_and_its_number(data):
    texts = page_texts(data)
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert text.count("COMMITTEE INTERNAL – do not forward · Demonstration data") == 2
        assert f"{number} of {len(texts)}" in text


def test_a_wide_register_stands_sideways_and_repeats_its_header(pdf, data):
    sizes = [(float(page.MediaBox[2]), float(page.MediaBox[3])) for page in pdf.pages]
    assert sizes[0] == (612, 792)
    assert set(sizes[1:]) == {(792, 612)}
    assert all("Next step" in text for text in page_texts(data)[1:])


def test_a_skipped_heading_level_is_closed(make_document):
    blocks = (Heading(3, "Deep"), Paragraph("x"), Heading(1, "Top"), Heading(3, "Below"))
    with pikepdf.open(io.BytesIO(as_pdf.write(make_document(blocks=blocks, method=())))) as opened:
        names = [str(tag.S) for tag in tags(opened) if str(tag.S).startswith("/H") and tag.S != "/Header"]
    assert [name for name in names if name in ("/H1", "/H2", "/H3")] == ["/H1", "/H1", "/H2"]


def test_only_safe_addresses_are_live(make_document):
    links = tuple(
        (Link(f"link {number}", url),)
        for number, url in enumerate(("https://example.gov/a", "javascript:alert(1)", "file:///etc/passwd", "//x"))
    )
    table = Table("Links", (Column("link", "Link", "link", 40),), links)
    with pikepdf.open(io.BytesIO(as_pdf.write(make_document(blocks=(table,))))) as opened:
        urls = [str(note.A.URI) for page in opened.pages for note in page.get("/Annots", [])]
    assert urls == ["https://example.gov/a"]


@pytest.mark.skipif(not as_pdf.FONTS.is_dir(), reason="the interface kit has not been fetched")
def test_the_letters_are_those_of_public_sans_and_lie_in_the_file(pdf):
    fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
    assert any("PublicSans-Regular" in str(font.BaseFont) for font in fonts)
    assert all("/FontDescriptor" in font.DescendantFonts[0] for font in fonts)


def test_a_missing_font_folder_does_not_stop_the_writing(make_document, monkeypatch, tmp_path):
    monkeypatch.setattr(as_pdf, "FONTS", tmp_path / "nowhere")
    texts = page_texts(as_pdf.write(make_document()))
    assert "Summary of oversight requests" in texts[0]


def test_a_thousand_different_signs_without_a_font_are_named_by_their_numbers(make_document, make_table):
    many = "".join(chr(0x4E00 + number) for number in range(1000))
    text = "".join(page_texts(as_pdf.write(make_document(blocks=(make_table(many),)))))
    found = "".join(text.split()).replace("\u200b", "")
    assert "[U+4E00][U+4E01]" in found
    assert "[U+51E7]" in found


def test_marks_that_no_font_can_join_to_a_letter_are_named_by_their_numbers(make_document, make_table):
    # The sign before the mark has no font, so its number stands there, and no font joins the mark to a bracket.
    words = ("\u6f22\ua9b4", "\u6f22\u0954", "cafe\u0301")
    text = "".join(page_texts(as_pdf.write(make_document(blocks=(make_table(*words),)))))
    assert "[U+6F22][U+A9B4]" in text
    assert "[U+6F22][U+0954]" in text
    assert "U+0301" not in text


def test_a_document_in_another_language_says_so(make_document):
    with pikepdf.open(io.BytesIO(as_pdf.write(make_document(language="es")))) as opened:
        assert opened.Root.Lang == "es"
