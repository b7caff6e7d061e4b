"""The schedule: one leads, each slot runs once, and whoever dies is replaced at once."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
import sqlalchemy as sa

from app import schedule
from app.clock import now
from app.extensions import db
from app.locks import Lock
from app.models import JobRun, Message
from tests.reminders.conftest import eastern
from tests.smtp_sink import Sink, serving


def runs(given, job):
    with given.session() as session:
        return session.scalars(sa.select(JobRun).filter_by(job=job).order_by(JobRun.started_at)).all()


def counting(calls, *, fault=None):
    def function(_stop):
        calls.append(now())
        if fault:
            raise fault
        return "Done."

    return replace(schedule.JOBS[0], function=function)


def test_a_job_runs_once_in_its_slot_whoever_starts_it(given, app, clock):
    calls = []
    job = counting(calls)
    for _ in range(3):
        schedule.run_job(app, job, Event())
    assert len(calls) == 1
    clock.shift(timedelta(minutes=5))
    schedule.run_job(app, job, Event())
    assert len(calls) == 2
    assert [(run.words, run.finished_at is not None) for run in runs(given, job.name)] == [("Done.", True)] * 2


def test_ten_schedulers_at_once_run_a_slot_once(given, app):
    calls = []
    job = counting(calls)
    threads = [threading.Thread(target=schedule.run_job, args=(app, job, Event())) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def test_a_job_that_fails_is_written_down_and_runs_again(given, app, clock, caplog):
    calls = []
    job = counting(calls, fault=ValueError("secret words"))
    schedule.run_job(app, job, Event())
    clock.shift(timedelta(minutes=5))
    schedule.run_job(app, job, Event())
    assert [run.words for run in runs(given, job.name)] == ["Failed: ValueError."] * 2
    assert "plan reminders failed" in caplog.text


def test_after_the_clock_was_set_back_the_slots_run_again(given, app, clock):
    calls = []
    job = counting(calls)
    for hours in (2, 1, 0):
        clock.move_to(eastern(10, 2, 9) + timedelta(hours=hours))
        schedule.run_job(app, job, Event())
        schedule.run_job(app, job, Event())
    clock.move_to(eastern(10, 2, 11))
    assert len(calls) == 3


def test_slots_are_the_same_for_everybody(app):
    plan, deliver, *_others = schedule.JOBS
    assert plan.slot(eastern(10, 2, 9, 4)) == plan.slot(eastern(10, 2, 9, 0)) == "2018-10-02T13:00:00+00:00"
    assert deliver.slot(eastern(10, 2, 9, 4)) != deliver.slot(eastern(10, 2, 9, 4) + timedelta(seconds=30))


def test_a_day_of_the_schedule_reminds_and_sends(given, app, clock, sink):
    given.request()
    plan, deliver, forget, *_others = schedule.JOBS
    clock.move_to(eastern(10, 9))
    for job in (plan, deliver, forget):
        schedule.run_job(app, job, Event())
    assert len(sink.received) == 1
    assert [run.words for run in runs(given, "plan reminders")] == ["1 put into the outbox."]
    assert runs(given, "deliver mail")[0].words == "1 sent, 0 dropped, 0 put off, 0 failed."


def test_old_runs_are_forgotten(given, app, clock):
    schedule.run_job(app, counting([]), Event())
    clock.shift(timedelta(days=15))
    schedule.run_job(app, schedule.JOBS[2], Event())
    assert [run.job for run in runs(given, "plan reminders")] == []
    assert len(runs(given, "forget old runs")) == 1


def test_a_lock_is_held_by_one_and_free_again_when_let_go(app):
    with app.app_context():
        first, second = (Lock(db.engine, "test", number=42) for _ in range(2))
        assert first.take()
        assert first.is_held()
        assert not second.take()
        first.release()
        assert not first.is_held()
        assert second.take()
        second.release()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_leader_whose_connections_were_cut_knows_that_it_leads_no_more(app, database):
    with app.app_context():
        lock = Lock(db.engine, "test", number=42)
        assert lock.take()
        with db.engine.connect() as other:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            other.execute(sa.text(cut)).all()
        assert not lock.is_held()
        assert lock.take()
        lock.release()


def test_the_loop_ends_when_it_is_told_to(app, clock, monkeypatch):
    monkeypatch.setattr(schedule, "JOBS", ())
    stop = Event()
    thread = threading.Thread(target=schedule.run, args=(app, stop))
    thread.start()
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


# Whole processes.


def scheduler(app, sink):
    settings = app.extensions["tecum"]
    environment = os.environ | {
        "TECUM_DATA_DIR": str(settings.data_dir),
        "TECUM_DATABASE_URL": settings.database_url,
        "TECUM_SECRET_KEY": settings.secret_key,
        "TECUM_MAIL_URL": sink.url,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "schedule", "run"]
    return subprocess.Popen(command, cwd=settings.root, env=environment, stderr=subprocess.PIPE, text=True)


def until(process, words):
    """Read the process's log up to the line that holds these words."""
    for line in process.stderr:
        if words in line:
            return
    raise AssertionError(f"the scheduler ended before it said {words!r}")


@pytest.mark.proof
def test_a_killed_leader_is_replaced_by_the_one_that_waits(given, app, clock):
    kills = 10 if os.environ.get("PROOF") else 1
    sink = Sink()
    given.request()
    with serving(sink):
        leader = scheduler(app, sink)
        until(leader, "This process leads the schedule.")
        for _ in range(kills):
            waiting = scheduler(app, sink)
            until(waiting, "Another process leads the schedule")
            leader.send_signal(signal.SIGKILL)
            leader.communicate()
            killed = time.perf_counter()
            until(waiting, "This process leads the schedule.")
            assert time.perf_counter() - killed < 10
            leader = waiting
        leader.send_signal(signal.SIGTERM)
        _out, log = leader.communicate(timeout=30)
    assert "The schedule has stopped." in log
    assert leader.returncode == 0
    assert max(sink.ids.values(), default=0) <= 1 + kills
    slots = [(run.job, run.slot) for job in schedule.JOBS for run in runs(given, job.name)]
    assert len(slots) == len(set(slots))
    assert given.count(Message) == 1


@pytest.fixture
def watched(app):
    """A watcher's address that nobody listens at, so that asking it fails."""
    before = app.extensions["tecum"]
    app.extensions["tecum"] = replace(before, heartbeat_url="http://127.0.0.1:9/secret")
    yield
    app.extensions["tecum"] = before


def test_a_sweep_tells_the_watcher_and_one_that_failed_does_not(given, app, clock, monkeypatch):
    asked = []
    monkeypatch.setattr("app.schedule.beat", asked.append)
    app.extensions["tecum"] = replace(before := app.extensions["tecum"], heartbeat_url="https://watch.example.gov/x")
    try:
        schedule.run_job(app, schedule.JOBS[0], Event())
        assert asked == ["https://watch.example.gov/x"]
        clock.shift(timedelta(minutes=5))
        with monkeypatch.context() as patched:
            patched.setattr("app.reminders.services.plan", lambda _at: 1 / 0)
            schedule.run_job(app, schedule.JOBS[0], Event())
        assert len(asked) == 1
    finally:
        app.extensions["tecum"] = before


def test_a_watcher_that_is_away_is_written_down_and_stops_nothing(given, app, clock, watched, caplog):
    schedule.run_job(app, schedule.JOBS[0], Event())
    [run] = runs(given, "plan reminders")
    assert run.words == "0 put into the outbox. The watcher was not reached (URLError)."
    assert "Heartbeat: The watcher was not reached" in caplog.text
    assert "secret" not in caplog.text
