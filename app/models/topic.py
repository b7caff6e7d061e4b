"""Topics: an office's own labels on its requests."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun
from app.models.office import Office
from app.models.oversight_request import OversightRequest
from app.refusals import Refused

LONGEST = 60


class Topic(Noun, Guarded, Base):
    """One label of one office; "Arms exports" and "arms exports" are the same."""

    __tablename__ = "topic"
    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    name: Mapped[str]

    office: Mapped[Office] = relationship(Office)

    @classmethod
    def take(cls, session: Session, name: str, *, office_id: int) -> "Topic":
        """The office's topic of this name, made where there is none; raises `Refused` for a name that can't be one."""
        words = " ".join(name.split())
        if not words:
            raise Refused("Enter a topic.", field="name")
        if len(words) > LONGEST:
            raise Refused(f"Use at most {LONGEST} characters for a topic; these are {len(words)}.", field="name")
        known = sa.select(cls).where(cls.office_id == office_id, sa.func.lower(cls.name) == sa.func.lower(words))
        found = session.scalar(known.order_by(cls.created_at, cls.id).limit(1))
        if found is None:
            found = cls(office_id=office_id, name=words)
            session.add(found)
            session.flush()
        return found


class RequestTopic(Guarded, Base):
    """This request bears that topic."""

    __tablename__ = "request_topic"

    request_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("topic.id"), primary_key=True, index=True)

    topic: Mapped[Topic] = relationship(Topic)
    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest, back_populates="topics")
