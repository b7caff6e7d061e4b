"""Steps on the ladder: staff propose the next one, principals decide, and what happened stays (rule 10)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, OfRequest, coded
from app.models.oversight_request import OversightRequest
from app.models.picklists import Rung
from app.models.stored_file import Attachment
from app.models.user import User
from app.refusals import Refused


@dataclass(frozen=True)
class StepFacts:
    """What a person writes down of a step that was taken, or decided against: when, by whom, and what of it."""

    on: date
    actor: str
    note: str | None = None


class LadderStep(Noun, OfRequest, Base):
    """One step: proposed, then taken or declined; or taken without a proposal."""

    __tablename__ = "ladder_step"

    rung: Mapped[Rung] = mapped_column(coded(Rung))
    reason: Mapped[str | None]
    proposed_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    proposed_at: Mapped[datetime | None]
    happened_on: Mapped[date | None]
    declined_on: Mapped[date | None]
    actor: Mapped[str | None]
    note: Mapped[str | None]
    attachment_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("attachment.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest)
    proposed_by: Mapped[User | None] = relationship(User, foreign_keys=[proposed_by_id])
    recorded_by: Mapped[User | None] = relationship(User, foreign_keys=[recorded_by_id])
    attachment: Mapped[Attachment | None] = relationship(Attachment)

    @classmethod
    def propose(cls, oversight_request: OversightRequest, *, rung: Rung, reason: str, by: User, at: datetime) -> Self:
        """Staff say which step should come next, and why; it is taken only once a principal has decided."""
        oversight_request.demand_open()
        return cls(oversight_request=oversight_request, rung=rung, reason=reason, proposed_by=by, proposed_at=at)

    @property
    def is_proposed(self) -> bool:
        """Nobody has decided yet."""
        return self.happened_on is None and self.declined_on is None

    def take(self, facts: StepFacts, *, by: User, today: date) -> None:
        """It happened: on that day, by that principal."""
        self.decide(facts, by=by, today=today)
        self.happened_on = facts.on

    def decline(self, facts: StepFacts, *, by: User, today: date) -> None:
        """The principal decided against it."""
        self.decide(facts, by=by, today=today)
        self.declined_on = facts.on

    def decide(self, facts: StepFacts, *, by: User, today: date) -> None:
        self.oversight_request.demand_not_void()
        if not self.is_proposed:
            raise Refused("This step was decided already.")
        if facts.on > today:
            raise Refused("The date lies in the future. Record what has happened.", field="on")
        letter_on = self.oversight_request.dated_on
        if letter_on and facts.on < letter_on:
            raise Refused("No step was taken before the date of the letter.", field="on")
        self.actor, self.note, self.recorded_by = facts.actor, facts.note, by
