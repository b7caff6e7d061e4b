"""Passwords: ask for a link, choose a new one by it, change it."""

import uuid

from flask_security import hash_password

from app.accounts import notices, passwords, queries, throttling
from app.accounts.sign_in_services import is_password
from app.clock import now
from app.extensions import db
from app.history import hold, record
from app.models import BrowserSession, SignInLink, User
from app.refusals import Refused

CHANGED = "Your password was changed."


def ask_for_link(*, email: str) -> None:
    """Mail a link to a new password, three an hour at most. Whoever asks for whom, the same is done and said."""
    is_wanted = throttling.may_mail_reset(email)
    person = queries.person_by_email(email)
    is_wanted = is_wanted and person is not None and person.active
    asked = person if person is not None else User(email=email, name="", password=None, fs_uniquifier=uuid.uuid4().hex)
    # The weight of a hash hides the little that telling a mail from none takes.
    is_password(email, None)
    notices.tell_reset_link(asked, address=passwords.address_of(passwords.token_of(asked)), is_wanted=is_wanted)
    db.session.commit()


def choose_by_link(person: User, *, password: str) -> None:
    """Set a new password by a mailed link: every session, every other link ends."""
    hold(person)
    write(person, password)
    SignInLink.void_all(db.session, person, at=now())
    BrowserSession.end_all(db.session, person, at=now())
    notices.tell(person, "Your password was changed by a link that was mailed to you.")
    record(person, "password_reset", by=person, summary="Password chosen by a mailed link.", changes={})
    db.session.commit()


def change(person: User, *, password: str, present: str | None, browser: BrowserSession) -> None:
    """Change one's password; every other session ends. Raises `Refused` where `present` is not the one that stands."""
    if person.password is not None:
        demand_present(person, present)
        if is_password(password, person.password):
            raise Refused("Choose a password that differs from the old one.", field="new_password")
    hold(person)
    write(person, password)
    SignInLink.void_all(db.session, person, at=now())
    BrowserSession.end_all(db.session, person, at=now(), but=browser.id)
    browser.proved_at = now()
    notices.tell(person, CHANGED)
    record(person, "password_changed", by=person, summary="Password changed; other sessions ended.", changes={})
    db.session.commit()


def demand_present(person: User, typed: str | None) -> None:
    """Raises `Refused` unless this is the person's password; tries are counted as at signing in."""
    row = throttling.of_factor(person)
    may_go_on = throttling.try_once(row, limit=throttling.PER_ACCOUNT, person=person)
    db.session.commit()
    if not may_go_on:
        raise Refused(throttling.sentence(row), field="password")
    if not typed or len(typed) > passwords.LONGEST or not is_password(typed, person.password):
        raise Refused("This is not your password.", field="password")
    throttling.of_factor(person).forgive()


def write(person: User, password: str) -> None:
    person.password = hash_password(passwords.normalized(password))
    person.end_sessions()
