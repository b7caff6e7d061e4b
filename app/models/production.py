"""A production of documents: its volume and Bates range. Pages are never a measure of compliance."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun, OfRequest
from app.models.communication import Communication
from app.models.oversight_request import OversightRequest
from app.models.picklists import CommunicationKind
from app.refusals import Refused


@dataclass(frozen=True)
class ProductionFacts:
    """What a person writes down of one production."""

    volume: str | None = None
    bates_begin: str | None = None
    bates_end: str | None = None
    pages: int | None = None
    medium: str | None = None

    @property
    def is_empty(self) -> bool:
        return self == ProductionFacts()


class Production(Noun, OfRequest, Base):
    """The documents that came with one communication."""

    __tablename__ = "production"

    communication_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("communication.id"), unique=True)
    volume: Mapped[str | None]
    bates_begin: Mapped[str | None]
    bates_end: Mapped[str | None]
    pages: Mapped[int | None]
    medium: Mapped[str | None]

    communication: Mapped[Communication] = relationship(Communication, back_populates="production")

    @classmethod
    def log(cls, communication: Communication, facts: ProductionFacts) -> "Production":
        """The documents of this communication; raises `Refused` where it is no production."""
        production = cls(request_id=communication.oversight_request.id, communication=communication)
        production.write(facts)
        return production

    @property
    def oversight_request(self) -> OversightRequest:
        return self.communication.oversight_request

    def write(self, facts: ProductionFacts) -> None:
        if self.communication.kind is not CommunicationKind.PRODUCTION:
            raise Refused(
                "Only a production of documents has a volume and a Bates range. Choose that kind.", field="kind"
            )
        if facts.bates_end and not facts.bates_begin:
            raise Refused("Enter the first Bates number, too.", field="bates_begin")
        self.volume, self.pages, self.medium = facts.volume, facts.pages, facts.medium
        self.bates_begin, self.bates_end = facts.bates_begin, facts.bates_end

    @property
    def bates(self) -> str | None:
        """ "DOE-000123 to DOE-000456", as far as it is known."""
        return " to ".join(part for part in (self.bates_begin, self.bates_end) if part) or None
