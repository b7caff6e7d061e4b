"""Every route that takes a form refuses one without this session's token, and no look at a page changes a row."""

import re

import pytest
import sqlalchemy as sa

from app.models import Base
from app.models.picklists import Role
from tests.test_routes import routes

# A look may be noted (the log of looks, when a session was last used); what was exported is noted as well.
NOTED = {"viewing", "browser_session", "event", "event_payload", "chain_head"}


# A mail program sends this one (RFC 8058): its signed address is the token, and all that it does is end a digest.
SIGNED = {"reminders.unsubscribe"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # Pages are the same on both.
@pytest.mark.parametrize("token", ["", "foreign"])
def test_every_route_that_takes_a_form_wants_this_session_s_token(app, given, clients, token):
    foreign = clients().token("/signin") if token else ""
    client = clients().sign_in(given.person(Role.STAFF_DIRECTOR, is_administrator=True), is_fresh=True)
    asked = 0
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and rule.endpoint not in SIGNED:
            url = re.sub(r"<int[^>]*>", "1", rule.rule)
            url = re.sub(r"<[^>]*>", "x", url)
            answer = client.post(url, data={"csrf_token": foreign}, reads_page=False)
            assert answer.status_code == 400, f"{rule.endpoint}: {answer.status_code}"
            asked += 1
    assert asked > 80


def contents(given) -> dict[str, list]:
    with given.session() as session:
        return {
            table.name: sorted(map(repr, session.execute(sa.select(table))))
            for table in Base.metadata.sorted_tables
            if table.name not in NOTED
        }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # Pages are the same on both.
def test_no_look_at_a_page_changes_a_row(app, given, client, world):
    client.sign_in(world.people["director"], is_fresh=True)
    values = {"number": world.number, **world.values}
    before = contents(given)
    for endpoint, rule in routes(app).items():
        if "GET" not in rule.methods or not rule.arguments <= values.keys() or endpoint == "static":
            continue
        with app.test_request_context():
            of_rule = {name: values[name] for name in rule.arguments}
            if endpoint.startswith("intelligence.") and "item_id" in of_rule:
                of_rule["item_id"] = values["intelligence_id"]
            url = app.url_for(endpoint, **of_rule)
        client.get(f"{url}?_method=POST", headers={"X-HTTP-Method-Override": "DELETE"}, reads_page=False)
    assert contents(given) == before
