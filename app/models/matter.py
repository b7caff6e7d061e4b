"""Lines of inquiry that gather requests and intelligence."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun
from app.models.office import Office


class Matter(Noun, Guarded, Base):
    """A matter of one office; its slug starts with the office's short name, so that no other office's can be inferred."""

    __tablename__ = "matter"

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str | None]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    edition: Mapped[int] = mapped_column(default=1, server_default="1")

    office: Mapped[Office] = relationship(Office)
