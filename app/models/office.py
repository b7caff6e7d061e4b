"""The wall: an office owns requests, number series, letterhead and retention."""

from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, coded
from app.models.committee import Committee
from app.models.picklists import OfficeKind, Retention


class Office(Noun, Base):
    """The majority or minority staff of a committee, a non-partisan staff, or a member's personal office."""

    __tablename__ = "office"

    name: Mapped[str]
    short_name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OfficeKind] = mapped_column(coded(OfficeKind))
    committee_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("committee.id"), index=True)
    timezone: Mapped[str] = mapped_column(default="America/New_York")
    retention: Mapped[Retention] = mapped_column(coded(Retention), default=Retention.COMMITTEE_RECORD)
    mail_domains: Mapped[list[Any]] = mapped_column(default=list)
    is_subject_in_mail: Mapped[bool] = mapped_column(default=False)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    committee: Mapped[Committee | None] = relationship(Committee)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this office's dates end."""
        return ZoneInfo(self.timezone)
