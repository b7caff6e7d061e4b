"""Correcting what was written down of a communication."""

import io
from datetime import date

import pytest

from app.models import Attachment, Communication, ItemDisposition, Production
from app.models.picklists import CommunicationKind, Role
from tests.correspondence.replies import FORM

pytestmark = pytest.mark.usefixtures("october")


def submit(client, made, reply, **data):
    return client.submit(f"{made.url}/replies/{reply}/edit", {**FORM, **data})


def test_a_corrected_date_moves_the_dispositions_and_when_the_agency_was_heard(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request(items=1)
    reply = replies.log(made, counsel)
    client.sign_in(counsel)
    client.submit(f"{made.url}/replies/{reply}/classification", {"settles": "ALL"}, at=f"{made.url}/replies/{reply}")
    answer = submit(client, made, reply, dated_on="10/08/2018", summary="Their second reply.")
    assert answer.location == f"{made.url}/replies/{reply}"
    assert given.row(Communication, id=reply).summary == "Their second reply."
    assert given.row(ItemDisposition, communication_id=reply).dated_on == date(2018, 10, 8)
    assert replies.request(made).last_heard_on == date(2018, 10, 8)
    changed = [(noun, verb) for noun, verb, *_ in replies.events()][-3:]
    assert changed == [("Communication", "changed"), ("ItemDisposition", "changed"), ("OversightRequest", "heard")]


def test_saving_without_a_change_writes_no_history(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request()
    reply = replies.log(made, counsel)
    submit(client.sign_in(counsel), made, reply, summary="Their reply.")
    assert replies.events() == []


def test_a_reply_that_settled_items_cannot_become_a_statement(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request()
    reply = replies.log(made, counsel)
    client.sign_in(counsel)
    client.submit(f"{made.url}/replies/{reply}/classification", {"settles": "ALL"}, at=f"{made.url}/replies/{reply}")
    page = submit(client, made, reply, kind="STATEMENT", speaker="spokesman").get_data(as_text=True)
    assert "Items were settled by this reply" in page
    assert given.row(Communication, id=reply).kind is CommunicationKind.REPLY


def test_what_was_a_statement_after_all_waits_for_nobody(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request()
    reply = replies.log(made, counsel)
    submit(client.sign_in(counsel), made, reply, kind="STATEMENT", speaker="spokesman")
    found = replies.request(made)
    assert (found.unclassified, found.last_heard_on) == (0, None)


def test_a_productions_facts_can_be_added_and_corrected(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request()
    reply = replies.log(made, counsel, kind=CommunicationKind.PRODUCTION)
    client.sign_in(counsel)
    for volume in ("VOL001", "VOL002"):
        assert submit(client, made, reply, kind="PRODUCTION", volume=volume).status_code == 302
    assert given.row(Production, communication_id=reply).volume == "VOL002"
    assert "VOL002" in client.get(f"{made.url}/replies/{reply}/edit").get_data(as_text=True)


def test_a_yes_to_the_question_keeps_nothing(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request()
    reply = replies.log(made, counsel)
    assert submit(client.sign_in(counsel), made, reply, is_marked="yes", summary="Quokka").status_code == 422
    assert "Quokka" not in replies.whole_database()


@pytest.mark.parametrize("role", list(Role))
def test_who_may_correct_follows_the_grid(given, client, replies, role):
    made = given.request()
    reply = replies.log(made, given.person(Role.COUNSEL))
    answer = client.sign_in(given.person(role)).get(f"{made.url}/replies/{reply}/edit")
    assert answer.status_code == (404 if role is Role.READER else 200)


def test_files_can_be_added_later(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request()
    reply = replies.log(made, counsel)
    client.sign_in(counsel)
    files = [(io.BytesIO(b"Dear Chair, here is our answer."), "Answer.txt")]
    answer = client.submit(
        f"{made.url}/replies/{reply}/edit", {**FORM, "files": files}, content_type="multipart/form-data"
    )
    assert answer.status_code == 302
    assert given.row(Attachment, communication_id=reply).name == "Answer.txt"
