"""The account in a real browser: a passkey from first to last, the app and its codes, and the end of a session."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser

from app.accounts import codes
from app.clock import now
from app.models import BrowserSession
from app.models.picklists import Role
from tests.browser.conftest import Reader, reading, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

PASSWORD = "four words to remember"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def named(tmp_path: Path, chromium: Browser) -> Iterator[Reader]:
    """A reader of a site that has a name: browsers make no passkeys for a bare address."""
    with running(tmp_path, host="localhost") as site:
        yield from reading(site, chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True))


def device(reader: Reader) -> tuple[Any, str]:
    """A computer that keeps passkeys and knows its owner's finger."""
    line = reader.page.context.new_cdp_session(reader.page)
    line.send("WebAuthn.enable")
    return line, line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]


def sign_in(reader: Reader, email: str) -> None:
    reader.go("/signin")
    reader.page.get_by_label("E-mail").fill(email)
    reader.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    reader.page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_made_signs_in_alone_needs_its_owner_and_is_removed(named):
    person, page = named.site.given.person(Role.STAFF_DIRECTOR, password=PASSWORD), named.page
    line, key_store = device(named)
    sign_in(named, person.email)
    named.go("/account/passkeys/new")
    named.look("passkey-new")
    page.get_by_label("Name").fill("Office laptop")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    assert page.locator(".tecum-codes li").count() == 10
    named.look("recovery-codes")
    page.get_by_role("link", name="I have kept them").click()
    named.look("account-with-passkey")
    page.locator("main").get_by_role("button", name="Sign out of this browser").click()
    page.get_by_role("button", name="Use a passkey").wait_for()
    named.look("sign-in-with-passkey")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{named.site.url}/")
    with named.site.given.session() as session:
        assert session.query(BrowserSession).count() == 2
    page.context.clear_cookies()
    line.send("WebAuthn.setUserVerified", {"authenticatorId": key_store, "isUserVerified": False})
    named.go("/signin")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The browser made no passkey available").wait_for()
    line.send("WebAuthn.setUserVerified", {"authenticatorId": key_store, "isUserVerified": True})
    sign_in(named, person.email)
    page.get_by_role("button", name="Use a passkey").wait_for()
    named.look("second-factor")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{named.site.url}/")
    named.go("/account")
    page.get_by_role("link", name="Remove the passkey Office laptop").click()
    page.get_by_role("button", name="Remove").click()
    assert named.says("The passkey “Office laptop” is removed.")
    page.context.clear_cookies()
    named.go("/signin")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("This passkey could not be used.").wait_for()


def test_the_app_is_set_up_and_asked_for_without_scripts(site, plain_reader):
    person, page = site.given.person(Role.CLERK, password=PASSWORD), plain_reader.page
    sign_in(plain_reader, person.email)
    plain_reader.go("/account")
    page.get_by_role("link", name="Add authenticator app").click()
    secret = page.locator(".tecum-secret").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows").fill(codes.totp(secret).generate(now().timestamp()).decode())
    page.get_by_role("button", name="Switch the app on").click()
    code = page.locator(".tecum-codes li").first.inner_text()
    page.context.clear_cookies()
    sign_in(plain_reader, person.email)
    assert page.get_by_role("button", name="Use a passkey").count() == 0
    page.get_by_label("Code from your app, or a recovery code").fill(code)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"{site.url}/")


def test_before_a_session_ends_the_page_warns_and_keeps_it(site, reader):
    person, page = site.given.person(Role.CLERK), reader.page
    reader.sign_in(person)
    begun = now()
    page.clock.install(time=begun.timestamp())
    reader.go("/account")
    with time_machine.travel(begun + timedelta(hours=11, minutes=56)):
        page.clock.fast_forward("11:56:00")
        page.get_by_role("button", name="Stay signed in").wait_for()
        reader.look("session-ends", axe_at=(1280,))
        page.get_by_role("button", name="Stay signed in").click()
        page.get_by_role("button", name="Stay signed in").wait_for(state="detached")
    with site.given.session() as session:
        assert session.query(BrowserSession).one().last_seen_at > begun + timedelta(hours=11)
