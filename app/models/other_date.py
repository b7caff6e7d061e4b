"""Dates of a request beside its deadline: an item's own, what the agency promised, volumes to come, our own target."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, OfRequest, coded
from app.models.counts import Standing
from app.models.deadline_picklists import OtherKind
from app.models.item import Item
from app.models.oversight_request import OversightRequest
from app.models.user import User
from app.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class OtherDateTold:
    """What a person tells of such a date: `said_on` is the day on which it was agreed or promised."""

    kind: OtherKind
    due_on: date
    said_on: date
    item_id: int | None = None
    words: str | None = None


class OtherDate(Noun, OfRequest, Base):
    """One such date. A change is a new row that takes the place of the old one; nothing is typed over.

    A rolling production has as many rows as it has volumes, each named by its words.
    """

    __tablename__ = "other_date"
    __table_args__ = (sa.Index("ix_other_date_waiting", "ended_at", "met_on", "due_on", "request_id"),)

    kind: Mapped[OtherKind] = mapped_column(coded(OtherKind))
    item_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("item.id"), index=True)
    due_on: Mapped[date]
    words: Mapped[str | None]
    said_on: Mapped[date]
    met_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("other_date.id"))
    entry_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("deadline_entry.id"), index=True)
    logged_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest)
    item: Mapped[Item | None] = relationship(Item)
    logged_by: Mapped[User] = relationship(User)

    @classmethod
    def of(cls, oversight_request: OversightRequest, told: OtherDateTold, *, today: date, by: User) -> "OtherDate":
        """The date as told; raises `Refused` beside the field for what cannot be."""
        letter_on, item = oversight_request.dated_on, None
        if letter_on and told.due_on < letter_on:
            raise Refused("This is before the date on the letter.", field="due_on")
        if told.said_on > today:
            raise Refused("This day is still to come.", field="said_on")
        if letter_on and told.said_on < letter_on:
            raise Refused("Nothing was agreed before the date of the letter.", field="said_on")
        if told.kind is OtherKind.ITEM:
            item = next((each for each in oversight_request.items if each.id == told.item_id), None)
            if item is None:
                raise Refused("Choose the item.", field="item_id")
        elif told.item_id is not None:
            raise Refused("Only an item's own date names an item.", field="item_id")
        if told.kind is OtherKind.ROLLING and not told.words:
            raise Refused("Name the volume, for example: Volume 2.", field="words")
        return cls(
            request_id=oversight_request.id,
            kind=told.kind,
            item=item,
            due_on=told.due_on,
            words=told.words,
            said_on=told.said_on,
            logged_by=by,
        )

    @property
    def label(self) -> str:
        """Item 3(b); Promised by the agency; Volume 2."""
        if self.item is not None:
            return self.item.label
        return self.words or self.kind.label if self.kind is OtherKind.ROLLING else self.kind.label

    @property
    def is_met(self) -> bool:
        """Met on a day, or its item is satisfied."""
        return self.met_on is not None or (self.item is not None and self.item.standing is Standing.SATISFIED)

    @property
    def is_standing(self) -> bool:
        """Neither met nor replaced nor removed."""
        return self.ended_at is None and self.met_on is None

    def state_at(self, day: date) -> str:
        """How it stands on this day."""
        if self.is_met:
            late = self.met_on is not None and self.met_on > self.due_on
            return "Met late" if late else "Met"
        return "Missed" if self.due_on < day else "To come"

    def meet(self, *, on: date, today: date) -> None:
        """What was expected came on that day."""
        self.demand_standing()
        if on > today:
            raise Refused("This day is still to come.", field="met_on")
        if on < self.said_on:
            raise Refused("It cannot have come before it was agreed.", field="met_on")
        self.met_on = on

    def end(self, *, at: datetime, replaced_by: "OtherDate | None" = None) -> None:
        self.demand_standing()
        self.ended_at = at
        self.replaced_by_id = replaced_by.id if replaced_by else None

    def stand_again(self) -> None:
        """What took its place was taken back."""
        self.ended_at = self.replaced_by_id = None

    def wait_again(self) -> None:
        """It had not come."""
        self.met_on = None

    def demand_standing(self) -> None:
        if not self.is_standing:
            raise Refused("A colleague changed this date, or it was met already. Look at the list again.")
