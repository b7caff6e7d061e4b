"""Saying later what a reply settles."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.correspondence import services
from app.extensions import db
from app.models import Communication, ItemDisposition, OversightRequest
from app.models.picklists import CommunicationKind, Role, Settles
from tests.conftest import ON_POSTGRESQL

pytestmark = pytest.mark.usefixtures("october")


def url_of(made, reply):
    return f"{made.url}/replies/{reply}/classification"


def post(client, made, reply, **data):
    return client.submit(url_of(made, reply), data, at=f"{made.url}/replies/{reply}")


@pytest.mark.parametrize(
    ("settles", "standings"),
    [
        ("ALL", ["said_done", "said_done"]),
        ("REFUSAL", ["refused", "refused"]),
        ("PART", ["nothing", "nothing"]),
        ("ACKNOWLEDGMENT", ["nothing", "nothing"]),
        ("NOTHING", ["nothing", "nothing"]),
    ],
)
def test_one_click_classifies_a_reply(given, client, replies, settles, standings):
    counsel, made = given.person(Role.COUNSEL), given.request(items=2)
    reply = replies.log(made, counsel)
    assert replies.request(made).unclassified == 1
    answer = post(client.sign_in(counsel), made, reply, settles=settles)
    assert (answer.status_code, answer.location) == (302, f"{made.url}/replies/{reply}")
    assert replies.standings(made) == standings
    found = given.row(Communication, id=reply)
    assert (found.settles, found.classified_by_id) == (Settles(settles), counsel.id)
    assert replies.request(made).unclassified == 0


def test_all_leaves_alone_what_was_accepted_or_withdrawn(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request(items=3)
    items = replies.items(made)
    client.sign_in(counsel)
    token = {"csrf_token": client.token("/correspondence")}
    client.post(f"{made.url}/items/{items['1']}/acceptance", data=token)
    client.post(f"{made.url}/items/{items['2']}/withdrawal", data={**token, "code": "MOOT", "note": "Overtaken."})
    post(client, made, replies.log(made, counsel), settles="ALL")
    assert replies.codes(made) == [("2", "MOOT"), ("3", "FULL")]
    assert replies.standings(made) == ["satisfied", "out", "said_done"]


def test_the_same_click_twice_writes_nothing_the_second_time(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request(items=2)
    reply = replies.log(made, counsel)
    client.sign_in(counsel)
    for _ in range(2):
        assert post(client, made, reply, settles="ALL").status_code == 302
    assert len(replies.codes(made)) == 2
    assert len([noun for noun, *_ in replies.events() if noun == "Communication"]) == 1


def test_a_later_disposition_is_added_and_the_latest_speaks(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request(items=1)
    item, reply = replies.items(made)["1"], replies.log(made, counsel)
    client.sign_in(counsel)
    post(client, made, reply, settles="ALL")
    post(client, made, reply, **{"settles": "PART", f"item{item}-code": "PARTIAL", f"item{item}-grounds": "PRIVACY"})
    assert replies.codes(made) == [("1", "FULL"), ("1", "PARTIAL")]
    assert replies.standings(made) == ["partial"]
    page = client.get(f"{made.url}/replies/{reply}").get_data(as_text=True)
    assert "Answered in part" in page
    assert "Privacy" in page


def test_an_older_reply_that_is_classified_last_does_not_overrule_a_newer_one(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request(items=1)
    newer = replies.log(made, counsel, dated_on=date(2018, 10, 8))
    older = replies.log(made, counsel, dated_on=date(2018, 10, 3))
    client.sign_in(counsel)
    post(client, made, newer, settles="ALL")
    post(client, made, older, settles="REFUSAL")
    assert replies.standings(made) == ["said_done"]


def test_a_ground_on_the_whole_item_withholds_it(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request(items=1)
    item, reply = replies.items(made)["1"], replies.log(made, counsel)
    said = {f"item{item}-code": "NARRATIVE_IN_LIEU", f"item{item}-grounds": "DELIBERATIVE", f"item{item}-is_whole": "y"}
    post(client.sign_in(counsel), made, reply, settles="PART", **said)
    assert replies.standings(made) == ["refused"]


@pytest.mark.parametrize("back", ["intake", "today", "https://evil.example"])
def test_after_a_click_in_a_list_one_stands_in_that_list_again(given, client, replies, back):
    counsel, made = given.person(Role.COUNSEL), given.request()
    reply = replies.log(made, counsel)
    answer = post(client.sign_in(counsel), made, reply, settles="PART", back=back)
    assert answer.location == {"intake": "/correspondence", "today": "/"}.get(back, f"{made.url}/replies/{reply}")


@pytest.mark.parametrize("settles", ["", "EVERYTHING"])
def test_nonsense_classifies_nothing(given, client, replies, settles):
    counsel, made = given.person(Role.COUNSEL), given.request()
    reply = replies.log(made, counsel)
    answer = post(client.sign_in(counsel), made, reply, settles=settles)
    assert answer.status_code == 200
    assert "There is a problem" in answer.get_data(as_text=True)
    assert replies.request(made).unclassified == 1


@pytest.mark.parametrize("kind", [CommunicationKind.STATEMENT, CommunicationKind.LETTER_OUT])
def test_neither_a_statement_nor_our_own_letter_can_be_classified(given, client, replies, kind):
    counsel, made = given.person(Role.COUNSEL), given.request(items=2)
    reply = replies.log(made, counsel, kind=kind, speaker="spokesman")
    answer = post(client.sign_in(counsel), made, reply, settles="ALL", csrf_token=client.token("/correspondence"))
    assert answer.status_code == 200
    sentence = "is not an answer" if kind is CommunicationKind.STATEMENT else "Only what comes in"
    assert sentence in answer.get_data(as_text=True)
    assert replies.standings(made) == ["nothing", "nothing"]
    assert given.count(ItemDisposition) == 0


def test_a_closed_request_is_not_classified(given, client, replies):
    counsel, made = given.person(Role.COUNSEL), given.request()
    reply = replies.log(made, counsel)
    with given.session() as session:
        session.get_one(OversightRequest, made.id).closed_on = date(2018, 10, 8)
        session.commit()
    data = {"settles": "ALL", "csrf_token": client.sign_in(counsel).token("/correspondence")}
    assert "Reopen it first" in client.post(url_of(made, reply), data=data).get_data(as_text=True)
    assert given.count(ItemDisposition) == 0


@pytest.mark.parametrize("role", list(Role))
def test_who_may_classify_follows_the_grid(given, client, replies, role):
    made = given.request()
    reply = replies.log(made, given.person(Role.COUNSEL))
    client.sign_in(given.person(role))
    data = {"settles": "PART", "csrf_token": client.token("/correspondence")}
    assert client.post(url_of(made, reply), data=data).status_code == (404 if role is Role.READER else 302)


def test_a_reply_of_another_request_is_not_found_under_this_one(given, client, replies):
    counsel, made, other = given.person(Role.COUNSEL), given.request(), given.request()
    reply = replies.log(other, counsel)
    client.sign_in(counsel)
    assert client.get(f"{made.url}/replies/{reply}").status_code == 404
    assert client.get(f"{made.url}/replies/{2**70}").status_code == 404


@ON_POSTGRESQL  # SQLite has one writer at a time anyway.
def test_two_people_who_settle_items_at_once_leave_a_count_of_both(given, replies):
    """The second reads the first one's work after it has the lock, whatever it had read before."""
    counsel, made = given.person(Role.COUNSEL), given.request(items=2)
    items = replies.items(made)
    with given.acting(counsel) as by:
        stale = db.session.scalar(sa.select(OversightRequest).where(OversightRequest.id == made.id))
        assert [item.accepted_on for item in stale.items] == [None, None]
        with given.acting(counsel) as other:
            same = db.session.scalar(sa.select(OversightRequest).where(OversightRequest.id == made.id))
            services.accept(same, item_ids=(items["1"],), by=other)
        services.accept(stale, item_ids=(items["2"],), by=by)
    assert replies.request(made).satisfied_items == 2


@pytest.mark.parametrize("field", ["note", "asserted_by"])
def test_marked_words_about_an_item_are_refused_and_kept_nowhere(given, client, replies, field):
    counsel, made = given.person(Role.COUNSEL), given.request()
    item, reply = replies.items(made)["1"], replies.log(made, counsel)
    said = {f"item{item}-code": "FULL", f"item{item}-{field}": "TOP SECRET//SI Quokka"}
    answer = post(client.sign_in(counsel), made, reply, settles="PART", **said)
    assert "classification marking" in answer.get_data(as_text=True)
    assert "Quokka" not in replies.whole_database()
    assert replies.request(made).unclassified == 1
