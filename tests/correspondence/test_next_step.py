"""Whose move it is."""

from datetime import date

import pytest

from app.models.picklists import Role, WaitsOn

pytestmark = pytest.mark.usefixtures("october")


def test_a_next_step_has_words_a_day_and_whom_it_waits_on(given, client, replies):
    made = given.request()
    client.sign_in(given.person(Role.CLERK))
    data = {"next_step": "Call legislative affairs", "next_step_on": "fri", "waits_on": "US"}
    assert client.submit(f"{made.url}/next-step", data).location == made.url
    found = replies.request(made)
    assert (found.next_step, found.next_step_on) == ("Call legislative affairs", date(2018, 10, 12))
    assert found.waits_on is WaitsOn.US
    assert replies.events()[0][1:2] + replies.events()[0][3:] == (
        "next_step_set",
        "Next step set: waits on us, Fri, Oct 12, 2018.",
    )


def test_the_same_step_twice_is_written_once(given, client, replies):
    made = given.request()
    client.sign_in(given.person(Role.CLERK))
    for _ in range(2):
        assert client.submit(f"{made.url}/next-step", {"waits_on": "COUNSEL"}).status_code == 302
    assert len(replies.events()) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"next_step": "Call"}, "Say whose move it is."),
        ({"waits_on": "US", "next_step_on": "10/08/2018"}, "today or later"),
        ({"waits_on": "US", "next_step": "SECRET//NOFORN Quokka"}, "classification marking"),
    ],
)
def test_a_step_that_cannot_be_is_refused(given, client, replies, data, sentence):
    made = given.request()
    client.sign_in(given.person(Role.CLERK))
    assert sentence in client.submit(f"{made.url}/next-step", data).get_data(as_text=True)
    assert replies.request(made).waits_on is None
    assert "Quokka" not in replies.whole_database()


def test_a_closed_request_has_no_next_step(given, client, replies):
    made = given.request(closed_on=date(2018, 10, 8))
    client.sign_in(given.person(Role.CLERK))
    data = {"waits_on": "US", "csrf_token": client.token("/correspondence")}
    assert "Reopen it first" in client.post(f"{made.url}/next-step", data=data).get_data(as_text=True)
    assert replies.request(made).waits_on is None


@pytest.mark.parametrize("role", list(Role))
def test_who_may_set_it_follows_the_grid(given, client, role):
    made = given.request()
    client.sign_in(given.person(role))
    data = {"waits_on": "US", "csrf_token": client.token("/correspondence")}
    assert client.post(f"{made.url}/next-step", data=data).status_code == (404 if role is Role.READER else 302)
