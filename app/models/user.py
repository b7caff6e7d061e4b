"""People who sign in; what they may do follows from their seats, not from this table."""

import uuid
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from flask_security.models import sqla
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.models.base import ID, Base, Moment, new_id

sqla.FsModels.set_db_info(base_model=Base, user_table_name="app_user", role_table_name="app_role")  # type: ignore[no-untyped-call]


class Role(Base, sqla.FsRoleMixin):
    """Asked for by the sign-in library and always empty: roles are marks on a seat."""

    __tablename__ = "app_role"

    update_datetime: Mapped[datetime] = mapped_column(Moment(), default=now, onupdate=now)


class User(Base, sqla.FsUserMixin):
    """A person with an e-mail address; an administrator runs the installation and reads no content by that."""

    __tablename__ = "app_user"

    id: Mapped[int] = mapped_column(ID, primary_key=True, default=new_id, autoincrement=False)
    name: Mapped[str]
    is_administrator: Mapped[bool] = mapped_column(default=False)
    timezone: Mapped[str | None]
    date_style: Mapped[str | None]
    create_datetime: Mapped[datetime] = mapped_column(Moment(), default=now)
    update_datetime: Mapped[datetime] = mapped_column(Moment(), default=now, onupdate=now)

    # The sign-in library would tie its own table of passkeys here as soon as their library is installed; ours is `Passkey`.
    webauthn = None

    seats: Mapped[list[Any]] = relationship("Seat", back_populates="user", viewonly=True)

    @classmethod
    def welcome(cls, *, email: str, name: str) -> Self:
        """Somebody new, who may sign in as soon as a link or a password lets them."""
        return cls(id=new_id(), email=email, name=name, active=True, fs_uniquifier=uuid.uuid4().hex)

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone that this person chose to read in, if any."""
        return ZoneInfo(self.timezone) if self.timezone else None

    def end_sessions(self) -> None:
        """Every browser is signed out at its next page: sessions and password links are bound to this text."""
        self.fs_uniquifier = uuid.uuid4().hex

    def __str__(self) -> str:
        return self.name
