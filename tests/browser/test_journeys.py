"""The small acts of a morning, counted in clicks, with scripts and without: triage, more time, evidence, a thing found."""

import time
from datetime import timedelta

import pytest

from app.clock import now
from app.models import Communication, DeadlineEntry, IntelligenceItem, IntelligenceLink, OversightRequest
from app.models.base import new_id
from app.models.picklists import Role, Settles, SourceClass
from tests.browser.hands import Hands
from tests.correspondence.replies import Replies

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


@pytest.fixture(params=["reader", "plain_reader"])
def anybody(request, site):
    """A staff director, signed in, with scripts and without."""
    reader = request.getfixturevalue(request.param)
    reader.has_scripts = request.param == "reader"
    reader.person = site.given.person(Role.STAFF_DIRECTOR, name="Staff director")
    reader.sign_in(reader.person)
    return reader


def look(reader, name):
    if reader.has_scripts:
        reader.look(name)


def ago(days):
    return now().date() - timedelta(days=days)


def test_a_deadline_is_extended_from_the_docket_in_two_clicks_and_taken_back_in_one(site, anybody):
    made = site.given.request(owner=anybody.person, due_on=ago(-10), transmitted_on=ago(20))
    anybody.go("/requests?owner=me")
    row, hands = anybody.page.locator("tr", has_text=made.number), Hands(anybody.page)
    hands.click(row.locator("summary"))
    look(anybody, "docket-extend")
    hands.press("1 week", within=row)
    assert hands.clicks == 2
    assert anybody.says("Deadline extended to")
    assert anybody.page.url.endswith("/requests?owner=me"), "back in the list, as it was filtered"
    assert site.given.count(DeadlineEntry) == 2
    look(anybody, "docket-extended")
    hands.press("Undo")
    assert site.given.row(OversightRequest).due_on == ago(-10)


def test_five_red_rows_of_the_morning_are_dealt_with_where_they_stand(site, anybody):
    given, page = site.given, anybody.page
    for day in range(3):
        given.request(owner=anybody.person, items=3, due_on=ago(day + 3), transmitted_on=ago(40))
    answered = [given.request(owner=anybody.person, items=2, due_on=ago(-30), transmitted_on=ago(40)) for _ in range(2)]
    for made in answered:
        Replies(given).log(made, anybody.person, dated_on=ago(2), summary="The Department answers.")
    began, hands = time.monotonic(), Hands(page)
    anybody.go("/")
    look(anybody, "today-triage")
    for _ in range(3):
        row = page.locator("table", has_text="Overdue requests").locator("tbody tr").first
        hands.click(row.locator("summary"))
        hands.press("2 weeks", within=row)
        assert page.url == f"{site.url}/"
    waiting = page.locator("table", has_text="Replies to classify")
    hands.press("All", within=waiting)
    hands.press("Acknowledgment only", within=waiting)
    assert page.url == f"{site.url}/"
    assert hands.clicks == 8, "two for each late request, one for each reply"
    assert time.monotonic() - began < 120
    assert anybody.says("Nothing is overdue.")
    with given.session() as session:
        assert {each.settles for each in session.query(Communication)} == {Settles.ALL, Settles.ACKNOWLEDGMENT}


def test_one_piece_of_evidence_is_linked_to_four_requests_in_five_clicks(site, anybody):
    given, page = site.given, anybody.page
    made = [given.request(owner=anybody.person, items=2) for _ in range(4)]
    with given.session() as session:
        item = IntelligenceItem(
            id=new_id(), office_id=given.office().id, title="Lead IG report", source_class=SourceClass.NGO,
            source="Lead IG", logged_by_id=anybody.person.id,
        )  # fmt: skip
        session.add(item)
        session.commit()
        url = f"/intelligence/{item.id}"
    anybody.go(url)
    hands = Hands(page)
    hands.follow(page.get_by_role("link", name="Link to requests"))
    hands.click(page.locator("[name=address]"))
    page.keyboard.type(f"{made[0].number}, {made[1].number} {made[2].number}#2; DEMO-115-9999")
    hands.select("relation", "SUPPORTS")
    hands.press("Link")
    assert anybody.says("DEMO-115-9999: no request of that number."), "all of them or none"
    assert given.count(IntelligenceLink) == 0
    look(anybody, "link-refused")
    page.locator("[name=address]").fill(", ".join(row.number for row in made))
    hands.press("Link")
    assert hands.clicks <= 5
    assert anybody.says("Linked to 4 places.")
    assert given.count(IntelligenceLink) == 4
    look(anybody, "linked-to-four")


def test_a_word_of_a_request_is_found_from_any_page(site, anybody):
    site.given.request(subject="Grid vendor contracts")
    anybody.go("/reports")
    hands = Hands(anybody.page)
    hands.click(anybody.page.get_by_role("searchbox"))
    anybody.page.keyboard.type("grid vendor")
    with anybody.page.expect_navigation():
        anybody.page.keyboard.press("Enter")
    assert hands.clicks == 1
    assert anybody.says("DEMO-115-0001: Grid vendor contracts")
