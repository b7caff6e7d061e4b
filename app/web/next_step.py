"""Whose move it is (rule 6): the fields that every form asks after which a request stays open."""

from typing import Any

from wtforms import RadioField, StringField
from wtforms.validators import InputRequired

from app.models.oversight_request import NextStep, OversightRequest
from app.models.picklists import WaitsOn
from app.web.choices import code_of, listed
from app.web.forms import DayField
from app.web.words import SUBJECT, Words, trimmed


def whose_move(*validators: Any) -> RadioField:
    return RadioField("Whose move is it?", choices=listed(WaitsOn), coerce=code_of(WaitsOn), validators=validators)


class NextStepFields:
    """Whose move it is; it has to be said."""

    next_step = StringField("Next step", filters=[trimmed], validators=[Words(SUBJECT)])
    next_step_on = DayField("On")
    waits_on = whose_move(InputRequired("Say whose move it is."))

    @property
    def step(self: Any) -> NextStep:
        return NextStep(text=self.next_step.data, on=self.next_step_on.data, waits_on=self.waits_on.data)


class NextStepAsked(NextStepFields):
    """The same on a form with another errand: what stands is filled in, and leaving it out changes nothing."""

    waits_on = RadioField(
        "Whose move is it?", choices=listed(WaitsOn), coerce=code_of(WaitsOn), validate_choice=False, default=None
    )

    def begin_with(self: Any, oversight_request: OversightRequest, *, likely: WaitsOn | None = None) -> None:
        """Show what stands now; before anything was said, what is likely."""
        if not self.is_submitted():
            self.next_step.data, self.next_step_on.data = oversight_request.next_step, oversight_request.next_step_on
            self.waits_on.data = oversight_request.waits_on or likely

    @property
    def asked_step(self) -> NextStep | None:
        """None where nothing was said."""
        return self.step if self.step.waits_on is not None else None
