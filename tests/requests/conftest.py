"""What the tests of requests share."""

import pytest

from app.models.picklists import Role


@pytest.fixture
def clerk(given, client):
    """A clerk who is signed in."""
    person = given.person(Role.CLERK)
    client.sign_in(person)
    return person


@pytest.fixture
def letter(given):
    """A form of three fields, with more where a test needs them."""

    def typed(**more):
        return {"agency_id": str(given.agency().id), "subject": "Tanks with militias", "due_on": "10/12/2018", **more}

    return typed
