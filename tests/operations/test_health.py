"""Health: the process, and whether the installation does its work."""

from datetime import timedelta

import sqlalchemy as sa

from app.clock import now
from app.models import JobRun, Message
from tests.reminders.test_deliver import put

FAILED = "Mail has failed for good. See the page “Mail that failed” below Administration."


def ran(given, at, words="5 put into the outbox."):
    with given.session() as session:
        session.add(JobRun(job="plan reminders", slot=at.isoformat(), started_at=at, finished_at=at, words=words))
        session.commit()


def reasons(client):
    answer = client.get("/readyz")
    assert answer.status_code == (503 if answer.json["reasons"] else 200)
    assert answer.json["status"] == ("failing" if answer.json["reasons"] else "ok")
    return answer.json["reasons"]


def test_the_process_is_healthy_without_any_question(client, selects):
    with selects() as counted:
        assert client.get("/healthz").json == {"status": "ok"}
    assert len(counted) == 0


def test_a_new_installation_is_ready(client):
    assert reasons(client) == []


def test_requests_need_a_scheduler_that_runs(given, client, clock):
    given.request()
    late = "The scheduler has not run for 15 minutes. Run: flask --app wsgi schedule run"
    assert reasons(client) == [late]
    ran(given, now())
    assert reasons(client) == []
    clock.shift(timedelta(minutes=16))
    assert reasons(client) == [late]
    ran(given, now(), words="Failed: OperationalError.")
    assert reasons(client) == [late], "a sweep that failed is none"


def test_failed_mail_is_told_without_saying_whose(given, client, office, sink):
    put(given)
    sink.answers["DATA"] = "550 person1@example.gov is unknown"
    office.deliver()
    assert reasons(client) == [FAILED]
    with given.session() as session:
        session.execute(sa.update(Message).values(given_up_at=now()))
        session.commit()
    assert reasons(client) == [], "somebody knows of it"


def test_mail_that_waits_too_long_is_told(given, client, clock):
    put(given)
    assert reasons(client) == []
    clock.shift(timedelta(minutes=16))
    assert reasons(client) == ["Mail has waited for more than 15 minutes."]
    with given.session() as session:
        session.execute(sa.update(Message).values(dropped_at=now()))
        session.commit()
    assert reasons(client) == []


def test_an_old_schema_is_told(given, client, app, monkeypatch):
    monkeypatch.setattr("app.revisions.needed", lambda: "another")
    assert reasons(client) == ["The database is not up to date. Run: flask --app wsgi db upgrade"]


def test_a_database_that_cannot_be_read_is_told(client, app, monkeypatch):
    def gone(_engine):
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr("app.revisions.current", gone)
    assert reasons(client) == ["The database cannot be read."]


def test_health_tells_nothing_of_what_the_office_does(given, client):
    given.request(subject="Dormant Fox")
    assert "Fox" not in client.get("/readyz").get_data(as_text=True)


def test_a_missing_backup_warns_and_keeps_nobody_from_being_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["warnings"] == ["No backup was made yet. Run: flask --app wsgi backup create FOLDER"]


def test_a_full_disk_is_told(client, monkeypatch):
    monkeypatch.setattr("app.operations.queries.is_almost_full", lambda _folder: True)
    assert reasons(client) == ["The disk of the data folder is almost full."]
