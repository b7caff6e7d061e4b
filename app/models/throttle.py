"""Tries counted for all workers together: so many in a window, then locks that grow."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import ID, Base, new_id

LOCKS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
# Who was quiet for so long after a lock begins anew with the shortest.
FORGIVEN_AFTER = timedelta(hours=24)


class Throttle(Base):
    """The tries of one account, one address or one purpose. `key` is a keyed digest: nobody reads names from this table."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(ID, default=new_id)
    began_at: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=0)
    locks: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]

    @classmethod
    def of(cls, session: Session, key: str, *, at: datetime) -> "Throttle":
        """The row of this key, made where there was none and locked until the commit."""
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        fresh = {"key": key, "id": new_id(), "began_at": at, "count": 0, "locks": 0}
        session.execute(insert(cls).values(**fresh).on_conflict_do_nothing())
        query = sa.select(cls).where(cls.key == key).with_for_update()
        return session.scalars(query, execution_options={"populate_existing": True}).one()

    def take(self, *, at: datetime, limit: int, window: timedelta) -> bool:
        """Count one try; whether it is within the limit of its window."""
        if at >= self.began_at + window:
            self.began_at, self.count = at, 0
        self.count += 1
        return self.count <= limit

    def try_once(self, *, at: datetime, limit: int, window: timedelta) -> bool:
        """Count one try; whether it may go on. One too many begins a lock, each longer than the last."""
        if self.is_locked(at):
            return False
        if self.locked_until is not None and at >= self.locked_until + FORGIVEN_AFTER:
            self.locks, self.locked_until = 0, None
        if self.take(at=at, limit=limit, window=window):
            return True
        self.locked_until = at + LOCKS[min(self.locks, len(LOCKS) - 1)]
        self.locks += 1
        self.count = 0
        return False

    def is_locked(self, at: datetime) -> bool:
        return self.locked_until is not None and at < self.locked_until

    def forgive(self) -> None:
        """Somebody who got in begins anew."""
        self.count, self.locks, self.locked_until = 0, 0, None

    def give_back(self) -> None:
        """A try that was right does not count for the address that it came from."""
        self.count = max(0, self.count - 1)
