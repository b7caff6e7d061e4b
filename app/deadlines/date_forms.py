"""Forms of the dates beside a deadline."""

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired

from app.clock import today
from app.deadlines.forms import shortened
from app.models import OtherDate, OversightRequest
from app.models.deadline_picklists import OtherKind
from app.models.other_date import OtherDateTold
from app.web.choices import code_of, listed
from app.web.forms import DayField, Form, MakingForm
from app.web.words import NAME, Words, trimmed


class DateForm(MakingForm):
    """Which date, of what, and since when it is known."""

    kind = SelectField("What is it?", coerce=code_of(OtherKind), choices=listed(OtherKind))
    item_id = SelectField("Item", default="")
    words = StringField("Volume", [Words(NAME)], filters=[trimmed])
    due_on = DayField("Date", validators=[InputRequired("Enter the date.")])
    said_on = DayField("Agreed or promised on")

    def fit(self, oversight_request: OversightRequest, old: OtherDate | None = None) -> None:
        """Offer the items; begin with what stands, unless something was posted."""
        items = [(str(item.id), f"{item.label}: {shortened(item.text)}") for item in oversight_request.items]
        self.item_id.choices = [("", "None"), *items]
        self.zone = oversight_request.office.zone
        if old is not None and not self.is_submitted():
            self.kind.data, self.words.data, self.due_on.data = old.kind, old.words, old.due_on
            self.item_id.data = str(old.item_id or "")

    @property
    def told(self) -> OtherDateTold:
        return OtherDateTold(
            kind=self.kind.data,
            due_on=self.due_on.data,
            said_on=self.said_on.data or today(self.zone),
            item_id=int(self.item_id.data) if self.item_id.data else None,
            words=self.words.data,
        )


class MetForm(Form):
    """On which day it came."""

    met_on = DayField("It came on", validators=[InputRequired("Enter the day.")])
