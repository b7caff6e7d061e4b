"""Fields of how one's reminders come, and of putting one request off."""

from datetime import date, timedelta

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from app.clock import today
from app.dates import day_text, read_day
from app.models import OversightRequest
from app.models.mail_rules import MailFacts
from app.models.mail_terms import MailMode
from app.refusals import Refused
from app.web.choices import code_of, listed
from app.web.forms import ClockField, DayField, Form
from app.workdays import add_business_days, on_or_before

OTHER = "other"


class MailForm(Form):
    """How reminders come."""

    mode = RadioField(
        "Reminders", choices=listed(MailMode), coerce=code_of(MailMode), validators=[InputRequired("Choose one.")]
    )
    digest_at = ClockField("Digest and summary at", validators=[InputRequired("Enter a time like 7:30 a.m.")])
    is_weekly = BooleanField("A summary of my open requests each week")
    quiet_from = ClockField("Quiet from")
    quiet_until = ClockField("Quiet until")

    @property
    def facts(self) -> MailFacts:
        return MailFacts(
            mode=self.mode.data,
            digest_at=self.digest_at.data,
            is_weekly=self.is_weekly.data,
            quiet_from=self.quiet_from.data,
            quiet_until=self.quiet_until.data,
        )


class SnoozeForm(Form):
    """Until which morning one hears nothing of one request."""

    preset = RadioField("Put off until", validate_choice=False)
    until_on = DayField("Another day")

    def fit(self, oversight_request: OversightRequest) -> None:
        """Offer the days that lie ahead of the deadline."""
        begins = today(oversight_request.office.zone)
        due_on = oversight_request.due_on or begins
        offered = [
            ("Tomorrow", begins + timedelta(days=1)),
            ("In 2 business days", add_business_days(begins, 2)),
            ("The last business day before it is due", on_or_before(due_on - timedelta(days=1))),
        ]
        days = {day: label for label, day in reversed(offered) if begins < day <= due_on}
        self.preset.choices = [(day.isoformat(), f"{days[day]}: {day_text(day)}") for day in sorted(days)]
        self.preset.choices.append((OTHER, "Another day"))
        if self.preset.data is None:
            self.preset.data = self.preset.choices[0][0]

    @property
    def until(self) -> date:
        """Raises `Refused` where no day was given."""
        if self.preset.data == OTHER or self.until_on.data:
            if self.until_on.data is None:
                raise Refused("Enter a day, or choose one of those above.", field="until_on")
            day: date = self.until_on.data
            return day
        try:
            return read_day(self.preset.data or "", today=date.min)
        except Refused:
            raise Refused("Choose one of these days.", field="preset") from None
