"""The agency directory: departments, agencies and their bureaus, the names they go by, and their mail domains."""

import re
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ID, Base, Noun
from app.refusals import Refused

LEFT_OUT = re.compile(r"\b(?:u\.? ?s\.?|united states|the|of|and)(?=\W|\Z)|[^\w\s]")


@cache
def key_of(name: str) -> str:
    """By what two spellings of a name are the same: without case, marks, "the", "of" and "United States"."""
    spelled = re.sub(r"\s+", " ", name.casefold().replace("&", " and "))
    return " ".join(LEFT_OUT.sub(" ", spelled).split()) or spelled


class Agency(Noun, Base):
    """A body that requests are addressed to; `is_invented` marks one that exists only in a demonstration.

    `is_inauguration_kept`: its
    offices are in the Washington area and closed on Inauguration Day. `slug` is the public directory's own key, so that a renamed entry is known again. One that was merged into another
    stays as a row, hidden from every list, so that the merge can be undone.
    """

    __tablename__ = "agency"

    name: Mapped[str] = mapped_column(unique=True)
    short_name: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("agency.id"), index=True)
    is_invented: Mapped[bool] = mapped_column(default=False)
    slug: Mapped[str | None] = mapped_column(unique=True)
    successor_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("agency.id"), index=True)
    succeeded_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("agency.id"), index=True)
    is_inauguration_kept: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    edition: Mapped[int] = mapped_column(default=1, server_default="1")

    parent: Mapped["Agency | None"] = relationship("Agency", remote_side="Agency.id", foreign_keys=[parent_id])
    successor: Mapped["Agency | None"] = relationship("Agency", remote_side="Agency.id", foreign_keys=[successor_id])
    aliases: Mapped[list[Any]] = relationship("AgencyAlias", order_by="AgencyAlias.name", back_populates="agency")
    domains: Mapped[list[Any]] = relationship("AgencyDomain", order_by="AgencyDomain.domain", viewonly=True)

    @property
    def is_merged(self) -> bool:
        """Another entry took its place."""
        return self.merged_into_id is not None

    @property
    def names(self) -> list[str]:
        """Its name, its short name and every other that it goes or went by."""
        return [self.name, self.short_name, *(alias.name for alias in self.aliases)]

    def demand_standing(self) -> None:
        """Raise `Refused` for an entry that was merged into another."""
        if self.is_merged:
            raise Refused(f"{self.short_name} was merged into another agency. Undo that first.")

    def succeed(self, successor: "Agency | None", *, on: date | None) -> None:
        """Say which agency took its work over, and since when; None where it goes on."""
        if successor is self:
            raise Refused("An agency is not its own successor.", field="successor_id")
        if successor is None and on is not None:
            raise Refused("Choose the successor, or leave the date empty.", field="successor_id")
        self.successor_id, self.succeeded_on = successor.id if successor else None, on


class AgencyAlias(Noun, Base):
    """Another name or short name of an agency, perhaps from one day until another."""

    __tablename__ = "agency_alias"
    __table_args__ = (sa.UniqueConstraint("agency_id", "name"),)

    agency_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(index=True)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]

    agency: Mapped[Agency] = relationship(Agency, back_populates="aliases")

    @classmethod
    def of(
        cls, agency: Agency, name: str, *, valid_from: date | None = None, valid_until: date | None = None
    ) -> "AgencyAlias":
        """A further name of this agency. Raises `Refused` where it stands already or ends before it begins."""
        if name.casefold() in {known.casefold() for known in agency.names}:
            raise Refused(f"{agency.short_name} goes by this name already.", field="name")
        if valid_from and valid_until and valid_until < valid_from:
            raise Refused("A name cannot end before it begins.", field="valid_until")
        return cls(agency=agency, name=name, valid_from=valid_from, valid_until=valid_until)


class AgencyDomain(Noun, Base):
    """A mail and web domain that belongs to one agency."""

    __tablename__ = "agency_domain"

    domain: Mapped[str] = mapped_column(unique=True)
    agency_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("agency.id"), index=True)

    agency: Mapped[Agency] = relationship(Agency)
