"""Forms that move a due date."""

from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from app.clock import today
from app.dates import day_text, read_day
from app.deadlines.services import Move
from app.models import OversightRequest
from app.models.oversight_request import NextStep
from app.models.picklists import WaitsOn
from app.refusals import Refused
from app.web.editions import Edited
from app.web.forms import ClockField, DayField, Form, MakingForm
from app.web.next_step import NextStepAsked
from app.web.words import Words
from app.workdays import extension_days

OWN = "own"
HOW = [("", "Not said"), ("phone", "Phone"), ("e-mail", "E-mail"), ("letter", "Letter")]
REASON = Words(2000)


class MoveForm(MakingForm):
    """What both forms ask; `version` is the state of the deadline that the person saw."""

    version = HiddenField()
    until = DayField("New due date")
    until_time = ClockField("Time")
    reason = TextAreaField("Reason", [REASON])
    how = SelectField("How you heard", choices=HOW, default="")

    def fit(self, oversight_request: OversightRequest) -> None:
        """Begin with what stands now, unless something was posted."""
        if not self.is_submitted():
            self.version.data = str(oversight_request.due_version)

    def look_again(self, oversight_request: OversightRequest) -> None:
        """After a refusal the page shows the deadline as it stands, so that is what the next attempt has seen."""
        self.version.data = str(oversight_request.due_version)

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1

    @property
    def asked_step(self) -> NextStep | None:
        """Whose move it is, where the form asks for that."""
        return None

    def move_to(self, until: date | None) -> Move:
        return Move(
            entry_id=self.noun_id,
            seen_version=self.seen_version,
            until=until,
            until_time=self.until_time.data if until else None,
            reason=(self.reason.data or "").strip(),
            how=self.how.data or "",
            next_step=self.asked_step,
        )


class ExtensionForm(NextStepAsked, MoveForm):
    """More time for the agency: a preset day, seen with its weekday before it is saved, or a day of one's own."""

    preset = RadioField("Extend to", validate_choice=False)

    def fit(self, oversight_request: OversightRequest) -> None:
        super().fit(oversight_request)
        self.begin_with(oversight_request, likely=WaitsOn.AGENCY)
        days = extension_days(oversight_request.due_on, today(oversight_request.office.zone))
        self.preset.choices = [*((day.isoformat(), f"{label}: {day_text(day)}") for label, day in days), (OWN, OTHER)]
        if self.preset.data is None:
            self.preset.data = self.preset.choices[0][0]

    @property
    def move(self) -> Move:
        """Raises `Refused` where no day was given."""
        if self.preset.data == OWN or self.until.data:
            if self.until.data is None:
                raise Refused("Enter the new due date, or choose one of the days above.", field="until")
            return self.move_to(self.until.data)
        try:
            chosen = read_day(self.preset.data or "", today=date.min)
        except Refused:
            raise Refused("Choose one of these days.", field="preset") from None
        return self.move_to(chosen)


OTHER = "Another day"


class CorrectionForm(MoveForm):
    """The right date instead of one that was typed wrongly."""

    until = DayField("Right due date")
    is_none = BooleanField("No due date is set")
    reason = TextAreaField("What was wrong", [InputRequired("Say what was wrong."), REASON])
    how = SelectField("How it was found", choices=HOW, default="")

    @property
    def move(self) -> Move:
        if self.is_none.data:
            if self.until.data:
                raise Refused("Enter a date or tick that none is set, not both.", field="until")
            return self.move_to(None)
        if self.until.data is None:
            raise Refused("Enter the right due date.", field="until")
        return self.move_to(self.until.data)


class ReasonForm(Edited, Form):
    """The words that give an entry's reason."""

    reason = TextAreaField("Reason", [REASON])

    def saved(self, name: str) -> Any:
        return super().saved(name) or ""
