"""Days on which somebody is away from a seat, and who covers."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun
from app.models.seat import Seat
from app.models.user import User
from app.refusals import Refused


class Absence(Noun, Base):
    """A seat has one at most, which is replaced by the next; the history keeps the earlier ones."""

    __tablename__ = "absence"

    seat_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("seat.id"), unique=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    cover_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"), index=True)

    seat: Mapped[Seat] = relationship(Seat)
    cover: Mapped[User] = relationship(User)

    def write(self, *, from_on: date, until_on: date, cover: User, today: date) -> None:
        """From and until are both days away. Raises `Refused`."""
        if until_on < from_on:
            raise Refused("The last day away lies before the first.", field="until_on")
        if until_on < today:
            raise Refused("These days are over. Enter days to come.", field="until_on")
        self.from_on, self.until_on = from_on, until_on
        self.cover, self.cover_id = cover, cover.id

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day <= self.until_on

    def meets(self, from_on: date, until_on: date) -> bool:
        """Whether it falls on one of these days."""
        return self.from_on <= until_on and from_on <= self.until_on
