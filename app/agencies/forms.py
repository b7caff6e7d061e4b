"""Fields of an agency, of its further names, of a merge, and of an office's contact there."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Optional

from app.agencies import queries
from app.agencies.services import Entry, Name
from app.models import Agency, AgencyContact, Office
from app.models.agency_contact import ContactFacts
from app.models.picklists import ContactPurpose
from app.web.choices import code_of, listed
from app.web.forms import DayField, Form, MakingForm
from app.web.words import NAME, NOTES, Words, trimmed

SHORT = 60
OWN = ("name", "short_name", "succeeded_on", "is_inauguration_kept")


def number(text: str | None) -> int | None:
    return int(text) if text else None


class EntryFields:
    """What the directory says of an agency."""

    name = StringField("Name", [InputRequired("Enter the agency's name."), Words(NAME)])
    short_name = StringField("Short name", [InputRequired("Enter a short name."), Words(SHORT)])
    parent_id = SelectField("Part of", default="")

    @property
    def names(self: Any) -> dict[str, Any]:
        return {
            "name": " ".join((self.name.data or "").split()),
            "short_name": " ".join((self.short_name.data or "").split()),
            "parent_id": number(self.parent_id.data),
        }


class AgencyForm(EntryFields, MakingForm):
    """An agency that the directory lacks."""

    def __init__(self) -> None:
        super().__init__()
        self.parent_id.choices = [("", "None"), *((str(key), words) for key, words in queries.names())]

    @property
    def entry(self) -> Entry:
        return Entry(**self.names)


class ChangedAgencyForm(EntryFields, Form):
    """An agency that stands."""

    successor_id = SelectField("Succeeded by", default="")
    succeeded_on = DayField("Since")
    is_inauguration_kept = BooleanField("Its offices close on Inauguration Day")

    def __init__(self, agency: Agency) -> None:
        told = {name: getattr(agency, name) for name in OWN}
        ties = {name: str(getattr(agency, name) or "") for name in ("parent_id", "successor_id")}
        super().__init__(data={**told, **ties})
        others = [("", "None"), *((str(key), words) for key, words in queries.names(but=agency))]
        self.parent_id.choices = self.successor_id.choices = others

    @property
    def entry(self) -> Entry:
        ties = {"successor_id": number(self.successor_id.data), "succeeded_on": self.succeeded_on.data}
        return Entry(**self.names, **ties, is_inauguration_kept=bool(self.is_inauguration_kept.data))


class NameForm(Form):
    """Another name of an agency."""

    name = StringField("Another name or short name", [InputRequired("Enter the name."), Words(NAME)])
    valid_from = DayField("Used from")
    valid_until = DayField("Used until")

    @property
    def told(self) -> Name:
        name = " ".join((self.name.data or "").split())
        return Name(name=name, valid_from=self.valid_from.data, valid_until=self.valid_until.data)


class MergeForm(Form):
    """The entry that is kept."""

    kept_id = SelectField("Merge it into", [InputRequired("Choose the agency that is kept.")], default="")

    def __init__(self, agency: Agency) -> None:
        super().__init__()
        others = ((str(key), words) for key, words in queries.names(but=agency))
        self.kept_id.choices = [("", "Choose one"), *others]


class ContactFields:
    """Whom an office calls, and for what."""

    purpose = SelectField(
        "Purpose",
        [InputRequired("Choose what this contact is for.")],
        choices=listed(ContactPurpose, blank="Choose one"),
        coerce=code_of(ContactPurpose),
    )
    name = StringField("Name", [Words(NAME)], filters=[trimmed])
    title = StringField("Title or desk", [Words(NAME)], filters=[trimmed])
    email = StringField(
        "E-mail",
        [Optional(), Words(NAME), Email("Enter an e-mail address like name@example.gov.")],
        filters=[trimmed],
    )
    phone = StringField("Telephone", [Words(SHORT)], filters=[trimmed])
    note = TextAreaField("Note", [Words(NOTES)], filters=[trimmed], render_kw={"rows": "3"})

    @property
    def facts(self: Any) -> ContactFacts:
        names = ("purpose", "name", "title", "email", "phone", "note")
        return ContactFacts(**{name: self[name].data for name in names})


class ContactForm(ContactFields, MakingForm):
    """A new contact, kept by one of the person's offices."""

    office_id = SelectField("Kept by", [InputRequired("Choose one of your offices.")])

    def __init__(self, offices: Sequence[Office]) -> None:
        super().__init__()
        self.offices = {str(office.id): office for office in offices}
        self.office_id.choices = [(key, office.name) for key, office in self.offices.items()]

    @property
    def office(self) -> Office:
        """Only of a form that is valid."""
        return self.offices[self.office_id.data]


class ChangedContactForm(ContactFields, Form):
    """A contact that stands."""

    def __init__(self, contact: AgencyContact) -> None:
        super().__init__(obj=contact)
