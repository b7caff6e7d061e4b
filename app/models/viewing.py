"""The viewing log: who read or took a copy of what is handled with care; rows are added and never changed."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun, coded
from app.models.office import Office
from app.models.picklists import ViewingKind
from app.models.user import User


class Viewing(Noun, Guarded, Base):
    """One look or one copy; `created_at` is its moment. It names ids and no words."""

    __tablename__ = "viewing"
    __table_args__ = (
        sa.Index("ix_viewing_newest", "office_id", "created_at"),
        sa.Index("ix_viewing_of_noun", "noun_id"),
        sa.Index("ix_viewing_of_request", "request_id"),
        sa.Index("ix_viewing_of_file", "stored_file_id"),
    )

    kind: Mapped[ViewingKind] = mapped_column(coded(ViewingKind))
    person_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"))
    noun: Mapped[str]
    noun_id: Mapped[int] = mapped_column(ID)
    request_id: Mapped[int | None] = mapped_column(ID)
    stored_file_id: Mapped[int | None] = mapped_column(ID)

    person: Mapped[User] = relationship(User)
    office: Mapped[Office] = relationship(Office)
