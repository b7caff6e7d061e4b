"""Forms of the reports page."""

from datetime import date
from typing import Any, get_args

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Optional, ValidationError

from app.attaching import check_uploads
from app.documents import FORMATS
from app.documents.model import Version
from app.reports.asked import Choice, Group
from app.web.forms import DayField, Form
from app.web.marked import MarkedQuestion

FORMAT_WORDS = {
    "pdf": "PDF",
    "docx": "Word memo (DOCX)",
    "xlsx": "Excel workbook (XLSX)",
    "csv": "CSV",
    "html": "Web page (HTML)",
    "json": "JSON, for programs",
}
GROUP_WORDS = [("agency", "By agency"), ("matter", "By matter")]


class ChoiceForm(Form):
    """What to show beside office and version; it stands in the address and changes nothing, so it has no token."""

    class Meta(Form.Meta):
        csrf = False

    as_of = DayField("As of the end of", validators=[Optional()])
    group = RadioField("Gathered", choices=GROUP_WORDS, default="agency", validators=[Optional()])

    @property
    def choice(self) -> Choice:
        """What was chosen; what could not be read is left out."""
        return Choice(self.as_of.data or None, group_named(self.group.data))


class SummaryForm(Form):
    """Which file to make; office, version, day and grouping were chosen with the preview."""

    office = HiddenField()
    version = HiddenField(default="internal")
    as_of = HiddenField()
    group = HiddenField(default="agency")
    format = RadioField(
        "Format",
        choices=[(name, FORMAT_WORDS[name]) for name in FORMATS],
        default="pdf",
        validators=[InputRequired("Choose a format.")],
    )

    @classmethod
    def following(cls, choice: Choice, **values: Any) -> "SummaryForm":
        day = choice.day.isoformat() if choice.day else ""
        return cls(as_of=day, group=choice.group, **values)

    @property
    def choice(self) -> Choice:
        text = self.as_of.data or ""
        return Choice(date.fromisoformat(text) if text else None, group_named(self.group.data))

    def validate_version(self, field: HiddenField) -> None:
        if field.data not in get_args(Version):
            raise ValidationError("Choose a version.")

    def validate_as_of(self, field: HiddenField) -> None:
        try:
            date.fromisoformat(field.data or "2018-10-09")
        except ValueError:
            raise ValidationError("Choose a day in the form above.") from None


class StyleForm(MarkedQuestion, Form):
    """The Word document that an office lends its memos."""

    style = FileField("Word document (.docx)")

    def validate_style(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError("Choose a Word document (.docx).")
        check_uploads(field)


def group_named(name: str | None) -> Group:
    return "matter" if name == "matter" else "agency"
