"""A person's place in an office, with the role and marks that say what they may do there."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.agency import Agency
from app.models.base import ID, Base, Noun, coded
from app.models.office import Office
from app.models.picklists import Role
from app.models.user import User


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
