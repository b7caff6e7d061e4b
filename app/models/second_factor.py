"""What a person signs in with beside a password: an authenticator app, passkeys, recovery codes for when both are lost."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun
from app.models.user import User
from app.refusals import Refused


class Authenticator(Noun, Base):
    """The authenticator app of a person, one at most; its secret is kept encrypted."""

    __tablename__ = "authenticator"

    user_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"), unique=True)
    sealed_secret: Mapped[str]
    last_step: Mapped[int] = mapped_column(default=0)

    user: Mapped[User] = relationship(User)

    def use_step(self, step: int) -> None:
        """A code works once, and none that is older than the last (RFC 6238, 5.2). Raises `Refused`."""
        if step <= self.last_step:
            raise Refused("This code was used already. Wait for the next one.", field="code")
        self.last_step = step


class Passkey(Noun, Base):
    """A key that a device or a password manager keeps; `credential` and `public_key` are base64url."""

    __tablename__ = "passkey"

    user_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"), index=True)
    name: Mapped[str]
    credential: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    transports: Mapped[list[Any]] = mapped_column(default=list)
    last_used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(User)


class RecoveryCode(Noun, Base):
    """One of ten codes, kept encrypted; it stands in for the second factor once."""

    __tablename__ = "recovery_code"

    user_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"), index=True)
    sealed_code: Mapped[str]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(User)
