"""The weekly memo: one click, the office's own style, nothing of the style but its looks."""

import io
import zipfile
from datetime import date, timedelta

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor

from app.models import Communication, Event, Office, OversightRequest, StoredFile
from app.models.picklists import CommunicationKind, Direction, Instrument, Role
from tests.reports.conftest import set_facts

MEMO, STYLE = "/reports/memo/DEMO", "/reports/memo/DEMO/style"
HEADINGS = [
    "Bottom line",
    "Overdue",
    "Due next",
    "Replies this week",
    "Escalations",
    "Agency table",
    "How these figures were computed",
]


def memo(client):
    answer = client.submit(MEMO, {}, at="/reports", reads_page=False)
    assert answer.status_code == 200, answer.text
    return answer, docx.Document(io.BytesIO(answer.data))


def rows_under(paper, label):
    tables = [one for one in paper.tables if label in [cell.text for cell in one.rows[0].cells]]
    return [[cell.text for cell in row.cells] for row in tables[0].rows[1:]]


def test_a_memo_reads_like_one_and_is_recorded(client, given, docket):
    set_facts(given, OversightRequest, docket.requests["awaiting"].id, instrument=Instrument.SUBP_DT)
    with given.session() as session:
        for days, words in ((3, "A letter came."), (30, "An old letter.")):
            session.add(
                Communication(
                    request_id=docket.requests["overdue"].id,
                    kind=CommunicationKind.REPLY,
                    direction=Direction.IN,
                    dated_on=date(2018, 10, 9) - timedelta(days=days),
                    summary=words,
                    logged_by_id=docket.owner.id,
                )
            )
        session.commit()
    given.person(Role.STAFF_DIRECTOR, office=docket.office, name="Dora Director")
    client.sign_in(given.person(Role.COUNSEL, office=docket.office, name="Carol Counsel"))
    answer, paper = memo(client)
    assert answer.headers["Content-Disposition"] == "attachment; filename=DEMO-memo-2018-10-09.docx"
    lines = [line.text for line in paper.paragraphs]
    assert lines[0] == "MEMORANDUM"
    assert lines[3:7] == [
        "TO:\tDora Director",
        "FROM:\tCarol Counsel",
        "DATE:\tOctober 9, 2018",
        "RE:\tOversight requests as of October 9, 2018",
    ]
    assert [line.text for line in paper.paragraphs if line.style.name == "Heading 1"] == HEADINGS
    assert paper.core_properties.title == "Weekly oversight memo"
    assert paper.core_properties.language == "en-US"
    assert [row[0] for row in rows_under(paper, "Days late")] == [
        docket.requests[name].number for name in ("long overdue", "overdue")
    ]
    assert [row[3:] for row in rows_under(paper, "It settles")] == [["Reply letter: A letter came.", "To classify"]]
    assert [row[0] for row in rows_under(paper, "Instrument")] == [docket.requests["awaiting"].number]
    section = paper.sections[0]
    edges = [line.text for line in (*section.header.paragraphs, *section.footer.paragraphs)]
    assert edges[:2] == ["Law enforcement or privacy · Demonstration data"] * 2
    for table in paper.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    event = given.row(Event, verb="exported")
    assert event.payload.summary == "Weekly memo exported: DOCX, 8 requests."


@pytest.mark.parametrize("role", Role)
def test_the_memo_is_internal_and_its_style_is_the_seniors(client, given, docket, role):
    client.sign_in(given.person(role, office=docket.office))
    token = client.token("/reports")
    answer = client.post(MEMO, data={"csrf_token": token}, reads_page=False)
    assert answer.status_code == (403 if role is Role.READER else 200)
    assert client.get(STYLE).status_code == (200 if role in {Role.STAFF_DIRECTOR, Role.COUNSEL} else 403)
    assert client.post("/reports/memo/DEMOM", data={"csrf_token": token}, reads_page=False).status_code == 404


def style(*, field=None, macros=False, name="Heading 1"):
    """A Word document with a letterhead and a look of its own, and perhaps something that runs or fetches."""
    paper = docx.Document()
    paper.styles["Heading 1"].font.color.rgb = RGBColor(0x80, 0, 0)
    paper.sections[0].different_first_page_header_footer = True
    paper.sections[0].first_page_header.paragraphs[0].text = "Committee letterhead"
    paper.add_paragraph("The old text of the template")
    paper.core_properties.author = "Someone else"
    if field:
        element = OxmlElement("w:fldSimple")
        element.set(qn("w:instr"), field)
        paper.sections[0].header.paragraphs[0]._p.append(element)
    written = io.BytesIO()
    paper.save(written)
    if macros:
        with zipfile.ZipFile(written, "a") as parts:
            parts.writestr("word/vbaProject.bin", b"code")
    return written.getvalue()


def upload(client, data, name="memo.docx"):
    return client.submit(STYLE, {"is_marked": "no", "style": (io.BytesIO(data), name)})


def test_an_uploaded_style_lends_its_looks_and_nothing_else(client, given, docket):
    client.sign_in(given.person(Role.COUNSEL, office=docket.office))
    assert upload(client, style(field="PAGE")).status_code == 302
    assert "memo.docx" in client.get(STYLE).text
    answer, paper = memo(client)
    assert paper.styles["Heading 1"].font.color.rgb == RGBColor(0x80, 0, 0)
    first = [line.text for line in paper.sections[0].first_page_header.paragraphs]
    assert first == ["Law enforcement or privacy · Demonstration data", "Committee letterhead"]
    assert paper.sections[0].header.paragraphs[0].text == "Law enforcement or privacy · Demonstration data"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        text = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    assert "The old text of the template" not in text
    assert "Someone else" not in text
    assert [line.text for line in paper.paragraphs if line.style.name == "Heading 1"] == HEADINGS
    client.submit("/reports/memo/DEMO/standard-style", {}, at=STYLE)
    assert given.row(Office, short_name="DEMO").memo_style_id is None
    _, plain = memo(client)
    assert plain.styles["Heading 1"].font.color.rgb == RGBColor(0, 0, 0)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (style(macros=True), "memo.docx", "macros"),
        (style(field="DDEAUTO c:\\\\run.exe"), "memo.docx", "holds the field DDEAUTO"),
        (style(field="INCLUDETEXT http://x"), "memo.docx", "holds the field INCLUDETEXT"),
        (b"Plain words", "memo.txt", "Choose a Word document"),
        (b"", "memo.docx", "This file is empty"),
    ],
)
def test_what_could_run_or_fetch_something_is_refused_and_not_kept(client, given, docket, data, name, words):
    client.sign_in(given.person(Role.COUNSEL, office=docket.office))
    answer = upload(client, data, name)
    assert answer.status_code == 200
    assert words in answer.text
    assert given.row(Office, short_name="DEMO").memo_style_id is None
    assert given.count(StoredFile) == 0
