"""Fields of a ladder's step, of its gap, and of the deadline that its preview is for."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from app.clock import today
from app.models import User
from app.models.mail_terms import Audience, StopsWhen, Wording
from app.models.picklists import Instrument
from app.models.reminder_ladder import FARTHEST_AFTER, LARGEST_GAP, LONGEST_REPEAT, StepRule
from app.refusals import Refused
from app.web.choices import code_of, listed
from app.web.forms import DayField, Form
from app.web.words import WholeNumberField
from app.workdays import add_business_days

BEFORE, DUE, AFTER = "before", "due", "after"
SIDES = ((BEFORE, "Before the due day"), (DUE, "On the morning of the due day"), (AFTER, "After the due day"))
UNITS = (("business", "Business days"), ("calendar", "Calendar days"))


class StepForm(Form):
    """One step."""

    side = RadioField("When", choices=list(SIDES), validators=[InputRequired("Say when.")])
    days = WholeNumberField("How many days", most=FARTHEST_AFTER)
    unit = RadioField("Counted in", choices=list(UNITS), default="business")
    every = WholeNumberField("Then again every so many days", most=LONGEST_REPEAT)
    audience = SelectMultipleField("Who is told", choices=listed(Audience), coerce=code_of(Audience))
    person_id = SelectField("The named person", default="")
    wording = SelectField("Words", choices=listed(Wording), coerce=code_of(Wording), default=Wording.STANDARD)
    stops = SelectField("It stops", choices=listed(StopsWhen), coerce=code_of(StopsWhen), default=StopsWhen.ENDED)

    def offer(self, people: Sequence[User]) -> None:
        self.person_id.choices = [("", "Nobody"), *((str(person.id), person.name) for person in people)]

    def show(self, rule: StepRule) -> None:
        """Fill in a step as it stands, unless the form was sent."""
        if self.is_submitted():
            return
        self.side.data = BEFORE if rule.days < 0 else AFTER if rule.days else DUE
        self.days.data = abs(rule.days) or None
        self.unit.data = "business" if rule.is_business else "calendar"
        self.every.data, self.audience.data = rule.every, rule.kinds
        self.person_id.data = str(rule.person_id or "")
        self.wording.data, self.stops.data = rule.wording, rule.stops

    @property
    def rule(self) -> StepRule:
        """Raises `Refused` where a part is missing."""
        if self.side.data != DUE and self.days.data is None:
            raise Refused("Enter a number of days.", field="days")
        days = 0 if self.side.data == DUE else self.days.data * (-1 if self.side.data == BEFORE else 1)
        rule = StepRule(
            days=days,
            is_business=self.unit.data != "calendar" or days == 0,
            every=self.every.data,
            audience=tuple((kind, None) for kind in self.audience.data or []),
            person_id=int(self.person_id.data) if self.person_id.data else None,
            wording=self.wording.data,
            stops=self.stops.data,
        )
        rule.demand_sound()
        return rule


class GapForm(Form):
    """How many days lie between two mails at least."""

    gap = WholeNumberField("Days between two mails about one request, at least", most=LARGEST_GAP)


class PreviewForm(Form):
    """For which deadline the mails are foreseen."""

    class Meta(Form.Meta):
        csrf = False

    due = DayField("Due")

    @classmethod
    def of(cls, arguments: Any, zone: Any) -> "PreviewForm":
        form = cls(arguments if "due" in arguments else None)
        if not form.due.raw_data:
            form.due.data = add_business_days(today(zone), 10)
        return form


class InstrumentForm(Form):
    """For which instrument a ladder of its own is looked at."""

    class Meta(Form.Meta):
        csrf = False

    instrument = SelectField("Instrument", choices=listed(Instrument))
