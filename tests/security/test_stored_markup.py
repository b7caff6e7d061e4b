"""Words that would be markup, an address or a template are words on every page that shows them."""

import pytest
import sqlalchemy as sa

from app.models import Base
from tests.pages import parse
from tests.test_routes import routes

EVIL = '"><img src=x onerror=alert(1)><svg/onload=alert(1)> javascript:alert(1) {{7*7}}'
TABLES = {
    "attachment", "claim", "communication", "deadline_entry", "agency_contact", "imported_record", "intelligence_item",
    "intelligence_link", "item", "item_disposition", "ladder_step", "matter", "office", "oversight_request", "outcome",
    "production", "saved_view", "sheet_import", "topic", "event_payload", "marking_hit", "sequestration", "message",
}  # fmt: skip
# What no person types, or what may be an address or a zone only; html is the mail's own, written escaped.
NOT_TYPED = {"timezone", "path", "query", "pages", "source_url", "salt", "html", "recipient"}


def poison(given) -> int:
    """Put the words into every text that a person types and no rule keeps unique; how many columns that were."""
    changed = 0
    with given.session() as session:
        for table in (table for table in Base.metadata.sorted_tables if table.name in TABLES):
            unique = {column.name for each in table.constraints if isinstance(each, sa.UniqueConstraint) for column in each.columns}  # fmt: skip
            columns = {
                column.name: EVIL
                for column in table.columns
                if type(column.type) in {sa.String, sa.Text}
                and not (column.unique or column.primary_key or column.name in unique | NOT_TYPED)
            }
            if columns:
                session.execute(sa.update(table).values(columns))
                changed += len(columns)
        session.commit()
    return changed


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # Pages are the same on both.
def test_no_page_obeys_what_was_typed_into_any_field(app, given, client, world):
    assert poison(given) > 40
    client.sign_in(world.people["director"], is_fresh=True)
    values = {"number": world.number, **world.values}
    shown = set()
    for endpoint, rule in routes(app).items():
        if (
            "GET" not in rule.methods
            or not rule.arguments <= values.keys()
            or endpoint in {"static", "operations.readyz"}
        ):
            continue
        with app.test_request_context():
            of_rule = {name: values[name] for name in rule.arguments}
            if endpoint.startswith("intelligence.") and "item_id" in of_rule:
                of_rule["item_id"] = values["intelligence_id"]
            url = app.url_for(endpoint, **of_rule)
        answer = client.get(url)  # The client refuses a page with an inline script or a handler.
        assert answer.status_code < 500, url
        if answer.mimetype != "text/html" or not answer.data:
            continue
        page = parse(answer.get_data(as_text=True))
        assert not page.xpath("//img[@src='x'] | //svg[@onload]"), url
        assert not [link for link in page.xpath("//@href") if link.strip().lower().startswith("javascript")], url
        if "{{7*7}}" in answer.get_data(as_text=True):
            shown.add(endpoint)
    assert {"requests.show", "docket.show", "matters.show", "intelligence.show"} <= shown, shown
