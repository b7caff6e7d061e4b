"""The files of a letter: tagged and titled PDF, Word with named styles, an office's own header, text that stays text."""

import io
from dataclasses import replace

import docx
import pikepdf
import pytest

from app.documents import letter_docx, letter_pdf
from app.documents.letter import Point, Prose, Rows, from_json, parts_of, to_json
from app.letters.loading import pages_of
from app.letters.reader import read_letter
from app.models.letter_picklists import LetterKind
from app.refusals import Refused
from app.writing.facts import salutation
from app.writing.filling import FIELDS, fill
from tests.writing.test_round_trip import ON, written


@pytest.fixture(scope="module")
def letter():
    return replace(written("deep", LetterKind.DEFICIENCY)[0], is_demonstration=True)


def test_the_pdf_is_tagged_with_title_and_language_and_its_table_has_header_cells(letter):
    with pikepdf.open(io.BytesIO(letter_pdf.write(letter))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "en-US"
        assert pdf.docinfo["/Title"] == letter.title
        kinds = [str(each.get("/S")) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each]
        assert {"/H1", "/Table", "/TH", "/P"} <= set(kinds)


def test_the_word_file_has_styles_title_and_language_and_the_same_letter_gives_the_same_bytes(letter):
    data = letter_docx.write(letter)
    paper = docx.Document(io.BytesIO(data))
    assert (paper.core_properties.title, paper.core_properties.language) == (letter.title, "en-US")
    assert {"Point", "Point 2", "Point 3", "Address", "Heading 1"} <= {line.style.name for line in paper.paragraphs}
    assert paper.sections[0].header.paragraphs[0].text == "Demonstration data"
    assert data == letter_docx.write(from_json(to_json(letter)))


def test_an_offices_own_word_document_lends_its_header_in_place_of_the_letterhead(letter):
    lent = docx.Document()
    lent.sections[0].header.paragraphs[0].text = "The committee's own letterhead"
    lent.add_paragraph("The old text of the template")
    kept = io.BytesIO()
    lent.save(kept)
    data = letter_docx.write(letter, kept.getvalue())
    paper = docx.Document(io.BytesIO(data))
    assert [line.text for line in paper.sections[0].header.paragraphs] == [
        "Demonstration data",
        "The committee's own letterhead",
    ]
    words = [line.text for line in paper.paragraphs]
    assert words[0] == "November 5, 2018"
    assert letter.office not in words
    assert "The old text of the template" not in words
    assert read_letter(pages_of(data)).date_sent == ON


def test_the_text_of_a_letter_becomes_paragraphs_points_tables_and_enclosures():
    text = "We ask\nagain:\n\n1. Why?\n   a. Who?\n      (ii) When?\n\n# Status\n| Item | Missing |\n|---|---|\n| 1 | All |\n"
    body, status = parts_of(text)
    assert body.blocks == (
        Prose("We ask again:"),
        Point("1.", "Why?", 1),
        Point("a.", "Who?", 2),
        Point("(ii)", "When?", 3),
    )
    assert (status.heading, status.blocks) == ("Status", (Rows((("Item", "Missing"), ("1", "All"))),))


@pytest.mark.parametrize(
    "template", ["{{ items", "{{ 7*7 }}", "{{ number.__class__ }}", "{{ number|upper }}", "{{ cycler }}", "{% x %}"]
)
def test_a_template_computes_and_reaches_nothing(template):
    with pytest.raises(Refused):
        fill(template, dict.fromkeys(FIELDS, "told"))


def test_a_fact_is_never_filled_in_turn_and_a_missing_one_is_told():
    assert fill("About {{subject}}.", {"subject": "{{ number }} and {% x %}"}) == "About {{ number }} and {% x %}."
    with pytest.raises(Refused, match="does not say the due date as it stands now"):
        fill("By {{ due_date }}", {"due_date": None})


@pytest.mark.parametrize(
    ("name", "title", "words"),
    [
        ("The Honorable Jane Doe, Jr.", "Secretary of State", "Dear Secretary Doe:"),
        ("Jane Doe", "Assistant Attorney General for Civil Rights", "Dear Assistant Attorney General Doe:"),
        ("Jane Doe", "Chief of Staff", "Dear Jane Doe:"),
        ("The Secretary of State", None, "Dear Secretary of State:"),
        (None, None, "To Whom It May Concern:"),
    ],
)
def test_a_letter_greets_by_the_title_by_which_people_are_addressed(name, title, words):
    assert salutation(name, title) == words
