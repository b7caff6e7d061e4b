"""Authenticator app, passkeys and recovery codes: added with identity asked again, used once, told by mail."""

import re
from datetime import timedelta

import pytest
import time_machine

from app.accounts import codes, factor_services, vault
from app.clock import now
from app.extensions import db
from app.models import Authenticator, Message, Passkey, RecoveryCode
from app.models.picklists import Role
from tests.accounts.reading import errors_of, history, text_of
from tests.pages import parse

PASSWORD = "four words to remember"


@pytest.fixture
def person(given):
    return given.person(Role.CLERK, password=PASSWORD)


def code_at(secret, at):
    return codes.totp(secret).generate(int(at.timestamp())).decode()


def add_app(client):
    """Set the app up as a person does: read the key from the page, write its code; (key, recovery codes)."""
    page = text_of(client.get("/account/authenticator"))
    secret = re.search(r'tecum-secret">([^<]+)<', page)[1].replace(" ", "")
    answer = client.submit("/account/authenticator", {"code": code_at(secret, now()), "sealed": sealed_in(page)})
    return secret, [element.text for element in parse(text_of(answer)).iterfind(".//ol[@class='tecum-codes']/li")]


def sealed_in(page):
    return re.search(r'name="sealed"[^>]*value="([^"]+)"', page)[1]


def first_factor(client, person):
    answer = client.submit("/signin?next=/help", {"email": person.email, "password": PASSWORD})
    assert answer.location == "/signin/second?next=%2Fhelp"
    assert "/signin" in client.get("/account").location
    return answer.location


def test_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, cut to six figures."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for moment, code in ((59, b"287082"), (1111111109, b"081804"), (20000000000, b"353130")):
        assert codes.totp(secret).generate(moment) == code


def test_the_app_is_set_up_with_a_picture_and_a_key_and_then_asked_for(given, clients, person):
    client = clients().sign_in(person, is_fresh=True)
    assert "<svg" in text_of(client.get("/account/authenticator"))
    secret, shown = add_app(client)
    assert len(set(shown)) == 10
    assert secret not in given.row(Authenticator).sealed_secret
    assert all(shown[0] not in row for row in given_codes(given))
    assert "An authenticator app was added" in given.row(Message).text
    page = text_of(client.get("/account"))
    assert "10 left" in page
    assert shown[0] not in page
    other = clients()
    second = first_factor(other, person)
    assert "Check the code." in text_of(other.submit(second, {"code": "000000"}))
    with time_machine.travel(now() + timedelta(seconds=30), tick=False):
        assert other.submit(second, {"code": code_at(secret, now())}).location == "/help"
        assert other.get("/account").status_code == 200
    assert history(given)[-1].summary == "Signed in with a password and a second factor."


def given_codes(given):
    with given.session() as session:
        return [each.sealed_code for each in session.query(RecoveryCode)]


def test_a_code_works_once_and_one_of_another_time_not_at_all(clients, person):
    secret, _shown = add_app(clients().sign_in(person, is_fresh=True))
    moment = now() + timedelta(minutes=5)
    with time_machine.travel(moment, tick=False):
        code = code_at(secret, moment)
        first, second = clients(), clients()
        for client in (first, second):
            first_factor(client, person)
        assert first.submit("/signin/second", {"code": code[:3] + " " + code[3:]}).status_code == 302
        assert "This code was used already" in text_of(second.submit("/signin/second", {"code": code}))
        late = code_at(secret, moment - timedelta(minutes=2))
        assert "Check the code." in text_of(second.submit("/signin/second", {"code": late}))


def test_a_recovery_code_stands_in_once_and_the_person_is_told(given, clients, person):
    _secret, shown = add_app(clients().sign_in(person, is_fresh=True))
    first, second = clients(), clients()
    first_factor(first, person)
    assert first.submit("/signin/second", {"code": shown[3].upper().replace("-", " ")}).status_code == 302
    assert "9 left" in text_of(first.get("/account"))
    first_factor(second, person)
    assert "Check the code." in text_of(second.submit("/signin/second", {"code": shown[3]}))
    with given.session() as session:
        assert any("9 left" in mail.text for mail in session.query(Message))
    assert not any(shown[3] in str(each) for each in history(given))


def test_codes_are_tried_five_times_a_minute(clients, person):
    _secret, shown = add_app(clients().sign_in(person, is_fresh=True))
    client = clients()
    first_factor(client, person)
    for _turn in range(6):
        page = text_of(client.submit("/signin/second", {"code": "000000"}))
    assert "Too many tries." in page
    assert "Too many tries." in text_of(client.submit("/signin/second", {"code": shown[0]}))


def test_the_first_factor_is_kept_for_ten_minutes_and_a_look_at_the_sign_in_page_does_not_lose_it(clients, person):
    add_app(clients().sign_in(person, is_fresh=True))
    client = clients()
    first_factor(client, person)
    client.get("/signin")
    assert client.get("/signin/second").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert "/signin?" in client.get("/signin/second").location


def test_a_one_time_link_does_not_pass_by_the_second_factor(given, clients, person):
    add_app(clients().sign_in(person, is_fresh=True))
    admin = clients().sign_in(given.person(None, is_administrator=True))
    admin.post(f"/people/{person.id}/sign-in-links", data={"csrf_token": admin.token("/account")})
    with given.session() as session:
        texts = [mail.text for mail in session.query(Message)]
    link = next(found[1] for text in texts if (found := re.search(r"http://\S+?(/signin/link/\S+)", text)))
    client = clients()
    assert client.submit(link).location.startswith("/signin/second")
    assert "/signin" in client.get("/account").location


@pytest.mark.parametrize(
    "path",
    ["/account/authenticator", "/account/passkeys/new", "/account/recovery-codes", "/account/authenticator/removal"],
)
def test_identity_is_asked_again_before_each_change_and_the_page_comes_back(given, clients, person, path):
    client = clients().sign_in(person)
    asked = client.get(path).location
    assert asked.startswith("/signin/again?next=")
    assert "This is not your password." in text_of(client.submit(asked, {"password": "wrong"}))
    assert client.submit(asked, {"password": PASSWORD}).location == path
    assert client.get(path).status_code == 200
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert client.get(path).status_code == 302
        assert client.get("/account/session").status_code == 200


def test_a_secret_made_for_another_or_long_ago_is_replaced(clients, given, person):
    theirs = sealed_in(text_of(clients().sign_in(given.person(), is_fresh=True).get("/account/authenticator")))
    client = clients().sign_in(person, is_fresh=True)
    page = text_of(client.submit("/account/authenticator", {"code": "123456", "sealed": theirs}))
    assert "This is not the code" in page
    assert given.count(Authenticator) == 0


def test_the_last_factor_takes_its_recovery_codes_along(given, clients, person):
    client = clients().sign_in(person, is_fresh=True)
    add_app(client)
    assert client.submit("/account/authenticator/removal").location == "/account"
    assert (given.count(Authenticator), given.count(RecoveryCode)) == (0, 0)
    assert clients().submit("/signin", {"email": person.email, "password": PASSWORD}).location == "/"


def test_a_passkey_of_another_is_not_found_and_a_broken_answer_signs_nobody_in(given, clients, person):
    with given.session() as session:
        keep = {"public_key": "AA", "sign_count": 0, "transports": []}
        passkey = Passkey(user_id=person.id, name="Laptop", credential="AAAA", **keep)
        session.add(passkey)
        session.commit()
        number = passkey.id
    other = clients().sign_in(given.person(), is_fresh=True)
    assert other.get(f"/account/passkeys/{number}/removal").status_code == 404
    stranger = clients()
    token = {"csrf_token": stranger.token("/signin")}
    for credential in ("", "[]", "{", '{"id": 5}', '{"id": "AAAA", "response": {}}', "x" * 30_000):
        stranger.post("/signin/passkey/options", data=token)
        answer = stranger.post("/signin/passkey", data={"credential": credential, **token})
        assert answer.location.startswith("/signin?next="), credential
    assert "/signin" in stranger.get("/account").location


def test_an_administrator_removes_what_somebody_lost_and_the_sessions_end(given, clients, person):
    theirs = clients().sign_in(person, is_fresh=True)
    add_app(theirs)
    admin = clients().sign_in(given.person(None, is_administrator=True), is_fresh=True)
    assert admin.submit(f"/people/{person.id}/second-factors/removal").status_code == 302
    assert "/signin" in theirs.get("/account").location
    assert given.count(Authenticator) == 0
    assert history(given)[-1].verb == "second_factors_removed"


def test_where_a_second_factor_is_asked_of_everybody_people_are_led_to_it(app, given, clients, person, monkeypatch):
    settings = app.extensions["tecum"]
    object.__setattr__(settings, "require_second_factor", True)
    try:
        client = clients()
        client.submit("/signin", {"email": person.email, "password": PASSWORD})
        assert client.get("/").location == "/account/second-factor"
        assert client.get("/requests").location == "/account/second-factor"
        assert "asks everybody" in text_of(client.get("/account/second-factor"))
        add_app(client)
        assert client.get("/").status_code == 200
        answer = client.submit("/account/authenticator/removal")
        assert "Add another one before you remove this one." in text_of(answer)
    finally:
        object.__setattr__(settings, "require_second_factor", False)
    assert given.count(Authenticator) == 1


def test_seals_outlive_a_new_secret_key_while_the_old_one_is_named(app, given, person):
    settings = app.extensions["tecum"]
    old = settings.secret_key
    with given.session() as session:
        sealed = vault.seal("a secret")
        session.add(Authenticator(user_id=person.id, sealed_secret=sealed))
        session.commit()
        try:
            object.__setattr__(settings, "secret_key", "another secret key that is long enough")
            with pytest.raises(vault.BrokenSeal):
                vault.unseal(sealed)
            object.__setattr__(settings, "secret_key_old", old)
            assert vault.unseal(sealed) == "a secret"
            assert factor_services.renew_seals() == 1
            object.__setattr__(settings, "secret_key_old", "")
            assert vault.unseal(db.session.query(Authenticator).one().sealed_secret) == "a secret"
        finally:
            object.__setattr__(settings, "secret_key", old)
            object.__setattr__(settings, "secret_key_old", "")


def test_a_form_without_a_code_says_so_beside_its_field(clients, person):
    client = clients().sign_in(person, is_fresh=True)
    assert errors_of(client.submit("/account/authenticator", {"code": ""})) == {"code": "Enter the code."}
    assert given_name_error(client) == {"name": "Enter a name for it."}


def given_name_error(client):
    return errors_of(client.submit("/account/passkeys/new", {"name": ""}))
