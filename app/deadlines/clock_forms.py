"""Forms that stop the clock of a deadline and let it run again."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.deadlines.forms import HOW, REASON, SeenForm
from app.deadlines.services import Move
from app.models.deadline_picklists import StopKind
from app.web.choices import code_of, listed
from app.web.forms import DayField
from app.web.words import NAME, Words, trimmed


class ClockForm(SeenForm):
    """On which day, and who agreed."""

    day = DayField("Last day that counts", validators=[InputRequired("Enter the day.")])
    agreed_by = StringField("Who agreed", [Words(NAME)], filters=[trimmed])
    how = SelectField("How", choices=HOW, default="")
    reason = TextAreaField("Reason", [REASON])

    @property
    def move(self) -> Move:
        return Move(
            entry_id=self.noun_id,
            seen_version=self.seen_version,
            until=None,
            day=self.day.data,
            agreed_by=self.agreed_by.data or "",
            how=self.how.data or "",
            reason=(self.reason.data or "").strip(),
            category=self.category_words,
        )

    @property
    def category_words(self) -> str:
        return ""


class StopForm(ClockForm):
    """The clock stands still after this day."""

    category = SelectField("Why", coerce=code_of(StopKind), choices=listed(StopKind))
    reason = TextAreaField("In words", [REASON])

    @property
    def category_words(self) -> str:
        """As the ledger's sentence goes on with it."""
        label: Any = self.category.data.label
        return f"{label[:1].lower()}{label[1:]}"


class RestartForm(ClockForm):
    """The clock runs again after this day."""

    day = DayField("It runs again after", validators=[InputRequired("Enter the day.")])
