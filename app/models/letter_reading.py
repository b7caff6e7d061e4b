"""What the reader found in an uploaded letter, kept beside the draft and then the request, apart from what people recorded."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun
from app.models.oversight_request import OversightRequest, RequestDraft
from app.models.stored_file import StoredFile
from app.models.user import User


class LetterReading(Noun, Guarded, Base):
    """One letter as it was read: of a draft until that is filed, of the request from then on.

    `findings` and `pages` are the reader's and are not changed by anybody; `refusal` is why it could not read the
    letter. `corrections` are what was recorded otherwise when the request was filed: what, printed, recorded.
    """

    __tablename__ = "letter_reading"
    __table_args__ = (sa.CheckConstraint("(draft_id IS NULL) <> (request_id IS NULL)", name="of_draft_or_request"),)

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("request_draft.id"), unique=True)
    request_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), unique=True)
    stored_file_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("stored_file.id"), index=True)
    name: Mapped[str]
    read_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    refusal: Mapped[str | None]
    findings: Mapped[dict[str, Any]]
    pages: Mapped[list[Any]]
    sheets: Mapped[list[Any]]
    corrections: Mapped[list[Any]]

    stored_file: Mapped[StoredFile] = relationship(StoredFile, lazy="joined", innerjoin=True)
    draft: Mapped[RequestDraft | None] = relationship(RequestDraft)
    oversight_request: Mapped[OversightRequest | None] = relationship(OversightRequest, back_populates="reading")
    read_by: Mapped[User] = relationship(User)

    @property
    def is_dark(self) -> bool:
        """The letter was taken out of sight, and with it all that was read in it."""
        return self.stored_file.is_dark

    def handed_on(self, oversight_request: OversightRequest, *, corrections: list[Any]) -> "LetterReading":
        """The same reading beside a request that was filed from it."""
        return LetterReading(
            office_id=self.office_id,
            oversight_request=oversight_request,
            stored_file=self.stored_file,
            name=self.name,
            read_by_id=self.read_by_id,
            refusal=self.refusal,
            findings=self.findings,
            pages=self.pages,
            sheets=self.sheets,
            corrections=corrections,
        )
