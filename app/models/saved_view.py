"""Saved views: an address of the docket under a name, one's own or shared with the office."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun
from app.models.office import Office
from app.models.user import User
from app.refusals import Refused

LONGEST = 60
LONGEST_QUERY = 2_000


class SavedView(Noun, Guarded, Base):
    """What cuts and orders the docket (`query`, as it stands in the address); only its owner changes it."""

    __tablename__ = "saved_view"
    owner_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"), index=True)
    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    name: Mapped[str]
    query: Mapped[str]
    is_shared: Mapped[bool] = mapped_column(default=False)

    owner: Mapped[User] = relationship(User)
    office: Mapped[Office] = relationship(Office)

    def write(self, *, name: str, query: str, is_shared: bool) -> None:
        """Take these facts over; raises `Refused`."""
        words = " ".join(name.split())
        if not words:
            raise Refused("Enter a name.", field="name")
        if len(words) > LONGEST:
            raise Refused(f"Use at most {LONGEST} characters; these are {len(words)}.", field="name")
        if len(query) > LONGEST_QUERY:
            raise Refused("This view has too many filters to be saved.", field="name")
        self.name, self.query, self.is_shared = words, query, is_shared
