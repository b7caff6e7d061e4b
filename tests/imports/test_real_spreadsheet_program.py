"""What a real spreadsheet program makes of our exports, and what we make of the files that it saves."""

import csv
import io
import subprocess
from datetime import date

import openpyxl
import pytest

from app.models import ImportedRecord, OversightRequest
from app.models.picklists import Role
from tests.ensure_programs import find
from tests.imports.sheets import tracker

PROGRAM = find("soffice")
pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed"),
    pytest.mark.xdist_group("spreadsheet-program"),
]

HOSTILE = ["=1+1", "+1+1", "-1+1", "@SUM(1;1)", '=HYPERLINK("http://example.gov";"x")', "=cmd|'/c calc'!A1"]


@pytest.fixture
def database():
    """The files are the same whatever stands behind them."""
    return "sqlite"


@pytest.fixture
def saved_as(tmp_path):
    """The file as the program saves it in another format, everything in it computed anew."""

    def convert(data: bytes, name: str, kind: str) -> bytes:
        (tmp_path / "in").mkdir(exist_ok=True)
        source = tmp_path / "in" / name
        source.write_bytes(data)
        wanted = "csv:Text - txt - csv (StarCalc):44,34,76" if kind == "csv" else kind
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [PROGRAM, profile, "--headless", "--convert-to", wanted, "--outdir", tmp_path / "out", source]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (tmp_path / "out" / name).with_suffix(f".{kind}").read_bytes()

    return convert


@pytest.fixture
def docket(clock, given, client):
    owner = given.person(Role.COUNSEL)
    client.sign_in(owner)
    for text in HOSTILE:
        given.request(owner=owner, subject=text, due_on=date(2018, 10, 12), extras={"Notes": text})
    return client


def subjects(rows):
    rows = [[str(cell or "") for cell in row] for row in rows]
    at = rows[0].index("Subject")
    return [row[at] for row in rows[1:]]


def test_no_export_of_the_docket_computes_anything_when_it_is_opened(docket, saved_as):
    workbook = docket.get("/requests.xlsx?sort=number").get_data()
    shown = list(csv.reader(io.StringIO(saved_as(workbook, "docket.xlsx", "csv").decode())))
    assert subjects(shown) == HOSTILE
    text = docket.get("/requests.csv?sort=number").get_data()
    book = openpyxl.load_workbook(io.BytesIO(saved_as(text, "docket.csv", "xlsx")))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert subjects(book.active.iter_rows(values_only=True)) == [f"'{each}" for each in HOSTILE]


def test_a_workbook_saved_by_it_comes_back_without_a_change_and_with_the_one_that_was_made(
    docket, given, steps, saved_as
):
    workbook = docket.get("/requests.xlsx?sort=number").get_data()
    assert changes(docket, steps, saved_as(workbook, "docket.xlsx", "xlsx")).startswith("create 0 · update 0")
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    sheet = book["Requests"]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("Due") + 1).value = date(2018, 11, 2)
    held = io.BytesIO()
    book.save(held)
    assert changes(docket, steps, saved_as(held.getvalue(), "edited.xlsx", "xlsx")).startswith("create 0 · update 1")
    assert given.count(OversightRequest) == len(HOSTILE)


def changes(client, steps, data):
    columns = steps.upload(data, "saved.xlsx")
    steps.send(columns)
    steps.send(columns.replace("columns", "problems"))
    page = " ".join(client.get(f"{columns.rpartition('/')[0]}/check").get_data(as_text=True).split())
    return page[page.index("create ") :]


def test_the_tracker_that_it_saved_as_csv_comes_in_whole(given, counsel, steps, saved_as):
    steps.bring_in(saved_as(tracker(), "tracker.xlsx", "csv"), "tracker.csv")
    assert given.count(ImportedRecord) == 214
