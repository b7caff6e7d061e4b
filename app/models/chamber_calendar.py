"""The days on which a chamber met or will meet, as its own calendar lists them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, coded
from app.models.deadline_picklists import DayKind
from app.models.picklists import Chamber
from app.models.user import User


class Change(NamedTuple):
    """How many days come to a calendar, and how many leave it."""

    added: int
    removed: int


class ChamberCalendar(Noun, Base):
    """The legislative or the session days of one chamber: one row, since all of them are read at once."""

    __tablename__ = "chamber_calendar"
    __table_args__ = (sa.UniqueConstraint("chamber", "kind"),)

    chamber: Mapped[Chamber] = mapped_column(coded(Chamber))
    kind: Mapped[DayKind] = mapped_column(coded(DayKind))
    listed: Mapped[list[Any]] = mapped_column(default=list)
    file_name: Mapped[str | None]
    imported_at: Mapped[datetime | None]
    imported_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    imported_by: Mapped[User | None] = relationship(User)

    @property
    def days(self) -> tuple[date, ...]:
        """In order."""
        return tuple(date.fromisoformat(day) for day in self.listed or [])

    @property
    def title(self) -> str:
        """House, session days."""
        return f"{self.chamber.label}, {self.kind.label.lower()}"

    def take_in(self, days: Iterable[date]) -> Change:
        """Between its first day and its last a file tells all of them; what lies outside stays as it is."""
        told, known = set(days), set(self.days)
        within = {day for day in known if min(told) <= day <= max(told)}
        self.listed = [day.isoformat() for day in sorted((known - within) | told)]
        return Change(added=len(told - known), removed=len(within - told))
