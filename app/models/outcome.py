"""What came of a request: an outcome is a claim with a date, apart from the request's state."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, OfRequest, coded
from app.models.oversight_request import OversightRequest
from app.models.picklists import Attributable, OutcomeKind
from app.models.user import User
from app.refusals import Refused


@dataclass(frozen=True)
class OutcomeFacts:
    """What a person writes down of one outcome."""

    kind: OutcomeKind
    claim: str
    dated_on: date
    attributable: Attributable = Attributable.UNKNOWN
    dollars: int | None = None


class Outcome(Noun, OfRequest, Base):
    """One thing that came of a request, in one sentence."""

    __tablename__ = "outcome"

    kind: Mapped[OutcomeKind] = mapped_column(coded(OutcomeKind))
    claim: Mapped[str]
    dated_on: Mapped[date]
    attributable: Mapped[Attributable] = mapped_column(coded(Attributable), default=Attributable.UNKNOWN)
    dollars: Mapped[int | None] = mapped_column(sa.BigInteger)
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    recorded_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest, back_populates="outcomes")
    recorded_by: Mapped[User] = relationship(User)

    def write(self, facts: OutcomeFacts, *, today: date) -> None:
        """An outcome may come long after the request was closed, but never of one that was filed in error."""
        if self.oversight_request.is_void:
            raise Refused(f"{self.oversight_request.number} is void. It keeps its number and takes no further entries.")
        if facts.dated_on > today:
            raise Refused("The date lies in the future. Record what has happened.", field="dated_on")
        self.kind, self.claim, self.dated_on = facts.kind, facts.claim, facts.dated_on
        self.attributable, self.dollars = facts.attributable, facts.dollars
