"""The page of mail that failed: what it tells to whom, sending again, giving up, confirming an address."""

import pytest
import sqlalchemy as sa
from werkzeug.exceptions import NotFound

from app.clock import now
from app.mailing import queries
from app.models import AddressHold, Event, Message
from app.models.picklists import Role
from app.policies import Action, offices_for
from tests.reminders.conftest import eastern

WORDS = "550 5.1.1 No such mailbox"


def refused(given, office, sink, **request):
    """An overdue request whose mail to owner and director was refused for good."""
    owner = given.person(name="Owner")
    row = given.request(owner=owner, **request)
    sink.answers["DATA"] = WORDS
    office.morning(eastern(10, 9))
    del sink.answers["DATA"]
    return row, owner


def hold(given, address):
    with given.session() as session:
        session.add(AddressHold(address=address, held_at=now(), server_words=WORDS))
        session.commit()


def page_of(client, person):
    return client.sign_in(person).get("/mail/failed").get_data(as_text=True)


def test_number_recipient_and_the_servers_words_are_told_and_nothing_else(given, office, sink, clients):
    row, owner = refused(given, office, sink)
    for reader in (given.person(None, is_administrator=True), given.person(Role.STAFF_DIRECTOR)):
        page = page_of(clients(), reader)
        assert owner.email in page
        assert row.number in page
        assert WORDS in page
        assert "DUE:" not in page
        assert "Vendor contracts" not in page


def test_a_director_sees_neither_other_offices_nor_requests_limited_to_others(given, office, sink, clients):
    minority = given.office("DEMOM")
    _row, owner = refused(given, office, sink)
    other = given.person(Role.STAFF_DIRECTOR, office=minority)
    page = page_of(clients(), other)
    assert owner.email not in page
    assert "No mail has failed" in page
    hold(given, owner.email)
    assert "No address is held." in page_of(clients(), other)
    message = given.row(Message)
    with given.acting(other) as director, pytest.raises(NotFound):
        queries.get(message.id, offices_for(director, Action.INVITE))


def test_sending_again_sends_the_same_mail_once(given, office, sink, client):
    refused(given, office, sink)
    message = given.row(Message)
    client.sign_in(given.person(Role.STAFF_DIRECTOR))
    client.submit(f"/mail/failed/{message.id}/retry", at="/mail/failed", reads_page=False)
    assert client.get("/readyz").json["reasons"] != []
    assert office.deliver().sent == 1
    assert sink.ids == {message.smtp_id: 1}
    assert given.row(Message).state == "sent"
    with given.session() as session:
        summary = session.scalars(sa.select(Event).filter_by(verb="mail_retried")).one().payload.summary
    assert summary == f"Mail to {message.recipient} is sent again."


def test_all_are_sent_again_but_those_to_held_addresses(given, office, sink, client):
    _row, owner = refused(given, office, sink)
    refused(given, office, sink)
    hold(given, owner.email)
    client.sign_in(given.person(None, is_administrator=True))
    client.submit("/mail/failed/retry", at="/mail/failed", reads_page=False)
    assert office.deliver().sent == 1
    assert owner.email not in sink.recipients
    held = given.row(AddressHold)
    client.submit(f"/mail/holds/{held.id}/confirmation", at="/mail/failed", reads_page=False)
    client.submit("/mail/failed/retry", at="/mail/failed", reads_page=False)
    assert office.deliver().sent == 1
    assert owner.email in sink.recipients


def test_what_was_given_up_alarms_nobody_and_is_shown_on_its_request(given, office, sink, client):
    row, owner = refused(given, office, sink)
    message = given.row(Message)
    client.sign_in(given.person(Role.STAFF_DIRECTOR))
    client.submit(f"/mail/failed/{message.id}/end", at="/mail/failed", reads_page=False)
    assert "No mail has failed" in client.get("/mail/failed").get_data(as_text=True)
    assert "Mail has failed" not in str(client.get("/readyz").json["reasons"])
    assert "Mail did not arrive" not in client.get("/").get_data(as_text=True)
    assert f"Mail to {owner.email} has failed and is not sent again." in client.get(row.url).get_data(as_text=True)
    assert office.deliver(at_once=True).sent == 0


def test_the_page_asks_the_same_few_questions_however_much_failed(given, office, sink, client, selects):
    refused(given, office, sink)
    client.sign_in(given.person(None, is_administrator=True))
    client.get("/mail/failed")
    with selects() as few:
        client.get("/mail/failed")
    for _ in range(4):
        refused(given, office, sink)
    with selects() as many:
        client.get("/mail/failed")
    assert len(many) == len(few) <= 8
