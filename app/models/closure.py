"""Days on which offices are closed, beside those that the law fixes: dated facts with a reason."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.agency import Agency
from app.models.base import ID, Base, Guarded, Noun, coded
from app.models.office import Office
from app.models.picklists import ClosureKind
from app.models.user import User
from app.refusals import Refused

LONGEST = 120


class Closure(Noun, Guarded, Base):
    """Days that do not count as business days: for one office or all of them, for one agency or all of them."""

    __tablename__ = "closure"

    office_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("agency.id"), index=True)
    kind: Mapped[ClosureKind] = mapped_column(coded(ClosureKind))
    first_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[str]
    act_id: Mapped[int] = mapped_column(ID)
    declared_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    lifted_at: Mapped[datetime | None]

    office: Mapped[Office | None] = relationship(Office)
    agency: Mapped[Agency | None] = relationship(Agency)
    declared_by: Mapped[User] = relationship(User)

    @property
    def days(self) -> list[date]:
        return [self.first_on + timedelta(days=ahead) for ahead in range((self.last_on - self.first_on).days + 1)]

    @property
    def words(self) -> str:
        """Why, as a ledger's row tells it."""
        return self.reason or self.kind.label

    def demand_sound(self) -> None:
        """Raises `Refused` for days that run backward or shut everything."""
        if self.last_on < self.first_on:
            raise Refused("The last day is before the first.", field="last_on")
        if (self.last_on - self.first_on).days >= LONGEST:
            raise Refused(f"A closure lasts at most {LONGEST} days. Declare the rest when it comes.", field="last_on")
        if all(day.weekday() > 4 for day in self.days):
            raise Refused("These days are a weekend, on which nothing counts anyway.", field="first_on")
