"""Which scheduled job ran in which slot, and how it ended."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Noun


class JobRun(Noun, Base):
    """One run of a job; the unique slot lets only one scheduler run it. The words of one that failed begin with FAILED."""

    SWEEP = "plan reminders"
    FAILED = "Failed: "

    __tablename__ = "job_run"
    __table_args__ = (sa.UniqueConstraint("job", "slot"),)

    job: Mapped[str]
    slot: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    words: Mapped[str | None]

    @classmethod
    def last_sweep(cls) -> sa.Select[datetime | None]:
        """When the reminders' last successful sweep ended; none while there was none."""
        ended = sa.func.max(cls.finished_at, type_=cls.finished_at.type)
        return sa.select(ended).where(cls.job == cls.SWEEP, cls.words.not_like(f"{cls.FAILED}%"))
