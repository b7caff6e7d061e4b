"""The frame: where one can go, who is signed in, what was just done, on every page alike."""

import pytest
from flask import url_for

from app.models.picklists import Role
from app.web.shell import PLACES, Shell, navigation, shell
from config import Settings
from tests.pages import parse


def text_of(answer):
    return answer.get_data(as_text=True)


def links(page):
    return {element.get("href") for element in parse(page).iter("a")}


def test_the_navigation_holds_the_places_that_are_built_in_their_order(app):
    with app.test_request_context("/"):
        built = [label for label, endpoint in PLACES if endpoint in app.view_functions]
        assert [place.label for place in navigation()] == built
        assert navigation()[0].label == "Today"
        assert navigation()[0].is_current
    with app.test_request_context("/help"):
        assert not any(place.is_current for place in navigation())


def test_no_page_links_to_what_is_not_built(given, client, app):
    page = text_of(client.sign_in(given.person(Role.STAFF_DIRECTOR, is_administrator=True)).get("/help"))
    adapter = app.url_map.bind("localhost")
    own = [link for link in links(page) if link and link.startswith("/")]
    assert "/account/password" in own
    assert all(adapter.test(link.partition("?")[0]) for link in own)


def test_the_account_menu_names_the_person_and_the_office_and_signs_out_by_a_post(given, client):
    person = given.person(name="Counsel One")
    page = text_of(client.sign_in(person).get("/help"))
    assert "Counsel One" in page
    assert "DEMO" in page
    assert client.submit("/signout", at="/help").status_code == 302
    assert client.get("/help").status_code == 302


def test_a_visitor_sees_no_navigation_and_no_account(client):
    page = text_of(client.get("/signin"))
    assert 'aria-label="Main"' not in page
    assert "Sign out" not in page


def test_a_person_without_a_seat_sees_no_places_but_can_leave(given, client):
    page = text_of(client.sign_in(given.person(role=None, is_administrator=True)).get("/help"))
    assert 'aria-label="Main"' not in page
    assert "Sign out" in page


def test_every_page_says_demonstration_where_an_office_is_one(given, client, selects):
    office = given.office("SHOW", is_demonstration=True)
    client.sign_in(given.person(office=office))
    for address in ("/", "/help", "/nothing", "/refuse"):
        assert "Demonstration data" in text_of(client.get(address))


def test_no_page_says_demonstration_where_no_office_is_one(given, client):
    assert "Demonstration data" not in text_of(client.sign_in(given.person()).get("/help"))


def test_the_frame_costs_no_query(given, client, selects):
    client.sign_in(given.person(Role.STAFF_DIRECTOR))
    with selects() as counted:
        client.get("/help")
    assert len(counted) == 2, counted.statements


def test_what_was_done_is_said_once_with_a_button_that_takes_it_back(given, client):
    client.sign_in(given.person())
    page = text_of(client.get("/speak", follow_redirects=True))
    tree = parse(page)
    undo = [form for form in tree.iter("form") if form.get("action") == "/undo"]
    assert len(undo) == 1
    assert undo[0].get("method") == "post"
    assert "Undo Deadline moved." in " ".join("".join(undo[0].itertext()).split())
    assert page.index("Saved.") < page.index("<h1>")
    assert "usa-alert--error" in page
    assert "Deadline moved." not in text_of(client.get("/style-guide"))


def test_help_explains_dates_counts_and_reminders_to_whoever_is_signed_in(given, client):
    assert client.get("/help").status_code == 302
    page = text_of(client.sign_in(given.person(Role.READER)).get("/help"))
    for words in ("Business days", "3 of 8 satisfied", "Reminders go out by e-mail", "unclassified work only"):
        assert words in page


def test_help_stands_at_the_same_place_of_every_page(given, client):
    client.sign_in(given.person(password="four words to remember"))
    for address in ("/", "/help", "/nothing", "/break", "/refuse", "/account/password", "/signin/again"):
        page = text_of(client.get(address))
        assert 'href="/help"' in page[page.index('class="tecum-footer"') :]


def test_outside_of_a_page_there_is_an_empty_frame(app):
    with app.app_context():
        assert shell() == Shell()


@pytest.mark.parametrize(("switch", "shown"), [("0", False), ("1", True)])
def test_the_government_banner_stands_only_where_it_is_switched_on(client, app, monkeypatch, switch, shown):
    monkeypatch.setitem(app.extensions, "tecum", Settings.from_environment({"TECUM_SHOW_GOV_BANNER": switch}))
    assert ("An official website" in text_of(client.get("/signin"))) is shown


def test_the_printed_foot_names_the_address_the_moment_and_the_person(given, client):
    page = text_of(client.sign_in(given.person(name="Clerk Two")).get("/help?a=1"))
    foot = page[page.index('class="tecum-print"') :]
    assert "http://localhost/help?a=1" in foot
    assert "printed by Clerk Two" in foot


def test_the_address_of_help_can_be_built(app):
    with app.test_request_context("/"):
        assert url_for("help.help_page") == "/help"
