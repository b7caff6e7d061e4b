"""Questions asked of people, their sign-in links, their sessions and what they sign in with."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import abort

from app.accounts.office_queries import LARGEST_ID
from app.clock import now
from app.extensions import db
from app.models import Authenticator, BrowserSession, Passkey, RecoveryCode, SignInLink, User
from app.models.browser_session import digest_of

MOST_SESSIONS = 50


def person_by_email(email: str) -> User | None:
    return db.session.scalar(sa.select(User).where(sa.func.lower(User.email) == email.strip().lower()))


def active_person(uniquifier: str) -> User | None:
    """The person to whom a cookie or a link of theirs is bound."""
    return db.session.scalar(sa.select(User).where(User.fs_uniquifier == uniquifier, User.active))


def usable_link(token: str) -> SignInLink | None:
    """The link of this token, while it can still be used."""
    link = db.session.scalar(sa.select(SignInLink).where(SignInLink.digest == digest_of(token)))
    return link if link is not None and link.is_usable(now()) and link.user.active else None


def authenticator_of(person: User) -> Authenticator | None:
    return db.session.scalar(sa.select(Authenticator).where(Authenticator.user_id == person.id))


def passkeys_of(person: User) -> Sequence[Passkey]:
    return db.session.scalars(
        sa.select(Passkey).where(Passkey.user_id == person.id).order_by(Passkey.created_at, Passkey.id)
    ).all()


def get_passkey(person: User, passkey_id: int) -> Passkey:
    """A passkey of this person; 404 where there is none."""
    found = db.session.get(Passkey, passkey_id) if passkey_id <= LARGEST_ID else None
    return found if found is not None and found.user_id == person.id else abort(404)


def passkey_by_credential(credential: str) -> Passkey | None:
    """The passkey of somebody who may sign in."""
    return db.session.scalar(sa.select(Passkey).join(User).where(Passkey.credential == credential, User.active))


def unused_codes(person: User) -> Sequence[RecoveryCode]:
    return db.session.scalars(
        sa.select(RecoveryCode).where(RecoveryCode.user_id == person.id, RecoveryCode.used_at.is_(None))
    ).all()


def has_second_factor(person: User) -> bool:
    app = sa.select(Authenticator.id).where(Authenticator.user_id == person.id).exists()
    key = sa.select(Passkey.id).where(Passkey.user_id == person.id).exists()
    return db.session.scalar(sa.select(sa.or_(app, key))) is True


def sessions_of(person: User, *, idle_since: datetime, oldest: datetime) -> Sequence[BrowserSession]:
    """Where this person is signed in now, the browser used last first."""
    return db.session.scalars(
        sa.select(BrowserSession)
        .where(
            BrowserSession.user_id == person.id,
            BrowserSession.ended_at.is_(None),
            BrowserSession.last_seen_at > idle_since,
            BrowserSession.created_at > oldest,
        )
        .order_by(BrowserSession.last_seen_at.desc(), BrowserSession.id)
        .limit(MOST_SESSIONS)
    ).all()


def get_session(person: User, session_id: int) -> BrowserSession:
    """A session of this person; 404 where there is none."""
    found = db.session.get(BrowserSession, session_id) if session_id <= LARGEST_ID else None
    return found if found is not None and found.user_id == person.id else abort(404)
