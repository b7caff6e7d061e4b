"""Docket out as a workbook, edited in it, brought back: changes are shown before and after, clashes are not taken over."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest
import time_machine

from app.models import DeadlineEntry, Event, OversightRequest
from app.models.picklists import Role


@pytest.fixture
def docket(clock, given, client):
    owner = given.person(Role.COUNSEL, name="=Owner()")
    client.sign_in(owner)
    given.request(owner=owner, subject="=1+1", due_on=date(2018, 10, 12), next_step="-2 days", control_number="OC-1")
    given.request(owner=owner, subject="Two & <three>", due_on=date(2018, 10, 19), extras={"Notes": "@SUM(A1)"})
    given.request(owner=owner, subject="Closed", closed_on=date(2018, 10, 1), due_on=None)
    return client


def exported(client, query=""):
    answer = client.get(f"/requests.xlsx{query}")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.get_data()))


def as_bytes(book):
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def places(sheet):
    return {cell.value: cell.column for cell in sheet[1]}


def test_a_view_of_the_docket_is_a_workbook_that_staff_can_work_in(docket, given):
    book = exported(docket, "?sort=number")
    sheet, at = book["Requests"], places(book["Requests"])
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["DEMO-115-0001", "DEMO-115-0002"]
    first = sheet[2]
    assert first[at["Subject"] - 1].value == "=1+1"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "d", "n"}, "no formula anywhere"
    assert first[at["Subject"] - 1].quotePrefix
    assert first[at["Due"] - 1].value == datetime(2018, 10, 12)
    assert first[0].hyperlink.target.endswith("/requests/DEMO-115-0001")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:W3")
    assert sheet.data_validations.dataValidation[0].formula1 == "Lists!$A$1:$A$13"
    assert book["Lists"].sheet_state == "hidden"
    assert all(sheet.column_dimensions[letter].hidden for letter in "VW")
    about = {row[0].value: row[1].value for row in book["About this export"].iter_rows()}
    assert (about["Rows"], about["Handling"], about["Time zone"]) == ("2", "Committee internal", "America/New_York")
    assert given.row(Event, verb="exported") is not None


def test_a_csv_of_the_view_runs_nothing(docket):
    rows = list(
        csv.reader(io.StringIO(docket.get("/requests.csv?state=all&sort=number").get_data().decode("utf-8-sig")))
    )
    assert len(rows) == 4
    assert rows[1][rows[0].index("Subject")] == "'=1+1"
    assert rows[1][rows[0].index("Due")] == "2018-10-12"
    assert rows[1][rows[0].index("Next step")] == "'-2 days"


def test_an_edited_workbook_comes_back_as_updates_with_before_and_after(docket, given, steps):
    book = exported(docket, "?sort=number")
    sheet, at = book["Requests"], places(book["Requests"])
    sheet.cell(2, at["Due"]).value = date(2018, 11, 2)
    sheet.cell(3, at["Subject"]).value = "Two, and three"
    columns = steps.upload(as_bytes(book), "edited.xlsx")
    steps.send(columns)
    steps.send(columns.replace("columns", "problems"))
    base = columns.rpartition("/")[0]
    page = " ".join(docket.get(f"{base}/check").get_data(as_text=True).split())
    assert "create 0 · update 2 · skip 0" in page
    assert "Fri, Oct 12, 2018" in page
    assert "Fri, Nov 2, 2018" in page
    docket.submit(f"{base}/import", at=f"{base}/check")
    first = given.row(OversightRequest, serial=1)
    assert (first.due_on, first.subject, first.next_step, first.edition) == (date(2018, 11, 2), "=1+1", "-2 days", 2)
    assert given.row(OversightRequest, serial=2).subject == "Two, and three"
    assert given.count(DeadlineEntry) == 3, "a due date moves by an entry of its ledger"


def test_an_unedited_workbook_and_csv_change_nothing(docket, steps):
    for data, name in ((as_bytes(exported(docket)), "same.xlsx"), (docket.get("/requests.csv").get_data(), "same.csv")):
        columns = steps.upload(data, name)
        steps.send(columns)
        steps.send(columns.replace("columns", "problems"))
        page = docket.get(columns.replace("columns", "check")).get_data(as_text=True)
        assert "create 0 · update 0 · skip 0 · already here 2" in page


def test_what_a_colleague_changed_meanwhile_clashes_and_is_not_overwritten(docket, given, steps):
    book = exported(docket, "?sort=number")
    sheet, at = book["Requests"], places(book["Requests"])
    with given.session() as session:
        for request in session.query(OversightRequest).filter(OversightRequest.serial < 3):
            request.subject = f"Changed by a colleague {request.serial}"
        session.commit()
    sheet.cell(2, at["Subject"]).value = "Changed in the sheet"
    sheet.cell(2, at["Next step"]).value = "Call the liaison"
    base = steps.bring_in(as_bytes(book), "edited.xlsx")
    first, second = given.row(OversightRequest, serial=1), given.row(OversightRequest, serial=2)
    assert first.subject == "Changed by a colleague 1", "both changed it, so it stays"
    assert first.next_step == "Call the liaison", "the other cell of the row is taken over"
    assert second.subject == "Changed by a colleague 2", "an old cell that nobody edited overwrites nothing"
    assert docket.get(base).status_code == 200


def test_a_workbook_of_another_office_makes_no_update_here(docket, given, clients, steps):
    book = as_bytes(exported(docket))
    steps.client = clients().sign_in(given.person(Role.COUNSEL, office=given.office("DEMOM")))
    columns = steps.upload(book, "theirs.xlsx")
    steps.send(columns)
    page = steps.client.get(columns.replace("columns", "problems")).get_data(as_text=True)
    assert "Tecum&#39;s hidden id is not known here" in page


def test_own_work_is_not_in_the_sheet_of_an_office_that_it_is_shared_with(given, client):
    with time_machine.travel(datetime(2018, 10, 1, 14), tick=False):
        theirs = given.office("DEMOM")
        given.request(shared_with=[theirs], next_step="Our plan", extras={"Notes": "Ours"})
        client.sign_in(given.person(Role.COUNSEL, office=theirs))
        text = client.get("/requests.csv").get_data().decode("utf-8-sig")
    assert "DEMO-115-0001" in text
    assert "Our plan" not in text
    assert "Ours" not in text
