"""The form by which a chamber's calendar comes in."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField

from app.attaching import check_uploads, examined
from app.deadlines.calendar_reading import LARGEST, read_days
from app.deadlines.calendar_services import CalendarTold
from app.models.deadline_picklists import DayKind
from app.models.picklists import Chamber
from app.refusals import Refused
from app.web.choices import code_of, listed
from app.web.forms import Form
from app.web.words import NAME


class CalendarForm(Form):
    """Which chamber, which days, and the file; after the first look the days themselves go along, not the file."""

    chamber = SelectField("Chamber", coerce=code_of(Chamber), choices=listed(Chamber, without=[Chamber.JOINT]))
    kind = SelectField("Which days", coerce=code_of(DayKind), choices=listed(DayKind), default=DayKind.SESSION)
    file = FileField("Calendar")
    days = HiddenField()
    file_name = HiddenField()

    def validate_file(self, field: Any) -> None:
        if self.has_file:
            check_uploads(field)

    @property
    def has_file(self) -> bool:
        return bool(getattr(self.file.data, "filename", ""))

    @property
    def told(self) -> CalendarTold:
        """Raises `Refused` beside the file for a line that can't be read."""
        if not self.has_file and not self.days.data:
            raise Refused("Choose the file.", field="file")
        name, data = (self.file_name.data or "")[:NAME], (self.days.data or "").encode()
        if self.has_file:
            found = examined(self.file.data)
            found.spool.file.seek(0)
            name, data = found.name, found.spool.file.read(LARGEST + 1)
        days = tuple(read_days(data))
        return CalendarTold(chamber=self.chamber.data, kind=self.kind.data, days=days, file_name=name)

    def keep(self, told: CalendarTold) -> None:
        """What was read goes along with the next press."""
        self.file_name.data = told.file_name
        self.days.data = "\n".join(day.isoformat() for day in told.days)
