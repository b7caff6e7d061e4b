"""Browsers in which a person is signed in: the cookie holds a random text, this row its digest and when it ends."""

import hashlib
import secrets
from datetime import datetime
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import ID, Base, Noun, new_id
from app.models.user import User


class BrowserSession(Noun, Base):
    """One sign-in of one browser; `proved_at` is when the person last proved who they are."""

    __tablename__ = "browser_session"

    user_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    browser: Mapped[str]
    last_seen_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    lacks_second_factor: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship(User)

    @classmethod
    def begin(cls, person: User, *, browser: str, at: datetime) -> tuple[Self, str]:
        """A session that begins now, and the text for its cookie, which is kept nowhere else."""
        token = secrets.token_urlsafe(32)
        begun = cls(
            id=new_id(), user_id=person.id, digest=digest_of(token), browser=browser, last_seen_at=at, proved_at=at
        )
        begun.created_at = at
        return begun, token

    @classmethod
    def end_all(cls, session: Session, person: User, *, at: datetime, but: int | None = None) -> int:
        """End this person's sessions, all of them or all but one; how many there were."""
        running = sa.select(cls).where(cls.user_id == person.id, cls.ended_at.is_(None), cls.id != (but or 0))
        found = session.scalars(running).all()
        for each in found:
            each.ended_at = at
        return len(found)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
