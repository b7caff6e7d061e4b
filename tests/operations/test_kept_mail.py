"""The viewer of kept mail: in a trial, on this machine, harmless to look at."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.clock import now
from tests.reminders.conftest import eastern
from tests.reminders.test_deliver import put


@pytest.fixture
def letters(given, office, app):
    """Two kept letters; returns their addresses in the viewer, newest first."""
    given.request()
    office.morning(eastern(10, 2))
    office.morning(eastern(10, 9))
    folder = app.extensions["tecum"].data_dir / "mail"
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [f"/dev/mail/{path.stem}" for path in files]


def test_an_empty_viewer_says_how_mail_comes_into_being(client):
    assert "No mail yet" in client.get("/dev/mail").get_data(as_text=True)


def test_the_list_shows_the_newest_first_to_anybody_at_this_machine(client, letters):
    page = client.get("/dev/mail").get_data(as_text=True)
    assert [page.index(url) for url in letters] == sorted(page.index(url) for url in letters)
    assert page.count("DUE: [DEMO-115-0001] State") == 2


def test_a_letter_shows_its_headers_and_its_text_with_links(client, letters):
    page = client.get(letters[0]).get_data(as_text=True)
    assert "Due Fri, Oct 12, 2018 — in 3 business days." in page
    assert 'href="http://127.0.0.1:8000/requests/DEMO-115-0001"' in page
    assert "&lt;demo-115-0001.thread@127.0.0.1&gt;" in page


def test_the_html_part_may_do_nothing_on_its_page(client, letters):
    answer = client.get(f"{letters[0]}/html", reads_page=False)
    assert 'role="presentation"' in answer.get_data(as_text=True)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; sandbox")
    assert "script" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_marks_of_html_in_a_mail_stay_text_in_the_viewer(given, client, office):
    put(given, subject="<script>alert(1)</script>", text="<img src=x onerror=alert(1)> {{7*7}}", next_try_at=now())
    office.deliver()
    listed = client.get("/dev/mail").get_data(as_text=True)
    assert "<script>alert" not in listed
    url = listed.split('href="/dev/mail/')[1].split('"')[0]
    page = client.get(f"/dev/mail/{url}").get_data(as_text=True)
    assert "<img src=x" not in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize("name", ["0" * 24, "..%2Fsecret_key", "secret_key", "%00", "a" * 300])
def test_an_unknown_letter_is_not_found(client, name):
    assert client.get(f"/dev/mail/{name}").status_code == 404
    assert client.get(f"/dev/mail/{name}/html").status_code == 404


def test_in_production_there_is_no_viewer(client, app, letters):
    before = app.extensions["tecum"]
    app.extensions["tecum"] = replace(before, mode="production")
    try:
        for url in ("/dev/mail", letters[0], f"{letters[0]}/html"):
            assert client.get(url).status_code == 404
    finally:
        app.extensions["tecum"] = before


def test_another_machine_is_shown_nothing(client, letters):
    for url in ("/dev/mail", letters[0], f"{letters[0]}/html"):
        assert client.get(url, environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 404


def test_mail_sent_twice_is_kept_once(given, office, app, client):
    put(given, attempts=1, leased_until=now() - timedelta(minutes=1))
    office.deliver()
    office.deliver(at_once=True)
    assert len(list((app.extensions["tecum"].data_dir / "mail").iterdir())) == 1
