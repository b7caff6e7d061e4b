"""Looks at what is handled with care and all downloads are noted, for security officers alone, and never changed."""

import pytest
import sqlalchemy as sa

from app.models import OversightRequest, Viewing
from app.models.picklists import Handling, Role, ViewingKind


def noted(given):
    with given.session() as session:
        rows = session.scalars(sa.select(Viewing).order_by(Viewing.created_at))
        return [(each.kind, each.person_id, each.noun) for each in rows]


def test_a_look_is_noted_where_the_record_is_handled_with_care_and_the_page_says_so(given, client):
    person = given.person()
    plain, limited = given.request(), given.request(named=[person])
    protected = given.request(handling=Handling.SOURCE_PROTECTED)
    client.sign_in(person)
    assert "can read who has looked" not in client.get(plain.url).text
    assert noted(given) == []
    for row in (limited, protected):
        assert "can read who has looked" in client.get(row.url).text
    assert noted(given) == [(ViewingKind.VIEWED, person.id, "OversightRequest")] * 2
    client.get(f"{limited.url}/edit")
    assert len(noted(given)) == 3
    assert client.get("/requests/DEMO-115-9999").status_code == 404
    assert len(noted(given)) == 3


def test_the_log_names_who_looked_and_that_it_was_read(given, clients):
    person, officer = given.person(name="Curious One"), given.person(Role.CLERK, is_security_officer=True)
    row = given.request(named=[person])
    clients().sign_in(person).get(row.url)
    assert clients().sign_in(person).get("/viewing-log").status_code == 403
    client = clients().sign_in(officer)
    page = client.get("/viewing-log").text
    assert "Curious One" in page
    assert row.number in page
    assert (ViewingKind.LOG_READ, officer.id, "Office") in noted(given)
    assert "Viewing log read" in client.get("/viewing-log").text
    elsewhere = given.person(Role.CLERK, office=given.office("OTHER"), is_security_officer=True)
    assert "Curious One" not in clients().sign_in(elsewhere).get("/viewing-log").text


@pytest.mark.parametrize("act", ["UPDATE viewing SET noun = 'x'", "DELETE FROM viewing"])
def test_the_database_refuses_to_change_a_row(given, client, act):
    person = given.person()
    client.sign_in(person).get(given.request(named=[person]).url)
    with given.session() as session:
        with pytest.raises(sa.exc.DatabaseError, match="only added to"):
            session.execute(sa.text(act))
        session.rollback()
    assert len(noted(given)) == 1


def test_a_page_asks_no_more_for_being_noted(given, client, selects):
    person = given.person()
    row = given.request(named=[person])
    client.sign_in(person)
    client.get(row.url)
    with selects() as limited:
        client.get(row.url)
    with given.session() as session:
        session.get_one(OversightRequest, row.id).is_limited = False
        session.commit()
    client.get(row.url)
    with selects() as plain:
        client.get(row.url)
    assert len(limited) <= len(plain) + 2
