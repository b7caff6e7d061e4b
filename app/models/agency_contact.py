"""Whom an office calls at an agency, for what, and when somebody last made sure of it."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.agency import Agency
from app.models.base import ID, Base, Guarded, Noun, coded
from app.models.office import Office
from app.models.picklists import ContactPurpose
from app.models.user import User
from app.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """What is told of a contact; a desk without a person's name is one, too."""

    purpose: ContactPurpose
    name: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None


class AgencyContact(Noun, Guarded, Base):
    """A contact that one office keeps; other offices keep their own. One that was removed stays as a row."""

    __tablename__ = "agency_contact"
    __table_args__ = (sa.Index("ix_agency_contact_of_office", "agency_id", "office_id"),)

    agency_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("agency.id"))
    office_id: Mapped[int] = mapped_column(ID, sa.ForeignKey("office.id"), index=True)
    purpose: Mapped[ContactPurpose] = mapped_column(coded(ContactPurpose))
    name: Mapped[str | None]
    title: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    note: Mapped[str | None]
    verified_on: Mapped[date | None]
    verified_by_id: Mapped[int | None] = mapped_column(ID, sa.ForeignKey("app_user.id"))
    removed_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship(Agency)
    office: Mapped[Office] = relationship(Office)
    verified_by: Mapped[User | None] = relationship(User)

    @property
    def words(self) -> str:
        """The person, or the desk where no person is named."""
        return self.name or self.title or self.email or self.phone or self.purpose.label

    def write(self, facts: ContactFacts) -> None:
        """Take these facts over; what is new was not verified yet. Raises `Refused` where nobody could be reached."""
        if not (facts.email or facts.phone):
            raise Refused("Enter an e-mail address or a telephone number.", field="email")
        before = (self.name, self.email, self.phone)
        self.purpose, self.name, self.title = facts.purpose, facts.name, facts.title
        self.email, self.phone, self.note = facts.email, facts.phone, facts.note
        if before != (facts.name, facts.email, facts.phone):
            self.verified_on = self.verified_by = None

    def verify(self, *, on: date, by: User) -> None:
        """Somebody reached the contact that day."""
        if self.removed_at is not None:
            raise Refused("This contact was removed.")
        self.verified_on, self.verified_by_id = on, by.id
