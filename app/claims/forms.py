"""Fields of a claim, and of its tie to an intelligence item."""

from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from app.claims.services import Entry
from app.intelligence import queries as intelligence
from app.models import Claim, Communication
from app.models.claim import ClaimFacts
from app.models.picklists import ClaimKind, Relation
from app.web.choices import code_of, listed
from app.web.editions import Edited
from app.web.forms import DayField, Form, MakingForm
from app.web.words import NAME, NOTES, Words, trimmed


def id_or_none(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else None


class ClaimFields:
    """What can be written down of a claim."""

    kind = RadioField(
        "What does it do?",
        choices=listed(ClaimKind),
        coerce=code_of(ClaimKind),
        validators=[InputRequired("Say whether it admits, asserts, denies or commits.")],
    )
    quotation = TextAreaField(
        "Word for word", filters=[trimmed], validators=[DataRequired("Quote the words."), Words(NOTES)]
    )
    speaker = StringField("Speaker", filters=[trimmed], validators=[Words(NAME)])
    body = StringField("For which body", filters=[trimmed], validators=[Words(NAME)])
    dated_on = DayField("Date", validators=[InputRequired("Enter the date.")])
    note = TextAreaField("Note", filters=[trimmed], validators=[Words(NOTES)])
    item_ids = SelectMultipleField("Items that it speaks to", coerce=id_or_none)

    def offer(self: Any, communication: Communication) -> None:
        """The items of the request."""
        items = communication.oversight_request.items
        self.item_ids.choices = [
            (item.id, f"{item.label}: {item.text[:80]}" if item.path else item.label) for item in items
        ]

    @property
    def facts(self: Any) -> ClaimFacts:
        return ClaimFacts(**{name: self[name].data for name in ClaimFacts.__dataclass_fields__})

    def entry_as(self: Any, **known: int) -> Entry:
        return Entry(self.facts, tuple(self.item_ids.data or ()), **known)


class ClaimForm(ClaimFields, MakingForm):
    """A new claim; who spoke and when is what the communication says."""

    @classmethod
    def of(cls, communication: Communication) -> "ClaimForm":
        form = cls(speaker=communication.speaker, body=communication.body, dated_on=communication.dated_on)
        form.offer(communication)
        return form


class ChangedClaimForm(Edited, ClaimFields, Form):
    """A claim that was logged before."""

    def __init__(self, claim: Claim, communication: Communication) -> None:
        super().__init__(claim, data={"item_ids": [item.id for item in claim.items]})
        self.offer(communication)


class TieForm(Form):
    """An intelligence item that bears on the claim."""

    intelligence_item_id = SelectField(
        "Intelligence item", coerce=id_or_none, validators=[InputRequired("Choose an item.")]
    )
    relation = RadioField(
        "Does it support or contradict the claim?",
        choices=listed(Relation, without={Relation.PROMPTED, Relation.CORROBORATES}),
        coerce=code_of(Relation),
        validators=[InputRequired("Say whether it supports or contradicts.")],
    )

    def offer(self, claim: Claim) -> None:
        known = intelligence.offered([claim.oversight_request.office_id])
        self.intelligence_item_id.choices = [("", "Choose an item"), *((str(found), title) for found, title in known)]
