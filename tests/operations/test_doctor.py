"""The doctor says of each thing whether it is well; what is wrong makes it exit 1."""

import json
from dataclasses import replace

import pytest

from app.models import StoredFile
from app.operations.doctor import CHECKS, examine


def lines(app, **options):
    return {line.about: line for line in examine(app, **options)}


@pytest.fixture
def settings(app):
    """`settings(mode=...)` changes them for this test."""
    before = app.extensions["tecum"]

    def change(**values):
        app.extensions["tecum"] = replace(app.extensions["tecum"], **values)

    yield change
    app.extensions["tecum"] = before


def test_a_new_trial_is_well_but_for_its_backup(app, database, given):
    app.extensions["tecum"].data_dir.chmod(0o750)
    found = lines(app)
    wrong = {about for about, line in found.items() if line.state == "wrong"}
    # The tests' server does not wait for its disk, and its clock is not the one that the tests moved.
    assert wrong == ({"durability", "clock"} if database == "postgresql" else set())
    assert found["backup"].state == "warning"
    assert found["schema"].state == found["time zones"].state == found["files"].state == "ok"
    assert len(found) >= len(CHECKS)


def test_what_production_must_not_do_is_wrong(app, settings, monkeypatch):
    app.extensions["tecum"].data_dir.chmod(0o755)
    monkeypatch.setenv("FLASK_DEBUG", "1")
    settings(mode="production", base_url="http://oversight.example.gov", secret_key="a" * 40, missing=("TECUM_X",))
    found = lines(app)
    for about in ("settings", "secret", "address", "debugging", "cookies", "data folder"):
        assert found[about].state == "wrong", about


def test_the_mail_server_is_greeted_and_sent_nothing(app, sink, settings):
    assert lines(app)["mail"].state == "ok"
    assert sink.received == []
    settings(mail_url="smtp://user:hunter2@127.0.0.1:1")
    found = lines(app)["mail"]
    assert (found.state, "hunter2" in found.text) == ("wrong", False)


def test_a_stored_file_that_is_lost_is_named(app, given):
    with given.session() as session:
        session.add(StoredFile(sha256="ab" * 32, size=3, kind="txt", media_type="text/plain"))
        session.commit()
    assert "ab" * 32 in lines(app, checks_all_files=True)["files"].sentence


def test_a_check_that_breaks_is_told_and_ends_no_other(app, monkeypatch):
    monkeypatch.setattr("app.database.version_of", lambda _engine: 1 / 0)
    found = lines(app)
    assert found["database"].state == "wrong"
    assert "files" in found


def test_the_command_exits_1_where_something_is_wrong_and_speaks_json(app, settings):
    settings(secret_key="b" * 40)
    ended = app.test_cli_runner().invoke(args=["doctor", "--json"])
    assert ended.exit_code == 1
    assert {"state": "wrong", "about": "secret"}.items() <= next(
        line for line in json.loads(ended.output) if line["about"] == "secret"
    ).items()
