"""The figures and the register agree with each other and with the record."""

from collections import Counter

import pytest

from app.documents.model import Document
from app.extensions import db
from app.models import Office, OversightRequest
from app.models.counts import Count
from app.models.states import LATE, Timing
from app.policies import SYSTEM, look
from app.reports import exporting, queries, services
from app.reports.asked import Asked
from app.reports.facts import Tally
from app.reports.summary import document_of
from tests.factories import Given
from tests.reports.conftest import NOON, Docket

COUNTING = {"overdue", "long overdue", "due soon", "awaiting", "released", "satisfied", "closed", "unsent"}


@pytest.fixture
def summary(given: Given, docket: Docket):
    """The document of one version, with its rows read."""

    def make(version: str = "internal", *, is_paper: bool = False) -> Document:
        with given.session() as session:
            asked = Asked(session.get_one(Office, docket.office.id), version)
            material = services.material_of(asked, most=None)
            document = document_of(material, is_paper=is_paper, links_to="http://tecum.example")
            return exporting.with_rows_read(document)

    return make


def figures(document: Document) -> dict[str, int]:
    return {one.label: one.value for group in document.figures for one in group.rows}


def table(document: Document, name: str = "register") -> list[dict[str, object]]:
    (found,) = [one for one in document.tables if one.name == name]
    keys = [column.key for column in found.columns]
    return [dict(zip(keys, row, strict=True)) for row in found.rows]


def test_the_headline_counts_what_the_docket_holds(summary):
    assert figures(summary()) == {
        "Requests": 8,
        "Open": 7,
        "Overdue": 2,
        "Due soon": 2,
        "Not yet sent": 1,
        "Replies to classify": 2,
        "Extensions": 2,
        "Items counted": 21,
        "Satisfied": 6,
        "Partial": 3,
        "Agency says done": 1,
        "Withheld or refused": 1,
        "Nothing yet": 10,
    }


def test_the_register_holds_every_request_that_counts_and_its_columns_sum_up_to_the_figures(summary, docket):
    document = summary()
    rows, shown = table(document), figures(document)
    assert [row["number"].text for row in rows] == [
        docket.requests[name].number for name in docket.requests if name in COUNTING
    ]
    for key, label in (("satisfied", "Satisfied"), ("partial", "Partial"), ("said_done", "Agency says done")):
        assert sum(row[key] for row in rows) == shown[label]
    for key, label in (("refused", "Withheld or refused"), ("nothing", "Nothing yet")):
        assert sum(row[key] for row in rows) == shown[label]
    assert sum(row["days_late"] is not None for row in rows) == shown["Overdue"]
    assert Counter(row["timing"] for row in rows)["Due soon"] == shown["Due soon"]


def test_a_row_says_what_the_requests_own_page_says(given, summary, docket):
    rows = {row["number"].text: row for row in table(summary())}
    with given.session() as session:
        for name in COUNTING:
            made = session.get_one(OversightRequest, docket.requests[name].id)
            row = rows[made.number]
            assert row["timing"] == (made.timing_words or None)
            assert row["reply"] == (made.reply.label if made.reply else None)
            assert row["items"] == made.count.headline.removesuffix(" satisfied")
            assert (row["first_due_on"], row["due_on"]) == (made.first_due_on, made.due_on)
            assert (row["next_step"], row["owner"]) == (made.next_step, made.owner.name)


def test_days_late_are_business_days_without_the_holiday(summary, docket):
    rows = {row["number"].text: row["days_late"] for row in table(summary())}
    # 3, 4, 5 and 9 October 2018; Columbus Day was the 8th.
    assert rows[docket.requests["overdue"].number] == 4


def test_the_statement_counts_as_the_requests_themselves_do(given, docket):
    """The tally is one SQL statement; the states are Python's. They must not part, at any hour."""
    with given.session() as session:
        asked = Asked(session.get_one(Office, docket.office.id), "internal")
        tally = sum((part.tally for part in queries.tallies(asked, at=NOON)), Tally())
        lines = list(queries.register(asked, at=NOON))
    timings = Counter(line.timing for line in lines)
    assert (
        tally.overdue
        == sum(timings[late] for late in LATE)
        == len([line for line in lines if line.days_late is not None])
    )
    assert (tally.long_overdue, tally.due_soon) == (timings[Timing.LONG_OVERDUE], timings[Timing.DUE_SOON])
    assert (tally.unsent, tally.closed) == (timings[Timing.FILED], timings[Timing.CLOSED])
    assert tally.count == sum((line.count for line in lines), Count())


def test_the_red_list_begins_with_the_longest_overdue(summary, docket):
    numbers = [row["number"].text for row in table(summary(), "overdue")]
    assert numbers == [docket.requests["long overdue"].number, docket.requests["overdue"].number]


def test_outcomes_and_agencies_are_told(summary, docket):
    document = summary()
    (outcome,) = table(document, "outcomes")
    assert outcome["number"] == docket.requests["released"].number
    assert outcome["claim"] == "The Department published its end-use checks."
    agencies = {row["agency"]: (row["requests"], row["overdue"]) for row in table(document, "agencies")}
    assert agencies == {"Department of Energy": (1, 1), "Department of State": (7, 1)}


def test_the_handling_is_the_strictest_of_what_it_holds(summary):
    assert summary().handling == "Law enforcement or privacy"
    assert summary("public").handling == "Public"


def test_paper_holds_the_same_cells_in_two_tables(summary):
    sheet, paper = table(summary()), summary(is_paper=True)
    joined = [a | b for a, b in zip(table(paper), table(paper, "progress"), strict=True)]
    assert joined == sheet


def test_the_member_version_names_no_owner_and_no_next_step(summary):
    document = summary("member")
    assert not {"owner", "next_step", "next_step_on", "waits_on"} & table(document)[0].keys()
    assert "Olive Owner" not in repr(document)
    assert "Call legislative affairs" not in repr(document)


def test_the_member_version_leaves_out_what_is_limited_to_named_people(given, docket, summary):
    limited = given.request(office=docket.office, subject="Limited", named=[docket.owner])
    assert limited.number not in repr(summary("member"))
    assert limited.number in repr(summary("internal"))


def test_the_public_version_holds_released_letters_and_nothing_else(summary, docket):
    document = summary("public")
    (row,) = table(document)
    assert row == {
        "letter_on": row["letter_on"],
        "agency": "Department of State",
        "subject": "Statement on end-use rules",
        "due_on": row["due_on"],
        "items": "1 of 3",
        "satisfied": 1,
        "partial": 1,
        "said_done": 0,
        "refused": 0,
        "nothing": 1,
        "timing": "Due soon",
    }
    assert [one.name for one in document.tables] == ["register"]
    assert figures(document)["Requests"] == 1
    assert figures(document)["Items counted"] == 3


def test_the_public_version_does_not_change_by_what_is_not_released(given, summary, docket):
    before = repr(summary("public"))
    given.request(office=docket.office, items=9, subject="Another secret", due_on=None)
    assert repr(summary("public")) == before


@pytest.mark.parametrize("version", ["internal", "member", "public"])
def test_an_office_without_requests_has_a_summary_that_says_so(given, version, time_machine):
    time_machine.move_to(NOON, tick=False)
    office = given.office("NEW")
    with given.app.app_context():
        look(db.session, SYSTEM)
        asked = Asked(db.session.get_one(Office, office.id), version)
        document = document_of(services.material_of(asked, most=None), is_paper=True)
        assert figures(document)["Requests"] == 0
        assert "no requests" in repr(document.blocks[1])


def test_the_figures_of_shared_requests_follow_each_owners_own_day(given, time_machine):
    """At one in the morning in Washington it is still the day before in Honolulu, where this request is owned."""
    moment = NOON.replace(day=10, hour=5)
    time_machine.move_to(moment, tick=False)
    far, reader = given.office("PAC", timezone="Pacific/Honolulu"), given.office("MEMB")
    given.request(office=far, due_on=NOON.date().replace(day=17), shared_with=[reader])
    given.request(office=far, due_on=NOON.date())
    with given.session() as session:
        asked = Asked(session.get_one(Office, reader.id), "member", is_shared=True)
        tally = sum((part.tally for part in queries.tallies(asked, at=moment)), Tally())
        (line,) = queries.register(asked, at=moment)
    assert tally.requests == 1
    assert tally.due_soon == (line.timing is Timing.DUE_SOON)
    assert line.timing is Timing.AWAITING
