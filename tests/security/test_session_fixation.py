"""Sessions: a new key at signing in, safe cookies, a token on every POST, no effect of a GET."""

import pytest

from app import create_app
from app.extensions import db
from app.models import BrowserSession, Event
from app.models.picklists import Role
from tests.conftest import settings_for

PASSWORD = "four words to remember"


def held(client):
    with client.session_transaction() as session:
        return dict(session)


def test_nothing_of_the_cookie_before_signing_in_lives_on_and_the_key_is_new(given, client, clients):
    person, attacker = given.person(Role.CLERK, password=PASSWORD), given.person(Role.CLERK)
    client.sign_in(attacker)
    client.get("/account")
    with client.session_transaction() as session:
        session.pop("_user_id")
        session["planted"] = "by a stranger"
    before = held(client)
    assert client.submit("/signin", {"email": person.email, "password": PASSWORD}).status_code == 302
    after = held(client)
    assert "planted" not in after
    assert after["key"] != before["key"]
    assert after.get("csrf_token") != before.get("csrf_token")
    old = clients()
    with old.session_transaction() as session:
        session.update(before | {"_user_id": person.uniquifier})
    assert "/signin" in old.get("/account").location


def test_the_key_alone_or_the_person_alone_signs_nobody_in(given, clients):
    person, other = given.person(Role.CLERK), given.person(Role.CLERK)
    first, second = clients().sign_in(person), clients().sign_in(other)
    swapped = {"key": held(second)["key"], "_user_id": person.uniquifier}
    with first.session_transaction() as session:
        session.update(swapped)
    assert "/signin" in first.get("/account").location


def test_only_a_digest_of_the_key_is_kept(given, client):
    client.sign_in(given.person(Role.CLERK))
    assert held(client)["key"] not in str(vars(given.row(BrowserSession)))


@pytest.mark.parametrize("https", [True, False])
def test_the_cookie_is_http_only_lax_and_secure_over_https(tmp_path, https):
    base = "https://oversight.example.gov" if https else "http://127.0.0.1:8000"
    app = create_app(settings_for("sqlite", tmp_path, TECUM_BASE_URL=base))
    answer = app.test_client().get("/signin", base_url=base)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is https
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("token", ["", "foreign"])
def test_a_post_without_its_token_is_refused_at_each_page_of_the_account(given, clients, token):
    person = given.person(Role.CLERK, password=PASSWORD)
    client = clients().sign_in(person, is_fresh=True)
    foreign = clients().token("/signin") if token else ""
    for rule in client.application.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in {"accounts", "security", "factors"} and "POST" in rule.methods:
            path = rule.rule.replace("<int:session_id>", "1").replace("<int:passkey_id>", "1").replace("<token>", "x")
            assert client.post(path, data={"csrf_token": foreign}).status_code == 400, path
    assert client.get("/account").status_code == 200


def test_no_get_of_an_account_page_changes_a_row_whatever_method_it_claims(given, client):
    client.sign_in(given.person(Role.CLERK, password=PASSWORD), is_fresh=True)
    before = {noun: given.count(noun) for noun in (BrowserSession, Event)}
    for path in ("/account", "/account/authenticator", "/account/recovery-codes", "/account/session", "/signout"):
        client.get(f"{path}?_method=POST", headers={"X-HTTP-Method-Override": "POST"})
    assert {noun: given.count(noun) for noun in before} == before
    assert client.get("/account").status_code == 200
