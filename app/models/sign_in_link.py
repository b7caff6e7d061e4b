"""One-time links that sign a person in: only their digest is kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

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

    def is_usable(self, at: datetime) -> bool:
        return self.used_at is None and at < self.expires_at
