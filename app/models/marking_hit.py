"""What the markings guard refused: a digest and never a word, so that a security officer can release a false alarm."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun
from app.models.office import Office
from app.models.user import User
from app.refusals import Refused


class MarkingHit(Noun, Guarded, Base):
    """One text, file or file name that was refused in one office. A release lets exactly this one pass, there alone."""

    __tablename__ = "marking_hit"
    __table_args__ = (sa.UniqueConstraint("office_id", "digest"),)

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"))
    digest: Mapped[str]
    sort: Mapped[str]
    what: Mapped[str]
    by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    reason: Mapped[str | None]

    office: Mapped[Office] = relationship(Office)
    by: Mapped[User] = relationship(User, foreign_keys=[by_id])
    released_by: Mapped[User | None] = relationship(User, foreign_keys=[released_by_id])

    def release(self, *, by: User, at: datetime, reason: str) -> None:
        if self.released_at is not None:
            raise Refused("This was released already.")
        self.released_by, self.released_at, self.reason = by, at, reason
