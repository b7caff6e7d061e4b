"""Matters: opened and edited by staff, seen by their own office, gathered with the one count."""

import html
from datetime import UTC, date, datetime

import pytest
import time_machine

from app.matters.services import slug_of
from app.models import (
    Communication,
    Event,
    IntelligenceItem,
    IntelligenceLink,
    Matter,
    Office,
    Outcome,
    OversightRequest,
    User,
)
from app.models.picklists import CommunicationKind, Direction, OutcomeKind, Relation, Role, SourceClass
from tests.pages import hidden_fields

TUESDAY = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def me(given, client):
    person = given.person(Role.INVESTIGATOR)
    client.sign_in(person)
    return person


def text_of(page) -> str:
    return html.unescape(page.get_data(as_text=True))


def make_matter(given, slug="demo-tanks", office=None, **more) -> int:
    with given.session() as session:
        matter = Matter(office_id=(office or given.office()).id, slug=slug, **{"title": "Tanks", **more})
        session.add(matter)
        session.commit()
        return matter.id


def fill(given, matter_id, person, number=1) -> list:
    rows = [given.request(matter_id=matter_id, items=4) for _ in range(number)]
    with given.session() as session:
        for row in rows:
            noun = session.get_one(OversightRequest, row.id)
            noun.items[0].accept(by=session.get_one(User, person.id), on=date(2018, 10, 8))
            noun.recount()
            item = IntelligenceItem(
                office_id=noun.office_id,
                title="Photographs of the tanks",
                source_class=SourceClass.MEDIA,
                source="Press",
                logged_by_id=person.id,
            )
            session.add(item)
            session.flush()
            session.add_all(
                [
                    IntelligenceLink(
                        intelligence_item_id=item.id,
                        request_id=row.id,
                        relation=Relation.PROMPTED,
                        linked_by_id=person.id,
                    ),
                    Communication(
                        request_id=row.id,
                        kind=CommunicationKind.REPLY,
                        direction=Direction.IN,
                        dated_on=date(2018, 10, 5),
                        summary="Two volumes came",
                        logged_by_id=person.id,
                    ),
                    Outcome(
                        request_id=row.id,
                        kind=OutcomeKind.HEARING,
                        claim="A hearing was held",
                        dated_on=date(2018, 10, 8),
                        recorded_by_id=person.id,
                    ),
                ]
            )
        session.commit()
    return rows


def test_a_matter_is_opened_at_an_address_that_begins_with_the_office(given, client, me):
    answer = client.submit("/matters/new", {"title": "End use of tanks", "summary": "Who has them?"})
    assert answer.status_code == 302
    assert answer.location == "/matters/demo-end-use-of-tanks"
    assert given.row(Event, verb="opened").office_id == given.office().id
    assert "Who has them?" in text_of(client.get(answer.location))


def test_a_second_matter_of_the_same_title_gets_an_address_of_its_own(given, client, me):
    first = client.submit("/matters/new", {"title": "Tanks"})
    second = client.submit("/matters/new", {"title": "Tanks"})
    assert second.location.startswith("/matters/demo-tanks-")
    assert first.location != second.location
    assert given.count(Matter) == 2


def test_the_same_form_sent_twice_opens_one_matter(given, client, me):
    fields = hidden_fields(client.get("/matters/new").get_data(as_text=True), "/matters/new")
    answers = [client.post("/matters/new", data={**fields, "title": "Tanks"}) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert given.count(Matter) == 1


def test_an_address_never_tells_that_another_office_has_it(given, client, me):
    """DEMO's "M tanks" would read like DEMO-M's "Tanks": it always carries chance, taken or not."""
    given.office("DEMO-M")
    answer = client.submit("/matters/new", {"title": "M tanks"})
    assert answer.location.startswith("/matters/demo-m-tanks-")


@pytest.mark.parametrize("title", ["坦克", "///", "<script>", "Größe & Maß", "a" * 200, "../../etc"])
def test_any_title_makes_an_address_of_plain_letters(title):
    slug = slug_of(Office(short_name="DEMO"), title)
    assert slug.startswith("demo-")
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug) < 80


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Enter a title."),
        ({"title": "x" * 201}, "Use at most 200 characters"),
        ({"title": "a\x00b"}, "cannot be seen"),
        ({"title": "Tanks", "summary": "x" * 20_001}, "Use at most 20,000 characters"),
        ({"title": "Tanks", "opened_on": "someday"}, "Enter a date like 10/12/2018."),
    ],
)
def test_what_is_wrong_stands_on_the_page_and_nothing_is_made(given, client, me, fields, sentence):
    answer = client.submit("/matters/new", fields)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert given.count(Matter) == 0


def test_a_matter_is_edited_and_its_address_stays(given, client, me):
    make_matter(given)
    answer = client.submit("/matters/demo-tanks/edit", {"title": "Tanks and shells", "opened_on": "10/1/2018"})
    assert answer.location == "/matters/demo-tanks"
    assert given.row(Matter, slug="demo-tanks").title == "Tanks and shells"
    assert given.row(Event, verb="edited").noun == "Matter"


def test_a_matter_cannot_close_before_it_opened(given, client, me):
    make_matter(given)
    fields = {"title": "Tanks", "opened_on": "10/2/2018", "closed_on": "10/1/2018"}
    assert "cannot be closed before" in text_of(client.submit("/matters/demo-tanks/edit", fields))
    assert given.row(Matter, slug="demo-tanks").closed_on is None


def test_a_matter_shows_its_requests_with_one_count_and_what_surrounds_them(given, client, me):
    rows = fill(given, make_matter(given), me, number=2)
    void = given.request(void_at=TUESDAY, items=3)
    with given.session() as session:
        session.get_one(OversightRequest, void.id).matter_id = given.row(Matter, slug="demo-tanks").id
        session.commit()
    text = text_of(client.get("/matters/demo-tanks"))
    assert "2 of 8 satisfied" in text
    assert void.number not in text
    for words in (rows[0].number, "Photographs of the tanks", "Media", "Prompted the request", "A hearing was held"):
        assert words in text
    chronology = text.split("Chronology")[1]
    assert chronology.index("Sent to") < chronology.index("Two volumes came") < chronology.index("A hearing was held")
    assert "2 of 8 satisfied" in text_of(client.get("/matters"))


def test_an_empty_matter_and_an_empty_list_say_what_to_do(given, client, me):
    assert "No matter yet" in text_of(client.get("/matters"))
    make_matter(given)
    assert "No request belongs to this matter yet" in text_of(client.get("/matters/demo-tanks"))


@pytest.mark.parametrize("role", list(Role))
def test_staff_keep_matters_and_readers_do_not(given, client, role):
    make_matter(given)
    client.sign_in(given.person(role))
    is_staff = role is not Role.READER
    assert client.get("/matters/new").status_code == (200 if is_staff else 403)
    assert client.get("/matters/demo-tanks").status_code == (200 if is_staff else 404)
    assert client.get("/matters/demo-tanks/edit").status_code == (200 if is_staff else 404)
    assert ("Tanks" in text_of(client.get("/matters"))) is is_staff


def test_strangers_and_other_offices_learn_nothing(given, client, clients):
    make_matter(given)
    other = clients().sign_in(given.person(Role.STAFF_DIRECTOR, office=given.office("DEMOM")))
    for page in ("/matters/demo-tanks", "/matters/demo-tanks/edit"):
        assert client.get(page).status_code == 302
        unseen, unknown = other.get(page), other.get(page.replace("tanks", "ships"))
        assert unseen.status_code == unknown.status_code == 404
        assert unseen.get_data(as_text=True).replace("tanks", "ships") == unknown.get_data(as_text=True)
    assert other.get("/matters/%00").status_code == 404


def test_a_full_matter_asks_no_more_questions_than_a_small_one(given, client, me, selects):
    matter_id, asked = make_matter(given), []
    for more in (1, 12):
        fill(given, matter_id, me, number=more)
        for page in ("/matters/demo-tanks", "/matters"):
            with selects() as counted:
                client.get(page)
            asked.append(len(counted))
    assert asked[:2] == asked[2:]
    assert max(asked) <= 10
