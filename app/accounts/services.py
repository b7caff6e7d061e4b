"""Make people, and let them in by a link that works once."""

from datetime import timedelta

import sqlalchemy as sa

from app.accounts import invitations
from app.accounts.queries import person_by_email
from app.clock import now
from app.extensions import db
from app.history import hold, record
from app.models import BrowserSession, SignInLink, Throttle, User
from app.refusals import Refused


def create_administrator(*, email: str, name: str) -> User:
    """Make an administrator, or mark the person with this address as one; raises `Refused` for a bad address."""
    if "@" not in email or len(email) > 255 or any(character.isspace() for character in email):
        raise Refused("Enter an e-mail address like name@example.gov.", field="email")
    person = person_by_email(email)
    if person is None:
        person = User.welcome(email=email.strip(), name=name)
        db.session.add(person)
    person.is_administrator = True
    record(person, "created", by=None, summary="Administrator created.")
    db.session.commit()
    return person


def make_sign_in_link(person: User, *, by: User | None) -> str:
    """The address of a page whose one button signs this person in, once, within 24 hours."""
    address = invitations.issue(person)
    record(person, "link_made", by=by, summary="One-time sign-in link made.", changes={})
    db.session.commit()
    return address


def use_sign_in_link(link: SignInLink) -> User:
    """Use the link up; raises `Refused` where somebody was quicker."""
    hold(link)
    if not link.is_usable(now()):
        raise Refused("This link was used or has expired. Ask for a new one.")
    link.used_at = now()
    record(link.user, "signed_in_by_link", by=link.user, summary="One-time sign-in link used.", changes={})
    db.session.commit()
    return link.user


def sign_out_everywhere(person: User) -> None:
    """End every session of this person, this one included; links that wait to be used end too."""
    hold(person)
    SignInLink.void_all(db.session, person, at=now())
    BrowserSession.end_all(db.session, person, at=now())
    person.end_sessions()
    record(person, "signed_out_everywhere", by=person, summary="Signed out everywhere.")
    db.session.commit()


def forget_old_sessions() -> int:
    """Drop sessions that ended a month ago and tries that no lock needs any more; how many rows."""
    month, day = now() - timedelta(days=30), now() - timedelta(days=2)
    old_sessions = sa.delete(BrowserSession).where(BrowserSession.last_seen_at < month)
    is_open = sa.or_(Throttle.locked_until.is_(None), Throttle.locked_until < day)
    old_tries = sa.delete(Throttle).where(Throttle.began_at < day, is_open)
    dropped = 0
    for old in (old_sessions, old_tries):
        dropped += db.session.execute(old, execution_options={"synchronize_session": False}).rowcount  # type: ignore[attr-defined]
    db.session.commit()
    return dropped
