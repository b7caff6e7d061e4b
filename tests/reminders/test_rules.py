"""Ladders and people's own rules in the sweep: what is foreseen is sent, once; digests, quiet hours, snoozes."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from app.clock import now
from app.extensions import db
from app.models import MailRules, Message, OversightRequest, Reminder, Snooze, User
from app.models import Office as OfficeNoun
from app.models.mail_rules import MailFacts
from app.models.mail_terms import Audience, MailMode, StopsWhen, Wording
from app.models.picklists import Instrument, MessageKind, Role
from app.models.reminder_ladder import StepRule, told_to
from app.refusals import Refused
from app.reminders import ladder_queries, ladder_services, mail_services
from tests.reminders.conftest import eastern
from tests.reminders.test_mails import html_of, one, text_of
from tests.reminders.test_plan import change, extend, told


def say(given, person, **facts):
    with given.session() as session:
        zone = facts.pop("zone", None)
        session.get_one(User, person.id).timezone = zone
        rules = MailRules(user_id=person.id)
        rules.write(MailFacts(**facts))
        session.add(rules)
        session.commit()


def keep(given, person, act, *arguments, instrument=None, **named):
    """A verb of the ladder by this person."""
    with given.acting(person) as user:
        office = user.seats[0].office
        act(office, instrument, *arguments, by=user, **named)


def steps_told(given, name):
    return [step for person, step in told(given) if person == name]


def test_what_the_preview_shows_is_what_the_sweep_sends_day_by_day(given, office):
    owner, backup = given.person(name="Owner"), given.person(name="Backup")
    director, clerk = given.person(Role.STAFF_DIRECTOR, name="Director"), given.person(Role.CLERK, name="Clerk")
    to_director = {"audience": told_to(Audience.DIRECTOR), "wording": Wording.ESCALATION}
    keep(given, director, ladder_services.add_step, rule=StepRule(days=5, every=10, **to_director))
    keep(
        given,
        director,
        ladder_services.add_step,
        rule=StepRule(days=-12, is_business=False, audience=told_to(Audience.BACKUP)),
    )
    named = StepRule(days=9, is_business=False, audience=told_to(Audience.PERSON), person_id=clerk.id)
    keep(given, director, ladder_services.add_step, rule=named)
    keep(given, director, ladder_services.set_gap, gap=2)
    due_on = date(2018, 11, 9)  # Monday the 12th is a holiday, and summer time ends on the 4th.
    with given.session() as session:
        preview = ladder_queries.preview(session.query(OfficeNoun).one(), None, due_on)
    given.request(owner=owner, backup_id=backup.id, due_on=due_on)
    last = preview.after[-1].day
    sent = []
    for ahead in range((last - date(2018, 10, 1)).days + 1):
        day = date(2018, 10, 1) + timedelta(days=ahead)
        before = set(told(given))
        office.plan(datetime.combine(day, time(7), tzinfo=ZoneInfo("America/New_York")))
        if now_told := sorted({name for name, _step in set(told(given)) - before}):
            sent.append((day, now_told))
    names = {
        Audience.OWNER: "Owner", Audience.BACKUP: "Backup", Audience.DIRECTOR: "Director", Audience.PERSON: "Clerk",
    }  # fmt: skip
    foreseen = [(mail.day, sorted(names[kind] for kind in mail.kinds)) for mail in preview.ahead + preview.after]
    assert sent == foreseen
    assert sent[0] == (date(2018, 10, 26), ["Backup"]), "the twelfth day before is a Sunday"


def test_a_changed_ladder_repeats_nothing_and_goes_on_from_then(given, office, clock):
    director = given.person(Role.STAFF_DIRECTOR, name="Director")
    owner = given.person(name="Owner")
    given.request(owner=owner)
    office.plan(eastern(10, 9))
    clock.move_to(eastern(10, 10, 9))
    everybody = told_to(Audience.OWNER, Audience.DIRECTOR)
    keep(given, director, ladder_services.change_step, key="before-3", rule=StepRule(days=-3, audience=everybody))
    keep(given, director, ladder_services.add_step, rule=StepRule(days=-2, audience=everybody))
    assert office.plan() == 0, "nobody is told of a step that lay before the change"
    keep(given, director, ladder_services.remove_step, key="before-7")
    assert office.plan(eastern(10, 11)) == 1
    keep(given, director, ladder_services.take_back)
    assert office.plan(eastern(10, 12)) == 1
    assert steps_told(given, "Owner") == ["before-1", "before-3", "due"]


def test_what_was_due_when_the_ladder_changed_is_not_lost(given, office, clock):
    director, owner = given.person(Role.STAFF_DIRECTOR), given.person(name="Owner")
    given.request(owner=owner)
    clock.move_to(eastern(10, 9, 7, 3))
    keep(given, director, ladder_services.remove_step, key="before-1")
    keep(given, director, ladder_services.add_step, rule=StepRule(days=-2, audience=told_to(Audience.OWNER)))
    assert office.plan() == 1
    assert steps_told(given, "Owner") == ["before-3"]


def test_an_escalation_says_why_and_a_notification_that_its_clock_runs_on_the_committee(given, office, sink):
    director = given.person(Role.STAFF_DIRECTOR, name="Director")
    rule = StepRule(days=5, audience=told_to(Audience.DIRECTOR), wording=Wording.ESCALATION, stops=StopsWhen.HEARD)
    keep(given, director, ladder_services.add_step, rule=rule)
    row = given.request(owner=given.person(name="Owner"))
    heard = given.request(owner=given.person(), last_heard_on=date(2018, 10, 8))
    office.morning(eastern(10, 15))
    sink.received.clear()
    office.morning(eastern(10, 19))
    assert one(sink)["Subject"] == f"DUE: [{row.number}] State", f"{heard.number} was heard from"
    assert text_of(one(sink)).startswith("OVERDUE by 5 business days. Its owner is Owner. Nothing heard since")
    assert "because it is overdue and you are staff director." in text_of(one(sink))
    sink.received.clear()
    given.request(instrument=Instrument.NOTIFY, due_on=date(2018, 11, 2), owner=given.person())
    office.morning(eastern(10, 30))
    [letter] = [each for each in sink.letters if "0003" in each["Subject"]]
    assert text_of(letter).startswith("The committee's period ends Fri, Nov 2, 2018 — in 3 business days.")


def test_three_in_one_morning_come_as_one_mail_that_leaves_out_what_moved_meanwhile(given, office, sink):
    owner, director = given.person(name="Owner"), given.person(Role.STAFF_DIRECTOR, name="Director")
    rows = [given.request(owner=owner) for _ in range(4)]
    assert office.plan(eastern(10, 9)) == 1
    assert given.count(Message) == 1
    assert given.row(Message).kind is MessageKind.DIGEST
    assert office.plan() == 0
    extend(given, rows[0], date(2018, 11, 9))
    change(given, rows[1], lambda about: about.void(at=now(), reason="Filed in error"))
    assert office.deliver().sent == 1
    letter = one(sink)
    assert letter["Subject"] == "DUE: [DEMO] 2 due soon"
    for row, stays in zip(rows, (False, False, True, True), strict=True):
        assert (row.number in text_of(letter)) == (row.number in html_of(letter)) == stays
    assert "Vendor" not in text_of(letter) + html_of(letter)
    dropped = sorted(why for step, why in office.ledger() if step == "before-3" and why)
    assert dropped == ["Not sent: it waits for no answer any more.", "Not sent: the deadline moved."]
    assert given.row(Message).text.strip() == text_of(letter).strip(), "what was sent is kept"
    assert director.email not in sink.recipients


def test_a_digest_of_which_nothing_stands_is_dropped(given, office, sink):
    owner = given.person()
    rows = [given.request(owner=owner) for _ in range(3)]
    office.plan(eastern(10, 9))
    for row in rows:
        change(given, row, lambda about: setattr(about, "is_quiet", True))
    assert office.deliver().dropped == 1
    assert sink.received == []


def test_one_daily_digest_waits_for_its_hour_and_takes_in_what_comes_until_then(given, office, sink, clock):
    owner = given.person(name="Owner")
    say(given, owner, mode=MailMode.DIGEST)
    given.request(owner=owner)
    assert office.morning(eastern(10, 9)).sent == 0
    clock.move_to(eastern(10, 9, 7, 10))
    given.request(owner=owner, due_on=date(2018, 10, 5))
    assert office.plan() == 0, "it joins the digest that waits"
    assert office.morning(eastern(10, 9, 7, 29)).sent == 0
    assert office.morning(eastern(10, 9, 7, 30)).sent == 1
    assert one(sink)["Subject"] == "DUE: [DEMO] 1 overdue, 1 due soon"
    assert given.count(Message) == 1


def test_a_digest_is_not_waited_for_past_the_deadline(given, office):
    owner = given.person()
    say(given, owner, mode=MailMode.DIGEST, digest_at=time(16))
    given.request(owner=owner, due_time=time(12))
    office.plan(eastern(10, 12))
    assert given.row(Message).next_try_at == eastern(10, 12)


def test_who_wants_as_little_as_possible_keeps_the_last_reminder_and_the_overdue_notice(given, office):
    owner, other = given.person(name="Owner"), given.person(name="Other")
    say(given, owner, mode=MailMode.LEAST)
    given.request(owner=owner)
    given.request(owner=other, backup_id=owner.id)
    for day in (2, 9, 11, 12, 15):
        office.plan(eastern(10, day))
    assert steps_told(given, "Owner") == ["due", "overdue-1"]
    assert steps_told(given, "Other") == ["before-1", "before-3", "before-7", "due", "overdue-1"]


def test_quiet_hours_in_another_zone_bring_a_reminder_forward_and_hold_a_notice_back(given, office, clock):
    owner = given.person(name="Owner")
    say(given, owner, quiet_from=time(19), quiet_until=time(7), zone="Pacific/Honolulu")
    given.request(owner=owner)
    honolulu = ZoneInfo("Pacific/Honolulu")
    assert office.plan(datetime(2018, 10, 10, 18, 44, tzinfo=honolulu)) == 1, "before-3, in the evening it was due"
    assert office.plan(datetime(2018, 10, 10, 18, 45, tzinfo=honolulu)) == 1
    assert steps_told(given, "Owner") == ["before-1", "before-3"]
    assert office.plan(eastern(10, 11)) == 0
    office.plan(eastern(10, 15))
    notice = given.row(Reminder, step="overdue-1")
    assert given.row(Message, id=notice.message_id).next_try_at == datetime(2018, 10, 15, 7, tzinfo=honolulu)


def put_off(given, person, row, until):
    with given.acting(person) as user:
        about = db.session.get_one(OversightRequest, row.id)
        mail_services.snooze(about, until_on=until, by=user)


def test_a_request_that_was_put_off_comes_again_that_morning_and_others_hear_of_it_as_before(given, office, clock):
    owner, backup = given.person(name="Owner"), given.person(name="Backup")
    row = given.request(owner=owner, backup_id=backup.id)
    office.plan(eastern(10, 2))
    put_off(given, owner, row, date(2018, 10, 5))
    assert office.plan(eastern(10, 4)) == 0
    assert office.plan(eastern(10, 5)) == 1
    put_off(given, owner, row, date(2018, 10, 10))
    assert office.plan(eastern(10, 9)) == 1
    assert office.plan(eastern(10, 10)) == 1
    assert office.plan(eastern(10, 10, 7, 5)) == 0
    for day in (11, 12, 15):
        assert office.plan(eastern(10, day)) == 2
    assert steps_told(given, "Owner") == [
        "before-1", "before-7", "due", "overdue-1", "snoozed-20181005", "snoozed-20181010",
    ]  # fmt: skip
    assert steps_told(given, "Backup") == ["before-1", "before-3", "before-7", "due", "overdue-1"]


def test_a_mail_on_its_way_is_dropped_when_its_request_is_put_off(given, office, sink):
    owner = given.person()
    row = given.request(owner=owner)
    office.plan(eastern(10, 9))
    put_off(given, owner, row, date(2018, 10, 10))
    assert office.deliver().dropped == 1
    assert given.row(Reminder, step="before-3").dropped_because == "Not sent: the person put it off."
    assert office.morning(eastern(10, 10)).sent == 1


@pytest.mark.parametrize(
    ("moment", "until", "words"),
    [
        (eastern(10, 9), date(2018, 10, 13), "past the deadline"),
        (eastern(10, 9), date(2018, 10, 9), "after today"),
        (eastern(10, 13), date(2018, 10, 15), "deadline has passed"),
    ],
)
def test_nothing_is_put_off_past_its_deadline(given, clock, moment, until, words):
    owner = given.person()
    row = given.request(owner=owner)
    clock.move_to(moment)
    with pytest.raises(Refused, match=words):
        put_off(given, owner, row, until)
    assert given.count(Snooze) == 0


def test_the_weekly_summary_comes_once_on_the_first_open_day_if_anything_is_open(given, office, sink):
    owner, idle = given.person(name="Owner"), given.person(name="Idle")
    for person in (owner, idle):
        say(given, person, is_weekly=True)
    given.request(owner=owner, due_on=date(2018, 10, 25))
    assert office.plan(eastern(10, 8, 9)) == 0, "Columbus Day"
    assert office.plan(eastern(10, 9, 7, 29)) == 0
    assert [office.plan(eastern(10, 9, 7, 30)), office.plan(), office.plan(eastern(10, 10))] == [1, 0, 0]
    assert office.deliver().sent == 1
    assert "beginning of the week" in text_of(one(sink))
    assert office.plan(eastern(10, 15, 8)) == 1


def test_a_digest_is_ended_by_a_post_alone_without_signing_in_and_twice_is_once(given, office, sink, app, client):
    owner = given.person()
    before = app.extensions["tecum"]
    app.extensions["tecum"] = replace(before, base_url="https://tecum.example.gov")
    for _ in range(3):
        given.request(owner=owner)
    office.morning(eastern(10, 9))
    letter = one(sink)
    app.extensions["tecum"] = before
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.search(r"<https://tecum\.example\.gov(/mail/unsubscribe/[^>]+)>", letter["List-Unsubscribe"])[1]
    assert client.get(path).status_code == 200
    assert given.row(MailRules, user_id=owner.id) is None, "a scanner opened it"
    for _ in range(2):
        assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        assert given.row(MailRules, user_id=owner.id).mode is MailMode.LEAST
    # The signature's first letter: its last one carries spare bits that no reader sees.
    signed, _, signature = path.rpartition(".")
    assert client.post(f"{signed}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}").status_code == 404
    with given.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(MailRules)) == 1


def test_single_reminders_lead_to_the_page_of_mail_and_end_in_no_click(given, office, sink, app):
    before = app.extensions["tecum"]
    app.extensions["tecum"] = replace(before, base_url="https://tecum.example.gov")
    given.request()
    office.morning(eastern(10, 9))
    app.extensions["tecum"] = before
    assert one(sink)["List-Unsubscribe"] == "<https://tecum.example.gov/account/mail>"
    assert one(sink)["List-Unsubscribe-Post"] is None


def test_the_pages_save_what_they_show_and_send_a_sample(given, client, office, sink, clock):
    director = given.person(Role.STAFF_DIRECTOR)
    row = given.request(owner=director)
    client.sign_in(director)
    page = "/admin/ladders/DEMO/ANY"
    shown = client.get(f"{page}?due=10/12/2018").get_data(as_text=True)
    assert "Tue, Oct 9, 2018" in shown
    assert "Columbus Day" in shown
    step = {"side": "after", "days": "5", "unit": "business", "audience": ["DIRECTOR"], "stops": "ENDED"}
    assert client.submit(f"{page}/steps/new", {**step, "wording": "ESCALATION"}).status_code == 302
    assert "5 business days after" in client.get("/admin/ladders").get_data(as_text=True)
    assert client.submit(f"{page}/steps/new", {"side": "before"}).status_code == 200
    assert client.submit(f"{page}/sample", {"due": "10/12/2018"}, at=page).status_code == 302
    mail = {"mode": "DIGEST", "digest_at": "7:30 a.m.", "quiet_from": "7 pm", "quiet_until": "7 am"}
    assert client.submit("/account/mail", mail).status_code == 302
    assert "Your next digest is Tue, Oct 2, 2018, 7:30 a.m. ET." in client.get("/account").get_data(as_text=True)
    assert client.submit(f"{row.url}/snooze", {"preset": "2018-10-03"}).status_code == 302
    assert "Remind me again" in client.get(f"{row.url}/snooze").get_data(as_text=True)
    assert client.submit(f"{row.url}/snooze/end", at=f"{row.url}/snooze").status_code == 302
    assert given.count(Snooze) == 0
    assert office.deliver().sent == 1
    assert one(sink)["Subject"].startswith("Sample, nothing is due: [DEMO-000-0000]")
