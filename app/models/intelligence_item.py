"""Intelligence items: what prompted or tests a request, its source, its grade, its ties to items."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Guarded, Noun, OfRequest, coded
from app.models.item import Item
from app.models.office import Office
from app.models.oversight_request import OversightRequest
from app.models.picklists import Credibility, Handling, Relation, Reliability, SourceClass
from app.models.user import User


@dataclass(frozen=True)
class IntelligenceFacts:
    """What a person writes down of an intelligence item; the names are its columns."""

    title: str
    summary: str | None
    source_class: SourceClass
    source: str
    obtained: str | None
    source_url: str | None
    collected_on: date | None
    event_on: date | None
    place: str | None
    handling: Handling
    reliability: Reliability | None
    credibility: Credibility | None
    derived_from_id: int | None
    confirmed_by_id: int | None


class IntelligenceItem(Noun, Guarded, Base):
    """One intelligence item of one office. Both grades are work product and None until assessed (rule 9)."""

    __tablename__ = "intelligence_item"
    __table_args__ = (sa.Index("ix_intelligence_item_by_day", "office_id", "collected_on"),)

    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"))
    title: Mapped[str]
    summary: Mapped[str | None]
    source_class: Mapped[SourceClass] = mapped_column(coded(SourceClass))
    source: Mapped[str]
    obtained: Mapped[str | None]
    source_url: Mapped[str | None]
    collected_on: Mapped[date | None]
    event_on: Mapped[date | None]
    place: Mapped[str | None]
    handling: Mapped[Handling] = mapped_column(coded(Handling), default=Handling.COMMITTEE_INTERNAL)
    reliability: Mapped[Reliability | None] = mapped_column(coded(Reliability))
    credibility: Mapped[Credibility | None] = mapped_column(coded(Credibility))
    derived_from_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("intelligence_item.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("intelligence_item.id"))
    edition: Mapped[int] = mapped_column(default=1)
    logged_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    office: Mapped[Office] = relationship(Office)
    logged_by: Mapped[User] = relationship(User)
    derived_from: Mapped["IntelligenceItem | None"] = relationship(
        "IntelligenceItem", remote_side="IntelligenceItem.id", foreign_keys=[derived_from_id]
    )
    confirmed_by: Mapped["IntelligenceItem | None"] = relationship(
        "IntelligenceItem", remote_side="IntelligenceItem.id", foreign_keys=[confirmed_by_id]
    )
    links: Mapped[list[Any]] = relationship(
        "IntelligenceLink", order_by="IntelligenceLink.created_at", back_populates="intelligence_item"
    )
    claim_ties: Mapped[list[Any]] = relationship(
        "ClaimTie", order_by="ClaimTie.created_at", back_populates="intelligence_item"
    )
    attachments: Mapped[list[Any]] = relationship(
        "Attachment", order_by="Attachment.created_at", back_populates="intelligence_item"
    )

    @property
    def is_graded(self) -> bool:
        """Both axes were assessed."""
        return self.reliability is not None and self.credibility is not None

    @property
    def grade(self) -> str:
        """ "B2" where both axes were assessed, else "Not assessed"."""
        if self.reliability is None or self.credibility is None:
            return "Not assessed"
        return f"{self.reliability.value}{self.credibility.value}"

    @property
    def facts(self) -> IntelligenceFacts:
        return IntelligenceFacts(**{each.name: getattr(self, each.name) for each in fields(IntelligenceFacts)})

    def write(self, facts: IntelligenceFacts) -> None:
        for each in fields(facts):
            setattr(self, each.name, getattr(facts, each.name))


class IntelligenceLink(Noun, OfRequest, Base):
    """The relation of an intelligence item to a request, or to one item of it."""

    __tablename__ = "intelligence_link"
    __table_args__ = (sa.UniqueConstraint("intelligence_item_id", "request_id", "item_id", "relation"),)

    intelligence_item_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("intelligence_item.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("item.id"))
    relation: Mapped[Relation] = mapped_column(coded(Relation))
    note: Mapped[str | None]
    linked_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    intelligence_item: Mapped[IntelligenceItem] = relationship(IntelligenceItem, back_populates="links")
    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest, back_populates="links")
    item: Mapped[Item | None] = relationship(Item)
    linked_by: Mapped[User] = relationship(User)
