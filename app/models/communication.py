"""What went between us and the agency: replies, calls, briefings, statements, productions."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, OfRequest, coded
from app.models.item import DispositionFacts, ItemDisposition
from app.models.oversight_request import OversightRequest
from app.models.picklists import CommunicationKind, Direction, Disposition, Settles
from app.models.user import User
from app.refusals import Refused

ANSWERS_NOTHING = frozenset({CommunicationKind.STATEMENT, CommunicationKind.LETTER_OUT})
SETTLES_NO_ITEM = frozenset({Settles.NOTHING, Settles.ACKNOWLEDGMENT})
WHOLE = {Settles.ALL: Disposition.FULL, Settles.REFUSAL: Disposition.REFUSED}


@dataclass(frozen=True)
class CommunicationFacts:
    """What a person writes down of one communication; without a direction its kind says which way it went."""

    kind: CommunicationKind
    dated_on: date
    summary: str
    direction: Direction | None = None
    at_time: time | None = None
    received_on: date | None = None
    speaker: str | None = None
    body: str | None = None
    text: str | None = None
    source_url: str | None = None

    @property
    def went(self) -> Direction:
        if self.direction is not None:
            return self.direction
        return Direction.OUT if self.kind is CommunicationKind.LETTER_OUT else Direction.IN

    @property
    def can_answer(self) -> bool:
        """Something in from the agency that is not a public statement (rule 5)."""
        return self.went is Direction.IN and self.kind not in ANSWERS_NOTHING

    def demand_sound(self, *, letter_on: date | None, today: date) -> None:
        """Raise `Refused` where the facts can't be: a day to come, a reply before the letter, a statement by nobody."""
        if self.dated_on > today:
            raise Refused("The date lies in the future. Log what has happened.", field="dated_on")
        if self.can_answer and letter_on and self.dated_on < letter_on:
            raise Refused("A reply cannot be dated before the letter that it answers.", field="dated_on")
        if self.received_on and self.received_on > today:
            raise Refused("It cannot have been received in the future.", field="received_on")
        if self.received_on and self.received_on < self.dated_on:
            raise Refused("It cannot have been received before its own date.", field="received_on")
        if self.kind is CommunicationKind.STATEMENT and not (self.speaker or self.body):
            raise Refused("Say who made the statement, or for which body.", field="speaker")
        if self.kind is CommunicationKind.LETTER_OUT and self.went is not Direction.OUT:
            raise Refused("A letter from us goes out to the agency.", field="direction")
        if self.source_url and self.kind is not CommunicationKind.STATEMENT:
            raise Refused("Only a public statement has a source on the web.", field="source_url")


class Communication(Noun, OfRequest, Base):
    """One communication; a reply waits to be classified until somebody says what it settles.

    A public statement is not an answer (rule 5): it never carries an item's disposition.
    """

    __tablename__ = "communication"
    __table_args__ = (
        sa.Index("ix_communication_by_day", "request_id", "dated_on"),
        sa.Index("ix_communication_newest", "dated_on", "created_at", "id"),
        sa.Index("ix_communication_to_classify", "classified_at", "dated_on"),
    )

    kind: Mapped[CommunicationKind] = mapped_column(coded(CommunicationKind))
    direction: Mapped[Direction] = mapped_column(coded(Direction))
    dated_on: Mapped[date]
    at_time: Mapped[time | None]
    received_on: Mapped[date | None]
    speaker: Mapped[str | None]
    body: Mapped[str | None]
    summary: Mapped[str]
    text: Mapped[str | None]
    source_url: Mapped[str | None]
    settles: Mapped[Settles | None] = mapped_column(coded(Settles))
    classified_at: Mapped[datetime | None]
    classified_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    logged_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest, back_populates="communications")
    classified_by: Mapped[User | None] = relationship(User, foreign_keys=[classified_by_id])
    logged_by: Mapped[User] = relationship(User, foreign_keys=[logged_by_id])
    dispositions: Mapped[list[Any]] = relationship(
        "ItemDisposition",
        back_populates="communication",
        order_by="[ItemDisposition.dated_on, ItemDisposition.created_at, ItemDisposition.id]",
    )
    attachments: Mapped[list[Any]] = relationship(
        "Attachment", order_by="Attachment.created_at", back_populates="communication"
    )
    production: Mapped[Any] = relationship("Production", back_populates="communication", uselist=False)
    claims: Mapped[list[Any]] = relationship(
        "Claim", back_populates="communication", order_by="[Claim.created_at, Claim.id]"
    )

    @classmethod
    def log(
        cls, oversight_request: OversightRequest, *, facts: CommunicationFacts, by: User, today: date
    ) -> "Communication":
        """A new communication of this request; raises `Refused` where its facts can't be."""
        facts.demand_sound(letter_on=oversight_request.dated_on, today=today)
        communication = cls(oversight_request=oversight_request, logged_by=by)
        communication.write(facts)
        return communication

    @property
    def can_answer(self) -> bool:
        """Whether it may carry dispositions: something in from the agency that is not a public statement."""
        return self.direction is Direction.IN and self.kind not in ANSWERS_NOTHING

    @property
    def is_to_classify(self) -> bool:
        return self.can_answer and self.classified_at is None

    def change(self, facts: CommunicationFacts, *, today: date) -> None:
        """Correct what was written down; the dispositions that came with it move to its date."""
        facts.demand_sound(letter_on=self.oversight_request.dated_on, today=today)
        if self.dispositions and not facts.can_answer:
            raise Refused("Items were settled by this reply, so it stays something in from the agency.", field="kind")
        if self.production is not None and facts.kind is not CommunicationKind.PRODUCTION:
            raise Refused("This is a production with a Bates range; it stays one.", field="kind")
        self.write(facts)
        for disposition in self.dispositions:
            if disposition.dated_on != facts.dated_on:
                disposition.dated_on = facts.dated_on
        if not self.can_answer:
            self.settles = self.classified_by = self.classified_at = None

    @property
    def facts(self) -> CommunicationFacts:
        return CommunicationFacts(**{each.name: getattr(self, each.name) for each in fields(CommunicationFacts)})

    def move_to(self, target: OversightRequest, *, today: date) -> None:
        """It belongs to another request: files, production and claims go with it, and nobody has classified it there."""
        self.facts.demand_sound(letter_on=target.dated_on, today=today)
        self.settles = self.classified_by = self.classified_at = None
        self.oversight_request, self.request_id = target, target.id
        for attachment in self.attachments:
            attachment.oversight_request = target
        if self.production is not None:
            self.production.request_id = target.id
        for claim in self.claims:
            claim.oversight_request, claim.items = target, []
            for tie in claim.ties:
                tie.request_id = target.id

    def write(self, facts: CommunicationFacts) -> None:
        self.kind, self.direction, self.summary = facts.kind, facts.went, facts.summary
        self.dated_on, self.at_time, self.received_on = facts.dated_on, facts.at_time, facts.received_on
        self.speaker, self.body = facts.speaker, facts.body
        self.text, self.source_url = facts.text, facts.source_url

    def classify(self, settles: Settles, *, by: User, at: datetime) -> None:
        if (self.settles, self.classified_at is not None) != (settles, True):
            self.settles, self.classified_by, self.classified_at = settles, by, at

    def settle(
        self, settles: Settles | None, *, said: Sequence[DispositionFacts], by: User, at: datetime
    ) -> list[ItemDisposition]:
        """Say what this reply settles, as a whole and item by item; returns the dispositions that are new.

        "All" and "refuses" speak for every open item that is not named in `said`.
        """
        self.demand_can_settle(settles, said)
        if settles is None or not self.can_answer:
            return []
        items = {item.id: item for item in self.oversight_request.items}
        every = [*said, *rest_of(items.values(), settles, named={facts.item_id for facts in said})]
        if not all(facts.item_id in items for facts in every):
            raise Refused("One of these items does not belong to this request. Open the page again.")
        self.classify(settles, by=by, at=at)
        made = [items[facts.item_id].dispose(facts, on=self.dated_on, by=by, communication=self) for facts in every]
        return [disposition for disposition in made if disposition is not None]

    def demand_can_settle(self, settles: Settles | None, said: Sequence[DispositionFacts]) -> None:
        if not self.can_answer and (said or settles not in {None, Settles.NOTHING}):
            if self.kind is CommunicationKind.STATEMENT:
                raise Refused("A public statement is not an answer: it settles no item.", field="settles")
            raise Refused("Only what comes in from the agency can settle an item.", field="settles")
        if said and settles is None:
            raise Refused("You said something of an item, so say what the reply settles, too.", field="settles")
        if said and settles in SETTLES_NO_ITEM:
            raise Refused("You said something of an item: then the reply settles at least a part.", field="settles")


def rest_of(items: Any, settles: Settles, *, named: set[int]) -> list[DispositionFacts]:
    """What a sweeping reply says of the open items that nobody named."""
    if settles not in WHOLE:
        return []
    return [DispositionFacts(item.id, WHOLE[settles]) for item in items if item.is_open and item.id not in named]
