"""Committees and subcommittees of the House, the Senate or both."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, coded
from app.models.picklists import Chamber


class Committee(Noun, Base):
    """A committee; a subcommittee names its parent. `code` is the chamber's own (HSFA, HSFA16).

    One that the public directory lists no more is kept and not current, since offices and records may name it.
    """

    __tablename__ = "committee"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    chamber: Mapped[Chamber] = mapped_column(coded(Chamber))
    url: Mapped[str | None]
    minority_url: Mapped[str | None]
    jurisdiction: Mapped[str | None]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    is_current: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    parent_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("committee.id"), index=True)

    parent: Mapped["Committee | None"] = relationship("Committee", remote_side="Committee.id")
