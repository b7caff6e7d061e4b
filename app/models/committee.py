"""Committees and subcommittees of the House, the Senate or both."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, coded
from app.models.picklists import Chamber


class Committee(Noun, Base):
    """A committee; a subcommittee names its parent. `code` is the chamber's own (HSFA, HSFA16)."""

    __tablename__ = "committee"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    chamber: Mapped[Chamber] = mapped_column(coded(Chamber))
    parent_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("committee.id"), index=True)

    parent: Mapped["Committee | None"] = relationship("Committee", remote_side="Committee.id")
