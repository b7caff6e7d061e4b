"""A one-time link: opening it changes nothing, its button signs in once."""

from datetime import timedelta

import time_machine

from app.accounts import services
from app.clock import now
from app.extensions import db
from app.models import SignInLink, User
from app.models.picklists import Role


def link_for(given, person) -> str:
    with given.session():
        return services.make_sign_in_link(db.session.get_one(User, person.id), by=None).replace(
            "http://127.0.0.1:8000", ""
        )


def test_opening_the_link_does_nothing_and_its_button_signs_in(given, client):
    url = link_for(given, given.person(Role.STAFF_DIRECTOR))
    assert client.get(url).status_code == 200
    assert given.row(SignInLink).used_at is None
    assert client.get("/").status_code == 302
    assert client.submit(url).status_code == 302
    assert client.get("/").status_code == 200


def test_the_link_works_once(given, client, clients):
    url = link_for(given, given.person(Role.STAFF_DIRECTOR))
    client.submit(url)
    assert clients().get(url).status_code == 410


def test_the_link_expires_after_a_day(given, client):
    url = link_for(given, given.person(Role.STAFF_DIRECTOR))
    with time_machine.travel(now() + timedelta(hours=25)):
        assert client.get(url).status_code == 410


def test_a_guessed_link_is_an_expired_one(client):
    assert client.get("/signin/link/guessed").status_code == 410


def test_a_password_signs_in_and_a_wrong_one_does_not(given, client):
    person = given.person(Role.CLERK, password="correct horse battery staple")
    wrong = client.submit("/signin", {"email": person.email, "password": "not the password"})
    assert wrong.status_code == 200
    assert client.get("/").status_code == 302
    right = client.submit("/signin", {"email": person.email, "password": "correct horse battery staple"})
    assert right.status_code == 302
    assert client.get("/").status_code == 200


def test_a_post_without_a_token_is_refused(given, client):
    url = link_for(given, given.person(Role.STAFF_DIRECTOR))
    assert client.post(url).status_code == 400
    assert given.row(SignInLink).used_at is None
