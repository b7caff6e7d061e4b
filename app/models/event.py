"""History: a chain of digests per office (and one of the installation), the payload beside it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, new_id

INSTALLATION = "installation"
EXPORTED = sa.column("verb") == sa.literal_column("'exported'")


class ChainHead(Base):
    """The end of a chain; its row is locked while an event is added."""

    __tablename__ = "chain_head"

    chain: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(default="")


class Event(Guarded, Base):
    """What was done to which noun, when and by whom; `digest` binds it to the event before it.

    The words are in `EventPayload`; the chain holds only their digest, so that they can be erased and it still verifies.
    """

    __tablename__ = "event"
    __table_args__ = (
        sa.UniqueConstraint("chain", "sequence"),
        sa.Index("ix_event_of_request", "request_id", "at"),
        sa.Index("ix_event_of_noun", "noun_id"),
        sa.Index("ix_event_of_act", "act_id"),
        # Few among many: what was exported, the newest first, without a walk through the whole history.
        sa.Index("ix_event_of_exports", "office_id", "at", sqlite_where=EXPORTED, postgresql_where=EXPORTED),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True, default=new_id, autoincrement=False)
    chain: Mapped[str]
    sequence: Mapped[int]
    office_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("office.id"))
    request_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("oversight_request.id"))
    act_id: Mapped[int] = mapped_column(ID)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    actor: Mapped[str]
    noun: Mapped[str]
    noun_id: Mapped[int] = mapped_column(ID)
    verb: Mapped[str]
    payload_digest: Mapped[str]
    previous: Mapped[str]
    digest: Mapped[str]

    payload: Mapped["EventPayload | None"] = relationship(
        "EventPayload", back_populates="event", uselist=False, lazy="joined"
    )


class EventPayload(Base):
    """The words of an event: `changes` (field: [before, after]) and `note`; the salt keeps the digest from telling them."""

    __tablename__ = "event_payload"

    event_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("event.id"), primary_key=True)
    salt: Mapped[str]
    summary: Mapped[str]
    note: Mapped[str | None]
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    erased_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(Event, back_populates="payload")
