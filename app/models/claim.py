"""Claims: a statement or reply split into what it admits, asserts, denies or commits to, word for word (rule 5)."""

import re
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun, OfRequest, coded
from app.models.communication import Communication
from app.models.intelligence_item import IntelligenceItem
from app.models.item import Item
from app.models.oversight_request import OversightRequest
from app.models.picklists import ClaimKind, Direction, Relation
from app.models.user import User
from app.refusals import Refused

_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
_EITHER_WAY = (Relation.SUPPORTS, Relation.CONTRADICTS)


def evened(text: str) -> str:
    """Words as they are compared: blanks made single, typographic signs made plain."""
    return re.sub(r"\s+", " ", text.translate(_STRAIGHT)).strip()


@dataclass(frozen=True)
class ClaimFacts:
    """What a person writes down of one claim."""

    kind: ClaimKind
    quotation: str
    speaker: str | None
    body: str | None
    dated_on: date
    note: str | None = None


class ClaimItem(Base):
    """That a claim speaks to an item of its request."""

    __tablename__ = "claim_item"

    claim_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("claim.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("item.id"), primary_key=True, index=True)


class Claim(Noun, OfRequest, Base):
    """One quoted assertion. It changes no item's state: a statement is not an answer."""

    __tablename__ = "claim"

    communication_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("communication.id"), index=True)
    kind: Mapped[ClaimKind] = mapped_column(coded(ClaimKind))
    quotation: Mapped[str]
    speaker: Mapped[str | None]
    body: Mapped[str | None]
    dated_on: Mapped[date]
    note: Mapped[str | None]
    edition: Mapped[int] = mapped_column(default=1)
    logged_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest)
    communication: Mapped[Communication] = relationship(Communication, back_populates="claims")
    logged_by: Mapped[User] = relationship(User)
    items: Mapped[list[Item]] = relationship(Item, secondary="claim_item", order_by=Item.position)
    ties: Mapped[list["ClaimTie"]] = relationship("ClaimTie", back_populates="claim", order_by="ClaimTie.created_at")

    @property
    def facts(self) -> ClaimFacts:
        return ClaimFacts(self.kind, self.quotation, self.speaker, self.body, self.dated_on, self.note)

    @property
    def who(self) -> str:
        """The speaker and the body spoken for, as far as they are known."""
        return ", ".join(filter(None, (self.speaker, self.body))) or "Not recorded"

    def write(self, facts: ClaimFacts, *, communication: Communication, today: date) -> None:
        """Raises `Refused` where nobody else said this, or not so."""
        communication.oversight_request.demand_not_void()
        if communication.direction is not Direction.IN:
            raise Refused("Only what others said is split into claims, not what came from us.")
        if communication.text and evened(facts.quotation) not in evened(communication.text):
            raise Refused("These words do not stand in the text. Quote them exactly.", field="quotation")
        if not communication.text and not facts.note:
            raise Refused("No text was kept of this, so say where the words are quoted from.", field="note")
        if not (facts.speaker or facts.body):
            raise Refused("Say who spoke, or for which body.", field="speaker")
        if facts.dated_on > today:
            raise Refused("The date lies in the future. Log what has been said.", field="dated_on")
        self.kind, self.quotation, self.dated_on = facts.kind, facts.quotation, facts.dated_on
        self.speaker, self.body, self.note = facts.speaker, facts.body, facts.note


class ClaimTie(Noun, Guarded, Base):
    """An intelligence item that supports or contradicts a claim: work product of the office's own staff (rule 9)."""

    __tablename__ = "claim_tie"
    __table_args__ = (sa.UniqueConstraint("claim_id", "intelligence_item_id"),)

    request_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("oversight_request.id"), index=True)
    claim_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("claim.id"), index=True)
    intelligence_item_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("intelligence_item.id"), index=True)
    relation: Mapped[Relation] = mapped_column(coded(Relation))
    tied_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    claim: Mapped[Claim] = relationship(Claim, back_populates="ties")
    intelligence_item: Mapped[IntelligenceItem] = relationship(IntelligenceItem, back_populates="claim_ties")
    tied_by: Mapped[User] = relationship(User)

    @classmethod
    def bind(cls, claim: Claim, *, intelligence_item: IntelligenceItem, relation: Relation, by: User) -> "ClaimTie":
        """Raises `Refused` for another office's item, and for one that is tied already."""
        if intelligence_item.office_id != claim.oversight_request.office_id:
            raise Refused("Choose an item of your office's library.", field="intelligence_item_id")
        if relation not in _EITHER_WAY:
            raise Refused("Say whether it supports or contradicts the claim.", field="relation")
        if any(tie.intelligence_item_id == intelligence_item.id for tie in claim.ties):
            raise Refused("This item is tied to the claim already.", field="intelligence_item_id")
        return cls(
            request_id=claim.request_id, claim=claim, intelligence_item=intelligence_item, relation=relation, tied_by=by
        )
