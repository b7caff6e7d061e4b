"""Forms that move a due date, and those of what is said about it."""

from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, StopValidation

from app.clock import today
from app.dates import day_text, read_day
from app.deadlines.services import Move
from app.models import DeadlineEntry, OversightRequest
from app.models.oversight_request import NextStep
from app.models.picklists import WaitsOn
from app.refusals import Refused
from app.web.editions import Edited
from app.web.forms import ClockField, DayField, Form, MakingForm
from app.web.next_step import NextStepAsked
from app.web.words import NAME, SUBJECT, Words, trimmed
from app.workdays import extension_days

OWN = "own"
HOW = [("", "Not said"), ("phone", "Phone"), ("e-mail", "E-mail"), ("letter", "Letter"), ("meeting", "Meeting")]
REASON = Words(2000)
SHOWN_OF_AN_ITEM = 60


class SeenForm(MakingForm):
    """`version` is the state of the deadline that the person saw."""

    version = HiddenField()

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


class MoveForm(SeenForm):
    """What every form asks that moves a date, or tells of moving one."""

    until = DayField("New due date")
    until_time = ClockField("Time")
    reason = TextAreaField("Reason", [REASON])
    how = SelectField("How you heard", choices=HOW, default="")

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
            **self.talk,
        )

    @property
    def talk(self) -> dict[str, Any]:
        """Who spoke with whom, when and of what, where the form asks for that."""
        return {}


class ItemsField(SelectMultipleField):
    """Some of a request's items, by their ids."""

    def pre_validate(self, _form: Any) -> None:
        offered: Any = self.choices
        if not set(self.data or ()) <= {value for value, _label in offered}:
            raise StopValidation("Choose items of this request.")


class Talk:
    """Who said it on either side, when, and for which items."""

    said_on = DayField("When")
    who = StringField("Who spoke for the agency", [Words(NAME)], filters=[trimmed])
    agreed_by = StringField("Who spoke for the committee", [Words(NAME)], filters=[trimmed])
    item_ids = ItemsField("Only for these items", coerce=int)

    def offer_items(self: Any, oversight_request: OversightRequest) -> None:
        """A letter of one item has no part of it."""
        items = oversight_request.items if len(oversight_request.items) > 1 else []
        self.item_ids.choices = [(item.id, f"{item.label}: {shortened(item.text)}") for item in items]

    def take_over(self: Any, asked: DeadlineEntry | None) -> None:
        """Begin with what the agency asked for, unless something was posted."""
        if asked is not None and not self.is_submitted():
            self.until.data, self.until_time.data = asked.until_on, asked.until_time
            self.who.data, self.how.data, self.item_ids.data = asked.who, asked.how or "", asked.item_ids or []

    @property
    def talk(self: Any) -> dict[str, Any]:
        told = {name: self[name].data or "" for name in ("who", "agreed_by")}
        return {**told, "said_on": self.said_on.data, "item_ids": tuple(self.item_ids.data or ())}


def shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHOWN_OF_AN_ITEM else f"{words[: SHOWN_OF_AN_ITEM - 1]}…"


class ExtensionForm(NextStepAsked, Talk, MoveForm):
    """More time for the agency: a preset day, seen with its weekday before it is saved, or a day of one's own."""

    preset = RadioField("Extend to", validate_choice=False)
    conditions = StringField("On which conditions", [Words(SUBJECT)], filters=[trimmed])

    def fit(self, oversight_request: OversightRequest) -> None:
        super().fit(oversight_request)
        self.begin_with(oversight_request, likely=WaitsOn.AGENCY)
        days = extension_days(oversight_request.due_on, today(oversight_request.office.zone))
        self.preset.choices = [*((day.isoformat(), f"{label}: {day_text(day)}") for label, day in days), (OWN, OTHER)]
        if self.preset.data is None:
            self.preset.data = self.preset.choices[0][0]
        self.offer_items(oversight_request)

    def grant(self, asked: DeadlineEntry | None) -> None:
        """Offer what was asked for as the day to extend to."""
        self.take_over(asked)
        if asked is not None and asked.until_on and not self.is_submitted():
            self.preset.data = OWN

    @property
    def talk(self) -> dict[str, Any]:
        return {**super().talk, "conditions": self.conditions.data or ""}

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


class AskForm(Talk, MoveForm):
    """The agency asks for more time; nothing is decided yet."""

    until = DayField("Until when")
    reason = TextAreaField("Why, as they say", [REASON])

    def fit(self, oversight_request: OversightRequest) -> None:
        super().fit(oversight_request)
        self.offer_items(oversight_request)

    @property
    def move(self) -> Move:
        return self.move_to(self.until.data)


class RefusalForm(Talk, MoveForm):
    """We say no to what was asked."""

    how = SelectField("How they were told", choices=HOW, default="")

    def fit(self, oversight_request: OversightRequest) -> None:
        super().fit(oversight_request)
        self.item_ids.choices = []

    @property
    def move(self) -> Move:
        return self.move_to(None)


class ReasonForm(Edited, Form):
    """The words that give an entry's reason."""

    reason = TextAreaField("Reason", [REASON])

    def saved(self, name: str) -> Any:
        return super().saved(name) or ""
