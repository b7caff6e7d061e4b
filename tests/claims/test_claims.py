"""A statement is several claims: quoted word for word, tied to items and intelligence, and no answer."""

from datetime import date

import pytest

from app.models import Claim, ClaimTie, IntelligenceItem, Matter, OversightRequest
from app.models.picklists import CommunicationKind, Role, SourceClass
from tests.correspondence.replies import Replies
from tests.requests.test_links import text_of, told

TEXT = "We have seen reports of equipment with units “that are not the approved end-users”; all recipients are vetted."


@pytest.fixture
def counsel(given, client):
    person = given.person(Role.COUNSEL)
    client.sign_in(person)
    return person


@pytest.fixture
def statement(given, counsel):
    """A spokesman's statement on a request of three items, in a matter."""
    made = given.request(items=3)
    with given.session() as session:
        session.add(Matter(id=7, office_id=given.office().id, slug="demo-tanks", title="Tanks"))
        session.get_one(OversightRequest, made.id).matter_id = 7
        session.commit()
    facts = {"kind": CommunicationKind.STATEMENT, "speaker": "Spokesman", "body": "National Security Council"}
    return made, Replies(given).log(made, counsel, text=TEXT, **facts)


def split(client, statement, **words):
    made, reply = statement
    told = {"kind": "ADMITS", "quotation": 'units "that are not the approved end-users"', "speaker": "Spokesman"}
    told |= {"dated_on": "10/5/2018"} | words
    return client.submit(f"{made.url}/replies/{reply}/claims/new", told)


def test_a_claim_is_quoted_word_for_word_and_changes_no_item(given, client, statement):
    made, reply = statement
    first = Replies(given).items(made)["1"]
    assert "do not stand in the text" in text_of(split(client, statement, quotation="All is well."))
    assert split(client, statement, item_ids=[str(first)]).location == f"{made.url}/replies/{reply}#claims"
    claim = given.row(Claim)
    assert claim.quotation == 'units "that are not the approved end-users"'
    assert Replies(given).standings(made) == ["nothing"] * 3
    assert told(given, made.id) == [("logged", "Claim logged: admits, Spokesman, National Security Council.")]
    assert "Item 1" in text_of(client.get(f"{made.url}/replies/{reply}"))
    edit = f"{made.url}/claims/{claim.id}/edit"
    fields = {
        "kind": "ASSERTS",
        "quotation": "all recipients are vetted",
        "speaker": "Spokesman",
        "dated_on": "10/5/2018",
    }
    client.submit(edit, {**fields, "item_ids": []})
    assert given.row(Claim).kind.value == "ASSERTS"
    assert "A colleague changed this claim" in text_of(
        client.post(edit, data={**fields, "csrf_token": client.token(edit)})
    )
    client.submit(f"{made.url}/claims/{claim.id}/removal", at=f"{made.url}/replies/{reply}")
    assert given.count(Claim) == 0
    assert [verb for verb, _ in told(given, made.id)] == ["logged", "edited", "removed"]


def test_without_a_text_the_note_says_where_the_words_are_from(given, client, counsel):
    made = given.request()
    reply = Replies(given).log(made, counsel)
    assert "where the words are quoted from" in text_of(split(client, (made, reply), quotation="We will comply."))
    assert split(client, (made, reply), quotation="We will comply.", note="Page 2 of the letter").status_code == 302
    ours = Replies(given).log(made, counsel, kind=CommunicationKind.LETTER_OUT)
    assert "not what came from us" in text_of(split(client, (made, ours), note="x"))


def test_several_stories_from_one_origin_are_one_source_and_ties_stay_with_the_staff(given, client, clients, statement):
    made, reply = statement
    members = given.office("MEMB")
    split(client, statement)
    claim = given.row(Claim).id
    with given.session() as session:
        common = {"office_id": given.office().id, "source_class": SourceClass.MEDIA, "source": "Press"}
        by_id = session.get_one(OversightRequest, made.id).owner_id
        for number, origin in ((1, None), (2, 1), (3, 2), (4, None)):
            title, logged = f"Story {number}", {"logged_by_id": by_id}
            session.add(IntelligenceItem(id=number, title=title, derived_from_id=origin, **common, **logged))
            session.flush()
        from app.models import Share

        session.add(
            Share(
                request_id=made.id,
                office_id=members.id,
                shared_by_id=by_id,
                shared_at=session.get_one(OversightRequest, made.id).filed_at,
            )
        )
        session.commit()
    url = f"{made.url}/claims/{claim}/intelligence"
    for number in (1, 2, 3):
        assert client.submit(url, {"intelligence_item_id": str(number), "relation": "SUPPORTS"}).status_code == 302
    client.submit(url, {"intelligence_item_id": "4", "relation": "CONTRADICTS"})
    assert "tied to the claim already" in text_of(
        client.submit(url, {"intelligence_item_id": "4", "relation": "SUPPORTS"})
    )
    for page in (f"{made.url}/replies/{reply}", "/matters/demo-tanks"):
        words = text_of(client.get(page))
        assert "Supports: 3 items, 1 independent source" in words
        assert "Contradicts: 1 item, 1 independent source" in words
    assert "Claims that it bears on" in text_of(client.get("/intelligence/1"))
    reader = clients().sign_in(given.person(Role.READER, office=members))
    seen = text_of(reader.get(f"{made.url}/replies/{reply}"))
    assert "that are not the approved end-users" in seen
    assert "Story" not in seen
    assert "independent" not in seen
    assert given.row(ClaimTie, intelligence_item_id=4).request_id == made.id
    assert date(2018, 10, 5) == given.row(Claim).dated_on


def test_the_page_asks_as_much_for_many_claims_as_for_one(given, client, statement, selects):
    made, reply = statement
    numbers = []
    for more in (1, 7):
        for _ in range(more):
            split(client, statement)
        with selects() as counted:
            client.get(f"{made.url}/replies/{reply}")
        numbers.append(len(counted))
    assert numbers[0] == numbers[1]
