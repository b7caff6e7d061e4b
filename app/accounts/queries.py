"""Questions asked of people and their sign-in links."""

import hashlib

import sqlalchemy as sa

from app.clock import now
from app.extensions import db
from app.models import SignInLink, User


def person_by_email(email: str) -> User | None:
    return db.session.scalar(sa.select(User).where(sa.func.lower(User.email) == email.strip().lower()))


def usable_link(token: str) -> SignInLink | None:
    """The link of this token, while it can still be used."""
    link = db.session.scalar(sa.select(SignInLink).where(SignInLink.digest == digest_of(token)))
    return link if link is not None and link.is_usable(now()) and link.user.active else None


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
