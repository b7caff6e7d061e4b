"""A production of documents: its volume and Bates range. Pages are never a measure of compliance."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, OfRequest
from app.models.communication import Communication


class Production(Noun, OfRequest, Base):
    """The documents that came with one communication."""

    __tablename__ = "production"

    communication_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("communication.id"), unique=True)
    volume: Mapped[str | None]
    bates_begin: Mapped[str | None]
    bates_end: Mapped[str | None]
    pages: Mapped[int | None]
    medium: Mapped[str | None]

    communication: Mapped[Communication] = relationship(Communication, back_populates="production")
