"""Each version in each format, read back: it holds what it is for, and not a word of what it must not hold."""

import csv
import io
import json
import re
import zipfile
from datetime import date

import docx
import openpyxl
import pikepdf
import pytest

from app.documents import FORMATS
from app.models import IntelligenceItem, IntelligenceLink, Item, ItemDisposition, OversightRequest
from app.models.picklists import (
    Credibility,
    Disposition,
    Handling,
    Relation,
    Reliability,
    SourceClass,
)
from app.reports.summary import GROUP_FIGURES
from tests.documents.test_write_every_format import pdf_text, without_spaces
from tests.factories import Given
from tests.reports.conftest import NOON, Docket, set_facts
from tests.reports.test_report_command import figures_in_csv, figures_in_xlsx, run

INTELLIGENCE = ("Secret tip on tanks", "An insider who must stay unnamed", "A1", "completely reliable")
NOTES = ("Our note on the refusal", "Our closing note", "Call legislative affairs", "Olive Owner", "Needs decision")
LIMITED = ("Limited affair",)
UNRELEASED = ("End-use monitoring of tanks", "Far away", "Withdrawn by the chair", "Law enforcement")
HINTS = ("withheld from", "held back", "not shown", "filed in error", "DEMO-115-", "more request")
FORBIDDEN = {
    "internal": INTELLIGENCE,
    "member": (*INTELLIGENCE, *NOTES, *LIMITED),
    "public": (*INTELLIGENCE, *NOTES, *LIMITED, *UNRELEASED, *HINTS),
}


@pytest.fixture
def full(given: Given, docket: Docket) -> Docket:
    """The docket with everything in it that some version must not hold."""
    given.request(office=docket.office, owner=docket.owner, subject=LIMITED[0], named=[docket.owner])
    set_facts(given, OversightRequest, docket.requests["closed"].id, closing_note="Our closing note")
    set_facts(given, OversightRequest, docket.requests["due soon"].id, release_proposed_at=NOON)
    with given.session() as session:
        found = session.get_one(OversightRequest, docket.requests["released"].id)
        logged = {"logged_by_id": docket.owner.id, "dated_on": date(2018, 10, 5)}
        item: Item = found.items[0]
        note = "Our note on the refusal"
        session.add(ItemDisposition(item=item, request_id=found.id, code=Disposition.FULL, note=note, **logged))
        tip = IntelligenceItem(
            office_id=docket.office.id,
            title=INTELLIGENCE[0],
            source=INTELLIGENCE[1],
            source_class=SourceClass.INSIDER,
            handling=Handling.SOURCE_PROTECTED,
            reliability=Reliability.A,
            credibility=Credibility.CONFIRMED,
            logged_by_id=docket.owner.id,
        )
        session.add(tip)
        session.flush()
        tie = {"intelligence_item_id": tip.id, "request_id": found.id, "linked_by_id": docket.owner.id}
        session.add(IntelligenceLink(relation=Relation.PROMPTED, **tie))
        session.commit()
    return docket


def everything_in(format_name: str, data: bytes) -> str:
    """All that somebody could read out of the file, its properties and comments included."""
    if format_name in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            found = [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
        return "\n".join([*found, *(re.sub("<[^>]+>", "", part) for part in found)])
    if format_name == "pdf":
        with pikepdf.open(io.BytesIO(data)) as paper:
            about = [str(value) for value in paper.docinfo.values()]
            about.append(paper.Root.Metadata.read_bytes().decode("utf-8", "replace"))
        return "\n".join([pdf_text(data), *about])
    return data.decode("utf-8-sig")


def figures_in(format_name: str, data: bytes) -> list[tuple[str, int]]:
    if format_name == "json":
        return [(one["label"], one["value"]) for one in json.loads(data)["figures"]]
    if format_name == "csv":
        return figures_in_csv(data)
    if format_name == "xlsx":
        return figures_in_xlsx(data)
    if format_name == "docx":
        tables = [one for one in docx.Document(io.BytesIO(data)).tables if one.rows[0].cells[0].text == "Figure"]
        return [(row.cells[0].text, int(row.cells[1].text)) for one in tables for row in one.rows[1:]]
    rows = re.findall(r'<th scope="row">([^<]*)</th><td class="number"><strong>(\d+)', data.decode())
    return [(label, int(value)) for label, value in rows]


@pytest.mark.parametrize("version", FORBIDDEN)
def test_a_version_holds_no_forbidden_word_in_any_format_and_the_same_figures_in_all(given, full, tmp_path, version):
    files = {}
    for name in FORMATS:
        path = tmp_path / f"{version}.{name}"
        result = run(given, "--office", "DEMO", "--format", name, "--out", path, "--version", version)
        assert result.exit_code == 0, result.output
        files[name] = path.read_bytes()
    wanted = figures_in("json", files["json"])
    for name, data in files.items():
        text = everything_in(name, data)
        flat = without_spaces(text).lower()
        assert without_spaces("Statement on end-use rules").lower() in flat, name
        for word in FORBIDDEN[version]:
            # A grade is two signs, so it is looked for as a word of its own.
            found = re.search(rf">{word}<|\b{word}\b,", text) if word == "A1" else None
            assert not found if word == "A1" else without_spaces(word).lower() not in flat, (name, word)
        if name == "pdf":
            for label, value in wanted:
                assert without_spaces(f"{label}{value}") in without_spaces(text), (name, label)
        else:
            assert figures_in(name, data) == wanted, name


def test_the_internal_version_tells_what_waits_for_a_decision_by_agency_or_matter(given, full, tmp_path):
    for group, first in (("agency", "Department of State"), ("matter", "No matter")):
        path = tmp_path / f"{group}.xlsx"
        assert run(given, "--office", "DEMO", "--format", "xlsx", "--out", path, "--group", group).exit_code == 0
        book = openpyxl.load_workbook(path)
        labels, *rows = book["Decisions"].iter_rows(values_only=True)
        assert labels == (group.capitalize(), "Decision", "Number", "Subject", "Why")
        found = {row[1]: row for row in rows}
        proposed, late = found["Release proposed"], found["Long overdue, no next step"]
        assert (proposed[0], proposed[2]) == (first, full.requests["due soon"].number)
        assert proposed[4] == "The release of the letter was proposed on October 9, 2018; nobody approved it."
        assert late[2] == full.requests["long overdue"].number
        assert "Handling conflict" not in found
        assert ("Matters" in book.sheetnames) is (group == "matter")
    sheet = book["Agencies"].iter_rows(values_only=True)
    assert next(sheet) == ("Agency", *(column.label for column in GROUP_FIGURES))
    assert list(sheet) == [("Department of Energy", 1, 1, 1, 0, 3), ("Department of State", 7, 1, 8, 6, 19)]


def test_a_released_letter_with_a_guarded_record_is_a_handling_conflict(given, full, tmp_path):
    set_facts(given, OversightRequest, full.requests["released"].id, handling=Handling.EXEC_SESSION)
    path = tmp_path / "conflict.csv"
    assert run(given, "--office", "DEMO", "--format", "csv", "--out", path).exit_code == 0
    lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    (conflict,) = [line for line in lines if line["Decision"] == "Handling conflict"]
    assert conflict["Number"] == full.requests["released"].number
    assert conflict["Why"] == "The letter is released; its record is executive session."
    (handling,) = [line["Value"] for line in lines if line["Label"] == "Handling"]
    assert handling == "Executive session"
