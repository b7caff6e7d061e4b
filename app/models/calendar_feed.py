"""Calendar links: an address that a calendar asks again and again; only the digest of its secret part is kept."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun
from app.models.browser_session import digest_of
from app.models.office import Office
from app.models.user import User
from app.refusals import Refused

LONGEST = 60
LONGEST_QUERY = 2_000


class CalendarFeed(Noun, Base):
    """One link of one person and what it is cut by (`query`, as it stands in the docket's address).

    It is found by its secret before anybody is known, and shows what its person may see at that moment.
    """

    __tablename__ = "calendar_feed"

    user_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"), index=True)
    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    name: Mapped[str]
    query: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    reset_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(User)
    office: Mapped[Office] = relationship(Office)

    @property
    def view(self) -> str:
        """The last part of its address, which says nothing of what the filters look for."""
        return {"": "all", "owner=me": "mine"}.get(self.query, "view")

    def write(self, *, name: str, query: str) -> None:
        """Take these facts over; raises `Refused`."""
        words = " ".join(name.split())
        if not words:
            raise Refused("Enter a name.", field="name")
        if len(words) > LONGEST:
            raise Refused(f"Use at most {LONGEST} characters; these are {len(words)}.", field="name")
        if len(query) > LONGEST_QUERY:
            raise Refused("These are too many filters for a calendar link.", field="name")
        self.name, self.query = words, query

    def renew(self) -> str:
        """A new secret, told once and kept nowhere; the address with the one before it is unknown from now on."""
        token = secrets.token_urlsafe(32)
        self.digest = digest_of(token)
        return token
