"""The outbox: mail to be sent, written in the same transaction as what it tells, sent after it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun, coded
from app.models.office import Office
from app.models.oversight_request import OversightRequest
from app.models.picklists import MessageKind
from app.models.user import User


class Message(Noun, Guarded, Base):
    """One mail to one person. `smtp_id` (its Message-ID) is fixed, so that a repeat after a crash is the same mail.

    `failed_at` of a mail that was sent says that it came back. `given_up_at`: a person knows that this one has failed.
    """

    __tablename__ = "message"
    __table_args__ = (sa.Index("ix_message_waiting", "sent_at", "failed_at", "dropped_at", "next_try_at"),)

    kind: Mapped[MessageKind] = mapped_column(coded(MessageKind))
    office_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), index=True)
    recipient_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    smtp_id: Mapped[str] = mapped_column(unique=True)
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    next_try_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    failed_at: Mapped[datetime | None] = mapped_column(index=True)
    dropped_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    server_words: Mapped[str | None]

    office: Mapped[Office | None] = relationship(Office)
    oversight_request: Mapped[OversightRequest | None] = relationship(OversightRequest)
    person: Mapped[User | None] = relationship(User)

    @property
    def state(self) -> str:
        """ "sent", "failed" (refused for good, or come back), "dropped", "deferred" (tried and put off) or "queued"."""
        if self.failed_at:
            return "failed"
        if self.sent_at:
            return "sent"
        if self.dropped_at:
            return "dropped"
        return "deferred" if self.attempts else "queued"
