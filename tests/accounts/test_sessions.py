"""Where one is signed in: rows that end when they are told to, when idle, and with the password; and how dates are read."""

from datetime import timedelta

import time_machine

from app.accounts import services
from app.accounts.browsers import browser_of
from app.clock import now
from app.extensions import db
from app.models import BrowserSession, Message, Throttle
from app.models.picklists import Role
from tests.accounts.reading import errors_of, history, text_of

PASSWORD, NEW = "four words to remember", "another four words kept"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


def test_a_browser_is_told_by_two_words():
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0"
    told = {FIREFOX: "Firefox on Windows", IPHONE: "Safari on iPhone", edge: "Edge on Windows", "": "A browser"}
    assert {agent: browser_of(agent) for agent in told} == told


def test_the_page_lists_the_browsers_and_ends_one_or_all_others(given, clients):
    person = given.person(Role.CLERK, password=PASSWORD)
    typed = {"email": person.email, "password": PASSWORD}
    here, phone, other = clients(), clients(), clients()
    for client, agent in ((here, FIREFOX), (phone, IPHONE), (other, "")):
        client.submit("/signin", typed, headers={"User-Agent": agent})
    page = text_of(here.get("/account"))
    for words in ("Firefox on Windows", "This browser", "Safari on iPhone", "Sign out others"):
        assert words in page
    row = given.row(BrowserSession, browser="Safari on iPhone")
    here.submit(f"/account/sessions/{row.id}/end", at="/account")
    assert "/signin" in phone.get("/account").location
    assert other.get("/account").status_code == 200
    here.submit("/account/sessions/others/end", at="/account")
    assert "/signin" in other.get("/account").location
    assert here.get("/account").status_code == 200
    assert [each.summary for each in history(given)][-2:] == [
        "Session of Safari on iPhone ended.",
        "1 other session ended.",
    ]


def test_nobody_ends_the_session_of_another(given, clients):
    owner = given.person()
    theirs, mine = clients().sign_in(owner), clients().sign_in(given.person())
    row = given.row(BrowserSession, user_id=owner.id)
    token = {"csrf_token": mine.token("/account")}
    assert mine.post(f"/account/sessions/{row.id}/end", data=token).status_code == 404
    assert mine.post("/account/sessions/5/end", data=token).status_code == 404
    assert theirs.get("/account").status_code == 200


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(given, clients):
    person = given.person(Role.CLERK, password=PASSWORD)
    here, there = clients(), clients().sign_in(person)
    here.submit("/signin", {"email": person.email, "password": PASSWORD})
    typed = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    assert here.submit("/account/password", typed).location == "/account"
    assert here.get("/account").status_code == 200
    assert "/signin" in there.get("/account").location
    assert "Your password was changed." in given.row(Message).text


def test_signing_out_ends_the_row_so_that_a_copied_cookie_is_of_no_use(given, clients):
    client, thief = clients().sign_in(given.person()), clients()
    with client.session_transaction() as session:
        copied = dict(session)
    with thief.session_transaction() as session:
        session.update(copied)
    client.submit("/signout", at="/account")
    assert "/signin" in thief.get("/account").location


def test_a_session_ends_when_it_is_not_used_for_twelve_hours_and_after_seven_days_anyway(given, client):
    client.sign_in(given.person(Role.CLERK))
    begun = now()
    for hours in range(11, 7 * 24 - 1, 11):
        with time_machine.travel(begun + timedelta(hours=hours), tick=False):
            assert client.get("/account").status_code == 200, hours
    with time_machine.travel(begun + timedelta(days=7, minutes=1), tick=False):
        assert "/signin" in client.get("/account").location


def test_an_idle_session_is_not_woken_by_asking(given, client):
    client.sign_in(given.person(Role.CLERK))
    with time_machine.travel(now() + timedelta(hours=12, minutes=1), tick=False):
        for _turn in range(2):
            assert client.get("/account").location == "/signin?next=/account"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(given, client):
    client.sign_in(given.person(Role.CLERK))
    token = client.token("/requests/new")
    with time_machine.travel(now() + timedelta(hours=13), tick=False):
        answer = client.post("/requests/new", data={"csrf_token": token, "subject": "Vendor contracts"})
    assert answer.location == "/signin?next=/requests/new"


def test_use_is_written_at_most_every_five_minutes_and_a_page_asks_no_statement_more(given, client, selects):
    client.sign_in(given.person(Role.CLERK))
    first = given.row(BrowserSession).last_seen_at
    client.get("/help")
    with selects() as counted:
        client.get("/help")
    assert len(counted) <= 2
    with time_machine.travel(now() + timedelta(minutes=4), tick=False):
        client.get("/help")
    assert given.row(BrowserSession).last_seen_at == first
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        client.get("/help")
        assert given.row(BrowserSession).last_seen_at == now()


def test_asking_how_long_the_session_lasts_does_not_lengthen_it_and_staying_does(given, client):
    client.sign_in(given.person(Role.CLERK))
    token = client.token("/account")
    with time_machine.travel(now() + timedelta(hours=11, minutes=56), tick=False):
        assert client.get("/account/session").json["seconds"] <= 240
        assert client.get("/account/session").json["seconds"] <= 240
        assert client.post("/account/session", data={"csrf_token": token}).json["seconds"] == 12 * 3600
        assert client.get("/account/session").json["seconds"] == 12 * 3600


def test_ended_sessions_and_old_tries_are_forgotten(given, client):
    client.sign_in(given.person())
    client.submit("/signout", at="/account")
    client.submit("/signin", {"email": "nobody@example.gov", "password": "wrong"})
    assert (given.count(BrowserSession), given.count(Throttle)) == (1, 2)
    with given.session(), time_machine.travel(now() + timedelta(days=31)):
        assert services.forget_old_sessions() == 3
        assert db.session.query(Throttle).count() == 0


def test_a_person_chooses_the_zone_and_the_order_of_dates(given, client):
    with time_machine.travel("2018-10-12T21:00:00Z", tick=False):
        client.sign_in(given.person(Role.CLERK))
        assert "Fri, Oct 12, 2018, 5:00 p.m. ET" in text_of(client.get("/account"))
        client.submit("/account/reading", {"timezone": "America/Denver", "date_style": "day-first"})
        page = text_of(client.get("/account"))
        assert "Fri 12 Oct 2018, 3:00 p.m. MT" in page
        assert "America/Denver" in page
        client.submit("/account/reading", {"timezone": "", "date_style": ""})
        assert "Fri, Oct 12, 2018, 5:00 p.m. ET" in text_of(client.get("/account"))
        wrong = client.submit("/account/reading", {"timezone": "Mars/Olympus", "date_style": "roman"})
    assert set(errors_of(wrong)) == {"timezone", "date_style"}
