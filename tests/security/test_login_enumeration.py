"""Signing in and asking for a password tell nobody who has an account: same words, same work, same locks."""

import statistics
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.accounts import password_services, sign_in_services
from app.clock import now
from app.extensions import db
from app.models import Message, Throttle
from app.models.picklists import Role
from app.refusals import Refused
from tests.accounts.reading import history, text_of

PASSWORD = "four words to remember"
KINDS = ("known", "without a password", "switched off", "unknown")


@pytest.fixture
def names(given):
    """An address of each kind."""
    known, bare, off = given.person(password=PASSWORD), given.person(), given.person(password=PASSWORD)
    with given.session() as session:
        from app.models import User

        session.get_one(User, off.id).active = False
        session.commit()
    found = {"known": known.email, "without a password": bare.email, "switched off": off.email}
    return found | {"unknown": "nobody@example.gov"}


@pytest.fixture
def hashes(monkeypatch):
    """Counts the hashes that are computed."""
    from flask_security import verify_password as verify

    counted: list[str] = []

    def counting(typed, kept):
        counted.append(kept)
        return verify(typed, kept)

    monkeypatch.setattr(sign_in_services, "verify_password", counting)
    return counted


def sentence_for(email, password, address="192.0.2.1"):
    try:
        sign_in_services.try_password(email=email, password=password, address=address)
    except Refused as refusal:
        return refusal.sentence
    return "in"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_name_hears_one_sentence_costs_one_hash_and_is_locked_alike(given, names, hashes, kind):
    with given.session(), time_machine.travel(datetime(2026, 3, 2, 15, 18, 30, tzinfo=UTC), tick=False):
        said = [sentence_for(names[kind], "wrong", f"192.0.2.{turn}") for turn in range(7)]
    assert said[:5] == ["Check your e-mail and password."] * 5
    assert said[5:] == ["Too many tries. Try again at 10:20 a.m. ET or ask your administrator."] * 2
    assert len(hashes) == 7
    (locked,) = [each for each in history(given) if each.verb == "locked"]
    assert (locked.summary, locked.changes) == ("Sign-in locked for 1 minute after 5 tries.", {})


@pytest.mark.parametrize("kind", ["known", "unknown"])
def test_an_over_long_password_costs_no_hash_at_all(given, names, hashes, kind):
    with given.session():
        assert sentence_for(names[kind], "x" * 129) == "Check your e-mail and password."
    assert hashes == []


def test_locks_grow_and_the_right_password_does_not_open_one(given, names):
    at, lengths = datetime(2026, 3, 2, 15, 0, tzinfo=UTC), []
    with given.session():
        for _round in range(5):
            with time_machine.travel(at, tick=False):
                for turn in range(6):
                    sentence_for(names["known"], "wrong", f"192.0.2.{turn}")
                (row,) = [each for each in db.session.query(Throttle) if each.locked_until and each.locked_until > at]
                lengths.append((row.locked_until - at) // timedelta(minutes=1))
                assert sentence_for(names["known"], PASSWORD).startswith("Too many tries.")
                at = row.locked_until
        assert lengths == [1, 5, 15, 60, 60]
        with time_machine.travel(at, tick=False):
            assert sentence_for(names["known"], PASSWORD) == "in"
            assert sentence_for(names["known"], "wrong") == "Check your e-mail and password."


def test_one_address_that_tries_many_names_is_locked_and_other_addresses_are_not(given, names):
    with given.session():
        said = [sentence_for(f"name{turn}@example.gov", "wrong") for turn in range(21)]
        assert said[19] == "Check your e-mail and password."
        assert said[20].startswith("Too many tries.")
        assert sentence_for(names["known"], PASSWORD).startswith("Too many tries.")
        assert sentence_for(names["known"], PASSWORD, "192.0.2.9") == "in"
    told = [each.summary for each in history(given) if each.noun == "User"]
    assert "nobody" not in str(told)


def test_the_tries_before_the_right_password_are_told_and_then_forgiven(given, client, names):
    for password in ("wrong", "wrong", PASSWORD):
        client.submit("/signin", {"email": names["known"].upper(), "password": password})
    told = [each.summary for each in history(given)]
    assert told == ["Right password after 2 wrong tries in a row.", "Signed in with a password."]
    with given.session():
        assert all(PASSWORD not in str(each.__dict__) for each in db.session.query(Throttle))
        assert all(names["known"] not in each.key for each in db.session.query(Throttle))


def test_a_locked_page_says_when_to_try_again_and_names_no_cause(client, names):
    pages = {}
    for kind in ("known", "unknown"):
        for _turn in range(6):
            answer = client.submit("/signin", {"email": names[kind], "password": "wrong"})
        assert answer.status_code == 200
        pages[kind] = text_of(answer)
        assert pages[kind].count("Too many tries. Try again at") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_three_reset_mails_an_hour_and_one_answer(given, client, names, kind):
    said = set()
    for _turn in range(5):
        answer = client.submit("/signin/reset", {"email": names[kind]})
        said.add((answer.status_code, answer.location))
    assert said == {(302, "/signin")}
    gets_mail = kind in {"known", "without a password"}
    assert given.count(Message) == (3 if gets_mail else 0)
    with time_machine.travel(now() + timedelta(minutes=61)):
        client.submit("/signin/reset", {"email": names[kind]})
    assert given.count(Message) == (4 if gets_mail else 0)


@pytest.mark.proof
@pytest.mark.whole
@pytest.mark.parametrize("act", ["sign in", "ask for a link"])
def test_medians_of_200_tries_differ_by_less_than_5_percent(given, names, act):
    locked = given.person(Role.CLERK, password=PASSWORD).email
    taken: dict[str, list[float]] = {kind: [] for kind in (*KINDS, "locked")}
    with given.session():
        for _turn in range(6):
            sentence_for(locked, "wrong")
        for turn in range(200):
            for kind in taken:  # In turns, so that a slow moment of the machine is shared by all.
                email = locked if kind == "locked" else names[kind]
                if kind != "locked":
                    db.session.query(Throttle).filter(Throttle.locked_until.is_(None)).delete()
                    db.session.commit()
                began = time.perf_counter()
                if act == "sign in":
                    sentence_for(email, "wrong", f"198.51.100.{turn}")
                else:
                    password_services.ask_for_link(email=email)
                taken[kind].append(time.perf_counter() - began)
    medians = {kind: statistics.median(times) for kind, times in taken.items()}
    assert max(medians.values()) / min(medians.values()) < 1.05, medians
