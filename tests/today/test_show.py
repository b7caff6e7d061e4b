"""Today: what is late, soon, to classify and to send; mail; others' changes; whether reminders run."""

import html
import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app.clock import now
from app.history import record
from app.models import Communication, JobRun, Message, OversightRequest, User
from app.models.picklists import CommunicationKind, Direction, MessageKind, Role

TUESDAY = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def me(given, client):
    person = given.person(Role.INVESTIGATOR)
    client.sign_in(person)
    return person


def text_of(page) -> str:
    return html.unescape(page.get_data(as_text=True))


def today(client, query: str = "") -> str:
    page = client.get(f"/{query}")
    assert page.status_code == 200
    return text_of(page)


def ran(given, finished_at) -> None:
    with given.session() as session:
        slot = uuid.uuid4().hex
        session.add(
            JobRun(job="plan reminders", slot=slot, started_at=finished_at, finished_at=finished_at, words="0 put.")
        )
        session.commit()


def reply_to(given, row, person, **more) -> None:
    given_values = {
        "kind": CommunicationKind.REPLY,
        "direction": Direction.IN,
        "dated_on": date(2018, 10, 8),
        "summary": "RE: your letter",
    }
    with given.session() as session:
        session.add(Communication(request_id=row.id, logged_by_id=person.id, **{**given_values, **more}))
        session.get_one(OversightRequest, row.id).unclassified = 1
        session.commit()


def mail(given, row=None, *, office=None, subject="DUE: [DEMO-115-0001] State", **more) -> None:
    with given.session() as session:
        session.add(
            Message(
                kind=MessageKind.REMINDER,
                office_id=(office or given.office()).id,
                request_id=row.id if row else None,
                recipient="person@example.gov",
                subject=subject,
                text="",
                html="",
                smtp_id=f"<{uuid.uuid4().hex}@example.gov>",
                next_try_at=now(),
                **more,
            )
        )
        session.commit()


def test_the_heading_is_the_day_and_the_cards_count_and_lead_to_the_docket(given, client, me):
    given.request(due_on=date(2018, 10, 2))
    given.request(due_on=date(2018, 10, 12), unclassified=1)
    given.request(due_on=date(2018, 12, 3), transmitted_on=date(2018, 9, 3))
    text = today(client)
    assert "<h1>Tue, Oct 9, 2018</h1>" in text
    for label, number, state in (
        ("Overdue", 1, "overdue"),
        ("Due in 5 business days", 1, "due_soon"),
        ("Replies to classify", 1, "to_classify"),
        ("Nothing heard in 20 days", 1, "silent"),
    ):
        assert f'href="/requests?state={state}"><span class="tecum-card__number">{number}</span>' in text
        assert label in text


def test_the_lists_hold_what_is_late_what_is_soon_and_what_is_to_send(given, client, me):
    late = given.request(due_on=date(2018, 10, 2))
    soon = given.request(due_on=date(2018, 10, 12))
    unsent = given.request(due_on=date(2018, 10, 2), transmitted_on=None)
    text = today(client)
    parts = text.split("<h2>")
    assert late.number in parts[1]
    assert soon.number in parts[2]
    assert "Ready to send" in parts[3]
    assert unsent.number in parts[3]


def test_mine_shows_own_requests_and_the_office_all(given, client, me):
    mine, other = given.request(owner=me, due_on=date(2018, 10, 2)), given.request(due_on=date(2018, 10, 2))
    assert other.number in today(client)
    text = today(client, "?mine=1")
    assert mine.number in text
    assert other.number not in text


def test_a_reply_that_nobody_classified_is_listed_and_a_statement_is_not(given, client, me):
    row = given.request(agency=given.agency("Energy"))
    reply_to(given, row, me)
    reply_to(given, row, me, kind=CommunicationKind.STATEMENT, summary="Spokesman to the press")
    reply_to(given, row, me, classified_at=TUESDAY, summary="Classified already")
    text = today(client)
    assert "RE: your letter" in text
    assert "Spokesman" not in text
    assert "Classified already" not in text


def test_mail_of_today_and_what_waits_stand_there_with_the_last_error(given, client, me):
    row = given.request()
    mail(given, row, subject="Sent this morning", sent_at=TUESDAY - timedelta(hours=1))
    mail(given, row, subject="Sent last week", sent_at=TUESDAY - timedelta(days=7))
    mail(given, row, attempts=2, server_words="451 try later")
    mail(given, row)
    text = today(client)
    assert "Sent this morning" in text
    assert "Sent last week" not in text
    assert "Waiting: 2, last error: 451 try later" in text


def test_others_changes_are_told_and_ones_own_are_not(given, client, me):
    row, colleague = given.request(), given.person(Role.COUNSEL, name="A Colleague")
    with given.session() as session:
        noun = session.get_one(OversightRequest, row.id)
        record(noun, "told", by=session.get_one(User, colleague.id), summary="Due date moved.", changes={})
        record(noun, "told", by=session.get_one(User, me.id), summary="My own act.", changes={})
        session.commit()
    text = today(client)
    assert "Due date moved." in text
    assert "A Colleague" in text
    assert "My own act." not in text


def test_a_first_visit_is_a_short_list_of_tasks(given, client, me):
    text = today(client)
    assert "Begin here" in text
    assert "File your first request" in text


def test_a_cleared_day_says_so_and_names_the_next_deadline(given, client, me):
    given.request(due_on=date(2018, 11, 1), agency=given.agency("Energy"))
    text = today(client)
    assert "Nothing is overdue. Next deadline:" in text
    assert "Thu, Nov 1, 2018" in text
    assert "Energy" in text


def test_reminders_that_run_late_raise_a_red_alert(given, client, me, clock):
    given.request()
    ran(given, TUESDAY)
    assert "Reminders are late" not in today(client)
    clock.move_to(TUESDAY + timedelta(minutes=15))
    assert "Reminders are late" not in today(client)
    clock.move_to(TUESDAY + timedelta(minutes=16))
    text = today(client)
    assert "usa-alert--error" in text
    assert "Reminders last ran Tue, Oct 9, 2018, 10:00 a.m. ET" in re.sub("<[^>]+>", "", text)


def test_nothing_is_said_of_late_reminders_while_no_request_is_open(given, client, me):
    given.request(closed_on=date(2018, 10, 8))
    ran(given, TUESDAY - timedelta(days=2))
    assert "Reminders are late" not in today(client)


def test_before_the_first_run_a_trial_is_told_softly_and_production_is_alarmed(given, client, me, app, monkeypatch):
    given.request()
    text = today(client)
    assert "Reminders have not run yet in this trial" in text
    assert "usa-alert--error" not in text
    settings = app.extensions["tecum"]
    monkeypatch.setattr(type(settings), "is_trial", property(lambda _: False))
    assert "Reminders have never run here" in today(client)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_today(given, client, role):
    given.request()
    client.sign_in(given.person(role))
    today(client)


def test_a_stranger_signs_in_first(client):
    assert client.get("/").status_code == 302


def test_another_office_sees_and_counts_nothing_of_ours(given, client, me):
    row = given.request(due_on=date(2018, 10, 2), subject="Ours alone")
    reply_to(given, row, me)
    mail(given, row, subject="Ours alone in mail", sent_at=TUESDAY)
    minority = given.office("DEMOM")
    own = given.request(office=minority, due_on=date(2018, 12, 3))
    for role in (Role.STAFF_DIRECTOR, Role.READER):
        client.sign_in(given.person(role, office=minority))
        text = today(client)
        assert row.number not in text
        assert "Ours alone" not in text
    client.sign_in(given.person(Role.STAFF_DIRECTOR, office=minority))
    assert own.number in today(client)


def test_today_asks_the_same_few_questions_whatever_stands_in_it(given, client, me, selects):
    asked = []
    for more in (1, 30):
        for _ in range(more):
            row = given.request(due_on=date(2018, 10, 2), owner=me)
            reply_to(given, row, me)
            mail(given, row, sent_at=TUESDAY)
            given.request(transmitted_on=None, owner=me)
            with given.session() as session:
                noun, other = session.get_one(OversightRequest, row.id), session.scalars(sa.select(User)).first()
                record(noun, "told", by=other, summary="Something.", changes={})
                session.commit()
        with selects() as counted:
            today(client)
        asked.append(len(counted))
    assert asked[0] == asked[1]
    assert asked[0] <= 14
