"""Who leaves hands over in the same act; who is away has somebody who covers."""

from datetime import date

import pytest

from app.clock import today
from app.models import Absence, NamedPerson, OversightRequest, Seat, User
from app.models.picklists import Role
from tests.accounts.reading import errors_of, history, text_of
from tests.factories import EASTERN


@pytest.fixture
def office(given):
    return given.office("DEMO")


def of(person, tail=""):
    return f"/people/{person.id}{tail}"


def owners(given):
    with given.session() as session:
        return {row.number: row.owner_id for row in session.query(OversightRequest)}


def test_an_administrator_without_a_seat_moves_open_requests_in_one_act_and_reads_no_subject(given, client, office):
    minority = given.office("DEMOM")
    leaver = given.person(Role.COUNSEL, office=office, name="Leaver One")
    heir = given.person(Role.CLERK, office=office, name="Heir One")
    open_ones = [given.request(owner=leaver, subject="Hidden word"), given.request(owner=leaver, named=[leaver])]
    closed = given.request(owner=leaver, closed_on=date(2018, 10, 5))
    theirs = given.request(owner=leaver, office=minority)
    client.sign_in(given.person(None, is_administrator=True))
    page = " ".join(text_of(client.get(of(leaver, "/deactivation"))).split())
    assert "Move 2 open requests of DEMO to" in page
    assert "Move 1 open request of DEMOM to" in page
    assert "Hidden" not in page
    client.submit(of(leaver, "/deactivation"), {f"heir_{office.id}": str(heir.id)})
    assert "2 open requests moved" in text_of(client.get(of(leaver)))
    after = owners(given)
    assert [after[row.number] for row in open_ones] == [heir.id, heir.id]
    assert after[closed.number] == after[theirs.number] == leaver.id
    assert given.row(NamedPerson, user_id=heir.id), "the heir of a limited request is named"
    told = history(given)
    assert [(event.chain.partition("-")[0], event.verb) for event in told] == [
        ("installation", "deactivated"),
        ("office", "reassigned"),
        ("office", "reassigned"),
    ]
    assert len({event.act_id for event in told}) == 1
    assert told[1].changes == {"owner_id": [leaver.id, heir.id]}


def test_requests_go_to_nobody_who_may_not_see_them_and_nothing_is_half_done(given, client, office):
    state = given.agency("State")
    leaver = given.person(Role.COUNSEL, office=office)
    detailee = given.person(Role.COUNSEL, office=office, home_agency=state, name="Detailee One")
    stranger = given.person(Role.COUNSEL, office=given.office("DEMOM"))
    row = given.request(owner=leaver, agency=state)
    client.sign_in(given.person(None, is_administrator=True))
    field = f"heir_{office.id}"
    page = client.submit(of(leaver, "/deactivation"), {field: str(detailee.id)})
    assert errors_of(page)[field] == "1 of them is to Detailee One's home agency. Choose somebody else."
    page = client.submit(of(leaver, "/deactivation"), {field: str(stranger.id)})
    assert errors_of(page)[field] == "Choose a colleague from the list."
    assert owners(given)[row.number] == leaver.id
    assert given.row(User, id=leaver.id).active is True


def absence_url(given, person):
    return of(person, f"/seats/{given.row(Seat, user_id=person.id).id}/absence")


def test_a_person_says_when_they_are_away_and_that_they_are_back(given, client, office):
    me, cover = given.person(office=office, name="Me"), given.person(office=office, name="Cover One")
    client.sign_in(me)
    url = absence_url(given, me)
    typed = {"from_on": f"{today(EASTERN):%m/%d/%Y}", "until_on": "+10bd", "cover_id": str(cover.id)}
    assert client.submit(url, typed).location == "/account"
    assert "Cover One covers." in text_of(client.get("/account"))
    client.submit(f"{url}/end", at=url)
    assert given.count(Absence) == 0
    assert [event.verb for event in history(given)] == ["away", "back"]


def test_a_director_says_it_for_the_own_people_only(given, client, office):
    clerk, cover = given.person(Role.CLERK, office=office), given.person(office=office, name="Cover One")
    foreign = given.person(Role.CLERK, office=given.office("DEMOM"))
    client.sign_in(given.person(Role.STAFF_DIRECTOR, office=office))
    typed = {"from_on": "+1bd", "until_on": "+3bd", "cover_id": str(cover.id)}
    assert client.submit(absence_url(given, clerk), typed).location == "/people"
    assert "Cover One covers." in text_of(client.get("/people"))
    assert client.get(absence_url(given, foreign)).status_code == 403
    client.sign_in(cover)
    assert client.get(absence_url(given, clerk)).status_code == 403


def test_days_and_covers_that_will_not_do_are_refused_beside_their_field(given, client, office):
    me, cover = given.person(office=office), given.person(office=office, name="Cover One")
    reader = given.person(Role.READER, office=office)
    client.sign_in(cover)
    client.submit(absence_url(given, cover), {"from_on": "+1bd", "until_on": "+3bd", "cover_id": str(me.id)})
    client.sign_in(me)
    days = {"from_on": "+2bd", "until_on": "+5bd"}
    for typed, field, sentence in (
        ({**days, "cover_id": str(reader.id)}, "cover_id", "Choose a colleague from the list."),
        ({**days, "cover_id": str(cover.id)}, "cover_id", "Cover One is away until"),
        ({"from_on": "+5bd", "until_on": "+9bd", "cover_id": ""}, "cover_id", "Choose who covers."),
        ({"from_on": "+9bd", "until_on": "+5bd", "cover_id": str(cover.id)}, "until_on", "lies before the first"),
        ({"from_on": "10/1/2018", "until_on": "10/5/2018", "cover_id": str(cover.id)}, "until_on", "These days are over"),
    ):  # fmt: skip
        assert sentence in errors_of(client.submit(absence_url(given, me), typed))[field]
    assert given.count(Absence) == 1
