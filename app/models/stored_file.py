"""Original files, by their SHA-256, and what each is attached to."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun, coded
from app.models.communication import Communication
from app.models.intelligence_item import IntelligenceItem
from app.models.oversight_request import OversightRequest
from app.models.picklists import AttachmentPurpose
from app.models.user import User


class StoredFile(Noun, Base):
    """The bytes, once; they are served through an attachment only."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    kind: Mapped[str]
    media_type: Mapped[str]
    sequestered_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    @property
    def is_dark(self) -> bool:
        """Out of sight wherever it is attached, and never taken in again."""
        return self.sequestered_at is not None or self.erased_at is not None


class FileText(Guarded, Base):
    """The text that was read out of a file when it came in, for the index; no person's session ever sees it as such."""

    __tablename__ = "file_text"

    stored_file_id: Mapped[int] = mapped_column(
        ID, sa.ForeignKey("stored_file.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text: Mapped[str]


class Attachment(Noun, Guarded, Base):
    """A file under its own name, attached to a request (or one of its communications) or an intelligence item."""

    __tablename__ = "attachment"
    __table_args__ = (
        sa.CheckConstraint("(request_id IS NULL) <> (intelligence_item_id IS NULL)", name="attached_to_one"),
    )

    stored_file_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("stored_file.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), index=True)
    communication_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("communication.id"), index=True)
    intelligence_item_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("intelligence_item.id"), index=True)
    purpose: Mapped[AttachmentPurpose] = mapped_column(coded(AttachmentPurpose))
    name: Mapped[str]
    attached_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    stored_file: Mapped[StoredFile] = relationship(StoredFile, lazy="joined", innerjoin=True)
    oversight_request: Mapped[OversightRequest | None] = relationship(OversightRequest, back_populates="attachments")
    communication: Mapped[Communication | None] = relationship(Communication, back_populates="attachments")
    intelligence_item: Mapped[IntelligenceItem | None] = relationship(IntelligenceItem, back_populates="attachments")
    attached_by: Mapped[User] = relationship(User)

    @property
    def attached_to(self) -> Any:
        """The noun through which the file is seen."""
        return self.oversight_request or self.intelligence_item
