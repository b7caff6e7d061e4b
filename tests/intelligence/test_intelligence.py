"""Intelligence items are logged with source, grade, files and ties, changed without loss, and found again."""

import io

import pytest
import sqlalchemy as sa

from app.models import Attachment, Event, EventPayload, IntelligenceItem, IntelligenceLink, StoredFile
from app.models.base import new_id
from app.models.picklists import Handling, Role, SourceClass

FACTS = {
    "is_marked": "no",
    "title": "Report on the convoy",
    "summary": "Three vehicles were seen.",
    "source_class": "MEDIA",
    "source": "A reporter who was there; the paper opposes the programme.",
    "obtained": "Published on its web site.",
    "handling": "COMMITTEE_INTERNAL",
    "relation": "SUPPORTS",
}


def make(given, title="An item", office=None, **more):
    office = office or given.office()
    person = given.person(office=office)
    with given.session() as session:
        values = {"source_class": SourceClass.MEDIA, "source": "A paper", "obtained": "Read", "logged_by_id": person.id}
        item = IntelligenceItem(id=new_id(), office_id=office.id, title=title, **(values | more))
        session.add(item)
        session.commit()
        return item.id


def url_of(item_id, more=""):
    return f"/intelligence/{item_id}{more}"


def log(client, **more):
    return client.submit("/intelligence/new", {**FACTS, **more})


def test_an_item_is_logged_with_its_files_and_its_first_tie(given, client):
    row, person = given.request(items=[("1", "One"), ("2", "Two")]), given.person()
    client.sign_in(person)
    answer = log(
        client,
        address=f"{row.number.lower()}#2",
        collected_on="10/1/2018",
        files=[(io.BytesIO(b"The report"), "report.txt"), (io.BytesIO(b"A note"), "note.txt")],
    )
    assert answer.status_code == 302, answer.text
    item = given.row(IntelligenceItem, title="Report on the convoy")
    assert (item.reliability, item.credibility, item.grade) == (None, None, "Not assessed")
    tie = given.row(IntelligenceLink, intelligence_item_id=item.id)
    assert (tie.request_id, tie.relation.value, tie.item_id is not None) == (row.id, "SUPPORTS", True)
    page = client.get(answer.location).text
    for words in ("report.txt", "note.txt", "SHA-256", f"{row.number} item 2", "Intelligence item logged", "10 bytes"):
        assert words in page
    assert given.count(Attachment) == 2


def test_the_same_form_sent_twice_makes_one_item(given, client):
    client.sign_in(given.person())
    first = log(client, id="12345")
    second = log(client, id="12345")
    assert (first.status_code, second.status_code, first.location) == (302, 302, second.location)
    assert given.count(IntelligenceItem) == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"is_marked": ""}, "Say whether any part of this is marked classified."),
        ({"title": " "}, "Enter a title."),
        ({"title": "x" * 301}, "Use at most 300 characters"),
        ({"source": ""}, "Say who the source is."),
        ({"obtained": ""}, "Say how it was obtained."),
        ({"source_url": "javascript:alert(1)"}, "Enter an address that starts with https://"),
        ({"collected_on": "sometime"}, "date"),
        ({"address": "DEMO-115-9999"}, "DEMO-115-9999: no request of that number."),
        ({"address": "\0"}, "character"),
        ({"credibility": "1"}, "needs a second, independent source"),
        ({"derived_from_id": "77"}, "Choose one of these."),
        ({"summary": "SECRET//NOFORN\nThe convoy"}, "classification marking"),
        ({"files": "nothing"}, "This file is empty"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field_and_nothing_is_made(given, client, more, words):
    client.sign_in(given.person())
    # An upload can be sent once, so each run makes its own.
    answer = log(client, **({"files": [(io.BytesIO(b""), "a.txt")]} if "files" in more else more))
    assert answer.status_code == 200
    assert words in answer.text
    assert "There is a problem" in answer.text
    assert given.count(IntelligenceItem) == 0
    assert given.count(StoredFile) == 0


def test_a_file_over_the_limit_keeps_every_typed_field(given, client, monkeypatch):
    monkeypatch.setattr(type(given.app.extensions["tecum"]), "max_upload", 100 * 1024)
    client.sign_in(given.person())
    answer = log(client, files=[(io.BytesIO(b"x" * 300 * 1024), "big.txt")])
    assert answer.status_code == 200
    assert "This file is 300 KB; the limit is 100 KB" in answer.text
    assert FACTS["source"] in answer.text
    assert given.count(IntelligenceItem) == 0


def test_saying_yes_keeps_nothing_and_shows_the_steps(given, client):
    client.sign_in(given.person())
    answer = log(client, is_marked="yes", files=[(io.BytesIO(b"The report"), "report.txt")])
    assert answer.status_code == 422
    assert "Leave the device on." in answer.text
    assert FACTS["title"] not in answer.text
    assert (given.count(IntelligenceItem), given.count(StoredFile)) == (0, 0)


def test_confirmed_asks_for_an_independent_source(given, client):
    root = make(given, "The inspector's report")
    told = make(given, "A story on the report", derived_from_id=root)
    other = make(given, "A satellite picture")
    client.sign_in(given.person())
    same = log(client, credibility="1", reliability="B", derived_from_id=str(told), confirmed_by_id=str(root))
    assert "goes back to the same source" in same.text
    independent = log(client, credibility="1", reliability="B", derived_from_id=str(told), confirmed_by_id=str(other))
    assert independent.status_code == 302
    page = client.get(independent.location).text
    assert "B1" in page
    assert "A satellite picture" in page
    assert "This item and 2 others go back to one source" in page


def test_no_item_derives_from_what_derives_from_it(given, client):
    root = make(given, "Root")
    child = make(given, "Child", derived_from_id=root)
    client.sign_in(given.person())
    answer = client.submit(url_of(root, "/edit"), {**FACTS, "derived_from_id": str(child)})
    assert "cannot derive from itself" in answer.text


def test_an_item_is_edited_and_its_history_says_so(given, client):
    item = make(given)
    client.sign_in(given.person())
    answer = client.submit(
        url_of(item, "/edit"), {**FACTS, "title": "A new title", "files": [(io.BytesIO(b"More"), "more.txt")]}
    )
    assert answer.status_code == 302, answer.text
    page = client.get(url_of(item)).text
    assert "A new title" in page
    assert "Intelligence item edited. Files attached: more.txt." in page
    assert given.row(IntelligenceItem, id=item).edition == 2


def test_two_people_who_edit_at_once_both_see_both_texts(given, clients):
    item = make(given)
    one, two = clients().sign_in(given.person()), clients().sign_in(given.person())
    mine = {**FACTS, "title": "My title", "edition": "1"}
    assert one.submit(url_of(item, "/edit"), {**FACTS, "title": "Her title"}).status_code == 302
    answer = two.submit(url_of(item, "/edit"), mine)
    assert answer.status_code == 409
    assert "Her title" in answer.text
    assert "My title" in answer.text
    assert given.row(IntelligenceItem, id=item).title == "Her title"
    assert 'name="edition" type="hidden" value="2"' in answer.text or 'value="2"' in answer.text
    assert two.submit(url_of(item, "/edit"), {**mine, "edition": "2"}).status_code == 302


def test_an_item_is_linked_and_unlinked_with_history(given, client):
    row, item = given.request(items=[("3", "Three"), ("3b", "Sub")]), make(given)
    client.sign_in(given.person())
    answer = client.submit(url_of(item, "/links"), {"address": f"{row.number}#3(b)", "relation": "CONTRADICTS"})
    assert answer.status_code == 302, answer.text
    tie = given.row(IntelligenceLink, intelligence_item_id=item)
    again = client.submit(url_of(item, "/links"), {"address": f"{row.number}#3(b)", "relation": "CONTRADICTS"})
    assert f"linked to {row.number}#3(b) already" in again.text
    page = client.get(url_of(item)).text
    assert "1 independent of 1 linked" in page
    removal = url_of(item, f"/links/{tie.id}/removal")
    assert client.submit(removal, at=url_of(item)).status_code == 302
    assert given.count(IntelligenceLink) == 0
    with given.session() as session:
        verbs = session.scalars(sa.select(Event.verb).where(Event.noun == "IntelligenceLink").order_by(Event.sequence))
        assert verbs.all() == ["linked", "unlinked"]


def test_an_item_is_linked_from_the_requests_page(given, client):
    row, item = given.request(items=2), make(given)
    client.sign_in(given.person())
    page = client.get(f"{row.url}/intelligence").text
    assert "An item" in page
    answer = client.submit(f"{row.url}/intelligence", {"address": str(item), "relation": "PROMPTED"})
    assert (answer.status_code, answer.location) == (302, row.url)
    assert given.row(IntelligenceLink, intelligence_item_id=item).item_id is None


def test_a_number_that_is_unknown_unseen_or_anothers_gives_one_answer(given, client):
    other, agency = given.office("OTHER"), given.agency("Home")
    shared = given.request(office=other, shared_with=[given.office()])
    hidden, home = given.request(office=other), given.request(agency=agency)
    item = make(given)
    client.sign_in(given.person(home_agency=agency))
    pages = {
        client.submit(url_of(item, "/links"), {"address": number, "relation": "PROMPTED"}).text.replace(number, "")
        for number in ("DEMO-115-9999", hidden.number, shared.number, home.number)
    }
    assert all(": no request of that number." in page for page in pages)
    assert given.count(IntelligenceLink) == 0


def test_a_request_of_another_office_is_never_linked_by_its_own_address(given, client):
    other = given.office("OTHER")
    theirs, mine = make(given, "Theirs", office=other), make(given, "Mine")
    row = given.request()
    client.sign_in(given.person())
    answer = client.submit(f"{row.url}/intelligence", {"address": str(theirs), "relation": "PROMPTED"})
    assert answer.status_code == 200
    assert given.count(IntelligenceLink) == 0
    assert client.get(f"{row.url}/intelligence").text.count("Theirs") == 0
    assert mine


PAGES = ("", "/edit", "/links")


@pytest.mark.parametrize("role", list(Role))
def test_staff_work_with_the_library_and_readers_see_none_of_it(given, client, role):
    item, row = make(given), given.request()
    client.sign_in(given.person(role))
    expected = {200} if role is not Role.READER else {403, 404}
    for url in (
        "/intelligence",
        "/intelligence/new",
        f"{row.url}/intelligence",
        *(url_of(item, each) for each in PAGES),
    ):
        assert client.get(url).status_code in expected, url


def test_strangers_are_asked_to_sign_in(given, client):
    item, row = make(given), given.request()
    for url in (
        "/intelligence",
        "/intelligence/new",
        f"{row.url}/intelligence",
        *(url_of(item, each) for each in PAGES),
    ):
        answer = client.get(url)
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/signin"), url


def test_an_item_of_another_office_is_as_unknown_as_one_that_never_was(given, client):
    theirs = make(given, office=given.office("OTHER"))
    client.sign_in(given.person())
    for more in PAGES:
        unseen, unknown = client.get(url_of(theirs, more)), client.get(url_of(99, more))
        assert (unseen.status_code, unknown.status_code) == (404, 404)
        assert unseen.text.replace(str(theirs), "99") == unknown.text
    assert client.get(url_of(10**30)).status_code == 404


def test_the_library_filters_sorts_and_says_when_it_is_empty(given, client):
    client.sign_in(given.person())
    assert "Nothing here yet" in client.get("/intelligence").text
    linked = make(given, "Alpha 100% report", handling=Handling.SOURCE_PROTECTED)
    make(given, "beta", source_class=SourceClass.NGO)
    row = given.request()
    client.submit(url_of(linked, "/links"), {"address": row.number, "relation": "PROMPTED"})
    for query, found in (
        ("", ["Alpha", "beta"]),
        ("?q=alpha", ["Alpha"]),
        ("?q=100%25", ["Alpha"]),
        ("?q=%00%25_", []),
        ("?class=NGO", ["beta"]),
        ("?handling=SOURCE_PROTECTED", ["Alpha"]),
        ("?unlinked=1", ["beta"]),
        ("?class=nonsense&handling=;drop&sort=owner__password_hash&page=x", ["Alpha", "beta"]),
        ("?page=9", []),
    ):
        page = client.get("/intelligence" + query)
        assert page.status_code == 200
        shown = [title for title in ("Alpha", "beta") if f'">{title}' in page.text]
        assert shown == found, query
    text = client.get("/intelligence?sort=-title").text
    assert text.index('">beta') < text.index('">Alpha')


def test_a_tie_to_a_request_that_a_person_may_not_see_is_not_told(given, client, clients):
    named = given.person()
    row, item = given.request(named=[named]), make(given)
    clients().sign_in(named).submit(url_of(item, "/links"), {"address": row.number, "relation": "PROMPTED"})
    assert given.count(IntelligenceLink) == 1
    client.sign_in(given.person())
    for url in ("/intelligence", url_of(item)):
        assert row.number not in client.get(url).text
    assert '">An item' in client.get("/intelligence?unlinked=1").text


@pytest.mark.parametrize("url", ["/intelligence", "item", "link"])
def test_the_pages_ask_as_much_for_fifty_as_for_one(given, client, selects, url):
    row, office = given.request(), given.office()
    first = make(given)
    address = {"item": url_of(first), "link": f"{row.url}/intelligence"}.get(url, url)
    client.sign_in(given.person())
    client.submit(url_of(first, "/links"), {"address": row.number, "relation": "PROMPTED"})
    client.get(address)
    with selects() as one:
        client.get(address)
    with given.session() as session:
        person = session.scalars(sa.select(IntelligenceItem.logged_by_id)).first()
        for number in range(50):
            item = IntelligenceItem(
                id=new_id(), office_id=office.id, title=f"No. {number}", source_class=SourceClass.NGO,
                source="A group", logged_by_id=person, derived_from_id=first,
            )  # fmt: skip
            session.add(item)
            session.flush()
            session.add(
                IntelligenceLink(
                    intelligence_item_id=item.id, request_id=row.id, relation="SUPPORTS", linked_by_id=person
                )
            )
        session.commit()
    with selects() as fifty:
        client.get(address)
    assert len(one) == len(fifty)
    assert len(fifty) <= 14


def test_no_payload_repeats_the_source(given, client):
    client.sign_in(given.person())
    log(client)
    with given.session() as session:
        told = session.scalars(sa.select(EventPayload)).all()
        assert not any(FACTS["source"] in f"{each.summary}{each.changes}" for each in told)
