"""Correcting what was typed: items, reasons, and two people who correct at once."""

from datetime import date

import pytest

from app.models import DeadlineEntry, Event, Item
from app.models.picklists import Role
from tests.requests.test_edit import fields_of
from tests.requests.test_links import text_of, told


@pytest.fixture
def made(given):
    return given.request(items=[("1", "All"), ("2", "Lists"), ("2a", "of units"), ("2b", "of users")])


def paths(given, made):
    with given.session() as session:
        found = session.query(Item).filter_by(request_id=made.id).order_by(Item.position)
        return [(item.path, item.number, item.text) for item in found]


def item_id(given, made, path):
    return given.row(Item, request_id=made.id, path=path).id


def test_an_items_words_and_number_are_corrected_and_sub_items_follow(given, client, clerk, made):
    url = f"{made.url}/items/{item_id(given, made, '2')}/edit"
    assert client.submit(url, {"number": "4", "text": "The lists", "kind": "LIST"}).status_code == 302
    assert paths(given, made) == [
        ("1", "1", "All"), ("4", "4", "The lists"), ("4(a)", "4a", "of units"), ("4(b)", "4b", "of users"),
    ]  # fmt: skip
    assert [summary for _, summary in told(given, made.id)] == [
        "Item 4 corrected.", "Item 4(a) corrected.", "Item 4(b) corrected.",
    ]  # fmt: skip
    sub = f"{made.url}/items/{item_id(given, made, '4(b)')}/edit"
    client.submit(sub, {"number": "4(c)", "text": "of users", "kind": ""})
    assert paths(given, made)[3] == ("4(c)", "4c", "of users")
    assert "as it is printed" in text_of(client.submit(sub, {"number": "§", "text": "x", "kind": ""}))


@pytest.mark.parametrize("noun", ["item", "reply", "outcome", "reason", "matter"])
def test_two_who_correct_at_once_are_shown_both_texts(given, clients, made, noun):
    url, name, more = arrange(given, made, noun)
    first, second = (clients().sign_in(given.person(role)) for role in (Role.COUNSEL, Role.CLERK))
    seen, stale = ({**fields_of(each.get(url)), **more} for each in (first, second))
    assert first.post(url, data={**seen, name: "Their words"}).status_code == 302
    clash = second.post(url, data={**stale, name: "My words"})
    assert clash.status_code == 409
    assert "while you were writing" in text_of(clash)
    assert "<bdi>Their words</bdi>" in text_of(clash)
    assert "<bdi>My words</bdi>" in text_of(clash)
    assert second.post(url, data={**fields_of(clash), **more}).status_code == 302
    assert "My words" in text_of(first.get(url))
    with given.session() as session:
        assert session.query(Event).filter(Event.verb != "heard").count() == 2


def arrange(given, made, noun):
    from app.models import Communication, Matter, Outcome
    from app.models.picklists import CommunicationKind, Direction, OutcomeKind

    person, item = given.person(Role.COUNSEL), item_id(given, made, "1")
    with given.session() as session:
        day, row = date(2018, 10, 5), {"request_id": made.id}
        reply = Communication(
            kind=CommunicationKind.REPLY,
            direction=Direction.IN,
            dated_on=day,
            summary="S",
            logged_by_id=person.id,
            **row,
        )
        outcome = Outcome(kind=OutcomeKind.HEARING, claim="C", dated_on=day, recorded_by_id=person.id, **row)
        matter = Matter(office_id=given.office().id, slug="demo-x", title="T")
        session.add_all([reply, outcome, matter])
        session.commit()
        entry = session.query(DeadlineEntry).filter_by(request_id=made.id).one()
        return {
            "item": (f"{made.url}/items/{item}/edit", "text", {}),
            "reply": (f"{made.url}/replies/{reply.id}/edit", "summary", {"is_marked": "no"}),
            "outcome": (f"{made.url}/outcomes/{outcome.id}/edit", "claim", {"attributable": "UNKNOWN"}),
            "reason": (f"{made.url}/deadline/{entry.id}/reason", "reason", {}),
            "matter": ("/matters/demo-x/edit", "title", {}),
        }[noun]
