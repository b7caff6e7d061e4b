"""The own account: what is known of oneself, and an end to every session."""

import re

import pytest

from app.models import Message, User
from app.models.picklists import Role
from tests.accounts.reading import history, text_of


def test_the_account_page_tells_name_address_offices_roles_and_zone(given, client):
    office = given.office("DEMO", timezone="America/Chicago")
    person = given.person(Role.COUNSEL, office=office, name="Counsel One", is_approver=True)
    page = text_of(client.sign_in(person).get("/account"))
    for words in ("Counsel One", person.email, "Office DEMO (DEMO)", "Counsel, approver", "America/Chicago"):
        assert words in page
    assert "/account/password" in page
    assert "Not set: you sign in by links" in page


@pytest.mark.parametrize("role", [*Role, None])
def test_everybody_who_is_signed_in_has_an_account_page(given, client, role):
    client.sign_in(given.person(role))
    assert client.get("/account").status_code == 200
    assert 'href="/account"' in text_of(client.get("/help"))


def test_who_is_not_signed_in_has_none(client):
    assert "/signin" in client.get("/account").location


def test_signing_out_everywhere_ends_every_session_and_every_unused_link(given, clients):
    person = given.person(Role.CLERK, password="four words to remember")
    here, there, admin = clients(), clients(), clients()
    admin.sign_in(given.person(None, is_administrator=True))
    admin.post(f"/people/{person.id}/sign-in-links", data={"csrf_token": admin.token("/account")})
    link = re.search(r"http://\S+?(/signin/link/\S+)", given.row(Message).text)[1]
    for browser in (here, there):
        assert browser.sign_in(person).get("/").status_code == 200
    assert here.submit("/account/sign-out", at="/account").location == "/signin"
    for browser in (here, there):
        assert "/signin" in browser.get("/").location
    assert clients().get(link).status_code == 410
    assert given.row(User, id=person.id).fs_uniquifier != person.uniquifier
    assert history(given)[-1].summary == "Signed out everywhere."
    assert clients().submit("/signin", {"email": person.email, "password": "four words to remember"}).status_code == 302


def test_others_stay_signed_in(given, clients):
    person, other = given.person(Role.CLERK), given.person(Role.CLERK)
    here, there = clients().sign_in(person), clients().sign_in(other)
    here.submit("/account/sign-out", at="/account")
    assert there.get("/").status_code == 200


def test_a_get_signs_nobody_out(given, client):
    client.sign_in(given.person(Role.CLERK))
    assert client.get("/account/sign-out").status_code == 405
    assert client.get("/account").status_code == 200
    assert history(given) == []
