"""What a security officer took out of sight: which texts and files, when and why, and whether it is gone for good."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun
from app.models.office import Office
from app.models.stored_file import StoredFile
from app.models.user import User
from app.refusals import Refused


class Sequestration(Noun, Guarded, Base):
    """One recorded act of an office's security officer; it can be taken back until it is erased."""

    __tablename__ = "sequestration"

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    reason: Mapped[str]
    pages: Mapped[str | None]
    released_at: Mapped[datetime | None]
    release_reason: Mapped[str | None]
    erased_at: Mapped[datetime | None]

    office: Mapped[Office] = relationship(Office)
    by: Mapped[User] = relationship(User)
    texts: Mapped[list["SequesteredText"]] = relationship(
        "SequesteredText", back_populates="sequestration", order_by="SequesteredText.place"
    )
    files: Mapped[list["SequesteredFile"]] = relationship("SequesteredFile", back_populates="sequestration")

    @property
    def is_open(self) -> bool:
        """Out of sight, and neither given back nor erased."""
        return self.released_at is None and self.erased_at is None

    @property
    def state(self) -> str:
        if self.erased_at:
            return "Erased"
        return "Released" if self.released_at else "Sequestered"

    def release(self, *, at: datetime, reason: str) -> None:
        self.demand_open()
        self.released_at, self.release_reason = at, reason

    def erase(self, *, at: datetime) -> None:
        self.demand_open()
        self.erased_at = at

    def demand_open(self) -> None:
        if self.erased_at:
            raise Refused("This was erased. Nothing brings it back.")
        if self.released_at:
            raise Refused("This was released. Sequester it again first.")


class OfSequestration(Guarded):
    """Seen by whoever sees the act that it belongs to."""

    sequestration_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("sequestration.id"), index=True)


class SequesteredText(Noun, OfSequestration, Base):
    """One text that was replaced by a tombstone: whose, in which field, and, until it is erased, its words under a key."""

    __tablename__ = "sequestered_text"
    __table_args__ = (sa.Index("ix_sequestered_text_of_noun", "noun_id", "field"),)

    noun: Mapped[str]
    noun_id: Mapped[int] = mapped_column(ID)
    field: Mapped[str]
    place: Mapped[str]
    request_id: Mapped[int | None] = mapped_column(ID)
    digest: Mapped[str]
    held: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    sequestration: Mapped[Sequestration] = relationship(Sequestration, back_populates="texts")


class SequesteredFile(Noun, OfSequestration, Base):
    """One stored file that is dark wherever it is attached; `held` is what was read out of it, under a key, until it is erased."""

    __tablename__ = "sequestered_file"

    stored_file_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("stored_file.id"), index=True)
    held: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    sequestration: Mapped[Sequestration] = relationship(Sequestration, back_populates="files")
    stored_file: Mapped[StoredFile] = relationship(StoredFile, lazy="joined", innerjoin=True)
