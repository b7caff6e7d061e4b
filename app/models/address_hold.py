"""Addresses from which mail came back: nothing is mailed there until a person has confirmed the address."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun
from app.models.user import User


class AddressHold(Noun, Base):
    """One address (in lower case), since when it is held and by which words of a mail server; lifted by a person."""

    __tablename__ = "address_hold"

    address: Mapped[str] = mapped_column(unique=True)
    held_at: Mapped[datetime]
    server_words: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    lifted_by: Mapped[User | None] = relationship(User)

    @property
    def is_held(self) -> bool:
        return self.lifted_at is None

    def hold(self, *, at: datetime, words: str) -> None:
        """Hold it (again)."""
        self.held_at, self.server_words = at, words
        self.lifted_at = self.lifted_by = None

    def lift(self, *, at: datetime, by: User) -> None:
        """Somebody says that mail arrives there."""
        self.lifted_at, self.lifted_by = at, by
