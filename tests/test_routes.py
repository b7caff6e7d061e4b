"""Every route for every role, as the grid says: who gets in, who is told no, and who learns nothing."""

import re
from typing import Any

import pytest

from tests.conftest import ON_POSTGRESQL_IN_PROOF
from tests.route_grid import (
    ADMINISTRATION,
    EVERYBODY,
    GRID,
    INVESTIGATORS,
    LISTS,
    OF_OFFICE,
    OF_REQUEST,
    OFFICER,
    OPEN,
    SENIOR,
    SIGNED_IN,
    STAFF,
)


def routes(app: Any) -> dict[str, Any]:
    return {rule.endpoint: rule for rule in app.url_map.iter_rules()}


def test_every_route_stands_in_the_tables(app):
    known = set(OF_REQUEST) | set(OF_OFFICE) | set(LISTS) | set(ADMINISTRATION) | OPEN | SIGNED_IN
    assert set(routes(app)) - known == set(), "a route without a line in the grid"


def expected(who: str, grid: str, *, hides: bool) -> str:
    """ "in", "no" (403), "unknown" (404) or "sign in" (302)."""
    if who == "stranger":
        return "sign in"
    if grid in {"seat", "seat staff", "seat import"}:
        has_seat = who != "administrator"
        has_verb = grid == "seat" or who not in {"reader", *(INVESTIGATORS if grid == "seat import" else ())}
        return "in" if has_seat and has_verb else "no"
    if grid == "seat senior":
        return "in" if who in SENIOR | {"minority", "detailee", "not named"} else "no"
    if grid == "seat officer":
        return "in" if who in OFFICER else "no"
    if grid == "seat or administer":
        return "in"
    if grid == "calendar" and who == "minority":
        return "in"  # Every office keeps a calendar of its own.
    if who in GRID[grid]:
        return "in"
    if grid == "calendar" or (grid == "keeps the calendar" and who in STAFF):
        return "no"
    if grid in {"administer", "invite"} or (grid in {"office senior", "counsel's step"} and who in STAFF):
        return "no"
    if grid.startswith("import") and who in INVESTIGATORS:
        return "no"
    return "no" if hides and who in GRID["see"] else "unknown"


def told(response: Any) -> str:
    if response.status_code == 302 and "/signin" in response.headers["Location"]:
        return "sign in"
    return {403: "no", 404: "unknown"}.get(response.status_code, "in" if response.status_code < 500 else "fault")


# What a form must hold before the question of permission is asked at all.
FIELDS = {
    "/reports/summary": {"office": "DEMO", "version": "internal", "format": "csv"},
    "/sequester": {"office": "DEMO"},
}


def ask(client: Any, url: str, method: str) -> str:
    if method == "GET":
        return told(client.get(url))
    with client.session_transaction() as session:
        session["csrf_token"] = "0" * 40
    with client.application.test_request_context():
        from flask import session as request_session
        from flask_wtf.csrf import generate_csrf

        request_session["csrf_token"] = "0" * 40
        token = generate_csrf()
    return told(client.post(url, data={"csrf_token": token, **FIELDS.get(url, {})}))


@pytest.mark.parametrize("endpoint", sorted(SIGNED_IN))
def test_the_signed_out_reach_no_page_of_an_account(app, client, endpoint):
    rule = routes(app)[endpoint]
    with app.test_request_context():
        url = app.url_for(endpoint, **dict.fromkeys(rule.arguments, 1))
    assert ask(client, url, "GET" if "GET" in rule.methods else "POST") == "sign in"


@ON_POSTGRESQL_IN_PROOF
@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_each_role_gets_what_the_grid_says(app, clients, world, who):
    client = clients()
    if world.people[who] is not None:
        client.sign_in(world.people[who], is_fresh=True)
    found, wanted = {}, {}
    table = [(name, *line, True) for name, line in OF_REQUEST.items()]
    table += [(name, *line, False) for name, line in LISTS.items()]
    table += [(name, *line, False) for name, line in (OF_OFFICE | ADMINISTRATION).items()]
    rules = routes(app)
    for endpoint, grid, methods, hides in table:
        rule = rules[endpoint]
        values = {"number": world.number, **{name: world.values[name] for name in rule.arguments - {"number"}}}
        if endpoint.startswith("intelligence.") and "item_id" in values:
            values["item_id"] = world.values["intelligence_id"]
        with app.test_request_context():
            url = re.sub(r"\?.*", "", app.url_for(endpoint, **values))
        for method in methods.split():
            key = f"{method} {url}"
            found[key] = ask(client, url, method)
            wanted[key] = expected(who, grid, hides=hides)
    if who == "administrator":  # Without a seat "no" and "unknown" tell the same: nothing.
        found, wanted = (
            {key: value.replace("unknown", "no") for key, value in each.items()} for each in (found, wanted)
        )
    assert found == wanted


@pytest.mark.parametrize("who", ["minority", "administrator", "detailee", "not named"])
def test_a_request_that_may_not_be_seen_answers_as_one_that_does_not_exist(clients, world, who):
    client = clients().sign_in(world.people[who])
    unseen, unknown = client.get(f"/requests/{world.number}"), client.get("/requests/DEMO-115-9999")
    assert unseen.status_code == unknown.status_code
    assert unseen.status_code in {403, 404}
    bare = [re.sub(r"DEMO-115-\d+|I[jm][\w.-]{60,}", "", page.get_data(as_text=True)) for page in (unseen, unknown)]
    assert bare[0] == bare[1]


@pytest.mark.parametrize("who", ["minority", "administrator", "detailee", "not named"])
def test_no_list_shows_a_word_of_what_may_not_be_seen(clients, world, who):
    client = clients().sign_in(world.people[who])
    for path in (
        "/",
        "/requests?state=all",
        "/calendar?view=agenda&on=2018-10-12",
        "/calendar?view=month&on=2018-10-12",
        "/correspondence",
        "/matters",
        "/intelligence",
        "/reports",
        "/agencies",
        "/imports",
        "/search?q=hidden",
    ):
        text = re.sub("</?mark>", "", client.get(path).get_data(as_text=True))
        assert "Hidden" not in text.replace(
            "Hidden matter", "" if who in {"detailee", "not named"} else "Hidden matter"
        ).replace("Hidden item", "" if who in {"detailee", "not named"} else "Hidden item"), path
        assert world.number not in text, path
