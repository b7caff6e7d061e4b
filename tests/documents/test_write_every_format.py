"""The same document says the same in all six formats."""

import csv
import hashlib
import io
import json
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import docx
import html5lib
import openpyxl
import pypdfium2
import pytest

from app.documents import FORMATS, as_csv, as_docx, as_html, as_json, as_pdf, as_xlsx
from app.documents.model import Facts, Figure, Figures, Link
from app.documents.wording import iso, said

WRITERS = {
    "pdf": as_pdf.write,
    "docx": as_docx.write,
    "xlsx": as_xlsx.write,
    "csv": as_csv.write,
    "html": as_html.write,
    "json": as_json.write,
}
NASTY = (
    "漢字 and かな",
    "emoji 👨‍👩‍👧 🇺🇸",
    "مرحبا بالعالم",
    "שלום \u202eevil\u202c",
    "#panic() $x$ *b* _i_ `c` @ref <lab> \\ [x] // no",
    "<script>alert(1)</script> & \"q\" 'a' {{ 7*7 }}",
    "control \x00\x01\x0b\x1f\x7f\x85 \ufeff \ufffe end",
    "half a pair \ud83d end",
    "line one\nline two\r\nline three\ttab",
    "x" * 10_240,
    "word " * 2_048,
    "",
    " ",
)


@pytest.fixture(scope="module")
def written(make_document):
    return {name: write(make_document()) for name, write in WRITERS.items()}


@pytest.fixture(scope="module")
def expected(make_document):
    """Figures as (label, value) and the register's rows as printed."""
    document = make_document()
    figures = [(label, value) for label, value, _ in document.figures[0].rows]
    rows = [[said(cell, document.zone) for cell in row] for row in document.tables[-1].rows]
    return figures, rows


def pdf_text(data):
    with pypdfium2.PdfDocument(data) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def without_spaces(text):
    # What the page breaks a word with, and what pdfium gives for a hyphen at the end of a line.
    return re.sub(r"[\s\u200b\u00ad]", "", text.replace("\ufffe", "-").replace("\x02", "-"))


def html_rows(data, caption):
    tree = html5lib.parse(data, namespaceHTMLElements=False)
    (table,) = [t for t in tree.iter("table") if t.findtext("caption") == caption]
    return [["".join(cell.itertext()) for cell in row] for row in table.find("tbody")]


def docx_rows(data, label):
    """The rows below the header of the table whose header names `label`, last such table."""
    tables = [t for t in docx.Document(io.BytesIO(data)).tables if label in [c.text for c in t.rows[0].cells]]
    return [[cell.text for cell in row.cells] for row in tables[-1].rows[1:]]


def test_every_format_has_a_writer_and_no_other():
    assert list(WRITERS) == list(FORMATS)


def test_pdf_holds_the_figures_and_the_register(written, expected):
    figures, rows = expected
    text = without_spaces(pdf_text(written["pdf"]))
    for label, value in figures:
        assert without_spaces(f"{label}{value}") in text
    for row in rows:
        assert without_spaces("".join(row)) in text


def test_docx_holds_the_figures_and_the_register(written, expected):
    figures, rows = expected
    assert [(label, int(value)) for label, value, _ in docx_rows(written["docx"], "Count")] == figures
    assert docx_rows(written["docx"], "Next step") == rows


def test_html_holds_the_figures_and_the_register(written, expected):
    figures, rows = expected
    assert [(r[0], int(r[1])) for r in html_rows(written["html"], "Numbered items, by state")] == figures
    assert html_rows(written["html"], "Open requests") == rows


def test_xlsx_holds_the_figures_and_the_register_with_true_dates(written, expected, make_document):
    figures, _ = expected
    document = make_document()
    book = openpyxl.load_workbook(io.BytesIO(written["xlsx"]))
    assert book.sheetnames == ["Figures", "Overdue", "Due next", "Register", "About"]
    assert [(row[1], row[2]) for row in book["Figures"].iter_rows(min_row=2, values_only=True)] == figures
    found = list(book["Register"].iter_rows(min_row=2, values_only=True))
    assert found == [tuple(as_excel(cell, document.zone) for cell in row) for row in document.tables[-1].rows]


def as_excel(cell, zone):
    """What openpyxl gives for a cell: moments and days are both local moments without a zone."""
    if isinstance(cell, Link):
        return cell.text
    if isinstance(cell, datetime):
        return cell.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return datetime(cell.year, cell.month, cell.day) if isinstance(cell, date) else cell


def test_csv_holds_the_figures_and_the_register(written, expected, make_document):
    figures, _ = expected
    document = make_document()
    lines = list(csv.DictReader(io.StringIO(written["csv"].decode("utf-8-sig"), newline="")))
    assert [(r["Label"], int(r["Value"])) for r in lines if r["Section"] == "figure"] == figures
    table = document.tables[-1]
    found = [[r[c.label] for c in table.columns] for r in lines if r["Section"] == "register"]
    values = [[iso(cell, document.zone) for cell in row] for row in table.rows]
    assert found == [["" if value is None else str(value) for value in row] for row in values]


def test_json_holds_the_figures_and_the_register(written, expected, make_document):
    figures, _ = expected
    data = json.loads(written["json"])
    assert [(f["label"], f["value"]) for f in data["figures"]] == figures
    (table,) = [b for b in data["blocks"] if b.get("name") == "register"]
    for found, row in zip(table["rows"], make_document().tables[-1].rows, strict=True):
        assert found["number"] == {"text": row[0].text, "url": row[0].url}
        assert date.fromisoformat(found["sent_on"]) == row[3]
        assert datetime.fromisoformat(found["due_at"]) == row[4]
        assert (found["satisfied"], found["counted"], found["next_step"]) == row[5:]


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_document_gives_the_same_bytes_at_any_hour(name, written, make_document, time_machine):
    # The hour of the writing differs by years from the hour of the first writing.
    time_machine.move_to(datetime.now().astimezone() + timedelta(days=1000))
    again = WRITERS[name](make_document())
    assert hashlib.sha256(again).digest() == hashlib.sha256(written[name]).digest()


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_says_that_it_is_demonstration_data_and_how_to_handle_it(name, written):
    data = written[name]
    if name == "pdf":
        text = pdf_text(data)
    elif name == "docx":
        section = docx.Document(io.BytesIO(data)).sections[0]
        text = section.header.paragraphs[0].text
    elif name == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data))["Register"]
        text = sheet.oddHeader.center.text
    elif name == "json":
        assert json.loads(data)["demonstration"] is True
        text = json.loads(data)["handling"] + "Demonstration data"
    else:
        text = data.decode()
    assert "Demonstration data" in text
    assert "COMMITTEE INTERNAL" in text


@pytest.mark.parametrize("name", WRITERS)
def test_a_document_that_is_no_demonstration_does_not_say_so(name, make_document):
    data = WRITERS[name](make_document(demonstration=False, office="Committee on Energy"))
    text = pdf_text(data) if name == "pdf" else data.decode("latin-1")
    if name in ("docx", "xlsx"):
        paper = docx.Document(io.BytesIO(data)) if name == "docx" else None
        book = openpyxl.load_workbook(io.BytesIO(data)) if name == "xlsx" else None
        text = paper.sections[0].header.paragraphs[0].text if paper else str(list(book["About"].values))
    assert "Demonstration data" not in text


@pytest.mark.parametrize("name", WRITERS)
def test_no_text_breaks_a_format(name, make_document, make_table):
    document = make_document(
        title="漢 #x " + NASTY[6],
        subtitle=NASTY[7],
        handling=NASTY[4],
        office="&A &P " + NASTY[5],
        blocks=(Figures((Figure(NASTY[0], NASTY[5], NASTY[6]),)), make_table(*NASTY)),
    )
    data = WRITERS[name](document)
    match name:
        case "pdf":
            text = without_spaces(pdf_text(data))
            assert "[U+6F22][U+5B57]and" in text
            assert without_spaces("#panic() $x$ *b* _i_ `c` @ref <lab>") in text
            assert without_spaces("{{ 7*7 }}") in text
            assert text.count("x") > 10_240
        case "docx":
            texts = [row[0] for row in docx_rows(data, "Words")]
            assert texts[0] == NASTY[0]
            assert texts[4] == NASTY[4]
            assert len(texts[9]) == 10_240
        case "html":
            texts = [row[0] for row in html_rows(data, "Words")]
            assert texts[:6] == list(NASTY[:6])
            assert b"<script" not in data
        case "xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(data))["Register"]
            texts = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
            assert texts[:6] == list(NASTY[:6])
            assert len(texts[9]) == 10_240
        case "csv":
            lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
            texts = [line["Words"] for line in lines if line["Section"] == "register"]
            assert texts[:4] == list(NASTY[:4])
            assert texts[8] == NASTY[8]
        case "json":
            texts = [row["words"] for row in json.loads(data)["blocks"][-1]["rows"]]
            assert texts[:7] == list(NASTY[:7])


@pytest.mark.parametrize("name", WRITERS)
def test_a_register_without_rows_is_said_in_a_sentence(name, make_document, make_register):
    data = WRITERS[name](make_document(blocks=(make_register((), when_empty="No requests in this period."),)))
    match name:
        case "pdf":
            assert "No requests in this period." in pdf_text(data)
        case "docx":
            paper = docx.Document(io.BytesIO(data))
            assert "No requests in this period." in [line.text for line in paper.paragraphs]
            assert not paper.tables
        case "html":
            assert b"No requests in this period." in data
            assert b"<table" not in data
        case "xlsx":
            assert openpyxl.load_workbook(io.BytesIO(data))["Register"].max_row == 1
        case "csv":
            assert b"register" not in data
            assert b"Next step" in data
        case "json":
            assert json.loads(data)["blocks"][0]["rows"] == []


@pytest.mark.parametrize("name", ["pdf", "docx", "html"])
def test_links_are_live_among_facts_too(name, make_document):
    url = "https://example.gov/letter?a=1"
    data = WRITERS[name](make_document(blocks=(Facts((("RE", Link("The letter", url)),)),)))
    match name:
        case "pdf":
            assert url.encode() in data
        case "docx":
            assert url in [rel.target_ref for rel in docx.Document(io.BytesIO(data)).part.rels.values()]
        case "html":
            links = [a.get("href") for a in html5lib.parse(data, namespaceHTMLElements=False).iter("a")]
            assert links == [url]


@pytest.mark.parametrize("name", WRITERS)
def test_a_document_may_be_nothing_but_its_title(name, make_document):
    assert WRITERS[name](make_document(blocks=(), method=(), handling="", demonstration=False))
