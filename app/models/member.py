"""Members of Congress, by their Bioguide identifier."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Noun, coded
from app.models.picklists import Chamber


class Member(Noun, Base):
    """A senator, representative, delegate or resident commissioner."""

    __tablename__ = "member"

    bioguide: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    chamber: Mapped[Chamber] = mapped_column(coded(Chamber))
    state: Mapped[str | None]
    district: Mapped[str | None]
    party: Mapped[str | None]
    is_current: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
