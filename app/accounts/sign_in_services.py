"""Let people in: by password, by passkey, past the second factor; and begin and end their sessions."""

import secrets
from functools import cache
from typing import Any

from flask_security import hash_password, verify_password

from app.accounts import codes, notices, passkeys, queries, throttling
from app.accounts.passwords import LONGEST, normalized
from app.accounts.vault import unseal
from app.clock import now
from app.extensions import db
from app.history import hold, record
from app.models import BrowserSession, Passkey, User
from app.refusals import Refused
from app.web.zones import settings

WRONG = "Check your e-mail and password."
WRONG_CODE = "Check the code. It changes every 30 seconds."
LONGEST_EMAIL = 254


def try_password(*, email: str, password: str, address: str) -> User:
    """The person with this e-mail and password. Raises `Refused` with one sentence for every cause but a lock.

    The try is committed before the password is looked at, so that a hundred at once are a hundred; each costs one
    hash whether the name is known, unknown, locked or switched off, and an over-long password costs none.
    """
    if not email or not password or len(password) > LONGEST or len(email) > LONGEST_EMAIL:
        raise Refused(WRONG)
    person = queries.person_by_email(email)
    account, place = throttling.of_account(email), throttling.of_address(address)
    may_go_on = throttling.try_once(account, limit=throttling.PER_ACCOUNT, person=person)
    may_go_on = throttling.try_once(place, limit=throttling.PER_ADDRESS, person=None) and may_go_on
    said = "" if may_go_on else throttling.sentence(account, place)
    db.session.commit()
    is_right = is_password(password, person.password if person is not None and person.active else None)
    if said or not is_right or person is None:
        raise Refused(said or WRONG)
    welcome(person, email=email, address=address)
    return person


def is_password(typed: str, kept: str | None) -> bool:
    """Whether this is the password; where there is none to compare with, as much work is done."""
    stand_in = nobodys_password()
    is_right: bool = verify_password(normalized(typed), kept or stand_in)
    return is_right and kept is not None


@cache
def nobodys_password() -> str:
    found: str = hash_password(secrets.token_urlsafe())
    return found


def welcome(person: User, *, email: str, address: str) -> None:
    """Who gets in begins anew; the wrong tries before it are told."""
    account, place = throttling.of_account(email), throttling.of_address(address)
    wrong = account.count - 1
    account.forgive()
    place.give_back()
    if wrong > 0:
        told = f"Right password after {wrong} wrong {'try' if wrong == 1 else 'tries'} in a row."
        record(person, "tried", by=person, summary=told, changes={})
    db.session.commit()


def try_code(person: User, *, typed: str) -> None:
    """Take a code of the authenticator app, or a recovery code, which is then used up. Raises `Refused`."""
    row = throttling.of_factor(person)
    may_go_on = throttling.try_once(row, limit=throttling.PER_ACCOUNT, person=person)
    db.session.commit()
    if not may_go_on:
        raise Refused(throttling.sentence(row), field="code")
    if not is_code_of_app(person, typed):
        use_recovery_code(person, typed)
    throttling.of_factor(person).forgive()
    db.session.commit()


def is_code_of_app(person: User, typed: str) -> bool:
    authenticator = queries.authenticator_of(person)
    if authenticator is None:
        return False
    hold(authenticator)
    step = codes.step_of(unseal(authenticator.sealed_secret), typed, at=now())
    if step is None:
        return False
    authenticator.use_step(step)
    return True


def use_recovery_code(person: User, typed: str) -> None:
    hold(person)
    unused = queries.unused_codes(person)
    matching = [
        each for each in unused if secrets.compare_digest(codes.plain(unseal(each.sealed_code)), codes.plain(typed))
    ]
    if not matching:
        raise Refused(WRONG_CODE, field="code")
    matching[0].used_at = now()
    told = f"A recovery code was used; {len(unused) - 1} left."
    notices.tell(person, told)
    record(person, "recovery_code_used", by=person, summary=told, changes={})


def try_passkey(answer: dict[str, Any], *, challenge: bytes, person: User | None = None) -> User:
    """Whose passkey answered; `person` where it has to be a certain one's. Raises `Refused`."""
    if not throttling.is_first_use(challenge.hex()):
        raise Refused(passkeys.REFUSED)
    passkey = queries.passkey_by_credential(passkeys.credential_in(answer))
    if passkey is None or (person is not None and passkey.user_id != person.id):
        raise Refused(passkeys.REFUSED)
    use_passkey(passkey, answer, challenge=challenge)
    db.session.commit()
    return passkey.user


def use_passkey(passkey: Passkey, answer: dict[str, Any], *, challenge: bytes) -> None:
    hold(passkey)
    site = passkeys.Site.of(settings().base_url)
    passkey.sign_count = passkeys.new_count(answer, passkey, site=site, challenge=challenge)
    passkey.last_used_at = now()


def open_session(person: User, *, how: str, browser: str) -> str:
    """Begin a session of this browser; the text for its cookie. `how` ends the sentence "Signed in ..."."""
    begun, token = BrowserSession.begin(person, browser=browser, at=now())
    begun.lacks_second_factor = settings().require_second_factor and not queries.has_second_factor(person)
    db.session.add(begun)
    record(person, "signed_in", by=person, summary=f"Signed in {how}.", changes={})
    db.session.commit()
    return token


def prove(browser: BrowserSession) -> None:
    """The person has just shown again who they are."""
    browser.proved_at = now()
    db.session.commit()


def stay(browser: BrowserSession) -> None:
    """The session counts as used from now on."""
    browser.last_seen_at = now()
    db.session.commit()


def sign_out(browser: BrowserSession) -> None:
    browser.ended_at = now()
    db.session.commit()


def sign_out_others(person: User, *, browser: BrowserSession) -> int:
    """End this person's other sessions; how many there were."""
    hold(person)
    ended = BrowserSession.end_all(db.session, person, at=now(), but=browser.id)
    if ended:
        record(
            person,
            "signed_out_others",
            by=person,
            summary=f"{ended} other {'session' if ended == 1 else 'sessions'} ended.",
            changes={},
        )
    db.session.commit()
    return ended


def sign_out_one(browser: BrowserSession, *, by: User) -> None:
    """End one session of one's own."""
    hold(browser)
    if browser.ended_at is None:
        browser.ended_at = now()
        record(by, "signed_out_other", by=by, summary=f"Session of {browser.browser} ended.", changes={})
    db.session.commit()
