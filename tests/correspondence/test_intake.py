"""All correspondence that a person may see, replies to classify first."""

from datetime import date, timedelta

import pytest

from app.models.picklists import CommunicationKind, Role

pytestmark = pytest.mark.usefixtures("october")


@pytest.fixture
def counsel(given):
    return given.person(Role.COUNSEL)


def test_replies_to_classify_stand_first_with_one_click_each(given, client, replies, counsel):
    made = given.request()
    reply = replies.log(made, counsel, summary="An old reply.", dated_on=date(2018, 10, 2))
    replies.log(made, counsel, kind=CommunicationKind.STATEMENT, speaker="spokesman", summary="A statement.")
    page = client.sign_in(counsel).get("/correspondence").get_data(as_text=True)
    assert "Replies to classify (1)" in page
    assert page.index("An old reply.") < page.index("A statement.")
    assert f"/replies/{reply}/classification" in page


def test_it_is_filtered_by_kind_and_agency_and_its_bureaus(given, client, replies, counsel):
    state, energy = given.agency("State"), given.agency("Energy")
    bureau = given.agency("PM", name="Bureau PM", parent=state)
    replies.log(given.request(agency=bureau), counsel, summary="From the bureau.", kind=CommunicationKind.CALL)
    replies.log(given.request(agency=energy), counsel, summary="From Energy.")
    client.sign_in(counsel)
    by_agency = client.get(f"/correspondence?agency={state.id}").get_data(as_text=True)
    assert ("From the bureau." in by_agency, "From Energy." in by_agency) == (True, False)
    by_kind = client.get("/correspondence?kind=REPLY").get_data(as_text=True)
    assert ("From the bureau." in by_kind, "From Energy." in by_kind) == (False, True)
    assert "No match" in client.get("/correspondence?kind=ACK").get_data(as_text=True)
    assert client.get(f"/correspondence?kind=%00&agency={2**80}&page=x").status_code == 200


def test_other_offices_replies_are_not_seen_nor_counted(given, client, replies, counsel):
    theirs = given.office("DEMOM")
    other = given.person(Role.COUNSEL, office=theirs)
    replies.log(given.request(office=theirs), other, summary="Theirs.")
    page = client.sign_in(counsel).get("/correspondence").get_data(as_text=True)
    assert "Theirs." not in page
    assert "Nothing here yet" in page


def test_it_is_paged_and_asks_as_few_questions_for_many_as_for_one(given, client, replies, counsel, selects):
    made = given.request()
    client.sign_in(counsel)
    counts = []
    for number in (1, 51):
        for day in range(number):
            replies.log(made, counsel, dated_on=date(2018, 10, 2) + timedelta(days=day % 7))
        with selects() as counted:
            page = client.get("/correspondence").get_data(as_text=True)
        counts.append(len(counted))
    assert counts[0] == counts[1]
    assert "Showing 1 to 50 of 52" in page
    assert "Showing 51 to 52 of 52" in client.get("/correspondence?page=2").get_data(as_text=True)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_with_a_seat_may_look(given, client, role):
    assert client.sign_in(given.person(role)).get("/correspondence").status_code == 200


def test_strangers_sign_in_first(client, app):
    assert client.get("/correspondence").status_code == 302
