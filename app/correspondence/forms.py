"""Fields of a communication, of what it settles item by item, and of the next step."""

from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired

from app.attaching import check_uploads
from app.correspondence.services import Entry
from app.models import Communication, Item, OversightRequest
from app.models.communication import CommunicationFacts
from app.models.item import GONE, DispositionFacts
from app.models.picklists import CommunicationKind, Direction, Disposition, Ground, Settles
from app.models.production import ProductionFacts
from app.web.choices import code_of, listed
from app.web.editions import Edited
from app.web.forms import ClockField, DayField, Form, MakingForm, Part
from app.web.marked import MarkedQuestion
from app.web.next_step import NextStepFields
from app.web.words import NAME, NOTES, SUBJECT, TEXT, WholeNumberField, Words, trimmed

# Beyond so many items a row holds its disposition only; grounds and note are entered on a page of one item.
ROWS_IN_FULL = 40


def web_address(_form: Any, field: Any) -> None:
    """A link that is shown must lead to a page, never run something."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(c.isspace() for c in field.data):
        raise ValidationError("Enter an address that starts with https:// or http://.")


def words(label: str, most: int, *validators: Any, area: bool = False) -> Any:
    field = TextAreaField if area else StringField
    return field(label, filters=[trimmed], validators=[*validators, Words(most)])


class FactsFields:
    """What can be written down of any communication."""

    kind = SelectField("Kind", choices=listed(CommunicationKind), coerce=code_of(CommunicationKind))
    direction = SelectField(
        "Direction", choices=listed(Direction, blank="As its kind says"), coerce=code_of(Direction), default=None
    )
    dated_on = DayField("Date", validators=[InputRequired("Enter the date.")])
    at_time = ClockField("Time")
    received_on = DayField("Received by us on")
    speaker = words("Speaker or sender", NAME)
    body = words("For which body", NAME)
    summary = words("Summary in one sentence", SUBJECT, DataRequired("Say in one sentence what it was."))
    text = words("Text or notes", TEXT, area=True)
    source_url = StringField("Source on the web", filters=[trimmed], validators=[Words(2000), web_address])
    volume = words("Volume", NAME)
    bates_begin = words("Bates number, first", NAME)
    bates_end = words("Bates number, last", NAME)
    pages = WholeNumberField("Pages", most=100_000_000)
    medium = words("Medium", NAME)
    files = MultipleFileField("Files", render_kw={"multiple": True})

    def validate_files(self, field: Any) -> None:
        check_uploads(field)

    @property
    def facts(self) -> CommunicationFacts:
        return CommunicationFacts(
            kind=self.kind.data,
            direction=self.direction.data,
            dated_on=self.dated_on.data,
            at_time=self.at_time.data,
            received_on=self.received_on.data,
            speaker=self.speaker.data,
            body=self.body.data,
            summary=self.summary.data or "",
            text=self.text.data,
            source_url=self.source_url.data,
        )

    @property
    def production(self) -> ProductionFacts:
        return ProductionFacts(
            volume=self.volume.data,
            bates_begin=self.bates_begin.data,
            bates_end=self.bates_end.data,
            pages=self.pages.data,
            medium=self.medium.data,
        )


class ItemRow(Part):
    """What the agency did with one item."""

    code = SelectField(
        "Disposition", choices=listed(Disposition, blank="No change", without=GONE), coerce=code_of(Disposition)
    )
    grounds = SelectMultipleField("Grounds", choices=listed(Ground), coerce=code_of(Ground))
    is_whole = BooleanField("On the whole item")
    asserted_by = words("Asserted by", NAME)
    note = words("Note", NOTES, area=True)

    @property
    def is_touched(self) -> bool:
        typed = (self.code.data, self.grounds.data, self.is_whole.data, self.asserted_by.data, self.note.data)
        return any(typed)

    def facts_of(self, item: Item) -> DispositionFacts:
        return DispositionFacts(
            item_id=item.id,
            code=self.code.data,
            grounds=tuple(self.grounds.data or ()),
            is_whole=self.is_whole.data,
            asserted_by=self.asserted_by.data,
            note=self.note.data,
        )


class SettlesFields(Form):
    """What a reply settles, as a whole and item by item; `list_items` makes a row for each."""

    settles = RadioField(
        "What does it settle?", choices=listed(Settles, blank="Classify later"), coerce=code_of(Settles), default=None
    )

    def list_items(self, oversight_request: OversightRequest, only: int | None = None) -> None:
        """A row for each item without sub-items; a row is known by its item's id, so a changed list does no harm."""
        sent = request.form if self.is_submitted() else None
        leaves = [item for item in oversight_request.items if not item.children and only in {None, item.id}]
        self.rows = [(item, ItemRow(sent, prefix=f"item{item.id}-")) for item in leaves]
        self.is_in_full = len(leaves) <= ROWS_IN_FULL

    def validate(self, extra_validators: Any = None) -> bool:
        is_sound = bool(super().validate(extra_validators))
        for item, row in self.rows:
            if not row.validate():
                is_sound = False
                self.form_errors += [f"{item.label}: {error}" for found in row.errors.values() for error in found]
            elif row.is_touched and row.code.data is None:
                is_sound = False
                self.form_errors.append(f"{item.label}: choose a disposition, too.")
        return is_sound

    @property
    def said(self) -> tuple[DispositionFacts, ...]:
        return tuple(row.facts_of(item) for item, row in self.rows if row.code.data is not None)


class LogForm(FactsFields, NextStepFields, MarkedQuestion, SettlesFields, MakingForm):
    """One communication, what it settles, and what happens next."""

    @property
    def entry(self) -> Entry:
        return Entry(
            id=self.noun_id,
            facts=self.facts,
            next_step=self.step,
            settles=self.settles.data,
            said=self.said,
            production=self.production,
            files=self.files,
        )


class FactsForm(Edited, FactsFields, MarkedQuestion, Form):
    """The facts of a communication that was logged before."""

    @classmethod
    def of(cls, communication: Communication) -> "FactsForm":
        form = cls(communication)
        if communication.production is not None and not form.is_submitted():
            for name in ("volume", "bates_begin", "bates_end", "pages", "medium"):
                form[name].data = getattr(communication.production, name)
        return form

    def entry_for(self, communication: Communication) -> Entry:
        return Entry(
            id=communication.id,
            facts=self.facts,
            production=self.production,
            files=self.files,
            edition=self.seen_edition,
        )


class ClassificationForm(SettlesFields):
    """What a reply settles, said later."""

    settles = RadioField(
        "What does it settle?",
        choices=listed(Settles),
        coerce=code_of(Settles),
        validators=[InputRequired("Say what this reply settles.")],
    )


class MoveForm(Form):
    """To which request a misfiled reply belongs."""

    to_number = words("Request that it belongs to", NAME, DataRequired("Enter the number of the request."))


class NextStepForm(NextStepFields, Form):
    """Whose move it is."""


class WithdrawalForm(Form):
    """Why an item leaves the count."""

    code = RadioField(
        "Why does it leave the count?",
        choices=listed(Disposition, without=frozenset(Disposition) - GONE),
        coerce=code_of(Disposition),
        validators=[InputRequired("Say whether we withdraw the item or it is moot.")],
    )
    note = words("Reason", NOTES, DataRequired("Say why."), area=True)
