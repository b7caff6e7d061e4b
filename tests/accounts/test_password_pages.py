"""Passwords: one neutral error, a link by mail that works once, and pages in our own frame and words."""

import re
from datetime import timedelta

import pytest
import time_machine

from app.clock import now
from app.models import Message

OLD, NEW = "four words to remember", "another four words kept"


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def person(given):
    return given.person(password=OLD)


def link_in_mail(given):
    body = given.row(Message).text
    return re.search(r"http://\S+?(/signin/reset/\S+)", body)[1]


@pytest.mark.parametrize("password", ["", "wrong"])
@pytest.mark.parametrize("email", ["", "nobody@example.gov", "known", "not an address"])
def test_every_failed_sign_in_says_the_same_sentence_and_nothing_else(client, person, email, password):
    answer = client.submit("/signin", {"email": person.email if email == "known" else email, "password": password})
    page = text_of(answer)
    assert answer.status_code == 200
    assert "<title>Error: Sign in - Tecum</title>" in page
    assert page.count("Check your e-mail and password.") == 1
    assert "usa-error-message" not in page
    assert "There is a problem" in page


def test_password_managers_and_pasting_work_on_the_sign_in_page(client):
    page = text_of(client.get("/signin"))
    assert 'autocomplete="username webauthn"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_signing_in_leads_to_the_page_that_was_asked_for(client, person):
    answer = client.submit("/signin?next=/help", {"email": person.email, "password": OLD})
    assert answer.location == "/help"


def test_a_foreign_page_is_never_led_to(client, person):
    answer = client.submit("/signin?next=https://example.org/", {"email": person.email, "password": OLD})
    assert "example.org" not in (answer.location or "")


@pytest.mark.parametrize("is_known", [True, False])
def test_asking_for_a_new_password_answers_alike_whoever_asks(given, client, person, is_known):
    email = person.email if is_known else "nobody@example.gov"
    page = text_of(client.submit("/signin/reset", {"email": email}, follow_redirects=True))
    assert "If this address belongs to an account, a link is on its way to it." in page
    assert given.count(Message) == (1 if is_known else 0)


def test_the_mailed_link_sets_a_new_password_and_is_then_used_up(given, client, clients, person):
    client.submit("/signin/reset", {"email": person.email})
    link = link_in_mail(given)
    page = text_of(client.get(link))
    assert page.count('autocomplete="new-password"') == 2
    assert client.submit(link, {"password": NEW, "password_confirm": NEW}).status_code == 302
    other = clients()
    assert other.submit("/signin", {"email": person.email, "password": OLD}).status_code == 200
    assert other.submit("/signin", {"email": person.email, "password": NEW}).status_code == 302
    again = clients().get(link, follow_redirects=True)
    assert "This link no longer works, or has expired. Ask for a new one below." in text_of(again)


def test_the_mailed_link_expires_after_an_hour(given, client, person):
    client.submit("/signin/reset", {"email": person.email})
    link = link_in_mail(given)
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert "This link no longer works, or has expired." in text_of(client.get(link, follow_redirects=True))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("short", "short"), "Use at least 12 characters."),
        ((NEW, "something else altogether"), "The two passwords differ. Type the new one again."),
    ],
)
def test_a_new_password_that_will_not_do_is_explained_beside_its_field(given, client, person, typed, sentence):
    client.submit("/signin/reset", {"email": person.email})
    link = link_in_mail(given)
    page = text_of(client.submit(link, {"password": typed[0], "password_confirm": typed[1]}))
    assert "<title>Error: Choose a new password - Tecum</title>" in page
    assert page.count(sentence) == 2


def test_a_person_changes_the_password_and_is_told_by_mail(given, client, person):
    client.sign_in(person)
    typed = {"password": OLD, "new_password": NEW, "new_password_confirm": NEW}
    assert client.submit("/account/password", typed).status_code == 302
    assert "If that was not you" in given.row(Message).text


def test_a_wrong_present_password_changes_nothing(given, client, person):
    client.sign_in(person)
    typed = {"password": "wrong", "new_password": NEW, "new_password_confirm": NEW}
    page = text_of(client.submit("/account/password", typed))
    assert "This is not your password." in page
    assert given.count(Message) == 0


def test_a_person_without_a_password_is_asked_for_a_fresh_sign_in_first(given, client):
    client.sign_in(given.person())
    answer = client.get("/account/password", follow_redirects=True)
    assert "Is it still you?" in text_of(answer)
    assert "Open a new sign-in link" in text_of(answer)
