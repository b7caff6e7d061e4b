"""How a letter sets its date: the fields of the filing form from which it is counted."""

from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError

from app.bases import CHAMBER, COUNTED, Rule
from app.models.picklists import DueBasis
from app.requests.fields import CodeField
from app.web.forms import ClockField, DayField
from app.web.words import WholeNumberField

START_WORDS = {DueBasis.N_DAYS_AFTER_ENACTMENT: "Enacted", DueBasis.EVENT: "Event on"}
WITHOUT_A_DAY = COUNTED | {"NONE", "IMMEDIATE"}


class DueFields:
    """A printed date needs no more than its day; a counted one needs a number, and perhaps a day of its own to start."""

    due_on = DayField("Due")
    due_time = ClockField("Due time")
    due_basis = CodeField("How the letter sets it", picklist=DueBasis, default=DueBasis.DATE)
    due_number = WholeNumberField("Number of days or weeks", most=100_000)
    due_from = DayField("Counted from")
    due_is_before = BooleanField('The letter says "before"')

    def offer_bases(self: Any) -> None:
        """A chamber's days can't be counted without its calendar, so they are not offered."""
        self.due_basis.choices = [each for each in self.due_basis.choices if each[0] not in CHAMBER]

    def validate_due_on(self: Any, field: Any) -> None:
        if (
            self.due_basis.data
            and self.due_basis.data.value not in WITHOUT_A_DAY
            and not field.data
            and not field.errors
        ):
            raise ValidationError("Enter the due date.")

    def validate_due_number(self: Any, field: Any) -> None:
        if self.due_basis.data and self.due_basis.data.value in COUNTED and not field.data and not field.errors:
            raise ValidationError("Enter the number that the letter says.")

    @property
    def due_rule(self: Any) -> Rule | None:
        """The rule by which the date is counted; None for a plain printed date, which stands as it was typed."""
        basis = self.due_basis.data or DueBasis.DATE
        if basis is DueBasis.DATE and not self.due_is_before.data:
            return None
        start, words = self.due_on.data, "Letter dated"
        if basis.value in COUNTED or basis is DueBasis.IMMEDIATE:
            start, words = (self.due_from.data, "From") if self.due_from.data else (self.dated_on.data, words)
        return Rule(
            basis=basis.value,
            start=start,
            start_words=START_WORDS.get(basis, words),
            n=self.due_number.data or 0,
            at=self.due_time.data,
            is_before=bool(self.due_is_before.data),
        )
