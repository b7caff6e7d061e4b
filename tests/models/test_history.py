"""The chains of the history verify, and name what was changed."""

import sqlalchemy as sa

from app.history import record, verify_chains
from app.models import Event, EventPayload, OversightRequest


def write_events(given, number: int = 3) -> None:
    made = given.request()
    with given.session() as session:
        oversight_request = session.get_one(OversightRequest, made.id)
        for turn in range(number):
            oversight_request.subject = f"Subject {turn}"
            record(oversight_request, "edited", by=None, summary=f"Subject changed, turn {turn}.")
        session.commit()


def findings(given) -> list[str]:
    with given.session() as session:
        return [found.sentence for found in verify_chains(session) if found.is_broken]


def test_an_untouched_chain_verifies(given):
    write_events(given)
    assert findings(given) == []


def test_an_event_tells_what_changed_from_what_to_what(given):
    write_events(given, 1)
    payload = given.row(EventPayload)
    assert payload.changes["subject"] == ["Vendor contracts", "Subject 0"]


def test_an_edited_payload_is_named(given):
    write_events(given)
    event = given.row(Event, sequence=2)
    with given.session() as session:
        session.execute(
            sa.update(EventPayload).where(EventPayload.event_id == event.id).values(summary="Nothing happened.")
        )
        session.commit()
    assert findings(given) == [f"{event.chain}, event 2 (id {event.id}): its payload was changed."]


def test_an_edited_event_is_named(given):
    write_events(given)
    event = given.row(Event, sequence=2)
    with given.session() as session:
        session.execute(sa.update(Event).where(Event.id == event.id).values(actor="Somebody else"))
        session.commit()
    assert f"{event.chain}, event 2 (id {event.id}): the event was changed." in findings(given)


def test_a_missing_event_is_named_in_the_middle_and_at_the_end(given):
    write_events(given)
    for sequence in (2, 3):
        event = given.row(Event, sequence=sequence)
        with given.session() as session:
            session.execute(sa.delete(EventPayload).where(EventPayload.event_id == event.id))
            session.execute(sa.delete(Event).where(Event.id == event.id))
            session.commit()
        assert findings(given)


def test_an_erased_payload_leaves_a_chain_that_verifies(given):
    write_events(given)
    event = given.row(Event, sequence=2)
    with given.session() as session:
        payload = session.get_one(EventPayload, event.id)
        payload.summary, payload.note, payload.changes, payload.salt = "Erased.", None, {}, ""
        payload.erased_at = event.at
        session.commit()
    assert findings(given) == []
