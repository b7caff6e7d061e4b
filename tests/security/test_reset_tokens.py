"""Links of mails: once, for a while, for one account, and with the host of the settings."""

import re
from datetime import timedelta

import pytest
import time_machine

from app.accounts import people_services
from app.clock import now
from app.extensions import db
from app.models import Message, User
from app.models.picklists import Role

OLD, NEW = "four words to remember", "another four words kept"
TYPED = {"password": NEW, "password_confirm": NEW}


@pytest.fixture
def person(given):
    return given.person(Role.CLERK, password=OLD)


@pytest.fixture
def link(given, clients, person):
    clients().submit("/signin/reset", {"email": person.email})
    return re.search(r"http://\S+?(/signin/reset/\S+)", given.row(Message).text)[1]


def is_dead(client, link):
    return (
        client.get(link).location == "/signin/reset" and client.submit(link, TYPED, at="/signin").location is not None
    )


def test_a_link_that_was_used_is_dead_and_so_are_those_mailed_with_it(given, clients, person, link):
    clients().submit("/signin/reset", {"email": person.email})
    with given.session() as session:
        other = next(
            found[1]
            for each in session.query(Message)
            if (found := re.search(r"http://\S+?(/signin/reset/\S+)", each.text))
        )
    assert clients().submit(link, TYPED).location == "/signin"
    for dead in (link, other):
        assert is_dead(clients(), dead)
    assert clients().submit("/signin", {"email": person.email, "password": NEW}).status_code == 302


def test_a_link_dies_after_an_hour_with_a_changed_password_and_with_the_account(given, clients, person, link):
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert is_dead(clients(), link)
    assert clients().get(link).status_code == 200
    with given.session():
        people_services.deactivate(db.session.get_one(User, person.id), heirs={}, by=None)
    assert is_dead(clients(), link)


def test_a_link_is_of_no_use_for_another_account(given, clients, person, link):
    other = given.person(Role.CLERK, password=OLD)
    client = clients().sign_in(other)
    client.submit(link, TYPED)
    assert clients().submit("/signin", {"email": other.email, "password": OLD}).status_code == 302
    assert clients().submit("/signin", {"email": person.email, "password": NEW}).status_code == 302


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda token: "x" * 5000])
def test_a_link_that_was_tampered_with_is_dead(clients, link, change):
    head, token = link.rsplit("/", 1)
    assert is_dead(clients(), f"{head}/{change(token)}")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"Host": "localhost"},
        {"Forwarded": "host=evil.example"},
    ],
)
def test_a_forged_host_never_stands_in_a_mail(given, client, person, headers):
    token = client.token("/signin/reset")
    client.post("/signin/reset", data={"email": person.email, "csrf_token": token}, headers=headers, reads_page=False)
    with given.session() as session:
        for mail in session.query(Message):
            assert "evil" not in mail.text + mail.html
            assert set(re.findall(r"https?://([^/]+)", mail.text)) == {"127.0.0.1:8000"}


def test_the_sessions_before_a_reset_end_and_the_person_is_told(given, clients, person, link):
    there = clients().sign_in(person)
    clients().submit(link, TYPED)
    assert "/signin" in there.get("/account").location
    with given.session() as session:
        assert any("Your password was changed by a link" in mail.text for mail in session.query(Message))
