"""Forms of the reports page."""

from typing import get_args

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from app.documents import FORMATS
from app.documents.model import Version
from app.web.forms import Form

FORMAT_WORDS = {
    "pdf": "PDF",
    "docx": "Word memo (DOCX)",
    "xlsx": "Excel workbook (XLSX)",
    "csv": "CSV",
    "html": "Web page (HTML)",
    "json": "JSON, for programs",
}


class SummaryForm(Form):
    """Which file to make; office and version were chosen with the preview."""

    office = HiddenField()
    version = HiddenField(default="internal")
    format = RadioField(
        "Format",
        choices=[(name, FORMAT_WORDS[name]) for name in FORMATS],
        default="pdf",
        validators=[InputRequired("Choose a format.")],
    )

    def validate_version(self, field: HiddenField) -> None:
        if field.data not in get_args(Version):
            raise ValueError("Choose a version.")
