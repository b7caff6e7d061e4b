"""The numbered items of a request, and what the agency did with each."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.models.base import ID, Base, Noun, OfRequest, coded
from app.models.counts import Standing, common_standing, standing_of
from app.models.oversight_request import OversightRequest
from app.models.picklists import Disposition, Ground, ItemKind
from app.models.user import User
from app.numbering import NumberedItem, as_path, number_of
from app.refusals import Refused

MOST = 500
LABELS = re.compile(r"[A-Za-z]+|[0-9]+")


WHOLE = "The letter as a whole"


class Paths:
    """Gives each item an address of its own: as printed, and told apart where a letter prints it twice or not at all."""

    def __init__(self, *, are_bare: bool) -> None:
        self.are_bare = are_bare
        self.printed: Counter[str] = Counter()
        self.unmarked: Counter[str] = Counter()

    def next(self, number: str | None, parent: "Item | None") -> str:
        """3(b); "1 (2nd list)" where numbering starts again; 3[2] for the second unmarked point below 3."""
        if number is None:
            above = (parent.path or "") if parent is not None else ""
            self.unmarked[above] += 1
            return str(self.unmarked[above]) if self.are_bare and not above else f"{above}[{self.unmarked[above]}]"
        path = as_path(number)
        self.printed[path] += 1
        times = self.printed[path]
        return path if times == 1 else f"{path} ({ordinal(times)} list)"


def ordinal(number: int) -> str:
    """2nd, 3rd, 11th."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


GONE = frozenset({Disposition.MOOT, Disposition.WITHDRAWN_BY_US})


@dataclass(frozen=True)
class DispositionFacts:
    """What a person writes down of one item: what the agency did, on which grounds, said by whom."""

    item_id: int
    code: Disposition
    grounds: tuple[Ground, ...] = ()
    is_whole: bool = False
    asserted_by: str | None = None
    note: str | None = None


class Item(Noun, OfRequest, Base):
    """One item as printed; sub-items name their parent. A letter without numbered items has one, the letter as a whole."""

    __tablename__ = "item"
    __table_args__ = (sa.UniqueConstraint("request_id", "position"),)

    parent_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("item.id"))
    position: Mapped[int]
    number: Mapped[str | None]
    path: Mapped[str | None]
    level: Mapped[int] = mapped_column(default=1)
    text: Mapped[str]
    kind: Mapped[ItemKind | None] = mapped_column(coded(ItemKind))
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    accepted_on: Mapped[date | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest, back_populates="items")
    parent: Mapped["Item | None"] = relationship("Item", remote_side="Item.id", back_populates="children")
    children: Mapped[list["Item"]] = relationship("Item", back_populates="parent", order_by="Item.position")
    accepted_by: Mapped[User | None] = relationship(User)
    dispositions: Mapped[list[Any]] = relationship(
        "ItemDisposition",
        back_populates="item",
        order_by="[ItemDisposition.dated_on, ItemDisposition.created_at, ItemDisposition.id]",
    )

    @classmethod
    def listed(cls, numbered: Sequence[NumberedItem]) -> list["Item"]:
        """Rows for the items of a letter, in their order; without any, the one item that stands for the whole letter."""
        if len(numbered) > MOST:
            raise Refused(f"A request has at most {MOST} items; these are {len(numbered)}.", field="items")
        if not numbered:
            return [cls(position=1, level=1, text=WHOLE, dispositions=[], children=[])]
        rows: list[Item] = []
        open_items: list[Item] = []
        paths = Paths(are_bare=not any(item.number for item in numbered if item.level == 1))
        for position, item in enumerate(numbered, start=1):
            while open_items and open_items[-1].level >= item.level:
                open_items.pop()
            parent = open_items[-1] if open_items else None
            row = cls(position=position, level=item.level, text=item.text, parent=parent, dispositions=[])
            row.path = paths.next(item.number, parent)
            row.number = item.number or (row.path if paths.are_bare and parent is None else None)
            rows.append(row)
            open_items.append(row)
        return rows

    @staticmethod
    def address_all(items: Sequence["Item"]) -> None:
        """Give every item of a request its address anew, in their order, after one got another number."""
        paths = Paths(are_bare=not any(item.number for item in items if item.parent_id is None))
        for item in items:
            if item.path is not None:
                parent = next((each for each in items if each.id == item.parent_id), None)
                item.path = paths.next(item.number, parent)

    def renumber(self, printed: str) -> None:
        """The number as printed, 3(b) for 3b; sub-items whose number begins with it follow."""
        labels = tuple(LABELS.findall(printed))
        number = number_of(labels)
        if number is None or re.sub(r"[\s().\[\]-]", "", printed) != "".join(labels):
            raise Refused("Enter the number as it is printed, like 3 or 3(b).", field="number")
        before, self.number = self.number, number
        for child in self.children:
            if before and child.number and child.number.startswith(before) and before != number:
                child.renumber(number_of((*labels, *LABELS.findall(child.number[len(before) :]))) or number)

    @property
    def address(self) -> str:
        """`DEMO-115-0042#3(b)`; the letter as a whole has the request's own number."""
        number = self.oversight_request.number
        return f"{number}#{self.path}" if self.path else number

    @property
    def label(self) -> str:
        return f"Item {self.path}" if self.path else WHOLE

    @property
    def disposition(self) -> Any:
        """The latest disposition, or None."""
        return max(self.dispositions, key=lambda said: (said.dated_on, said.created_at or now()), default=None)

    @property
    def standing(self) -> Standing:
        """One of the five states (or out of the count); a parent's follows from its sub-items."""
        if self.children:
            return common_standing(child.standing for child in self.children)
        latest = self.disposition
        return standing_of(
            latest.code if latest else None,
            is_accepted=self.accepted_on is not None,
            is_withheld_whole=bool(latest and latest.is_withheld_whole),
        )

    @property
    def is_open(self) -> bool:
        """A disposition may still settle it: it has no sub-items, and is neither accepted nor out of the count."""
        return not self.children and self.standing not in {Standing.SATISFIED, Standing.OUT}

    def dispose(
        self, facts: DispositionFacts, *, on: date, by: User, communication: Any = None
    ) -> "ItemDisposition | None":
        """Add what the agency did with this item, or what we withdrew; None where that was already said."""
        if self.children:
            raise Refused(f"{self.label} has sub-items; say it of those, the item follows from them.")
        if facts.is_whole and not facts.grounds:
            raise Refused(f"{self.label}: choose the ground on which the whole item is withheld.")
        latest = self.disposition
        if latest is not None and latest.says(facts, communication):
            return None
        # The later of two on one day speaks, also where the clock stood still or was set back between them.
        at = now() if latest is None else max(now(), latest.created_at + timedelta(microseconds=1))
        disposition = ItemDisposition(
            request_id=self.request_id,
            code=facts.code,
            grounds=[ground.value for ground in facts.grounds],
            is_whole=facts.is_whole,
            asserted_by=facts.asserted_by,
            note=facts.note,
            dated_on=on,
            logged_by=by,
            communication=communication,
            created_at=at,
        )
        self.dispositions.append(disposition)
        return disposition

    def withdraw(self, code: Disposition, *, on: date, by: User, note: str | None) -> "ItemDisposition":
        """Take the item out of the count: we withdraw it, or it is moot."""
        if code not in GONE:
            raise Refused("Say whether we withdraw the item or it is moot.", field="code")
        if not (note or "").strip():
            raise Refused("Say why.", field="note")
        withdrawn = None
        if self.children or self.standing is not Standing.OUT:
            withdrawn = self.dispose(DispositionFacts(self.id, code, note=note), on=on, by=by)
        if withdrawn is None:
            raise Refused(f"{self.label} is already out of the count.")
        return withdrawn

    def reinstate(self) -> "ItemDisposition":
        """The item counts again; returns the withdrawal that goes."""
        latest = self.disposition
        if latest is None or latest.code not in GONE:
            raise Refused(f"{self.label} is not out of the count.")
        self.dispositions.remove(latest)
        found: ItemDisposition = latest
        return found

    def accept(self, *, by: User, on: date) -> None:
        """We are satisfied with this item: a dated fact by a person."""
        if self.children:
            raise Refused("Accept the sub-items; the item follows from them.")
        if self.standing is Standing.OUT:
            raise Refused(f"{self.label} is out of the count, so there is nothing to accept.")
        if self.accepted_on is not None:
            raise Refused(f"{self.label} was already accepted.")
        self.accepted_on, self.accepted_by = on, by

    def take_back_acceptance(self) -> None:
        if self.accepted_on is None:
            raise Refused(f"{self.label} was not accepted.")
        self.accepted_on = self.accepted_by = None


class ItemDisposition(Noun, OfRequest, Base):
    """What the agency did with one item, on a day, in a communication; the latest one speaks."""

    __tablename__ = "item_disposition"

    item_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("item.id"), index=True)
    communication_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("communication.id"), index=True)
    code: Mapped[Disposition] = mapped_column(coded(Disposition))
    grounds: Mapped[list[Any]] = mapped_column(default=list)
    is_whole: Mapped[bool] = mapped_column(default=False)
    asserted_by: Mapped[str | None]
    note: Mapped[str | None]
    dated_on: Mapped[date]
    logged_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    item: Mapped[Item] = relationship(Item, back_populates="dispositions")
    logged_by: Mapped[User] = relationship(User)
    communication: Mapped[Any] = relationship("Communication", back_populates="dispositions")

    @property
    def oversight_request(self) -> OversightRequest:
        return self.item.oversight_request

    def says(self, facts: DispositionFacts, communication: Any) -> bool:
        """Whether the same was already said of the item in the same communication."""
        own = (self.code, tuple(self.grounds), self.is_whole, self.asserted_by, self.note)
        theirs = (
            facts.code,
            tuple(ground.value for ground in facts.grounds),
            facts.is_whole,
            facts.asserted_by,
            facts.note,
        )
        return self.communication is communication and own == theirs

    @property
    def is_withheld_whole(self) -> bool:
        """A ground on the whole item withholds it, whatever else was said."""
        return self.is_whole and bool(self.grounds)

    @property
    def ground_labels(self) -> list[str]:
        return [Ground(code).label for code in self.grounds]
