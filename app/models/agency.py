"""The agency directory: departments, agencies and their bureaus."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun


class Agency(Noun, Base):
    """A body that requests are addressed to; `is_invented` marks one that exists only in a demonstration."""

    __tablename__ = "agency"

    name: Mapped[str] = mapped_column(unique=True)
    short_name: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("agency.id"), index=True)
    is_invented: Mapped[bool] = mapped_column(default=False)

    parent: Mapped["Agency | None"] = relationship("Agency", remote_side="Agency.id")
