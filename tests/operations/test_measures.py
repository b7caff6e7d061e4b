"""Measures and logs: what is counted, who may read it, and that neither tells what anything was about."""

import json
import logging
import os
import sys
from dataclasses import replace

import pytest

from app import counters, logs
from app.models.picklists import Role
from tests.reminders.test_deliver import put

TOKEN = "m" * 40


def test_requests_and_the_whole_installation_are_measured(given, client):
    put(given, 2)
    row = given.request(subject="Dormant Fox")
    client.sign_in(given.person(Role.CLERK))
    client.get(f"{row.url}?q=secretword")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'tecum_http_requests_total{endpoint="requests.show",method="GET",status="200"}' in text
    assert 'tecum_http_request_seconds_bucket{endpoint="requests.show",le="0.1"}' in text
    assert "\ntecum_mail_waiting 2.0" in text
    for secret in ("Fox", row.number, "secretword"):
        assert secret not in text


def test_addresses_that_nobody_serves_make_no_new_labels(client):
    for path in ("/a", "/b", "/c"):
        client.get(path)
    text = client.get("/metrics").get_data(as_text=True)
    assert 'endpoint="unknown"' in text
    assert not any(f'"/{path}"' in text for path in "abc")


def test_measures_are_for_this_machine_or_for_who_has_the_token(app, client):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 404
    before = app.extensions["tecum"]
    app.extensions["tecum"] = replace(before, metrics_token=TOKEN)
    try:
        far = {"REMOTE_ADDR": "10.0.0.7"}
        assert client.get("/metrics", environ_base=far).status_code == 404
        assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
        given = {"Authorization": f"Bearer {TOKEN}"}
        assert client.get("/metrics", environ_base=far, headers=given).status_code == 200
    finally:
        app.extensions["tecum"] = before


def written(caplog, name="tecum.http"):
    return [json.loads(logs.JsonFormatter().format(record)) for record in caplog.records if record.name == name]


def test_each_request_leaves_one_line_that_tells_the_route_and_not_the_content(given, client, caplog):
    row, person = given.request(subject="Dormant Fox"), given.person(Role.CLERK)
    client.sign_in(person)
    with caplog.at_level(logging.INFO, "tecum.http"):
        answer = client.get(f"{row.url}?q=secretword")
        client.get("/nowhere/secretword")
    shown, unknown = written(caplog)
    assert shown["route"] == "/requests/<number>"
    assert (shown["number"], shown["status"], shown["user"]) == (row.number, 200, person.id)
    assert shown["request_id"] == answer.headers["X-Request-ID"]
    assert shown["ms"] >= 0
    assert (unknown["route"], unknown["status"]) == ("(no route)", 404)
    text = json.dumps([shown, unknown])
    for secret in ("Fox", "secretword", person.uniquifier, person.email):
        assert secret not in text


def test_a_fault_is_told_by_its_places_and_not_by_its_words():
    try:
        json.loads("{secretword")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "it broke", (), sys.exc_info())
    line = json.loads(logs.JsonFormatter().format(record))
    assert line["fault"][0] == "JSONDecodeError"
    assert any("test_measures.py" in place for place in line["fault"])
    assert "secretword" not in json.dumps(line) + logs.Formatter("%(message)s").format(record)


def test_a_database_s_error_does_not_repeat_what_was_being_written(app, given):
    import sqlalchemy as sa

    with given.session() as session, pytest.raises(sa.exc.DBAPIError) as failure:
        session.execute(sa.text("INSERT INTO nowhere VALUES (:words)"), {"words": "Dormant Fox"})
    assert "Fox" not in str(failure.value)


def test_a_request_id_is_taken_from_a_trusted_proxy_only(app, client):
    given = {"X-Request-ID": "0123456789abcdef"}
    assert client.get("/help", headers=given).headers["X-Request-ID"] != "0123456789abcdef"
    before = app.extensions["tecum"]
    app.extensions["tecum"] = replace(before, proxy_hops=1)
    try:
        assert client.get("/help", headers=given).headers["X-Request-ID"] == "0123456789abcdef"
        broken = client.get("/help", headers={"X-Request-ID": "x y; z"}).headers["X-Request-ID"]
        assert broken.isalnum()
    finally:
        app.extensions["tecum"] = before


def test_each_server_counts_from_zero_in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.delenv(counters.VARIABLE, raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = tmp_path / f"tecum-counters-{os.getuid()}" / "999999999-1"
    dead.mkdir(parents=True)
    counters.share()
    folder = os.environ.pop(counters.VARIABLE)
    assert folder.endswith(counters.server())
    assert not dead.exists()
    counters.share()
    assert os.environ.pop(counters.VARIABLE) == folder, "the workers of one server share it"
