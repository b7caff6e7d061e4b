"""Accepting items, taking it back, and taking items out of the count."""

from datetime import date

import pytest

from app.models import Item, ItemDisposition, OversightRequest
from app.models.picklists import Disposition, Role

pytestmark = pytest.mark.usefixtures("october")


@pytest.fixture
def counsel(given):
    return given.person(Role.COUNSEL)


@pytest.fixture
def post(client, counsel):
    client.sign_in(counsel)

    def send(made, path, **data):
        return client.post(f"{made.url}/{path}", data={"csrf_token": client.token("/correspondence"), **data})

    return send


def test_accepting_an_item_is_a_dated_fact_by_a_person(given, post, replies, counsel):
    made = given.request(items=2)
    item = replies.items(made)["1"]
    assert post(made, f"items/{item}/acceptance").location == made.url
    found = given.row(Item, id=item)
    assert (found.accepted_on, found.accepted_by_id) == (date(2018, 10, 9), counsel.id)
    assert replies.request(made).count.headline == "1 of 2 satisfied"
    assert replies.events()[0][3] == "Item 1 accepted: we are satisfied with it."


def test_accepting_twice_says_the_same_and_writes_once(given, post, replies):
    made = given.request()
    item = replies.items(made)["1"]
    for _ in range(2):
        assert post(made, f"items/{item}/acceptance").status_code == 302
    assert len([noun for noun, *_ in replies.events() if noun == "Item"]) == 1


def test_several_items_are_accepted_in_one_act_and_the_last_suggests_closing(given, client, post, replies):
    made = given.request(items=3)
    items = replies.items(made)
    post(made, "items/acceptance", items=[items["1"], items["2"]])
    assert replies.request(made).count.headline == "2 of 3 satisfied"
    assert len({act for _, _, act, _ in replies.events()}) == 1
    post(made, "items/acceptance", items=[items["3"]])
    assert "3 of 3 satisfied. Every item is satisfied: you can close" in client.get("/correspondence").get_data(
        as_text=True
    )


def test_acceptance_can_be_taken_back(given, post, replies):
    made = given.request()
    item = replies.items(made)["1"]
    post(made, f"items/{item}/acceptance")
    post(made, f"items/{item}/acceptance/undo")
    assert given.row(Item, id=item).accepted_on is None
    assert replies.request(made).satisfied_items == 0


def test_taking_back_what_was_not_accepted_is_refused(given, post, replies):
    made = given.request()
    answer = post(made, f"items/{replies.items(made)['1']}/acceptance/undo")
    assert (answer.status_code, "was not accepted" in answer.get_data(as_text=True)) == (422, True)


def test_a_withdrawn_item_leaves_the_denominator_with_its_reason(given, post, replies):
    made = given.request(items=3)
    item = replies.items(made)["2"]
    assert post(made, f"items/{item}/withdrawal", code="WITHDRAWN_BY_US", note="Answered elsewhere.").status_code == 302
    said = given.row(ItemDisposition, item_id=item)
    assert (said.code, said.note, said.communication_id) == (Disposition.WITHDRAWN_BY_US, "Answered elsewhere.", None)
    assert replies.request(made).counted_items == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"code": "MOOT", "note": " "}, "Say why."),
        ({"note": "x"}, "Say whether we withdraw"),
        ({"code": "FULL", "note": "x"}, "Choose one of these."),
        ({"code": "MOOT", "note": "SECRET//NOFORN"}, "classification marking"),
    ],
)
def test_a_withdrawal_needs_its_kind_and_reason(given, post, replies, data, sentence):
    made = given.request()
    answer = post(made, f"items/{replies.items(made)['1']}/withdrawal", **data)
    assert answer.status_code == 200
    assert sentence in answer.get_data(as_text=True)
    assert given.count(ItemDisposition) == 0


def test_what_is_out_of_the_count_is_neither_accepted_nor_withdrawn_again(given, post, replies):
    made = given.request(items=2)
    item = replies.items(made)["1"]
    post(made, f"items/{item}/withdrawal", code="MOOT", note="Done.")
    assert "out of the count" in post(made, f"items/{item}/acceptance").get_data(as_text=True)
    assert "already out" in post(made, f"items/{item}/withdrawal", code="MOOT", note="x").get_data(as_text=True)


def test_an_item_with_sub_items_follows_from_them(given, post, replies):
    made = given.request(items=[("1", "Whole"), ("1a", "Part"), ("1b", "Part")])
    items = replies.items(made)
    assert "Accept the sub-items" in post(made, f"items/{items['1']}/acceptance").get_data(as_text=True)
    assert "has sub-items" in post(made, f"items/{items['1']}/withdrawal", code="MOOT", note="x").get_data(as_text=True)
    post(made, "items/acceptance", items=[items["1(a)"], items["1(b)"]])
    assert replies.request(made).count.headline == "1 of 1 satisfied"


def test_choosing_nothing_or_an_item_of_another_request_is_refused(given, post, replies):
    made, other = given.request(), given.request()
    assert post(made, "items/acceptance").status_code == 422
    assert post(made, "items/acceptance", items=[replies.items(other)["1"]]).status_code == 422
    assert post(made, f"items/{replies.items(other)['1']}/acceptance").status_code == 404
    assert replies.request(other).satisfied_items == 0


@pytest.mark.parametrize("path", ["acceptance", "acceptance/undo", "withdrawal"])
def test_a_closed_requests_items_stay_as_they_are(given, post, replies, path):
    made = given.request()
    item = replies.items(made)["1"]
    with given.session() as session:
        session.get_one(OversightRequest, made.id).closed_on = date(2018, 10, 8)
        session.commit()
    assert "Reopen it first" in post(made, f"items/{item}/{path}", code="MOOT", note="x").get_data(as_text=True)
    assert given.count(ItemDisposition) == 0


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", ["acceptance", "withdrawal"])
def test_who_may_settle_items_follows_the_grid(given, client, post, replies, role, path):
    made = given.request()
    item = replies.items(made)["1"]
    client.sign_in(given.person(role))
    answer = post(made, f"items/{item}/{path}", code="MOOT", note="x")
    assert answer.status_code == (404 if role is Role.READER else 302)


def test_the_page_of_items_offers_what_can_be_done_with_each(given, client, post, replies):
    made = given.request(items=3)
    items = replies.items(made)
    post(made, f"items/{items['1']}/acceptance")
    post(made, f"items/{items['2']}/withdrawal", code="MOOT", note="x")
    page = client.get(f"{made.url}/items").get_data(as_text=True)
    assert f"/items/{items['1']}/acceptance/undo" in page
    assert f'value="{items["3"]}"' in page
    assert f'value="{items["2"]}"' not in page


def test_the_page_of_items_asks_as_few_questions_for_many_as_for_one(given, client, post, selects):
    counts = []
    for number in (1, 50):
        made = given.request(items=number)
        with selects() as counted:
            client.get(f"{made.url}/items")
        counts.append(len(counted))
    assert counts[0] == counts[1]
