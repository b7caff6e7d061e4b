"""A member's place on a committee."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun
from app.models.committee import Committee
from app.models.member import Member


class Assignment(Noun, Base):
    """One member on one committee: side, rank and title ("Chair", "Ranking Member", "Ex Officio")."""

    __tablename__ = "assignment"
    __table_args__ = (sa.UniqueConstraint("committee_id", "member_id"),)

    committee_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("committee.id"))
    member_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("member.id"), index=True)
    is_majority: Mapped[bool]
    rank: Mapped[int | None]
    title: Mapped[str | None]

    committee: Mapped[Committee] = relationship(Committee)
    member: Mapped[Member] = relationship(Member)
