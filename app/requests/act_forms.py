"""The small forms of the verbs on a filed request, and the edit with its clash."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField

from app.attaching import check_uploads
from app.dates import day_text
from app.models import OversightRequest
from app.requests import queries
from app.requests.clash import NAMES, Clash, digests
from app.requests.fields import Choices, CodeField, Needed, PickField, PicksField, labels_of, offered_by, text
from app.requests.forms import NOBODY, LetterFields
from app.requests.letter import Letter
from app.requests.services import letter_of
from app.web.forms import ClockField, DayField, Form
from app.web.signatories import signatories_text


class TransmissionForm(Form):
    transmitted_on = DayField("Sent on")
    proof = FileField("Sent message")

    def validate_proof(self, field: Any) -> None:
        check_uploads(field)


class ReceiptForm(Form):
    received_on = DayField("Received by the agency on", validators=[Needed("Enter the day of receipt.")])


class ApprovalForm(Form):
    released_on = DayField("Released on", validators=[Needed("Enter the day on which the letter is public.")])
    embargo_until = ClockField("Not public before")


class VoidForm(Form):
    reason = text("Why is it void?", longest=20_000, needed="Say why this request is void.")


class AssignmentForm(Form):
    """Owner and backup, of the office's staff."""

    owner_id = PickField("Owner", sentence="Choose a person of the office's staff.")
    backup_id = PickField("Backup", sentence="Choose a person of the office's staff.")

    def __init__(self, oversight_request: OversightRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, obj=oversight_request, **kwargs)
        people = people_of(oversight_request)
        self.owner_id.choices, self.backup_id.choices = people, NOBODY + people


class LimitForm(Form):
    """The people who may see the request; unticking the box lifts the limit."""

    is_limited = BooleanField("Limit this request to named people")
    named_ids = PicksField("Named people", sentence="Choose people of the office's staff.")

    def __init__(self, oversight_request: OversightRequest, *args: Any, **kwargs: Any) -> None:
        named = [person.id for person in queries.named_people(oversight_request)]
        super().__init__(*args, data={"is_limited": oversight_request.is_limited, "named_ids": named}, **kwargs)
        self.named_ids.choices = people_of(oversight_request)


class SharingForm(Form):
    """The other offices that see the request."""

    office_ids = PicksField("Share with", sentence="Choose offices from the list.")

    def __init__(self, oversight_request: OversightRequest, *args: Any, **kwargs: Any) -> None:
        shared = [share.office_id for share in queries.shares(oversight_request)]
        super().__init__(*args, data={"office_ids": shared}, **kwargs)
        offices = queries.other_offices(oversight_request.office)
        self.office_ids.choices = [(str(office.id), office.name) for office in offices]


def people_of(oversight_request: OversightRequest) -> Choices:
    seats = queries.staff_of([oversight_request.office_id])
    return [(str(seat.user_id), seat.user.name) for seat in seats]


class EditForm(LetterFields, Form):
    """The letter's facts; `was` tells by digests what the person saw, so that only what both changed clashes."""

    edition = HiddenField()
    was = HiddenField()

    def __init__(self, oversight_request: OversightRequest, *, letter: Letter | None = None, **kwargs: Any) -> None:
        super().__init__(data=data_of(oversight_request, letter or letter_of(oversight_request)), **kwargs)
        self.offer_letter([oversight_request.office])
        keep_choice(self.agency_id, oversight_request.agency_id, oversight_request.agency.name)
        if oversight_request.matter is not None:
            keep_choice(self.matter_id, oversight_request.matter_id, oversight_request.matter.title)

    @classmethod
    def posted(cls, oversight_request: OversightRequest) -> "EditForm":
        """What was posted; a field of which the colleague's text was chosen takes that."""
        typed, theirs = MultiDict(request.form), cls(oversight_request, formdata=None)
        for name in NAMES:
            if typed.get(f"keep_{name}") == "theirs":
                typed[name] = posted_value(theirs[name])
        return cls(oversight_request, formdata=typed)

    @classmethod
    def of_letter(cls, oversight_request: OversightRequest, letter: Letter) -> "EditForm":
        """A form that starts from these facts and from the edition that stands now."""
        return cls(oversight_request, formdata=None, letter=letter)

    def clashes(self, mine: "EditForm", names: Sequence[str]) -> list[Clash]:
        """The fields that both changed, this form holding the colleague's."""
        return [Clash(name, self[name].label.text, shown(self[name]), shown(mine[name])) for name in names]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Every field of the letter as hidden fields carry it through the clash page."""
        return [(name, posted_value(self[name])) for name in NAMES]

    @property
    def told_edition(self) -> int:
        typed = self.edition.data or ""
        return int(typed) if queries.is_id(typed) else 0


def keep_choice(field: Any, value: int | None, label: str) -> None:
    """What stands may stay, even where it is no longer offered (a closed matter)."""
    if value is not None and str(value) not in offered_by(field):
        field.choices = [*field.choices, (str(value), label)]


def data_of(oversight_request: OversightRequest, letter: Letter) -> dict[str, Any]:
    """What the edit form starts from."""
    return {
        **vars(letter),
        "signatories": signatories_text([{"name": name, "title": title} for name, title in letter.signatories]),
        "edition": str(oversight_request.edition),
        "was": digests(letter_of(oversight_request)),
    }


def posted_value(field: Any) -> str:
    """What a browser would post of this field as it stands."""
    if isinstance(field, PickField):
        return str(getattr(field.data, "value", "") if isinstance(field, CodeField) else field.data or "")
    return str(field._value())


def shown(field: Any) -> str:
    """A field's content in words."""
    value = posted_value(field)
    if isinstance(field, PickField):
        return labels_of(field).get(value, value)
    if isinstance(field, DayField) and field.data:
        return day_text(field.data)
    return value or "Empty"
