"""How a person reads dates: the zone of the clock, and whether the day or the month comes first."""

from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from wtforms import RadioField, SelectField, ValidationError

from app.extensions import db
from app.history import changes_of, hold, record
from app.models import User
from app.web.forms import Form

FIRST = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "UTC",
)
STYLES = (("", "As the installation has it"), ("us", "Fri, Oct 12, 2018"), ("day-first", "Fri 12 Oct 2018"))


def zones() -> list[tuple[str, str]]:
    """Those of the United States first, then the world's by their names."""
    others = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "System")))
    return [("", "As my office has it"), *((name, name.replace("_", " ")) for name in dict.fromkeys((*FIRST, *others)))]


class ReadingForm(Form):
    """Fields of reading dates."""

    timezone = SelectField("Time zone", validate_choice=False, filters=[lambda text: text or None])
    date_style = RadioField("Dates", choices=list(STYLES), validate_choice=False, filters=[lambda text: text or None])

    @classmethod
    def of(cls, person: User) -> Self:
        form = cls(timezone=person.timezone, date_style=person.date_style)
        form.timezone.choices = zones()
        return form

    def validate_timezone(self, field: SelectField) -> None:
        if field.data is not None and field.data not in available_timezones():
            raise ValidationError("Choose a time zone from the list.")

    def validate_date_style(self, field: RadioField) -> None:
        if (field.data or "") not in dict(STYLES):
            raise ValidationError("Choose how dates are written.")


def read_in(person: User, *, timezone: str | None, date_style: str | None) -> None:
    """Keep how this person reads dates."""
    hold(person)
    person.timezone = ZoneInfo(timezone).key if timezone else None
    person.date_style = date_style
    if changes_of(person):
        record(person, "changed", by=person, summary="Time zone or date style changed.")
    db.session.commit()
