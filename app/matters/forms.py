"""The form of a matter."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.matters.services import Particulars
from app.models import Office
from app.web.editions import Edited
from app.web.forms import DayField, Form, MakingForm
from app.web.words import Words


class MatterFields:
    """Title, summary and dates; the office is asked where a person has a choice."""

    office_id = SelectField("Office")
    title = StringField("Title", [InputRequired("Enter a title."), Words(200)])
    summary = TextAreaField("Summary", [Words(20_000)])
    opened_on = DayField("Opened on")
    closed_on = DayField("Closed on")

    def offer(self: Any, offices: Sequence[Office]) -> None:
        """The offices to choose from; one alone is chosen and not asked for."""
        self.office_id.choices = [(str(office.id), office.short_name) for office in offices]
        if len(offices) == 1:
            self.office_id.data = str(offices[0].id)

    def office_among(self: Any, offices: Sequence[Office]) -> Office:
        return next(office for office in offices if str(office.id) == self.office_id.data)

    @property
    def particulars(self: Any) -> Particulars:
        return Particulars(
            title=" ".join((self.title.data or "").split()),
            summary=(self.summary.data or "").strip() or None,
            opened_on=self.opened_on.data,
            closed_on=self.closed_on.data,
        )


class MatterForm(MatterFields, MakingForm):
    """A new matter."""


class ChangedMatterForm(Edited, MatterFields, Form):
    """A matter that was opened before."""

    def saved(self, name: str) -> Any:
        value = super().saved(name)
        return str(value) if name == "office_id" else value
