"""Fields of an outcome and of closing a request."""

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from app.models.outcome import OutcomeFacts
from app.models.picklists import Attributable, ClosingReason, OutcomeKind
from app.outcomes.services import Closing
from app.web.choices import code_of, listed
from app.web.editions import Edited
from app.web.forms import DayField, Form, MakingForm
from app.web.next_step import NextStepAsked
from app.web.words import NOTES, SUBJECT, WholeNumberField, Words, trimmed


class OutcomeFields:
    """What can be written down of an outcome."""

    kind = SelectField(
        "What came of it?",
        choices=listed(OutcomeKind, blank="Choose one"),
        coerce=code_of(OutcomeKind),
        default=None,
        validators=[InputRequired("Choose what came of it.")],
    )
    claim = StringField(
        "In one sentence",
        filters=[trimmed],
        validators=[DataRequired("Say in one sentence what came of it."), Words(SUBJECT)],
    )
    dated_on = DayField("Date", validators=[InputRequired("Enter the date.")])
    attributable = RadioField(
        "Did this request bring it about?",
        choices=listed(Attributable),
        coerce=code_of(Attributable),
        default=Attributable.UNKNOWN,
    )
    dollars = WholeNumberField("Dollars", most=10**15)

    @property
    def facts(self) -> OutcomeFacts:
        return OutcomeFacts(
            kind=self.kind.data,
            claim=self.claim.data or "",
            dated_on=self.dated_on.data,
            attributable=self.attributable.data,
            dollars=self.dollars.data,
        )


class OutcomeForm(OutcomeFields, NextStepAsked, MakingForm):
    """A new outcome; while the request stays open it asks whose move it is."""


class ChangedOutcomeForm(Edited, OutcomeFields, Form):
    """An outcome that was recorded before."""


class ClosingForm(Form):
    """How a request ends."""

    reason = RadioField(
        "Why is it closed?",
        choices=listed(ClosingReason),
        coerce=code_of(ClosingReason),
        validators=[InputRequired("Say why it is closed.")],
    )
    on = DayField("Closed on", validators=[InputRequired("Enter the date.")])
    note = TextAreaField("Note", filters=[trimmed], validators=[Words(NOTES)])

    @property
    def closing(self) -> Closing:
        return Closing(reason=self.reason.data, on=self.on.data, note=self.note.data)
