"""The workbook holds true dates and numbers, and text that no spreadsheet runs."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from app.documents import as_xlsx
from app.documents.model import Column, Link, Table
from app.refusals import Refused

FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠A1",
    '=HYPERLINK("http://x.example","x")',
    " =1",
    '"=1',
    'a"\n=1',
)


@pytest.fixture(scope="module")
def book(make_document):
    return openpyxl.load_workbook(io.BytesIO(as_xlsx.write(make_document())))


def sheet_of(document, name="Register"):
    return openpyxl.load_workbook(io.BytesIO(as_xlsx.write(document)))[name]


def test_formulas_are_text_and_stay_text(make_document, make_table):
    sheet = sheet_of(make_document(blocks=(make_table(*FORMULAS),)))
    for number, text in enumerate(FORMULAS, start=2):
        cell = sheet.cell(number, 1)
        assert cell.data_type == "s"
        assert cell.value == text.replace("\r", "\n")
        assert bool(cell.quotePrefix) == (not text.startswith("a"))


def test_a_formula_in_the_words_of_a_link_or_in_a_label_is_text(make_document):
    table = Table("T", (Column("a", "=1+1", "link"),), ((Link("=2+2", "https://example.gov/"),),))
    sheet = sheet_of(make_document(title="=3+3", blocks=(table,)))
    assert [(sheet[at].data_type, sheet[at].value) for at in ("A1", "A2")] == [("s", "=1+1"), ("s", "=2+2")]


def test_numbers_and_dates_are_unharmed(make_document, make_table):
    moment = datetime(2018, 10, 12, 21, 0, tzinfo=UTC)
    words = (-2, 0, 10**15, date(2018, 10, 12), moment, date(1850, 1, 1), None)
    sheet = sheet_of(make_document(blocks=(make_table(*words),)))
    found = [(cell.data_type, cell.value) for (cell,) in sheet.iter_rows(min_row=2, max_row=8)]
    assert found == [
        ("n", -2),
        ("n", 0),
        ("s", "1000000000000000"),
        ("d", datetime(2018, 10, 12)),
        ("d", datetime(2018, 10, 12, 17, 0)),
        ("s", "1850-01-01"),
        ("n", None),
    ]
    assert sheet["A5"].number_format == "ddd yyyy-mm-dd"


def test_every_sheet_is_filtered_frozen_and_ready_to_print(book):
    for sheet in book:
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.freeze_panes == "A2"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # One page wide is the default and therefore not written; 0 means as many pages long as it takes.
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert sheet.oddFooter.left.text == "Summary of oversight requests"
    assert book["Register"].auto_filter.ref == "A1:H25"


def test_the_sheet_about_says_what_the_file_is(book):
    said = list(book["About"].iter_rows(min_row=2, values_only=True))
    assert ("As of", "October 9, 2018, 9:30 a.m. EDT") in said
    assert ("Time zone", "America/New_York") in said
    assert ("Version", "Internal version") in said
    assert ("Data", "Demonstration data") in said
    assert sum(label == "Method" for label, _ in said) == 2
    assert ("TO", "Chair, Subcommittee on Oversight") in said


def test_the_properties_name_title_author_and_moment(book):
    assert book.properties.title == "Summary of oversight requests"
    assert book.properties.creator == "Tecum"
    assert book.properties.created == datetime(2018, 10, 9, 13, 30)


def test_numbers_of_requests_are_links(book):
    assert book["Register"]["A2"].hyperlink.target.endswith("/requests/DEMO-115-0001")


def test_text_that_no_cell_can_hold_is_cut_and_says_so(make_document, make_table):
    sheet = sheet_of(make_document(blocks=(make_table("x" * 40_000),)))
    assert len(sheet["A2"].value) == 32_767
    assert sheet["A2"].value.endswith("[cut: an Excel cell holds no more]")


def test_names_of_sheets_are_made_to_fit(make_document, make_table):
    names = ("a/b:c*d?e[f]g\\h'", "x" * 40, "X" * 41, "history", "", "about")
    document = make_document(blocks=tuple(make_table("w", name=name) for name in names))
    titles = openpyxl.load_workbook(io.BytesIO(as_xlsx.write(document))).sheetnames
    assert len({title.lower() for title in titles}) == len(names) + 1
    assert all(len(title) <= 31 for title in titles)


def test_more_rows_than_a_sheet_holds_are_refused(make_document, make_table, monkeypatch):
    monkeypatch.setattr(as_xlsx, "MOST_ROWS", 20)
    assert as_xlsx.write(make_document(blocks=(make_table(*["a"] * 19),)))
    with pytest.raises(Refused, match="An Excel sheet holds 20 rows"):
        as_xlsx.write(make_document(blocks=(make_table(*["a"] * 20),)))


def test_rows_may_come_from_a_generator(make_document, make_register, register_rows):
    sheet = sheet_of(make_document(blocks=(make_register(row for row in register_rows(5)),)))
    assert sheet.max_row == 6
