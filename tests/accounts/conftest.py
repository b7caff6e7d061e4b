"""An office, its staff director, and an administrator who has signed in."""

import pytest

from app.models.picklists import Role


@pytest.fixture
def office(given):
    return given.office("DEMO")


@pytest.fixture
def administrator(given, client):
    person = given.person(None, is_administrator=True, name="Admin One")
    client.sign_in(person)
    return person


@pytest.fixture
def director(given, office):
    return given.person(Role.STAFF_DIRECTOR, office=office, name="Director One")
