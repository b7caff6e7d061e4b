"""The form that attaches files to a request."""

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import RadioField, ValidationError

from app.attaching import check_uploads
from app.models.picklists import AttachmentPurpose
from app.web.choices import code_of, listed
from app.web.forms import Form
from app.web.marked import MarkedQuestion


class FilesForm(MarkedQuestion, Form):
    purpose = RadioField(
        "What are they?",
        choices=listed(AttachmentPurpose, without={AttachmentPurpose.REPLY}),
        coerce=code_of(AttachmentPurpose),
        default=AttachmentPurpose.EVIDENCE,
    )
    files = MultipleFileField("Files", render_kw={"multiple": True})

    def validate_files(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Choose at least one file.")
        check_uploads(field)
