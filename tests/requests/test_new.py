"""Filing a request by hand: the form, the number, the items, the warnings, and once however often it is sent."""

import pytest

from app.models import OversightRequest
from app.models.picklists import Role


@pytest.fixture
def clerk(given, client):
    person = given.person(Role.CLERK)
    client.sign_in(person)
    return person


def letter(given, **more) -> dict[str, str]:
    return {
        "agency_id": str(given.agency().id),
        "subject": "Tanks with militias",
        "due_on": "10/12/2018",
        **more,
    }


def test_three_fields_file_a_request(given, client, clerk):
    answer = client.submit("/requests/new", letter(given, dated_on="10/1/2018"))
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert answer.location == "/requests/DEMO-115-0001"
    made = given.row(OversightRequest)
    assert (made.owner_id, made.subject, made.counted_items) == (clerk.id, "Tanks with militias", 1)
    assert client.get(answer.location).status_code == 200
