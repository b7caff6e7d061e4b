"""Sheets as they are really kept: other heads, other separators, other ways to write a day."""

from datetime import date

import pytest

from app.models import Agency, ImportedRecord
from app.models.picklists import ClosingReason
from tests.imports.sheets import HEAD, workbook


def test_days_as_people_write_them(given, client, counsel, steps):
    days = [
        "10/3/18",
        "Oct. 5, 2018",
        "43383",
        "2018-10-12",
        "Oct 15",
        "10/16/2018; ext. 10/19/2018",
        "soon",
        "12-Nov-18",
    ]
    rows = [
        [f"{n}", "State", f"Topic {n}", date(2018, 9, 3), day, "", "Open", ""] for n, day in enumerate(days, start=1)
    ]
    steps.bring_in(workbook([HEAD, *rows]))
    with given.session() as session:
        found = {row.control_number: row.due_on for row in session.query(ImportedRecord)}
    expected = [(3, 10), (5, 10), (10, 10), (12, 10), (15, 10), (19, 10), None, (12, 11)]
    assert [found[str(n)] for n in range(1, 9)] == [date(2018, each[1], each[0]) if each else None for each in expected]
    kept = given.row(ImportedRecord, control_number="6").extras
    assert kept["Due (as written)"] == "10/16/2018; ext. 10/19/2018"


def test_a_workbook_that_counts_from_1904_means_the_same_days(given, client, counsel, steps):
    steps.bring_in(
        workbook([HEAD, ["1", "State", "Topic", date(2018, 9, 3), date(2018, 10, 12), "", "", ""]], is_1904=True)
    )
    found = given.row(ImportedRecord)
    assert (found.transmitted_on, found.due_on) == (date(2018, 9, 3), date(2018, 10, 12))


def test_a_csv_with_semicolons_and_european_days_in_windows_letters(given, client, counsel, steps):
    text = "Ref;Dept;Topic;Sent;Deadline;Café\r\n1;State;Señor Núñez’s visa;03.09.2018;19.10.2018;“note”\r\n2;State;Two;25.09.2018;26.10.2018;\r\n"
    steps.bring_in(text.encode("cp1252"), "old.csv")
    found = given.row(ImportedRecord, control_number="1")
    assert (found.subject, found.due_on) == ("Señor Núñez’s visa", date(2018, 10, 19))
    assert found.transmitted_on == date(2018, 9, 3)
    assert found.extras["Café"] == "“note”"


def test_a_csv_as_libreoffice_writes_it_with_commas_quotes_and_a_mark(given, client, counsel, steps):
    text = '\ufeff"No","Agency","Subject","Date of Letter","Due Date","Contact"\n7,"U.S. Department of State","Tanks, and ""Abrams""",09/03/18,10/12/18,"Line 1\nLine 2"\n'
    columns = steps.upload(text.encode(), "tracker.csv")
    assert client.fields(columns)["sends_on_letter_date"] == "y", "nobody said when it was sent, so that is asked"
    steps.send(columns)
    base = columns.rpartition("/")[0]
    client.submit(f"{base}/import", at=f"{base}/check")
    found = given.row(ImportedRecord)
    assert found.subject == 'Tanks, and "Abrams"'
    assert (found.dated_on, found.transmitted_on, found.due_on) == (
        date(2018, 9, 3),
        date(2018, 9, 3),
        date(2018, 10, 12),
    )
    assert found.extras["Contact"] == "Line 1\nLine 2"


def test_tabs_and_what_a_sheet_calls_closed(given, client, counsel, steps):
    lines = ["Number\tAgency\tSubject\tDue\tStatus\tDate Closed", "1\tState\tOne\t9/14/2018\tCompleted\t9/10/2018",
             "2\tState\tTwo\t9/14/2018\tClosed\t", "3\tState\tThree\t9/14/2018\tWithdrawn\t9/1/2018"]  # fmt: skip
    columns = steps.upload("\n".join(lines).encode(), "tracker.tsv")
    steps.send(columns)
    problems = columns.replace("columns", "problems")
    page = client.get(problems).get_data(as_text=True)
    assert "Status not known: &#39;Closed&#39;" in page
    group = next(name for name in client.form_names(problems) if name.startswith("fix-"))
    assert steps.send(problems).headers["Location"].endswith("/check")
    base = columns.rpartition("/")[0]
    assert client.get(f"{base}/check").headers["Location"].endswith("/problems"), "it must be chosen first"
    steps.send(problems, **{group: "unsatisfied"})
    steps.send(problems)
    client.submit(f"{base}/import", at=f"{base}/check")
    with given.session() as session:
        found = {row.control_number: (row.closing_reason, row.closed_on) for row in session.query(ImportedRecord)}
    assert found == {
        "1": (ClosingReason.SATISFIED, date(2018, 9, 10)),
        "2": (ClosingReason.UNSATISFIED, date(2018, 10, 1)),
        "3": (ClosingReason.WITHDRAWN, date(2018, 9, 1)),
    }


@pytest.mark.parametrize(("choice", "subjects"), [("create", ["One", "Two"]), ("skip", ["Two"])])
def test_an_agency_that_nobody_knows_is_made_or_chosen_or_its_rows_are_skipped(
    given, client, clock, steps, choice, subjects
):
    from app.models.picklists import Role

    given.agency("State")
    client.sign_in(given.person(Role.STAFF_DIRECTOR, is_administrator=True))
    columns = steps.upload(
        workbook([HEAD, ["1", "Bureau of Maps", "One", "", "", "", "", ""], ["2", "State", "Two", "", "", "", "", ""]])
    )
    steps.send(columns)
    problems = columns.replace("columns", "problems")
    assert "Agency not known: &#39;Bureau of Maps&#39;" in client.get(problems).get_data(as_text=True)
    group = next(name for name in client.form_names(problems) if name.startswith("fix-"))
    steps.send(problems, **{group: choice})
    base = columns.rpartition("/")[0]
    client.submit(f"{base}/import", at=f"{base}/check")
    with given.session() as session:
        assert sorted(row.subject for row in session.query(ImportedRecord)) == subjects
    assert (given.row(Agency, name="Bureau of Maps") is not None) == (choice == "create")


def test_marked_text_in_any_cell_keeps_the_whole_sheet_out(given, client, counsel, steps):
    from app.models import SheetImport, SheetPart

    marked = "TOP " + "SECRET//" + "NOFORN"
    page = steps.upload(workbook([HEAD, ["1", "State", "One", "", "", "", "", marked]]), status=200)
    assert "classification marking" in page
    assert marked not in page
    assert given.count(SheetImport) == given.count(SheetPart) == 0


def test_a_hostile_cell_is_inert_text_everywhere(given, client, counsel, steps):
    words = "<img src=x onerror=alert(1)> {{7*7}}"
    base = steps.bring_in(
        workbook([[*HEAD[:-1], words], ["=1+1", "State", words, "", "", "", "", "javascript:alert(1)"]])
    )
    for path in (base, f"{base}/records/{given.row(ImportedRecord).id}", f"{base}/release"):
        text = client.get(path).get_data(as_text=True)
        assert "<img" not in text
        assert "{{7*7}}" in text or path.endswith("release")


def test_a_sheet_without_an_agency_or_a_subject_is_asked_about_at_its_columns(given, client, counsel, steps):
    columns = steps.upload(workbook([["Wer", "Was", "When"], ["x", "y", "z"], ["a", "b", "c"]]))
    answer = steps.send(columns)
    assert answer.status_code == 200
    assert "Say which column holds: agency, subject." in answer.get_data(as_text=True)
