"""The agency directory: everybody reads it, each sees own numbers; administrators add to it."""

import html
from datetime import date

import pytest

from app.models import Agency, Event
from app.models.picklists import Role
from tests.pages import hidden_fields


def text_of(page) -> str:
    return html.unescape(page.get_data(as_text=True))


@pytest.fixture
def me(given, client):
    person = given.person(Role.INVESTIGATOR)
    client.sign_in(person)
    return person


@pytest.fixture
def administrator(given, client):
    person = given.person(Role.STAFF_DIRECTOR, is_administrator=True)
    client.sign_in(person)
    return person


def test_the_directory_lists_agencies_with_the_requests_in_sight(given, client, me):
    energy = given.agency("Energy")
    given.agency("Bureau of Fuel", parent=energy)
    row = given.request(agency=energy)
    given.request(agency=energy, closed_on=date(2018, 10, 8))
    text = " ".join(text_of(client.get("/agencies")).split())
    assert '"Open">1</td> <td data-label="Requests">2</td>' in text
    assert "Bureau of Fuel" in text
    page = text_of(client.get(f"/agencies/{energy.id}"))
    assert row.number in page
    assert "Department of Energy" in page


def test_another_office_sees_the_agency_and_none_of_our_requests(given, client, me):
    energy = given.agency("Energy")
    row = given.request(agency=energy)
    client.sign_in(given.person(Role.COUNSEL, office=given.office("DEMOM")))
    page = text_of(client.get(f"/agencies/{energy.id}"))
    assert row.number not in page
    assert "You see no request to this agency." in page
    assert '">1</td>' not in text_of(client.get("/agencies"))


@pytest.mark.parametrize("number", ["1", "99999999999999999999999999", "0"])
def test_an_unknown_agency_is_not_found(given, client, me, number):
    assert client.get(f"/agencies/{number}").status_code == 404


def test_an_administrator_adds_an_agency_once(given, client, administrator):
    parent = given.agency("Energy")
    fields = hidden_fields(client.get("/agencies/new").get_data(as_text=True), "/agencies/new")
    typed = {**fields, "name": "Office of Fuel", "short_name": "Fuel", "parent_id": str(parent.id)}
    answers = [client.post("/agencies/new", data=typed) for _ in range(2)]
    assert answers[0].status_code == 302
    assert answers[0].location == answers[1].location
    assert given.row(Agency, short_name="Fuel").parent_id == parent.id
    assert given.row(Event, verb="added").office_id is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "short_name": "X"}, "Enter the agency's name."),
        ({"name": "X", "short_name": ""}, "Enter a short name."),
        ({"name": "Another", "short_name": "energy"}, "The directory has Department of Energy (Energy) already."),
        ({"name": "x" * 201, "short_name": "X"}, "Use at most 200 characters"),
        ({"name": "Another", "short_name": "X", "parent_id": "7"}, "Choose one of these."),
    ],
)
def test_a_wrong_agency_is_refused_beside_its_field(given, client, administrator, fields, sentence):
    given.agency("Energy")
    answer = client.submit("/agencies/new", fields)
    assert answer.status_code == 200
    assert sentence in text_of(answer)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_the_directory_and_none_adds_to_it(given, client, role):
    client.sign_in(given.person(role))
    assert client.get("/agencies").status_code == 200
    assert client.get("/agencies/new").status_code == 403


def test_a_stranger_signs_in_first(given, client):
    agency = given.agency()
    for page in ("/agencies", f"/agencies/{agency.id}", "/agencies/new"):
        assert client.get(page).status_code == 302


def test_the_pages_ask_the_same_questions_for_one_request_and_for_many(given, client, me, selects):
    agency, asked = given.agency("Energy"), []
    for more in (1, 20):
        for number in range(more):
            given.request(agency=agency)
            given.agency(f"Agency {more} {number}")
        for page in ("/agencies", f"/agencies/{agency.id}"):
            with selects() as counted:
                client.get(page)
            asked.append(len(counted))
    assert asked[:2] == asked[2:]
