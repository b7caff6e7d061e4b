"""Saved views: a name for the docket's address, whose it is and who may change it."""

import html
import re

import pytest

from app.models import Event, SavedView
from app.models.picklists import Role


@pytest.fixture
def me(given, client):
    person = given.person(Role.INVESTIGATOR)
    given.request()
    client.sign_in(person)
    return person


def save(client, query: str, name: str, **more):
    return client.submit(f"/views/new?{query}", {"name": name, **more})


def chips(client, address: str = "/requests") -> dict[str, str]:
    """{name: address} of the views above the docket."""
    text = html.unescape(client.get(address).get_data(as_text=True))
    return {name: url for url, name in re.findall(r'tecum-chip" href="([^"]+)"[^>]*><bdi>([^<]+)', text)}


def test_a_view_keeps_what_cuts_and_orders_the_docket_and_nothing_else(given, client, me):
    answer = save(client, "state=overdue&sort=-due&page=3&evil=1&q=grid+x", "Hearing prep")
    assert answer.headers["Location"] == "/requests?state=overdue&sort=-due&q=grid+x"
    assert chips(client) == {"Hearing prep": "/requests?state=overdue&sort=-due&q=grid+x"}
    text = client.get("/requests?state=overdue&q=grid+x").get_data(as_text=True)
    assert re.search(r'aria-current="page"><bdi>Hearing prep', text)
    assert given.count(Event) == 0, "what is one's own stands in nobody's history"


def test_the_built_in_views_stay(given, client, me):
    save(client, "state=overdue", "Mine")
    assert "Overdue <strong>" in client.get("/requests").get_data(as_text=True)


def test_a_name_is_needed_and_used_once(given, client, me):
    assert "Enter a name." in save(client, "state=all", " ").get_data(as_text=True)
    save(client, "state=all", "One")
    assert "a view of this name already" in save(client, "state=open", "One").get_data(as_text=True)
    assert given.count(SavedView) == 1


def test_a_private_view_is_seen_by_its_owner_only(given, client, clients, me):
    save(client, "state=all", "Private")
    colleague = clients().sign_in(given.person(Role.COUNSEL))
    assert chips(colleague) == {}
    assert "Private" not in colleague.get("/views").get_data(as_text=True)


def test_a_shared_view_is_used_by_colleagues_and_changed_by_its_owner_only(given, client, clients, me):
    save(client, "state=all", "Ours", is_shared="y")
    view = given.row(SavedView)
    assert given.count(Event) == 1
    colleague = clients().sign_in(given.person(Role.STAFF_DIRECTOR))
    assert chips(colleague) == {"Ours": "/requests?state=all"}
    assert "Save as mine" in colleague.get("/views").get_data(as_text=True)
    assert colleague.get(f"/views/{view.id}/edit").status_code == 404
    save(colleague, "name=Ours&state=all", "Ours")
    assert given.count(SavedView) == 2
    other = clients().sign_in(given.person(Role.COUNSEL, office=given.office("DEMOM")))
    assert "Ours" not in other.get("/views").get_data(as_text=True)


def test_the_owner_renames_and_deletes(given, client, me):
    save(client, "state=all", "Old")
    view = given.row(SavedView)
    client.submit(f"/views/{view.id}/edit", {"name": "New"})
    assert chips(client) == {"New": "/requests?state=all"}
    client.submit(f"/views/{view.id}/deletion", at="/views")
    assert chips(client) == {}


def test_saving_twice_by_one_form_makes_one(given, client, me):
    page = client.get("/views/new?state=all").get_data(as_text=True)
    fields = dict(re.findall(r'name="(id|csrf_token|query)"[^>]*value="([^"]*)"', page))
    for _ in range(2):
        assert client.post("/views/new", data={**fields, "name": "Twice"}).status_code == 302
    assert given.count(SavedView) == 1


@pytest.mark.parametrize("query", ["q=%00", "q=%ED%A0%80", "q=" + "x" * 5000, "&&&===", "state=" + "%F0%9F%98%80" * 50])
def test_no_address_breaks_saving(given, client, me, query):
    assert save(client, query, "Odd").status_code in {200, 302}
    assert client.get("/requests").status_code == 200
    assert client.get("/views").status_code == 200


def test_a_reader_has_views_of_their_own(given, client):
    client.sign_in(given.person(Role.READER, office=given.office("MEMB")))
    assert save(client, "state=all", "Mine").status_code == 302
