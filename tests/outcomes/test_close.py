"""Closing a request, and opening it again."""

from datetime import date

import pytest
import time_machine

from app.clock import now
from app.models import OversightRequest
from app.models.picklists import ClosingReason, Role

DATA = {"reason": "UNSATISFIED", "on": "10/09/2018"}


@pytest.fixture(autouse=True)
def _october():
    with time_machine.travel("2018-10-09 15:00 +0000", tick=True):
        yield


def token(client):
    return {"csrf_token": client.token("/correspondence")}


def test_a_request_is_closed_with_its_reason_and_its_reminders_stop(given, client):
    made = given.request()
    client.sign_in(given.person(Role.COUNSEL))
    answer = client.submit(f"{made.url}/closing", {**DATA, "note": "They stopped answering."})
    assert answer.location == made.url
    found = given.row(OversightRequest, id=made.id)
    assert (found.closed_on, found.closing_reason) == (date(2018, 10, 9), ClosingReason.UNSATISFIED)
    assert found.closing_note == "They stopped answering."
    assert "Its reminders stop" in client.get("/correspondence").get_data(as_text=True)


def test_satisfied_is_refused_until_every_counted_item_is_and_the_sentence_says_the_count(given, client):
    made = given.request(items=3)
    client.sign_in(given.person(Role.COUNSEL))
    page = client.submit(f"{made.url}/closing", {**DATA, "reason": "SATISFIED"}).get_data(as_text=True)
    assert "Only 0 of 3 satisfied." in page
    with given.session() as session:
        found = session.get_one(OversightRequest, made.id)
        for item in found.items:
            item.accept(by=found.owner, on=date(2018, 10, 9))
        found.recount()
        session.commit()
    assert client.submit(f"{made.url}/closing", {**DATA, "reason": "SATISFIED"}).status_code == 302


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"reason": ""}, "Say why it is closed."),
        ({"on": "10/10/2018"}, "closed in the future"),
        ({"on": "09/01/2018"}, "before the date of its letter"),
        ({"on": "soon"}, "Enter a date like"),
        ({"note": "x" * 20_001}, "at most 20,000"),
        ({"note": "SECRET//NOFORN Quokka"}, "classification marking"),
    ],
)
def test_what_cannot_be_is_refused(given, client, data, sentence):
    made = given.request()
    client.sign_in(given.person(Role.COUNSEL))
    assert sentence in client.submit(f"{made.url}/closing", {**DATA, **data}).get_data(as_text=True)
    assert given.row(OversightRequest, id=made.id).closed_on is None


@pytest.mark.parametrize("state", ["closed", "void"])
def test_what_has_ended_is_not_closed_again(given, client, state):
    ended = {"closed_on": date(2018, 10, 8)} if state == "closed" else {"void_at": now(), "void_reason": "Twice"}
    made = given.request(**ended)
    client.sign_in(given.person(Role.COUNSEL))
    page = client.post(f"{made.url}/closing", data={**DATA, **token(client)}).get_data(as_text=True)
    assert "There is a problem" in page
    assert given.row(OversightRequest, id=made.id).closed_on == ended.get("closed_on")


def test_a_closed_request_is_reopened(given, client):
    made = given.request(closed_on=date(2018, 10, 8), closing_reason=ClosingReason.UNSATISFIED)
    client.sign_in(given.person(Role.COUNSEL))
    assert client.post(f"{made.url}/reopening", data=token(client)).location == made.url
    assert given.row(OversightRequest, id=made.id).is_open
    assert client.post(f"{made.url}/reopening", data=token(client)).status_code == 422


GRID = {Role.STAFF_DIRECTOR: 302, Role.COUNSEL: 302, Role.INVESTIGATOR: 403, Role.CLERK: 302, Role.READER: 404}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", ["closing", "reopening"])
def test_who_may_close_and_reopen_follows_the_grid(given, client, role, path):
    ended = {"closed_on": date(2018, 10, 8)} if path == "reopening" else {}
    made = given.request(**ended)
    client.sign_in(given.person(role))
    assert client.post(f"{made.url}/{path}", data={**DATA, **token(client)}).status_code == GRID[role]


@pytest.mark.parametrize("path", ["closing", "reopening"])
def test_an_investigator_closes_and_reopens_the_own_requests(given, client, path):
    owner = given.person(Role.INVESTIGATOR)
    ended = {"closed_on": date(2018, 10, 8)} if path == "reopening" else {}
    made = given.request(owner=owner, **ended)
    client.sign_in(owner)
    assert client.post(f"{made.url}/{path}", data={**DATA, **token(client)}).status_code == 302


def test_strangers_sign_in_first_and_other_offices_find_nothing(given, client):
    made = given.request(office=given.office("DEMOM"))
    assert client.get(f"{made.url}/closing").status_code == 302
    client.sign_in(given.person(Role.COUNSEL, office=given.office("DEMO")))
    assert client.get(f"{made.url}/closing").status_code == 404
    assert client.get("/requests/DEMO-115-9999/closing").status_code == 404
