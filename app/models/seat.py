"""A person's place in an office, with the role and marks that say what they may do there."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.agency import Agency
from app.models.base import ID, Base, Noun, coded
from app.models.office import Office
from app.models.picklists import Role
from app.models.user import User
from app.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class SeatFacts:
    """What is told of a seat; `ended_on` is None while the person sits there."""

    role: Role
    is_approver: bool = False
    is_security_officer: bool = False
    home_agency_id: int | None = None
    ended_on: date | None = None


class Seat(Noun, Base):
    """User x Office x role; a detailee's seat names the home agency, whose records it never shows."""

    __tablename__ = "seat"
    __table_args__ = (sa.UniqueConstraint("user_id", "office_id"),)

    user_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    role: Mapped[Role] = mapped_column(coded(Role))
    is_security_officer: Mapped[bool] = mapped_column(default=False)
    is_approver: Mapped[bool] = mapped_column(default=False)
    home_agency_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("agency.id"))
    ended_on: Mapped[date | None]

    user: Mapped[User] = relationship(User, back_populates="seats")
    office: Mapped[Office] = relationship(Office)
    home_agency: Mapped[Agency | None] = relationship(Agency)

    def write(self, facts: SeatFacts, *, today: date) -> None:
        """Take these facts over. Raises `Refused`."""
        if facts.ended_on is not None and facts.ended_on > today:
            raise Refused("A seat ends today at the latest. Come back on its last day.", field="ended_on")
        self.role, self.ended_on = facts.role, facts.ended_on
        self.is_approver, self.is_security_officer = facts.is_approver, facts.is_security_officer
        self.home_agency_id = facts.home_agency_id

    @property
    def marks(self) -> list[str]:
        """What adds to the role."""
        said = [(self.is_approver, "approver"), (self.is_security_officer, "security officer")]
        return [words for is_borne, words in said if is_borne]

    @property
    def words(self) -> str:
        """Counsel, approver."""
        return ", ".join([self.role.label, *self.marks])
