"""A database that takes no more: the person is told, what was typed stands on the page, and can be sent again."""

from contextlib import contextmanager

import pytest
from lxml import html
from sqlalchemy import event

from app.extensions import db
from app.models import OversightRequest
from app.web.failures import typed

LONG = "\n".join(f"{n}. All documents about contract {n} of the program, with drafts." for n in range(1, 300))


@contextmanager
def no_room(app):
    """SQLite may not grow by a page; PostgreSQL may only read, as where its disk has filled up."""
    with app.app_context():
        engine = db.engine

    def refuse_growth(connection, *_):
        connection.execute("PRAGMA max_page_count = 1")

    def read_only(connection):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    name, act = ("checkout", refuse_growth) if engine.dialect.name == "sqlite" else ("begin", read_only)
    event.listen(engine, name, act)
    try:
        yield
    finally:
        event.remove(engine, name, act)
        engine.dispose()


def test_what_was_typed_is_shown_and_can_be_sent_again_when_there_is_room(app, given, client, clerk, letter):
    form = letter(id="4711", items=LONG, csrf_token=client.token("/requests/new"))
    with no_room(app):
        answer = client.post("/requests/new", data=form)
    assert answer.status_code == 503
    assert given.count(OversightRequest) == 0
    page = html.fromstring(answer.get_data(as_text=True))
    assert page.xpath("string(//h1)") == "Nothing could be saved just now"
    assert "contract 299 of the program" in page.xpath("string(//main//dl)")
    kept = page.xpath("//main//form")[0]
    assert kept.get("action") == "/requests/new"
    again = client.post("/requests/new", data=dict(kept.form_values()))
    assert again.status_code == 302
    assert given.row(OversightRequest).subject == "Tanks with militias"
    assert given.row(OversightRequest).counted_items == 299


@pytest.mark.parametrize(
    "more", [{"password": "four words to remember"}, {"is_marked": "yes"}, {"recovery_code": "1234"}]
)
def test_no_secret_is_shown_again_and_nothing_that_was_said_to_be_marked(app, more):
    with app.test_request_context("/requests/new", method="POST", data={"subject": "Tanks", **more}):
        assert typed() == []
    told = {"subject": "Tanks", "items-0-code": "PARTIAL"}
    with app.test_request_context("/requests/new", method="POST", data={**told, "csrf_token": "x"}):
        assert typed() == list(told.items())
