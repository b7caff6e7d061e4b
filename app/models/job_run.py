"""Which scheduled job ran in which slot, and how it ended."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Noun


class JobRun(Noun, Base):
    """One run of a job; the unique slot lets only one scheduler run it."""

    __tablename__ = "job_run"
    __table_args__ = (sa.UniqueConstraint("job", "slot"),)

    job: Mapped[str]
    slot: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    words: Mapped[str | None]
