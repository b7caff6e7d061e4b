"""What went between us and the agency: replies, calls, briefings, statements, productions."""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, OfRequest, coded
from app.models.oversight_request import OversightRequest
from app.models.picklists import CommunicationKind, Direction, Settles
from app.models.user import User

ANSWERS_NOTHING = frozenset({CommunicationKind.STATEMENT, CommunicationKind.LETTER_OUT})


class Communication(Noun, OfRequest, Base):
    """One communication; a reply waits to be classified until somebody says what it settles.

    A public statement is not an answer (rule 5): it never carries an item's disposition.
    """

    __tablename__ = "communication"
    __table_args__ = (sa.Index("ix_communication_by_day", "request_id", "dated_on"),)

    kind: Mapped[CommunicationKind] = mapped_column(coded(CommunicationKind))
    direction: Mapped[Direction] = mapped_column(coded(Direction))
    dated_on: Mapped[date]
    at_time: Mapped[time | None]
    received_on: Mapped[date | None]
    speaker: Mapped[str | None]
    body: Mapped[str | None]
    summary: Mapped[str]
    text: Mapped[str | None]
    source_url: Mapped[str | None]
    settles: Mapped[Settles | None] = mapped_column(coded(Settles))
    classified_at: Mapped[datetime | None]
    classified_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    logged_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest, back_populates="communications")
    classified_by: Mapped[User | None] = relationship(User, foreign_keys=[classified_by_id])
    logged_by: Mapped[User] = relationship(User, foreign_keys=[logged_by_id])
    dispositions: Mapped[list[Any]] = relationship("ItemDisposition", back_populates="communication")
    attachments: Mapped[list[Any]] = relationship(
        "Attachment", order_by="Attachment.created_at", back_populates="communication"
    )
    production: Mapped[Any] = relationship("Production", back_populates="communication", uselist=False)

    @property
    def can_answer(self) -> bool:
        """Whether it may carry dispositions: something in from the agency that is not a public statement."""
        return self.direction is Direction.IN and self.kind not in ANSWERS_NOTHING

    @property
    def is_to_classify(self) -> bool:
        return self.can_answer and self.classified_at is None

    def classify(self, settles: Settles, *, by: User, at: datetime) -> None:
        self.settles, self.classified_by, self.classified_at = settles, by, at
