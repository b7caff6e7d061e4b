"""Topics: an office's labels, on its requests and in its docket only."""

import pytest

from app.models import OversightRequest, RequestTopic, Topic
from app.models.picklists import Role


@pytest.fixture
def request_of_mine(given, clerk):
    return given.request(subject="Tanks")


def add(client, row, name: str):
    return client.submit(f"{row.url}/topics", {"name": name}, follow_redirects=True)


def test_a_topic_is_added_shown_filtered_by_and_removed(given, client, request_of_mine):
    other = given.request(subject="Other")
    assert "Arms exports" in add(client, request_of_mine, " Arms  exports ").get_data(as_text=True)
    add(client, other, "ARMS EXPORTS")
    assert given.count(Topic) == 1
    topic = given.row(Topic)
    client.submit(f"{other.url}/topics/{topic.id}/removal", at=other.url)
    page = client.get(f"/requests?topic={topic.id}").get_data(as_text=True)
    assert request_of_mine.number in page
    assert other.number not in page
    assert "topic: Arms exports" in page


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Enter a topic."), ("x" * 61, "60 characters"), ("Twice", "has the topic Twice already")],
)
def test_a_topic_that_cannot_be_is_refused(given, client, request_of_mine, name, sentence):
    add(client, request_of_mine, "Twice")
    assert sentence in add(client, request_of_mine, name).get_data(as_text=True)
    assert given.count(RequestTopic) == 1


def test_no_other_office_sees_a_topic_of_a_request_that_is_shared_with_it(given, client, clients, clerk):
    minority = given.office("DEMOM")
    row = given.request(shared_with=[minority])
    add(client, row, "Secret plan")
    topic = given.row(Topic)
    for role in (Role.COUNSEL, Role.READER):
        theirs = clients().sign_in(given.person(role, office=minority))
        for path in (row.url, "/requests", f"/requests?topic={topic.id}"):
            assert "Secret plan" not in theirs.get(path).get_data(as_text=True)
        assert theirs.get(f"{row.url}/topics").status_code == 403


def test_a_void_request_takes_no_topic(given, client, clerk):
    row = given.request()
    with given.session() as session:
        session.get_one(OversightRequest, row.id).void_at = session.get_one(OversightRequest, row.id).filed_at
        session.commit()
    assert "is void" in add(client, row, "Late").get_data(as_text=True)
