"""The scorecard of an agency: what is counted, the list behind every number, who gets it, and what it costs."""

import html
from datetime import UTC, date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from app.models import Communication
from app.models.picklists import CommunicationKind, Direction, Handling, OfficeKind, Role, Settles
from app.reports.scorecard import Figuring, Line, Part, share
from tests.accounts.reading import history

EASTERN = ZoneInfo("America/New_York")
AT = datetime(2018, 10, 15, 16, 0, tzinfo=UTC)


def line(number: int, **given) -> Line:
    due_on = given.get("due_on", date(2018, 10, 12))
    standard = {
        "number": f"DEMO-115-{number:04d}",
        "subject": "Contracts",
        "agency": "DOE",
        "handling": Handling.COMMITTEE_INTERNAL,
        "transmitted_on": date(2018, 10, 1),
        "first_due_on": due_on,
        "due_on": due_on,
        "due_at": datetime(due_on.year, due_on.month, due_on.day, 23, 59, tzinfo=EASTERN) if due_on else None,
        "closed_on": None,
        "extensions": 0,
        "counted_items": 2,
        "satisfied_items": 1,
        "partial_items": 0,
        "said_done_items": 0,
        "refused_items": 0,
        "first_reply_on": None,
    }
    return Line(**{**standard, **given})


def figuring(*lines: Line) -> Figuring:
    return Figuring(tuple(lines), AT, EASTERN)


def test_on_time_counts_only_what_was_answered_or_has_passed_its_first_due_date():
    counted = figuring(
        line(1, first_reply_on=date(2018, 10, 12)),
        line(2, first_reply_on=date(2018, 10, 15)),
        line(3),
        line(4, due_on=date(2018, 10, 15)),
        line(5, due_on=None),
        line(6, first_due_on=date(2018, 10, 5), first_reply_on=date(2018, 10, 9), extensions=1),
    )
    numbers = {part: [int(each.number[-4:]) for each in lines] for part, lines in counted.parts.items()}
    assert numbers[Part.DECIDED] == [1, 2, 3, 6]
    assert numbers[Part.ON_TIME] == [1], "an extension does not make a late reply timely"
    assert numbers[Part.LATE] == [2, 3, 6]
    assert numbers[Part.OVERDUE] == [1, 2, 3, 6], "an answer that leaves items open stops no clock"
    assert counted.on_time == "1 of 4 (too few to compare)"
    assert counted.extensions == 1


def test_items_median_and_quarters_follow_from_the_same_lines():
    replies = (date(2018, 10, 2), date(2018, 10, 3), date(2018, 10, 9), date(2018, 9, 28))
    counted = figuring(
        *(line(number, first_reply_on=on) for number, on in enumerate(replies)),
        line(9, transmitted_on=date(2018, 7, 2), satisfied_items=2, first_reply_on=date(2018, 7, 5)),
    )
    assert counted.satisfied == "6 of 10 (60%)"
    # 1, 2, 5 (the 8th is a holiday), 0 for a reply dated before the sending, 2.
    assert counted.median_reply == "2 business days"
    assert list(counted.quarters) == ["2018 Q4", "2018 Q3"]
    assert counted.quarters["2018 Q3"].satisfied == "2 of 2 (too few to compare)"
    assert sum(one.number_of(Part.ASKED) for one in counted.quarters.values()) == 5
    assert figuring().median_reply == "no reply yet"
    assert (share(0, 0), share(2, 4), share(2, 5)) == ("none to count", "2 of 4 (too few to compare)", "2 of 5 (40%)")


def test_worst_are_the_five_overdue_the_longest():
    lines = [line(number, due_on=date(2018, 10, 12 - number)) for number in range(8)]
    assert [int(each.number[-4:]) for each in figuring(*lines).worst] == [7, 6, 5, 4, 3]


@pytest.fixture
def energy(given):
    """Five requests to Energy: one answered in time; an acknowledgment and a statement answer nothing."""
    energy = given.agency("Energy")
    rows = [given.request(agency=energy, items=2, subject=f"Contract {number}") for number in range(5)]
    with given.session() as session:
        told = (
            (rows[0], CommunicationKind.REPLY, Settles.PART, date(2018, 10, 5)),
            (rows[1], CommunicationKind.REPLY, Settles.ACKNOWLEDGMENT, date(2018, 10, 3)),
            (rows[2], CommunicationKind.STATEMENT, None, date(2018, 10, 4)),
            (rows[3], CommunicationKind.REPLY, None, date(2018, 10, 19)),
        )
        by = given.person(Role.CLERK)
        for row, kind, settles, on in told:
            session.add(
                Communication(
                    request_id=row.id, kind=kind, direction=Direction.IN, dated_on=on, summary="x", settles=settles,
                    logged_by_id=by.id,
                )
            )  # fmt: skip
        session.commit()
    return energy


def text_of(answer) -> str:
    return " ".join(html.unescape(answer.get_data(as_text=True)).split())


def test_the_page_states_denominators_and_every_number_leads_to_its_list(given, client, energy):
    given.request(agency=energy, office=given.office("DEMOM"), subject="Hidden word")
    given.request(agency=energy, named=[given.person(name="Named")], subject="Hidden word")
    client.sign_in(given.person(Role.INVESTIGATOR))
    at = f"/agencies/{energy.id}/scorecard"
    page = text_of(client.get(at))
    assert "1 of 5 (20%)" in page
    assert "8.5 business days (too few to compare)" in page
    assert "How we count" in page
    assert "Hidden" not in page
    for part, expected in (("asked", 5), ("on-time", 1), ("late", 4), ("replied", 2), ("overdue", 5), ("extended", 0)):
        listed = text_of(client.get(f"{at}/{part}"))
        assert f"of {expected}" in listed or not expected, part
        assert listed.count('href="/requests/DEMO-') == expected, part
    assert client.get(f"{at}/nonsense").status_code == 404
    assert "of 5" in text_of(client.get(f"{at}/asked?quarter=2018+Q4"))


def test_the_share_of_all_agencies_stands_beside_it_and_is_counted_alike(given, client, energy):
    state = given.agency("State")
    for number in range(3):
        given.request(agency=state, due_on=date(2099, 1, 5), subject=f"Not decided {number}")
    given.request(agency=state, subject="Late without a word")
    given.request(agency=state, office=given.office("DEMOM"), subject="Another office's")
    client.sign_in(given.person(Role.INVESTIGATOR))
    page = text_of(client.get(f"/agencies/{energy.id}/scorecard"))
    assert "all agencies 1 of 6 (17%)" in page
    both = [
        text_of(client.get(f"/agencies/{each.id}/scorecard/{part}"))
        for each in (energy, state)
        for part in ("on-time", "decided")
    ]
    assert [listed.count('href="/requests/DEMO-') for listed in both] == [1, 5, 0, 1]


def test_it_is_downloaded_as_a_workbook_and_the_export_is_recorded(given, client, energy):
    client.sign_in(given.person(Role.CLERK))
    answer = client.submit(f"/agencies/{energy.id}/scorecard/xlsx", at=f"/agencies/{energy.id}")
    assert "DEMO-scorecard-Department-of-Energy" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.get_data()))
    words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"Contract 0", "1 of 5 (20%)", "2018 Q4"} <= words
    assert history(given)[-1].summary == "Scorecard of Department of Energy exported: XLSX, 5 requests."


def test_a_member_s_office_that_only_reads_gets_no_scorecard(given, client, energy):
    members = given.office("MEMB", kind=OfficeKind.PERSONAL)
    given.request(agency=energy, shared_with=[members])
    client.sign_in(given.person(Role.READER, office=members))
    assert client.get(f"/agencies/{energy.id}").status_code == 200
    assert "scorecard" not in text_of(client.get(f"/agencies/{energy.id}"))
    for tail in ("", "/asked"):
        assert client.get(f"/agencies/{energy.id}/scorecard{tail}").status_code == 403


def test_bureaus_count_where_they_are_asked_for_and_congresses_are_told_apart(given, client, energy):
    bureau = given.agency("Fuel", parent=energy)
    given.request(agency=bureau, congress=114)
    client.sign_in(given.person(Role.COUNSEL))
    at = f"/agencies/{energy.id}/scorecard"
    assert "of 5" in text_of(client.get(f"{at}/asked?congress=all"))
    assert "of 6" in text_of(client.get(f"{at}/asked?congress=all&bureaus=yes"))
    assert "of 1" in text_of(client.get(f"{at}/asked?congress=114&bureaus=yes"))
    assert "115th Congress" in text_of(client.get(f"{at}?bureaus=yes"))


def test_the_pages_ask_as_much_of_one_request_as_of_many(given, client, selects):
    energy, asked = given.agency("Energy"), []
    client.sign_in(given.person(Role.CLERK))
    for more in (1, 30):
        for number in range(more):
            given.request(agency=energy, due_on=date(2018, 10, 1 + number))
        for path in ("", "/asked"):
            with selects() as counted:
                assert client.get(f"/agencies/{energy.id}/scorecard{path}").status_code == 200
            asked.append(len(counted))
    assert asked[:2] == asked[2:]
