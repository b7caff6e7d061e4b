"""The forms of a request: fields, labels, shapes; the rules are the verbs' own."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, ValidationError

from app.attaching import check_uploads
from app.models import Office, RequestDraft, User
from app.models.picklists import Authority, Handling, Instrument, LinkKind
from app.policies import Action, offices_for
from app.requests import queries
from app.requests.due_fields import DueFields
from app.requests.fields import CONTROLS, Choices, CodeField, Needed, PickField, PicksField, has_controls, line, text
from app.requests.letter import Filing, Letter
from app.web.forms import DayField, MakingForm
from app.web.signatories import signatories_of

NOBODY: Choices = [("", "Nobody")]
SUBJECT, NAME, LONGEST = 300, 200, 100_000


class LetterFields:
    """The fields of the letter itself, which filing and editing share."""

    agency_id = PickField("Agency", sentence="Choose an agency from the list.", validators=[])
    subject = line("Subject", longest=SUBJECT, needed="Enter the subject.")
    instrument = CodeField("Instrument", picklist=Instrument, default=Instrument.LETTER)
    authority = CodeField("Authority", picklist=Authority, empty="Not recorded")
    addressee = line("Addressee", longest=NAME)
    addressee_title = line("Addressee's title", longest=NAME)
    signatories = text("Signatories", longest=20_000)
    cc = text("Copies to", longest=20_000, rows=2)
    dated_on = DayField("Date on the letter")
    matter_id = PickField("Matter", sentence="Choose a matter of your office.")
    handling = CodeField("Handling", picklist=Handling, default=Handling.COMMITTEE_INTERNAL)

    def offer_letter(self: Any, offices: Sequence[Office]) -> None:
        """Fill the lists with what this person may choose from."""
        agencies = [(str(each.id), f"{each.name} ({each.short_name})") for each in queries.agencies()]
        self.agency_id.choices = [("", "Choose an agency"), *agencies]
        matters = queries.matters_of([office.id for office in offices])
        self.matter_id.choices = [("", "None"), *((str(matter.id), matter.title) for matter in matters)]

    def validate_agency_id(self: Any, field: Any) -> None:
        Needed("Choose an agency.")(self, field)

    @property
    def letter(self: Any) -> Letter:
        """The facts as they were typed; only of a form that is valid."""
        return Letter(
            agency_id=self.agency_id.data,
            subject=self.subject.data,
            instrument=self.instrument.data,
            authority=self.authority.data,
            addressee=self.addressee.data or None,
            addressee_title=self.addressee_title.data or None,
            signatories=signatories_of(self.signatories.data),
            cc=self.cc.data or None,
            handling=self.handling.data,
            dated_on=self.dated_on.data,
            matter_id=self.matter_id.data,
        )


class FilingForm(LetterFields, DueFields, MakingForm):
    """File a letter by hand, on one page."""

    office_id = PickField("Office", sentence="Choose one of your offices.")
    transmitted_on = DayField("Sent on")
    received_on = DayField("Received by the agency on")
    owner_id = PickField("Owner", sentence="Choose a person of the office's staff.")
    backup_id = PickField("Backup", sentence="Choose a person of the office's staff.")
    is_limited = BooleanField("Limit to named people")
    named_ids = PicksField("Named people", sentence="Choose people of the office's staff.")
    signed_letter: Any = FileField("Signed letter")
    items: Any = text("Items", longest=LONGEST, rows=10)
    also_to: Any = line("Also to these agencies", longest=1000)
    earlier_kind = CodeField("Relation to an earlier request", picklist=LinkKind, empty="None")
    earlier_number = line("Number of the earlier request", longest=40)
    is_not_twin = BooleanField("This is another request: file it as well")

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"data": {"owner_id": person.id}, **kwargs})
        self.person, self.offices = person, offices_for(person, Action.FILE)
        self.offer_letter(self.offices)
        self.offer_people()
        if len(self.offices) == 1:
            del self.office_id
        else:
            self.office_id.choices = [(str(office.id), office.name) for office in self.offices]
        if not offices_for(person, Action.LIMIT):
            del self.is_limited, self.named_ids

    def offer_people(self) -> None:
        """Everybody who may hold a request; where the person sits in several offices, each name says of which."""
        seats = queries.staff_of([office.id for office in self.offices])
        several = len(self.offices) > 1
        people = {
            str(seat.user_id): f"{seat.user.name} ({seat.office.short_name})" if several else seat.user.name
            for seat in seats
        }
        self.owner_id.choices = list(people.items())
        self.backup_id.choices = NOBODY + list(people.items())
        self.named_ids.choices = list(people.items())

    def validate_earlier_number(self, field: Any) -> None:
        if bool(field.data) != bool(self.earlier_kind.data):
            raise ValidationError("Give both: the relation, and the number of the earlier request.")

    @property
    def act(self) -> str:
        """Which button was pressed: due, draft, or none of a name."""
        return request.form.get("act", "")

    def validate_signed_letter(self, field: Any) -> None:
        check_uploads(field)

    @classmethod
    def blank(cls, person: User, *, agency: str = "", matter: str = "") -> "FilingForm":
        """A form as it is first opened, perhaps for one more letter to the same agency."""
        given = {"owner_id": person.id}
        given |= {
            name: int(value) for name, value in (("agency_id", agency), ("matter_id", matter)) if queries.is_id(value)
        }
        return cls(person, formdata=None, data=given)

    @classmethod
    def of_draft(cls, person: User, draft: RequestDraft) -> "FilingForm":
        """A draft's fields as they were typed."""
        typed = MultiDict([(name, word) for name, words in draft.fields.items() for word in words])
        typed["id"] = str(draft.id)
        return cls(person, formdata=typed)

    @property
    def office(self) -> Office:
        """The office that files."""
        chosen = self.office_id.data if "office_id" in self else None
        return next((office for office in self.offices if office.id == chosen), self.offices[0])

    @property
    def typed(self) -> dict[str, list[str]]:
        """Every field as typed, for a draft."""
        return {
            field.name: [str(word) for word in field.raw_data]
            for field in self
            if field.raw_data and field.name not in {"id", "csrf_token", "signed_letter"}
        }

    def is_keepable(self) -> bool:
        """Whether a draft can be kept: anything may be missing or wrong in it, save what no text can hold."""
        for name, words in self.typed.items():
            if any(has_controls(word) for word in words):
                self[name].errors = [CONTROLS]
            elif sum(map(len, words)) > LONGEST:
                self[name].errors = [f"Use at most {LONGEST:,} characters."]
        return not self.errors

    @property
    def filing(self) -> Filing:
        """All that is told; only of a form that is valid."""
        is_limited = bool("is_limited" in self and self.is_limited.data)
        return Filing(
            letter=self.letter,
            due_on=self.due_on.data,
            due_time=self.due_time.data,
            rule=self.due_rule,
            transmitted_on=self.transmitted_on.data,
            received_on=self.received_on.data,
            owner_id=self.owner_id.data,
            backup_id=self.backup_id.data,
            is_limited=is_limited,
            named_ids=tuple(self.named_ids.data or ()) if is_limited else (),
            is_not_twin=self.is_not_twin.data,
            earlier_kind=self.earlier_kind.data,
            earlier_number=self.earlier_number.data or "",
            **self.asked,
        )

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked of whom, as this form takes it in."""
        names = (name.strip() for name in (self.also_to.data or "").split(","))
        return {
            "items": self.items.data or "",
            "also_to": tuple(filter(None, names)),
            "signed_letter": self.signed_letter.data,
        }


class CopyForm(MakingForm):
    """Which earlier request a new letter begins with; `id` is the draft's."""

    number = line("Number of the earlier request", longest=40, needed="Enter the number of the earlier request.")
