"""The deadline of a request: the replay of a ledger, never a date that is typed over."""

from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.bases import Rule
from app.ledger import Entry, Standing, replay
from app.models.base import ID, Base, Noun, OfRequest, coded
from app.models.oversight_request import OversightRequest
from app.models.picklists import DueBasis, EntryKind
from app.models.user import User
from app.workdays import end_of


class Deadline(Noun, OfRequest, Base):
    """When the answer is due. Its entries are facts; the request's `due_*` columns are written from their replay."""

    __tablename__ = "deadline"
    __table_args__ = (sa.UniqueConstraint("request_id"),)

    basis: Mapped[DueBasis] = mapped_column(coded(DueBasis), default=DueBasis.DATE, server_default="DATE")

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest, back_populates="deadline")
    entries: Mapped[list["DeadlineEntry"]] = relationship(
        "DeadlineEntry", back_populates="deadline", order_by="DeadlineEntry.position"
    )

    @classmethod
    def start(cls, oversight_request: OversightRequest, *, entry: Entry, by: User) -> "Deadline":
        """Open the ledger with its first entry and write the request's due date from it."""
        basis = DueBasis(entry.rule.basis) if entry.rule else DueBasis.DATE
        deadline = oversight_request.deadline = cls(basis=basis)
        deadline.add(entry, by=by)
        return deadline

    @property
    def standing(self) -> Standing:
        """Original and current due, the version, and the explanation in plain words."""
        return replay([entry.as_ledger for entry in self.entries], zone=self.oversight_request.office.zone)

    def after(self, *entries: Entry) -> Standing:
        """How it would stand with these entries, too; nothing is kept. Raises `Refused` where the ledger says no."""
        told = [*(row.as_ledger for row in self.entries), *entries]
        return replay(told, zone=self.oversight_request.office.zone)

    def add(self, entry: Entry, *, by: User) -> None:
        """Append one entry and write what follows from it; raises `Refused` where the ledger says no."""
        row = DeadlineEntry(
            oversight_request=self.oversight_request,
            position=len(self.entries) + 1,
            kind=EntryKind(entry.kind),
            recorded_on=entry.on,
            until_on=entry.until,
            until_time=entry.until_time,
            reason=entry.reason or None,
            how=entry.how or None,
            rule=entry.rule.as_json if entry.rule else None,
            day_on=entry.day,
            category=entry.category or None,
            who=entry.who or None,
            agreed_by=entry.agreed_by or None,
            conditions=entry.conditions or None,
            scope=entry.scope or None,
            by=by,
        )
        standing = self.after(entry)
        self.entries.append(row)
        self.write(standing)

    def write(self, standing: Standing) -> None:
        """Cache the replay's result on the request, for its indexes."""
        oversight_request = self.oversight_request
        oversight_request.due_on, oversight_request.due_time = standing.current_on, standing.current_time
        oversight_request.due_at, oversight_request.stopped_on = standing.due_at, standing.stopped_on
        first_on, first_time = standing.original_on, standing.original_time
        oversight_request.first_due_on = first_on
        oversight_request.first_due_at = (
            end_of(first_on, oversight_request.office.zone, first_time) if first_on else None
        )
        oversight_request.due_version, oversight_request.extensions = standing.version, standing.extensions


class DeadlineEntry(Noun, OfRequest, Base):
    """One dated row of the ledger; rows are added, and only the words that give a reason may be corrected."""

    __tablename__ = "deadline_entry"
    __table_args__ = (sa.UniqueConstraint("deadline_id", "position"),)

    deadline_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("deadline.id"))
    position: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(coded(EntryKind))
    recorded_on: Mapped[date]
    until_on: Mapped[date | None]
    until_time: Mapped[time | None]
    reason: Mapped[str | None]
    how: Mapped[str | None]
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    rule: Mapped[dict[str, Any] | None]
    day_on: Mapped[date | None]
    category: Mapped[str | None]
    who: Mapped[str | None]
    agreed_by: Mapped[str | None]
    conditions: Mapped[str | None]
    scope: Mapped[str | None]
    item_ids: Mapped[list[Any] | None]
    by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    deadline: Mapped[Deadline] = relationship(Deadline, back_populates="entries")
    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest)
    by: Mapped[User] = relationship(User)

    @property
    def as_ledger(self) -> Entry:
        return Entry(
            kind=self.kind.value,
            on=self.recorded_on,
            until=self.until_on,
            until_time=self.until_time,
            reason=self.reason or "",
            how=self.how or "",
            rule=Rule.of_json(self.rule) if self.rule else None,
            day=self.day_on,
            category=self.category or "",
            by=self.by.name,
            who=self.who or "",
            agreed_by=self.agreed_by or "",
            conditions=self.conditions or "",
            scope=self.scope or "",
        )
