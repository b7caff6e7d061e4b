"""`report chronology`: the recorded facts of one request, strictly by date."""

import json
from datetime import date

import pytest

from app.documents import FORMATS
from app.ledger import Entry
from app.models import Communication, Event, OversightRequest, User
from app.models.picklists import CommunicationKind, Direction, Disposition
from tests.documents.test_write_every_format import pdf_text, without_spaces
from tests.reports.conftest import Docket, standings


def run(given, *words):
    return given.app.test_cli_runner().invoke(args=["report", "chronology", *map(str, words)])


@pytest.fixture
def told(given, docket: Docket):
    """The overdue request of the docket with a call, a statement and an extension."""
    made = docket.requests["overdue"]
    with given.session() as session:
        found = session.get_one(OversightRequest, made.id)
        person = session.get_one(User, docket.owner.id)
        for on, kind, direction, words in (
            (date(2018, 10, 3), CommunicationKind.CALL, Direction.OUT, "Asked for the production schedule."),
            (date(2018, 9, 27), CommunicationKind.STATEMENT, Direction.IN, "End-use rules are followed."),
            (date(2018, 10, 5), CommunicationKind.REPLY, Direction.IN, "Answers items 1 to 4."),
        ):
            fact = {"dated_on": on, "kind": kind, "direction": direction, "summary": words, "logged_by": person}
            session.add(Communication(oversight_request=found, **fact))
        more = {"until": date(2018, 10, 5), "reason": "Documents are being gathered", "how": "phone"}
        found.deadline.add(Entry(kind="extension", on=date(2018, 10, 2), **more), by=person)
        session.commit()
    return made


def chronology(given, number, tmp_path, format_name="json"):
    path = tmp_path / f"chronology.{format_name}"
    result = run(given, number, "--format", format_name, "--out", path)
    assert result.exit_code == 0, result.output
    return path.read_bytes()


def test_what_was_recorded_stands_by_date_in_neutral_words(given, told, tmp_path):
    data = json.loads(chronology(given, told.number, tmp_path))
    (table,) = [block for block in data["blocks"] if block["block"] == "table"]
    days = [row["dated_on"] for row in table["rows"]]
    assert days == sorted(days)
    assert [row["number"] for row in table["rows"]] == list(range(1, len(days) + 1))
    said = [row["what"] for row in table["rows"]]
    assert said[0] == "Public statement: End-use rules are followed."
    assert "The letter was sent to Department of State." in said
    assert "The due date was extended to October 5, 2018, by phone: Documents are being gathered." in said
    assert "Item 7: refused." in said
    assert said[-1] == "Item 3: accepted as satisfied."


def test_totals_come_from_the_same_rows(given, told, tmp_path):
    data = json.loads(chronology(given, told.number, tmp_path))
    figures = {one["label"]: one["value"] for one in data["figures"]}
    assert figures["Communications from us"] == 1
    assert figures["Communications from the agency"] == 2
    assert figures["Calls, meetings and briefings"] == 1
    assert figures["Extensions"] == 1
    assert figures["Items: satisfied"] == 3


def test_no_work_product_is_told(given, told, tmp_path):
    text = chronology(given, told.number, tmp_path).decode()
    for word in ("Call legislative affairs", "Olive Owner", "=HYPERLINK"):
        assert word not in text


@pytest.mark.parametrize("format_name", FORMATS)
def test_it_is_written_in_every_format_and_recorded(given, told, tmp_path, format_name):
    data = chronology(given, told.number, tmp_path, format_name)
    if format_name == "pdf":
        assert without_spaces("Asked for the production schedule.") in without_spaces(pdf_text(data))
    with given.session() as session:
        (event,) = session.query(Event).all()
        assert (event.noun, event.verb, event.request_id) == ("OversightRequest", "exported", told.id)


def test_a_closed_request_ends_with_its_closing(given, docket, tmp_path):
    data = json.loads(chronology(given, docket.requests["closed"].number, tmp_path))
    (table,) = [block for block in data["blocks"] if block["block"] == "table"]
    assert "Closed: withdrawn." in [row["what"] for row in table["rows"]]


def test_an_unknown_number_is_refused_with_nothing_written(given, docket, tmp_path):
    result = run(given, "DEMO-115-9999", "--format", "pdf", "--out", tmp_path / "a.pdf")
    assert result.exit_code == 1
    assert "There is no request 'DEMO-115-9999'." in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_it_asks_as_often_for_many_items_as_for_one(given, docket, selects):
    counts = []
    for items in (1, 40):
        made = given.request(office=docket.office, items=items)
        standings(given, made, [Disposition.PARTIAL] * items)
        with selects() as counted:
            assert run(given, made.number, "--format", "csv", "--out", "-").exit_code == 0
        counts.append(len(counted))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("words", [(), ("DEMO-115-0001",), ("DEMO-115-0001", "--format", "exe", "--out", "-")])
def test_wrong_usage_ends_with_two(given, words):
    assert run(given, *words).exit_code == 2


def test_help_has_an_example(given):
    assert "report chronology DEMO-115-0042 --format pdf" in run(given, "--help").output
