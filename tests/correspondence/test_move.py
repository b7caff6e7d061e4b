"""A misfiled reply goes to the request that it belongs to, with all that came with it."""

import io

import pytest
import sqlalchemy as sa

from app.models import Attachment, Communication, Event, ItemDisposition, OversightRequest, Production
from app.models.picklists import Role
from tests.correspondence.replies import FORM

pytestmark = pytest.mark.usefixtures("october")


def text_of(answer):
    return " ".join(answer.get_data(as_text=True).split())


@pytest.fixture
def misfiled(given, client):
    """A production on the wrong request: classified, with a file, an item of it accepted."""
    counsel = given.person(Role.COUNSEL)
    client.sign_in(counsel)
    wrong, right = given.request(items=2), given.request(items=3)
    data = {**FORM, "kind": "PRODUCTION", "bates_begin": "A-1", "settles": "ALL"}
    data["files"] = (io.BytesIO(b"Two pages"), "reply.txt")
    client.submit(f"{wrong.url}/replies/new", data, content_type="multipart/form-data")
    client.submit(f"{wrong.url}/items/{item_of(given, wrong)}/acceptance", at=wrong.url)
    return wrong, right, given.row(Communication).id


def item_of(given, made):
    with given.session() as session:
        return session.get_one(OversightRequest, made.id).items[0].id


def counts(given, made):
    row = given.row(OversightRequest, id=made.id)
    return (row.count.headline, row.said_done_items, row.unclassified, row.last_heard_on is not None)


def move(client, wrong, reply, number):
    return client.submit(f"{wrong.url}/replies/{reply}/move", {"to_number": number})


def test_it_moves_with_its_files_and_is_classified_anew(given, client, misfiled):
    wrong, right, reply = misfiled
    assert counts(given, wrong) == ("1 of 2 satisfied", 1, 0, True)
    answer = move(client, wrong, reply, right.number.lower())
    assert answer.location == f"{right.url}/replies/{reply}"
    assert counts(given, wrong) == ("0 of 2 satisfied", 0, 0, False)
    assert counts(given, right) == ("0 of 3 satisfied", 0, 1, True)
    assert given.count(ItemDisposition) == 0
    assert given.row(Attachment).request_id == right.id
    assert given.row(Production).request_id == right.id
    assert client.get(f"{wrong.url}/replies/{reply}").status_code == 404
    with given.session() as session:
        events = session.scalars(sa.select(Event).order_by(Event.sequence)).all()
        (moved,) = [event for event in events if event.verb == "moved"]
        (left,) = [event for event in events if event.verb == "reply_left"]
        assert (moved.request_id, left.request_id) == (right.id, wrong.id)
        assert {event.act_id for event in events[-4:]} == {moved.act_id}
        assert right.number in left.payload.summary
        assert moved.payload.changes["request_id"] == [wrong.id, right.id]
        assert wrong.number in moved.payload.summary
    assert "Reply to classify" in text_of(client.get(answer.location))


def test_where_it_cannot_go_nothing_is_changed(given, client, misfiled):
    wrong, right, reply = misfiled
    minority = given.request(office=given.office("DEMOM"))
    closed = given.request(closed_on=given.row(OversightRequest, id=right.id).dated_on)
    for number, sentence in (
        (minority.number, "No request of that number."),
        (wrong.number, "is filed on"),
        (closed.number, "is closed"),
    ):
        assert sentence in text_of(move(client, wrong, reply, number))
    assert counts(given, wrong) == ("1 of 2 satisfied", 1, 0, True)
    assert given.row(Communication).request_id == wrong.id
