"""Two entries of one agency became one: what moved, so that it can be put back."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.agency import Agency
from app.models.base import ID, Base, Noun
from app.models.user import User
from app.refusals import Refused

UNDONE_WITHIN = timedelta(days=30)


class AgencyMerge(Noun, Base):
    """`moved` holds ids only, by what they are ids of; `edition` is the kept entry's right after the merge."""

    __tablename__ = "agency_merge"

    kept_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("agency.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("agency.id"), index=True)
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    edition: Mapped[int]
    moved: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]

    kept: Mapped[Agency] = relationship(Agency, foreign_keys=[kept_id])
    gone: Mapped[Agency] = relationship(Agency, foreign_keys=[gone_id])
    merged_by: Mapped[User] = relationship(User)

    def is_undoable(self, at: datetime) -> bool:
        """Until 30 days have passed, or the kept entry was edited."""
        is_fresh = at - self.merged_at <= UNDONE_WITHIN
        return self.undone_at is None and is_fresh and self.kept.edition == self.edition

    def undo(self, at: datetime) -> None:
        """Mark it as undone; raises `Refused` where it is too late for that."""
        if self.undone_at is not None:
            raise Refused("This merge was undone already.")
        if at - self.merged_at > UNDONE_WITHIN:
            raise Refused("A merge can be undone for 30 days, and those have passed.")
        if self.kept.edition != self.edition:
            raise Refused(f"{self.kept.short_name} was edited since the merge, so it can no longer be undone.")
        self.undone_at = at
