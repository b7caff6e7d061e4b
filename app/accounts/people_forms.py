"""Fields of an invitation, of a person, and of a seat."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired

from app.accounts import people_queries as queries
from app.accounts.fields import Address, Pick, name_field
from app.accounts.handover import field_of
from app.accounts.people_services import Invitation, PersonFacts
from app.models import Absence, Office, Seat, User
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


class AbsenceForm(Form):
    """The first and the last day away, and who covers."""

    from_on = DayField("First day away", validators=[DataRequired("Enter the first day away.")])
    until_on = DayField("Last day away", validators=[DataRequired("Enter the last day away.")])
    cover_id = Pick(
        "Who covers",
        read=int,
        sentence="Choose a colleague from the list.",
        validators=[DataRequired("Choose who covers.")],
    )

    def __init__(self, covers: Sequence[Seat], *, absence: Absence | None) -> None:
        super().__init__(obj=absence)
        self.cover_id.choices = [("", "Choose one"), *((str(seat.user_id), seat.user.name) for seat in covers)]

    @property
    def told(self) -> dict[str, Any]:
        return {"from_on": self.from_on.data, "until_on": self.until_on.data, "cover_id": self.cover_id.data}


class DeactivationForm(Form):
    """To whom the leaver's open requests go, asked once for each office; nobody leaves them with the leaver."""

    @classmethod
    def asking(cls, owned: Sequence[queries.Owned], heirs: Mapping[int, Sequence[Seat]]) -> "DeactivationForm":
        """A form with one list for each office in which there is something to move."""
        fields = {field_of(each.office_id): heir_field(each, heirs[each.office_id]) for each in owned}
        form = type("DeactivationForm", (cls,), fields)()
        form.owned = owned
        form.offered = {each.office_id: {seat.user_id: seat for seat in heirs[each.office_id]} for each in owned}
        return form  # type: ignore[no-any-return]

    @property
    def heirs(self: Any) -> dict[Office, User]:
        """Only of a form that is valid."""
        chosen = {office_id: self[field_of(office_id)].data for office_id in self.offered}
        seats = [self.offered[office_id][user_id] for office_id, user_id in chosen.items() if user_id]
        return {seat.office: seat.user for seat in seats}

    @property
    def heir_fields(self: Any) -> list[Any]:
        return [self[field_of(office_id)] for office_id in self.offered]


def heir_field(owned: queries.Owned, seats: Sequence[Seat]) -> Pick:
    what = f"{owned.count:,} open request{'' if owned.count == 1 else 's'} of {owned.office}"
    listed = [(str(seat.user_id), seat.user.name) for seat in seats]
    choices = [("", "Nobody: leave them where they are"), *listed]
    return Pick(f"Move {what} to", read=int, sentence="Choose a colleague from the list.", choices=choices)
