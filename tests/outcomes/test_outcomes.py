"""Recording what came of a request."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from app.clock import now
from app.models import Event, Outcome
from app.models.picklists import Attributable, OutcomeKind, Role

DATA = {
    "kind": "AGENCY_ACTION",
    "claim": "Two sales were suspended pending an end-use check.",
    "dated_on": "10/08/2018",
    "attributable": "CONTRIBUTED",
    "dollars": "$1,250,000",
}


@pytest.fixture(autouse=True)
def _october():
    with time_machine.travel("2018-10-09 15:00 +0000", tick=True):
        yield


def events(given):
    with given.session() as session:
        return [event.verb for event in session.scalars(sa.select(Event).order_by(Event.sequence))]


def test_an_outcome_is_recorded(given, client):
    made = given.request()
    client.sign_in(given.person(Role.INVESTIGATOR))
    assert client.submit(f"{made.url}/outcomes/new", DATA).location == made.url
    found = given.row(Outcome, request_id=made.id)
    assert (found.kind, found.attributable) == (OutcomeKind.AGENCY_ACTION, Attributable.CONTRIBUTED)
    assert (found.dated_on, found.dollars) == (date(2018, 10, 8), 1_250_000)
    assert events(given) == ["recorded"]


def test_the_same_form_sent_twice_records_one(given, client):
    made = given.request()
    client.sign_in(given.person(Role.COUNSEL))
    data = {**DATA, "id": "4711", "csrf_token": client.token(f"{made.url}/outcomes/new")}
    assert [client.post(f"{made.url}/outcomes/new", data=data).status_code for _ in range(2)] == [302, 302]
    assert given.count(Outcome) == 1
    other = given.request()
    assert "already used" in client.post(f"{other.url}/outcomes/new", data=data).get_data(as_text=True)


def test_an_outcome_is_corrected_with_history(given, client):
    made = given.request()
    client.sign_in(given.person(Role.COUNSEL))
    client.submit(f"{made.url}/outcomes/new", DATA)
    outcome = given.row(Outcome, request_id=made.id)
    page = f"{made.url}/outcomes/{outcome.id}/edit"
    assert DATA["claim"] in client.get(page).get_data(as_text=True)
    for _ in range(2):
        assert client.submit(page, {**DATA, "claim": "Three sales were suspended.", "dollars": ""}).status_code == 302
    found = given.row(Outcome, id=outcome.id)
    assert (found.claim, found.dollars) == ("Three sales were suspended.", None)
    assert events(given) == ["recorded", "changed"]


def test_an_outcome_may_come_after_the_request_was_closed_but_not_of_a_void_one(given, client):
    closed, void = given.request(closed_on=date(2018, 10, 8)), given.request(void_at=now(), void_reason="Twice")
    client.sign_in(given.person(Role.COUNSEL))
    assert client.submit(f"{closed.url}/outcomes/new", DATA).status_code == 302
    token = {"csrf_token": client.token("/correspondence")}
    page = client.post(f"{void.url}/outcomes/new", data={**DATA, **token}).get_data(as_text=True)
    assert "takes no further entries" in page
    assert given.count(Outcome) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": ""}, "Choose what came of it."),
        ({"claim": " "}, "Say in one sentence"),
        ({"claim": "x" * 301}, "at most 300"),
        ({"claim": "SECRET//NOFORN Quokka"}, "classification marking"),
        ({"dated_on": "10/10/2018"}, "in the future"),
        ({"dollars": "many"}, "Enter a whole number"),
        ({"dollars": "9" * 40}, "Enter a whole number"),
        ({"dollars": "0"}, "Enter a number from 1"),
    ],
)
def test_what_cannot_be_is_refused(given, client, data, sentence):
    made = given.request()
    client.sign_in(given.person(Role.COUNSEL))
    assert sentence in client.submit(f"{made.url}/outcomes/new", {**DATA, **data}).get_data(as_text=True)
    assert given.count(Outcome) == given.count(Event) == 0


@pytest.mark.parametrize("role", list(Role))
def test_who_may_record_follows_the_grid(given, client, role):
    made = given.request()
    client.sign_in(given.person(role))
    data = {**DATA, "csrf_token": client.token("/correspondence")}
    assert client.post(f"{made.url}/outcomes/new", data=data).status_code == (404 if role is Role.READER else 302)


def test_strangers_other_offices_and_unknown_outcomes_find_nothing(given, client):
    made = given.request(office=given.office("DEMOM"))
    assert client.get(f"{made.url}/outcomes/new").status_code == 302
    client.sign_in(given.person(Role.COUNSEL, office=given.office("DEMO")))
    own = given.request(office=given.office("DEMO"))
    for url in (f"{made.url}/outcomes/new", f"{own.url}/outcomes/7/edit", f"{own.url}/outcomes/{2**70}/edit"):
        assert client.get(url).status_code == 404
