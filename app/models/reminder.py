"""The reminder ledger: who was reminded of which step of which version of a deadline."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, OfRequest, coded
from app.models.message import Message
from app.models.oversight_request import OversightRequest
from app.models.picklists import MessageKind
from app.models.user import User

# Where the ledger keeps the version of a deadline: this row tells of a date beside it, which has none.
OF_A_DATE = 0


class Reminder(Noun, OfRequest, Base):
    """A unique row (recipient, kind, request, deadline version, step), written together with its outbox message.

    A row about a date beside the deadline has `OF_A_DATE` for the version, and its step names that date.
    `passed_over` names the earlier steps in whose place it came, since they were due as well by the time reminders
    ran: [key, moment as ISO 8601] each. `why` says in what capacity the person is told ("you own this request").
    """

    __tablename__ = "reminder"
    __table_args__ = (sa.UniqueConstraint("recipient_id", "kind", "request_id", "due_version", "step"),)

    recipient_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    kind: Mapped[MessageKind] = mapped_column(coded(MessageKind))
    due_version: Mapped[int]
    step: Mapped[str]
    due_for: Mapped[datetime]
    message_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("message.id"), index=True)
    dropped_because: Mapped[str | None]
    why: Mapped[str | None]
    passed_over: Mapped[list[list[str]] | None] = mapped_column(sa.JSON(none_as_null=True))

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest, back_populates="reminders")
    recipient: Mapped[User] = relationship(User)
    message: Mapped[Message | None] = relationship(Message)

    @property
    def passed_over_for(self) -> list[datetime]:
        """The moments of the steps in whose place this one came."""
        return [datetime.fromisoformat(moment) for _key, moment in self.passed_over or []]

    @property
    def is_of_a_date(self) -> bool:
        return self.due_version == OF_A_DATE
