"""The contacts that an office keeps at an agency."""

from datetime import date

import pytest

from app.models import AgencyContact
from app.models.picklists import ContactPurpose, Role
from tests.accounts.reading import history
from tests.pages import hidden_fields

TYPED = {"purpose": "LEGISLATIVE_AFFAIRS", "name": "Liaison One", "email": "one@example.gov", "phone": "202-555-0100"}


@pytest.fixture
def agency(given):
    return given.agency("Energy")


def page_of(client, agency) -> str:
    return " ".join(client.get(f"/agencies/{agency.id}").get_data(as_text=True).split())


@pytest.mark.parametrize("role", [Role.CLERK, Role.INVESTIGATOR])
def test_staff_add_a_contact_once_and_change_verify_remove_and_bring_it_back(given, client, agency, role):
    client.sign_in(given.person(role, name="Staff One"))
    new = f"/agencies/{agency.id}/contacts/new"
    fields = hidden_fields(client.get(new).get_data(as_text=True), new)
    for _ in range(2):
        assert client.post(new, data={**fields, **TYPED}).status_code == 302
    contact = given.row(AgencyContact)
    assert contact.purpose is ContactPurpose.LEGISLATIVE_AFFAIRS
    assert "Liaison One" in page_of(client, agency)
    at = f"/agencies/{agency.id}/contacts/{contact.id}"
    client.submit(at, {**TYPED, "phone": "202-555-0199"})
    assert given.row(AgencyContact).verified_on is None, "what is new was not verified yet"
    page = f"/agencies/{agency.id}"
    client.submit(f"{at}/verification", at=page)
    assert given.row(AgencyContact).verified_on is not None
    client.submit(f"{at}/removal", at=at)
    answer = client.get(page).get_data(as_text=True)
    assert f"{at}/restoration" in answer, "the page offers to undo it"
    client.submit(f"{at}/restoration", at=at)
    assert given.row(AgencyContact).removed_at is None
    told = history(given)
    assert [event.verb for event in told] == ["added", "changed", "verified", "removed", "brought_back"]
    assert {event.chain for event in told} == {f"office-{contact.office_id}"}


def test_other_offices_readers_and_detailees_see_no_contact(given, client, agency):
    office = given.office("DEMO")
    with given.session() as session:
        session.add(
            AgencyContact(
                agency_id=agency.id,
                office_id=office.id,
                purpose=ContactPurpose.PRESS,
                name="Hidden name",
                phone="1",
                verified_on=date(2018, 10, 1),
            )
        )
        session.commit()
    contact = given.row(AgencyContact)
    others = [
        given.person(Role.COUNSEL, office=given.office("DEMOM")),
        given.person(Role.READER),
        given.person(Role.COUNSEL, home_agency=agency),
    ]
    for person in others:
        client.sign_in(person)
        assert "Hidden name" not in page_of(client, agency)
        assert client.get(f"/agencies/{agency.id}/contacts/{contact.id}").status_code == 404
    client.sign_in(given.person(Role.CLERK))
    assert "Hidden name" in page_of(client, agency)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"purpose": ""}, "Choose what this contact is for."),
        ({"email": "", "phone": ""}, "Enter an e-mail address or a telephone number."),
        ({"email": "nobody"}, "Enter an e-mail address like name@example.gov."),
    ],
)
def test_a_contact_that_nobody_can_reach_is_refused_beside_its_field(given, client, agency, typed, sentence):
    client.sign_in(given.person(Role.CLERK))
    page = client.submit(f"/agencies/{agency.id}/contacts/new", {**TYPED, **typed})
    assert sentence in page.get_data(as_text=True)
    assert given.count(AgencyContact) == 0
