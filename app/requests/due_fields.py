"""How a letter sets its date: the fields of the filing form from which it is counted."""

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from app.bases import CHAMBER, COUNTED, Rule
from app.models.picklists import Chamber, DueBasis
from app.requests.fields import CodeField
from app.web.choices import listed
from app.web.forms import ClockField, DayField
from app.web.words import WholeNumberField

START_WORDS = {DueBasis.N_DAYS_AFTER_ENACTMENT: "Enacted", DueBasis.EVENT: "Event on"}
NUMBERED = COUNTED | CHAMBER.keys()
WITHOUT_A_DAY = NUMBERED | {"NONE", "IMMEDIATE"}


class DueFields:
    """A printed date needs no more than its day; a counted one needs a number, and perhaps a day of its own to start."""

    due_on = DayField("Due")
    due_time = ClockField("Due time")
    due_basis = CodeField("How the letter sets it", picklist=DueBasis, default=DueBasis.DATE)
    due_number = WholeNumberField("Number of days or weeks", most=100_000)
    due_from = DayField("Counted from")
    due_is_before = BooleanField('The letter says "before"')
    due_chamber = SelectField(
        "Days of which chamber",
        choices=listed(Chamber, blank="The committee's own", without=[Chamber.JOINT]),
        default="",
    )

    @property
    def chamber(self: Any) -> Chamber | None:
        """The one that was chosen, else that of the office's committee; None where that is joint, or no committee's."""
        if self.due_chamber.data:
            return Chamber(self.due_chamber.data)
        committee = self.office.committee
        return committee.chamber if committee and committee.chamber is not Chamber.JOINT else None

    def validate_due_chamber(self: Any, field: Any) -> None:
        if self.due_basis.data and self.due_basis.data.value in CHAMBER and not field.errors and self.chamber is None:
            raise ValidationError("Choose the chamber whose days the letter counts.")

    def validate_due_on(self: Any, field: Any) -> None:
        if (
            self.due_basis.data
            and self.due_basis.data.value not in WITHOUT_A_DAY
            and not field.data
            and not field.errors
        ):
            raise ValidationError("Enter the due date.")

    def validate_due_number(self: Any, field: Any) -> None:
        if self.due_basis.data and self.due_basis.data.value in NUMBERED and not field.data and not field.errors:
            raise ValidationError("Enter the number that the letter says.")

    @property
    def due_rule(self: Any) -> Rule | None:
        """The rule by which the date is counted; None for a plain printed date, which stands as it was typed."""
        basis = self.due_basis.data or DueBasis.DATE
        if basis is DueBasis.DATE and not self.due_is_before.data:
            return None
        start, words = self.due_on.data, "Letter dated"
        if basis.value in NUMBERED or basis is DueBasis.IMMEDIATE:
            start, words = (self.due_from.data, "From") if self.due_from.data else (self.dated_on.data, words)
        return Rule(
            basis=basis.value,
            start=start,
            start_words=START_WORDS.get(basis, words),
            n=self.due_number.data or 0,
            at=self.due_time.data,
            is_before=bool(self.due_is_before.data),
            chamber=self.chamber.label if basis.value in CHAMBER and self.chamber else "",
        )
