"""One-time links that sign a person in: only their digest is kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import ID, Base, Noun
from app.models.user import User


class SignInLink(Noun, Base):
    """Works once, until it expires; opening it changes nothing, its button does."""

    __tablename__ = "sign_in_link"

    user_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(User)

    @classmethod
    def void_all(cls, session: Session, person: User, *, at: datetime) -> None:
        """No link that was made for this person before works from `at` on."""
        for link in session.scalars(sa.select(cls).where(cls.user_id == person.id, cls.used_at.is_(None))):
            link.expires_at = min(link.expires_at, at)

    def is_usable(self, at: datetime) -> bool:
        return self.used_at is None and at < self.expires_at
