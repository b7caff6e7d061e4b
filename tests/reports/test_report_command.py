"""`report summary`: the same figures in six formats, whole files or none, and exit codes that scripts can trust."""

import csv
import hashlib
import io
import json
import os
from datetime import date

import docx
import html5lib
import openpyxl
import pikepdf
import pypdfium2
import pytest
import sqlalchemy as sa

from app.documents import FORMATS
from app.documents.wording import said
from app.models import Event, OversightRequest
from app.policies import SYSTEM
from tests.documents.test_write_every_format import docx_rows, html_rows, pdf_text, without_spaces
from tests.factories import Given
from tests.reports.conftest import Docket

ZONE = "America/New_York"
REGISTER = ("All requests: dates", "All requests: items and replies")


def run(given: Given, *words):
    return given.app.test_cli_runner().invoke(args=["report", "summary", *map(str, words)])


@pytest.fixture
def written(given: Given, docket: Docket, tmp_path):
    """The bytes of a version in a format, written by the command."""

    def write(format_name, version="internal"):
        path = tmp_path / f"{version}.{format_name}"
        result = run(given, "--office", "DEMO", "--format", format_name, "--out", path, "--version", version)
        assert result.exit_code == 0, result.output
        return path.read_bytes()

    return write


def test_all_six_formats_hold_the_same_figures_and_register_and_these_are_the_records(written, given, docket):
    files = {name: written(name) for name in FORMATS}
    data = json.loads(files["json"])
    figures = [(one["label"], one["value"]) for one in data["figures"]]
    (table,) = [block for block in data["blocks"] if block.get("name") == "register"]
    labels = {column["label"]: column["key"] for column in table["columns"]}
    rows = [{label: row[key] for label, key in labels.items()} for row in table["rows"]]
    for row in rows:
        row["Number"] = row["Number"]["text"]
    check_against_the_record(given, rows)
    assert figures_in_csv(files["csv"]) == figures
    assert register_in_csv(files["csv"], labels) == [
        {k: "" if v is None else f"{v}" for k, v in r.items()} for r in rows
    ]
    assert figures_in_xlsx(files["xlsx"]) == figures
    assert register_in_xlsx(files["xlsx"]) == rows
    printed = [{label: as_printed(label, value) for label, value in row.items()} for row in rows]
    assert joined(*(html_table(files["html"], caption) for caption in REGISTER)) == printed
    assert joined(docx_table(files["docx"], "First due"), docx_table(files["docx"], "Last heard")) == printed
    text = without_spaces(pdf_text(files["pdf"]))
    for label, value in figures:
        assert without_spaces(f"{label}{value}") in text
    for row in printed:
        for part in parts_on_paper(row):
            assert without_spaces("".join(part)) in text


def check_against_the_record(given, rows):
    with given.session() as session:
        found = {one.number: one for one in session.query(OversightRequest)}
        for row in rows:
            made = found[row["Number"]]
            assert (row["Subject"], row["Agency"]) == (made.subject, made.agency.name)
            five = [row[str(standing)] for standing, _ in made.count.five]
            assert five == [number for _, number in made.count.five]
            assert row["Due"] == (made.due_on.isoformat() if made.due_on else None)
            assert row["Timing"] == (made.timing_words or None)
        counted = {one.number for one in found.values() if one.office.short_name == "DEMO" and not one.is_void}
    assert {row["Number"] for row in rows} == counted


def as_printed(label, value):
    is_day = label in {"Sent", "First due", "Due", "Last heard", "Next step by"}
    return said(date.fromisoformat(value) if is_day and value else value, ZONE)


def figures_in_csv(data):
    lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [(line["Label"], int(line["Value"])) for line in lines if line["Section"] == "figure"]


def register_in_csv(data, labels):
    """The rows as a spreadsheet would show them: without the apostrophe that keeps a formula from running."""
    lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [{k: line[k].removeprefix("'") for k in labels} for line in lines if line["Section"] == "register"]


def figures_in_xlsx(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [(row[1], row[2]) for row in book["Figures"].iter_rows(min_row=2, values_only=True)]


def register_in_xlsx(data):
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Register"]
    labels, *rows = sheet.iter_rows(values_only=True)
    return [
        {k: v.date().isoformat() if hasattr(v, "date") else v for k, v in zip(labels, r, strict=True)} for r in rows
    ]


def html_table(data, caption):
    page = html5lib.parse(data, namespaceHTMLElements=False)
    (table,) = [one for one in page.iter("table") if one.findtext("caption") == caption]
    labels = ["".join(cell.itertext()) for cell in table.find("thead").iter("th")]
    return [dict(zip(labels, row, strict=True)) for row in html_rows(data, caption)]


def docx_table(data, label):
    tables = [one for one in docx.Document(io.BytesIO(data)).tables if label in [c.text for c in one.rows[0].cells]]
    labels = [cell.text for cell in tables[-1].rows[0].cells]
    return [dict(zip(labels, row, strict=True)) for row in docx_rows(data, label)]


def joined(left, right):
    return [a | b for a, b in zip(left, right, strict=True)]


def parts_on_paper(row):
    """The cells of the two rows that a request has on paper, in their order."""
    cells = list(row.items())
    split = [label for label, _ in cells].index("Timing") + 1
    return [value for _, value in cells[:split]], [row["Number"], *(value for _, value in cells[split:])]


def test_a_subject_that_looks_like_a_formula_is_text_everywhere(written):
    lines = list(csv.DictReader(io.StringIO(written("csv").decode("utf-8-sig"), newline="")))
    shown = {line["Subject"] for line in lines}
    assert {'\'=HYPERLINK("http://x")', "'@SUM(A1:A9)"} <= shown
    assert not {subject for subject in shown if subject.startswith(("=", "+", "-", "@"))}
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx")))["Register"]
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(("=", "@"))]
    assert len(cells) == 2
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_the_pdf_is_tagged_and_has_its_title_and_language(written):
    with pikepdf.open(io.BytesIO(written("pdf"))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).lower().startswith("en")
        assert str(pdf.docinfo["/Title"]) == "Summary of oversight requests"


@pytest.mark.parametrize(("version", "handling"), [("internal", "Law enforcement or privacy"), ("public", "Public")])
def test_every_page_states_handling_and_demonstration_and_the_first_names_the_office(written, version, handling):
    with pypdfium2.PdfDocument(written("pdf", version)) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert all(page.count(f"{handling} · Demonstration data") == 2 for page in pages)
    assert "Demonstration Committee, majority staff (DEMO)" in pages[0]


@pytest.mark.parametrize("format_name", ["csv", "html", "json", "pdf"])
@pytest.mark.parametrize("version", ["member", "public"])
def test_versions_that_leave_the_office_hold_no_work_product(written, version, format_name):
    data = written(format_name, version)
    text = without_spaces(pdf_text(data) if format_name == "pdf" else data.decode())
    for word in ("Olive Owner", "Call legislative affairs", "Minority secret plan", "Filed in error", "http://127"):
        assert without_spaces(word) not in text
    assert ("tanks" in text) is (version == "member")


def test_the_export_is_recorded_as_the_systems(written, given):
    data = written("csv")
    with given.session() as session:
        (event,) = session.query(Event).all()
        assert (event.actor, event.actor_id, event.verb) == ("System", None, "exported")
        assert event.payload.note == "SHA-256 " + hashlib.sha256(data).hexdigest()


def test_a_dash_writes_the_whole_file_to_standard_output(given, docket):
    result = run(given, "--office", "DEMO", "--format", "json", "--out", "-")
    assert result.exit_code == 0
    assert json.loads(result.stdout_bytes)["office"].endswith("(DEMO)")
    assert "SHA-256" in result.stderr


def test_an_office_that_is_not_there_is_refused_with_nothing_written(given, docket, tmp_path):
    result = run(given, "--office", "NOSUCH", "--format", "pdf", "--out", tmp_path / "a.pdf")
    assert result.exit_code == 1
    assert "There is no office 'NOSUCH'." in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("out", ["missing/a.csv", ""])
def test_a_place_that_cannot_be_written_is_refused_and_nothing_is_recorded(given, docket, tmp_path, out):
    result = run(given, "--office", "DEMO", "--format", "csv", "--out", f"{tmp_path}/{out}")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert given.count(Event) == 0


def test_a_failure_leaves_the_old_file_and_no_part_of_a_new_one(given, docket, tmp_path, monkeypatch):
    from app.refusals import Refused
    from app.reports import exporting

    def fail(_document, _format, **_style):
        raise Refused("The export could not be written as PDF.")

    monkeypatch.setattr(exporting.documents, "write", fail)
    path = tmp_path / "a.pdf"
    path.write_text("old")
    result = run(given, "--office", "DEMO", "--format", "pdf", "--out", path)
    assert result.exit_code == 1
    assert "The export could not be written as PDF." in result.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["a.pdf"]
    assert path.read_text() == "old"


def test_a_device_is_written_to_and_never_replaced(given, docket):
    before = os.stat(os.devnull)
    assert run(given, "--office", "DEMO", "--format", "csv", "--out", os.devnull).exit_code == 0
    assert os.stat(os.devnull).st_rdev == before.st_rdev


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--office", "DEMO"),
        ("--office", "DEMO", "--format", "exe", "--out", "-"),
        ("--office", "DEMO", "--format", "csv", "--out", "-", "--version", "secret"),
        ("--office", "DEMO", "--format", "csv", "--out", "-", "--as-of", "the 1st"),
        ("--format", "csv", "--out", "-"),
    ],
)
def test_wrong_usage_ends_with_two(given, words):
    assert run(given, *words).exit_code == 2


def test_help_has_an_example(given):
    result = run(given, "--help")
    assert result.exit_code == 0
    assert "flask --app wsgi report summary --office DEMO --format pdf --out summary.pdf" in result.output


def test_the_command_looks_as_system_and_yet_at_one_office_only(written):
    assert SYSTEM.is_system
    assert "Minority secret plan" not in written("csv").decode()


@pytest.mark.parametrize(("format_name", "count"), [("csv", 20_000), ("xlsx", 3_000)])
def test_thousands_of_requests_can_be_written(given, tmp_path, format_name, count, selects):
    fill(given, count)
    path = tmp_path / f"long.{format_name}"
    with selects() as counted:
        result = run(given, "--office", "DEMO", "--format", format_name, "--out", path)
    assert result.exit_code == 0, result.output
    assert len(counted) < 15
    if format_name == "csv":
        assert path.read_bytes().count(b"\r\nregister,") == count
    else:
        book = openpyxl.load_workbook(path, read_only=True)
        assert sum(1 for _ in book["Register"].iter_rows(min_row=2, max_col=1)) == count
        book.close()


def fill(given, count):
    """Many requests by one statement, each a copy of one that the factory made."""
    made = given.request(items=4)
    table = OversightRequest.__table__
    with given.session() as session:
        row = dict(session.execute(table.select().where(table.c.id == made.id)).mappings().one())
        copies = [
            row | {"id": n, "serial": n, "number": f"DEMO-115-{n:05d}", "subject": f"Subject {n}"}
            for n in range(2, count + 1)
        ]
        session.execute(table.insert(), copies)
        session.execute(sa.text("ANALYZE"))  # As a database does by itself after a while.
        session.commit()


def test_a_paper_of_twenty_thousand_requests_is_refused_with_what_to_do(given, tmp_path, monkeypatch):
    from app.reports import services

    monkeypatch.setattr(services, "MOST_ON_PAPER", 10)
    fill(given, 11)
    result = run(given, "--office", "DEMO", "--format", "docx", "--out", tmp_path / "a.docx")
    assert result.exit_code == 1
    assert "Choose Excel, CSV or JSON." in result.stderr
    assert list(tmp_path.iterdir()) == []
