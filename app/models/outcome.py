"""What came of a request: an outcome is a claim with a date, apart from the request's state."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, OfRequest, coded
from app.models.oversight_request import OversightRequest
from app.models.picklists import Attributable, OutcomeKind
from app.models.user import User


class Outcome(Noun, OfRequest, Base):
    """One thing that came of a request, in one sentence."""

    __tablename__ = "outcome"

    kind: Mapped[OutcomeKind] = mapped_column(coded(OutcomeKind))
    claim: Mapped[str]
    dated_on: Mapped[date]
    attributable: Mapped[Attributable] = mapped_column(coded(Attributable), default=Attributable.UNKNOWN)
    dollars: Mapped[int | None] = mapped_column(sa.BigInteger)
    recorded_by_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("app_user.id"))

    oversight_request: Mapped[OversightRequest] = relationship(OversightRequest, back_populates="outcomes")
    recorded_by: Mapped[User] = relationship(User)
