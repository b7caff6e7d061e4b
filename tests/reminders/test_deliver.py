"""The outbox: each mail leaves once, none is called sent without the server's word, and none is forgotten."""

import os
import signal
import subprocess
import sys
import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.clock import now
from app.models import Message, OversightRequest, Reminder, User
from app.models.picklists import ClosingReason, MessageKind, Role
from app.outbox import MOST_ATTEMPTS, Post, post
from app.reminders import services
from tests.reminders.conftest import eastern
from tests.reminders.test_plan import change, deactivate, end_seat, extend
from tests.smtp_sink import Sink, serving


def put(given, count=1, **values):
    """So many account mails in the outbox, each to the same person; returns their Message-IDs."""
    person = given.person()
    with given.session() as session:
        user = session.get_one(User, person.id)
        ids = [f"<mail-{number}.{person.id}@example.gov>" for number in range(count)]
        for smtp_id in ids:
            mail = Post(MessageKind.ACCOUNT, user, "Your password", "Changed.\n", "<p>Changed.</p>", smtp_id)
            message = post(session, mail)
            for name, value in values.items():
                setattr(message, name, value)
        session.commit()
    return ids


def states(given):
    with given.session() as session:
        return [message.state for message in session.scalars(sa.select(Message).order_by(Message.smtp_id))]


def test_a_mail_is_sent_and_the_servers_words_are_kept(given, office, sink):
    [smtp_id] = put(given)
    assert office.deliver().sent == 1
    assert sink.ids == {smtp_id: 1}
    message = given.row(Message)
    assert (message.state, message.server_words, message.attempts) == ("sent", "250 kept as 1", 1)
    assert office.deliver().sent == 0


def test_many_mails_go_over_one_line(given, office, sink):
    put(given, 50)
    assert office.deliver().sent == 50
    assert len(sink.connections) == 1


def test_account_mails_of_the_sign_in_library_leave_through_the_outbox(given, office, client, sink):
    person = given.person(password="correct horse battery staple")
    client.submit("/signin/reset", {"email": person.email}, reads_page=False)
    assert office.deliver().sent == 1
    [letter] = sink.letters
    assert letter["To"] == person.email
    assert "/signin/reset/" in letter.get_body(("plain",)).get_content()
    assert letter.get_body(("html",)) is not None


def test_four_hundreds_back_off_and_are_tried_again(given, office, sink, clock):
    put(given)
    sink.answers["DATA"] = "451 Try later"
    waits = []
    for _ in range(7):
        tally = office.deliver()
        assert (tally.sent, tally.put_off) == (0, 1)
        message = given.row(Message)
        assert (message.state, message.server_words) == ("deferred", "451 Try later")
        waits.append(message.next_try_at - now())
        assert office.deliver().put_off == 0, "it was tried before its time"
        clock.move_to(message.next_try_at)
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 60)]
    del sink.answers["DATA"]
    assert office.deliver().sent == 1
    assert sum(sink.ids.values()) == 1


def test_after_two_days_of_refusals_it_has_failed(given, office, sink, clock):
    put(given)
    began = now()
    sink.answers["DATA"] = "451 Try later"
    for _ in range(MOST_ATTEMPTS):
        office.deliver()
        clock.move_to(max(now(), given.row(Message).next_try_at))
    assert states(given) == ["failed"]
    assert timedelta(hours=46) < given.row(Message).failed_at - began < timedelta(hours=48)
    assert office.deliver(at_once=True).sent == 0


def test_a_five_hundred_fails_at_once_and_the_others_go_out(given, office, sink):
    put(given, 3)
    answers = iter(["550 No such person", None, None])
    sink.answers["DATA"] = lambda: next(answers)
    tally = office.deliver()
    assert (tally.sent, tally.failed) == (2, 1)
    assert sorted(states(given)) == ["failed", "sent", "sent"]


def test_a_server_that_is_away_costs_two_tries_and_loses_nothing(given, office, sink, app, clock):
    put(given, 60)
    port, sink.port = sink.port, 0
    away = services_url(app, 1)
    app.extensions["tecum"] = away
    tally = office.deliver()
    assert (tally.sent, tally.put_off, tally.failed) == (0, 2, 0)
    with given.session() as session:
        assert session.scalar(sa.select(sa.func.sum(Message.attempts))) == 2
        assert session.scalar(sa.select(sa.func.count()).where(Message.leased_until.is_not(None))) == 0
    app.extensions["tecum"] = services_url(app, port)
    assert office.deliver().sent == 58
    clock.shift(timedelta(minutes=1))
    assert office.deliver().sent == 2
    assert set(sink.ids.values()) == {1}


def services_url(app, port):
    from dataclasses import replace

    return replace(app.extensions["tecum"], mail_url=f"smtp://127.0.0.1:{port}")


@pytest.mark.parametrize("fault", ["hang", "drop"])
def test_a_server_that_does_not_answer_is_never_taken_for_one_that_did(given, office, sink, impatient, fault):
    ids = put(given, 30)
    sink.answers["DATA"] = fault
    tally = office.deliver()
    assert (tally.sent, tally.put_off) == (0, 2)
    assert "sent" not in states(given)
    del sink.answers["DATA"]
    assert office.deliver(at_once=True).sent == 30
    assert set(sink.ids) == set(ids)
    assert max(sink.ids.values()) == (2 if fault == "drop" else 1)


def test_a_mail_that_cannot_be_put_together_waits_an_hour_and_blocks_no_other(given, office, sink, caplog):
    put(given, subject="Two\nlines", next_try_at=now() - timedelta(hours=1))
    put(given, 30)
    tally = office.deliver()
    assert (tally.sent, tally.put_off) == (30, 1)
    with given.session() as session:
        poison = session.scalars(sa.select(Message).where(Message.sent_at.is_(None))).one()
        assert poison.next_try_at == now() + timedelta(hours=1)
        assert poison.server_words == "Refused in our own program"
    assert "it waits an hour" in caplog.text


def test_mail_without_a_server_is_kept_and_never_sent(given, office, app):
    put(given, 2)
    assert office.deliver().sent == 2
    kept = app.extensions["tecum"].data_dir / "mail"
    assert len(list(kept.glob("*.eml"))) == 2
    assert given.row(Message).server_words == "Kept in the mail viewer."


def test_the_command_brings_forward_what_backs_off_and_says_how_it_went(given, office, sink, app):
    put(given, 2)
    sink.answers["DATA"] = "451 Try later"
    runner = app.test_cli_runner()
    result = runner.invoke(args=["mail", "deliver"])
    assert (result.exit_code, result.output) == (1, "0 sent, 0 dropped, 2 put off, 0 failed.\n")
    del sink.answers["DATA"]
    result = runner.invoke(args=["mail", "deliver"])
    assert (result.exit_code, result.output) == (0, "2 sent, 0 dropped, 0 put off, 0 failed.\n")


def test_a_stop_finishes_the_mail_in_hand_and_gives_the_others_back(given, office, sink):
    put(given, 30)
    tally = office.deliver(should_stop=lambda: len(sink.received) == 5)
    assert tally.sent == 5
    with given.session() as session:
        assert session.scalar(sa.select(sa.func.sum(Message.attempts))) == 5
        assert session.scalar(sa.select(sa.func.count()).where(Message.leased_until.is_not(None))) == 0
    assert office.deliver().sent == 25


def test_what_a_killed_process_had_in_hand_comes_back_when_its_lease_ends(given, office, sink, clock):
    put(given, attempts=1, leased_until=now() + timedelta(minutes=5))
    assert office.deliver().sent == 0
    clock.shift(timedelta(minutes=5))
    assert office.deliver().sent == 1


# What is no longer true is not sent.

END = {
    "the request was closed": lambda about: about.close(on=date(2018, 10, 9), reason=ClosingReason.WITHDRAWN),
    "the request is void": lambda about: about.void(at=now(), reason="Filed in error"),
    "every item is satisfied": lambda about: setattr(about, "satisfied_items", about.counted_items),
    "the request sends no mail": lambda about: setattr(about, "is_quiet", True),
}


@pytest.mark.parametrize("why", END)
def test_a_reminder_whose_request_has_ended_is_dropped_and_the_ledger_says_why(given, office, sink, why):
    row = given.request()
    office.plan(eastern(10, 9))
    change(given, row, END[why])
    tally = office.deliver()
    assert (tally.sent, tally.dropped, sink.received) == (0, 1, [])
    assert given.row(Reminder, step="before-3").dropped_because == f"Not sent: {why}."
    assert given.row(Message).state == "dropped"


@pytest.mark.parametrize(("until", "kind"), [(date(2018, 11, 9), "extension"), (None, "withdrawal")])
def test_a_reminder_whose_deadline_moved_is_dropped_and_the_new_one_is_armed(given, office, sink, until, kind):
    row = given.request()
    office.plan(eastern(10, 9))
    extend(given, row, until, kind=kind)
    assert office.deliver().dropped == 1
    assert given.row(Reminder, step="before-3").dropped_because == "Not sent: the deadline moved."
    assert office.morning(eastern(11, 8)).sent == (1 if until else 0)
    assert len(sink.received) == (1 if until else 0)


def test_a_reminder_that_a_later_one_replaced_while_the_server_was_away_is_dropped(given, office, sink):
    given.request()
    for day in (9, 11, 12):
        office.plan(eastern(10, day))
    tally = office.deliver()
    assert (tally.sent, tally.dropped) == (1, 2)
    assert "Due Fri, Oct 12, 2018 — today." in sink.letters[0].get_body(("plain",)).get_content()
    assert given.row(Reminder, step="before-1").dropped_because == "Not sent: a later notice took its place."


@pytest.mark.parametrize(
    ("leaves", "why"),
    [
        (deactivate, "Not sent: the person no longer signs in here."),
        (end_seat, "Not sent: the person may no longer see this request."),
    ],
)
def test_who_has_left_meanwhile_gets_nothing(given, office, sink, leaves, why):
    owner = given.person()
    given.request(owner=owner)
    office.plan(eastern(10, 9))
    leaves(given, owner)
    assert office.deliver().dropped == 1
    assert given.row(Reminder, step="before-3").dropped_because == why


def test_a_request_limited_meanwhile_is_not_told_to_those_it_leaves_out(given, office, sink):
    director = given.person(Role.STAFF_DIRECTOR)
    row = given.request(owner=given.person(), named=[])
    office.plan(eastern(10, 15))
    change(given, row, lambda about: setattr(about, "is_limited", True))
    tally = office.deliver()
    assert (tally.sent, tally.dropped) == (0, 2)
    assert director.email not in sink.recipients


# Two at once, and killed ones.


def make_due(given, count):
    owner = given.person()
    for _ in range(count):
        given.request(owner=owner)
    with given.session() as session:
        session.execute(sa.update(OversightRequest).values(filed_at=eastern(10, 1)))
        session.commit()


def overlap(app, act, times):
    faults = []

    def run():
        try:
            with app.app_context():
                act()
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults


@pytest.mark.proof
def test_overlapping_sweeps_and_deliveries_send_each_mail_once(given, app, clock, sink, monkeypatch):
    monkeypatch.setattr(services, "COLLAPSE_FROM", 10**9)
    count = 5_000 if os.environ.get("PROOF") else 60
    make_due(given, count)
    clock.move_to(eastern(10, 9))

    def sweep():
        services.plan(eastern(10, 9))
        services.deliver_mail(at_once=True)

    overlap(app, sweep, 10 if os.environ.get("PROOF") else 3)
    assert sum(sink.ids.values()) == len(sink.ids) == count
    assert given.count(Message) == count
    with given.session() as session:
        sent = sa.select(sa.func.count()).select_from(Reminder).where(Reminder.message_id.is_not(None))
        assert session.scalar(sent) == count


def flask(app, sink, *arguments):
    settings = app.extensions["tecum"]
    environment = os.environ | {
        "TECUM_DATA_DIR": str(settings.data_dir),
        "TECUM_DATABASE_URL": settings.database_url,
        "TECUM_SECRET_KEY": settings.secret_key,
        "TECUM_MAIL_URL": sink.url,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.Popen(
        command, cwd=settings.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


@pytest.mark.proof
def test_a_killed_delivery_loses_nothing_and_repeats_at_most_one_mail_for_each_kill(given, app, clock):
    kills, each = (50, 20) if os.environ.get("PROOF") else (2, 10)
    clock.move_to(now().replace(year=2018))
    ids = put(given, kills * each)
    sink = Sink()
    points = iter(range(each // 2, kills * each, each))
    current: list[subprocess.Popen] = []
    point = [next(points)]

    def kill_at_a_point():
        """The letter is taken, and the process dies before or after it hears so."""
        if current and len(sink.received) >= point[0]:
            point[0] = next(points, 10**9)
            current[0].send_signal(signal.SIGKILL)

    sink.answers["DATA"] = kill_at_a_point
    with serving(sink):
        for _ in range(kills + 1):
            current[:] = [flask(app, sink, "mail", "deliver")]
            output, _ = current[0].communicate(timeout=120)
    assert current[0].returncode == 0, output
    assert set(sink.ids) == set(ids), "none is lost"
    assert sum(sink.ids.values()) - len(ids) <= kills, "each kill repeats one mail at most"
    assert set(states(given)) == {"sent"}
