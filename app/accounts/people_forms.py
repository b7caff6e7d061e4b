"""Fields of an invitation, of a person, and of a seat."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired

from app.accounts import people_queries as queries
from app.accounts.fields import Address, Pick, name_field
from app.accounts.people_services import Invitation, PersonFacts
from app.models import Office, User
from app.models.picklists import Role
from app.models.seat import SeatFacts
from app.web.forms import DayField, Form, MakingForm
from app.web.words import trimmed


class SeatFields:
    """What a person may do in an office."""

    role = Pick(
        "Role",
        read=Role,
        sentence="Choose a role from the list.",
        choices=[("", "Choose one"), *((each.value, each.label) for each in Role)],
        validators=[DataRequired("Choose a role.")],
    )
    is_approver = BooleanField("Approver: releases letters that another proposed")
    is_security_officer = BooleanField("Security officer: is called when something marked classified turns up")
    home_agency_id = Pick("Home agency of a detailee", read=int, sentence="Choose an agency from the list.")

    def offer_agencies(self) -> None:
        known = [(str(agency.id), f"{agency.name} ({agency.short_name})") for agency in queries.agencies()]
        self.home_agency_id.choices = [("", "None: not a detailee"), *known]

    @property
    def facts(self: Any) -> SeatFacts:
        return SeatFacts(
            role=self.role.data,
            is_approver=self.is_approver.data,
            is_security_officer=self.is_security_officer.data,
            home_agency_id=self.home_agency_id.data,
            ended_on=self.ended_on.data if "ended_on" in self else None,
        )


class InvitationForm(SeatFields, MakingForm):
    """Somebody who is to sit in one of these offices."""

    email = StringField(
        "E-mail", filters=[trimmed], validators=[DataRequired("Enter the person's e-mail address."), Address()]
    )
    name = name_field("Name", "Enter the person's name.")
    office_id = Pick(
        "Office", read=int, sentence="Choose one of your offices.", validators=[DataRequired("Choose an office.")]
    )

    def __init__(self, offices: Sequence[Office], *, person: User | None = None) -> None:
        first = {"office_id": offices[0].id} if len(offices) == 1 else {}
        known = {"email": person.email, "name": person.name} if person is not None else {}
        super().__init__(data=first | known)
        self.offices = offices
        self.office_id.choices = [("", "Choose one"), *((str(office.id), office.name) for office in offices)]
        self.offer_agencies()

    @property
    def invitation(self) -> Invitation:
        """All that was told; only of a form that is valid."""
        office = next(office for office in self.offices if office.id == self.office_id.data)
        return Invitation(email=self.email.data or "", name=self.name.data or "", office=office, facts=self.facts)


class SeatForm(SeatFields, Form):
    """A seat that was given before."""

    ended_on = DayField("Ended on")


class PersonForm(Form):
    """What is told of a person apart from seats."""

    name = name_field("Name", "Enter the person's name.")
    is_administrator = BooleanField("Administrator: runs the installation and reads no content by that")

    @property
    def facts(self) -> PersonFacts:
        return PersonFacts(name=self.name.data or "", is_administrator=self.is_administrator.data)
