"""What a security officer fills in: what to look for, what to tick, and why."""

from typing import Any

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired

from app.sequester.services import Ticked
from app.web.forms import Form
from app.web.words import NOTES, SUBJECT, TEXT, Words, trimmed

ERASE = "ERASE"
LARGEST_ID = 2**62


def reason_field(label: str) -> StringField:
    return StringField(label, filters=[trimmed], validators=[DataRequired("Say why."), Words(SUBJECT)])


class FindForm(Form):
    """The passage is read from this one answer and kept nowhere; its page fills the field in for nobody."""

    passage = TextAreaField(
        "Passage",
        filters=[trimmed],
        validators=[DataRequired("Enter the passage."), Words(TEXT)],
        render_kw={"rows": "4"},
    )
    with_files = BooleanField("Read the files, too")


class TickForm(Form):
    """What of a search's findings goes dark. The ticks are the page's own boxes, named `text` and `file`."""

    reason = reason_field("Reason")
    pages = StringField("Pages of the file", filters=[trimmed], validators=[Words(SUBJECT)])

    def ticked(self, sent: Any) -> Ticked:
        files = [int(each) for each in sent.getlist("file") if each.isascii() and each.isdecimal() and len(each) < 20]
        return Ticked(sent.getlist("text"), files, self.reason.data or "", self.pages.data)


class ReleaseForm(Form):
    reason = reason_field("Why is it a false alarm?")


class EraseForm(Form):
    word = StringField(
        "Type ERASE", filters=[trimmed], validators=[AnyOf([ERASE], message="Type the word ERASE in capitals.")]
    )


class HitForm(Form):
    reason = TextAreaField(
        "Why is it not classified?",
        filters=[trimmed],
        validators=[DataRequired("Say why."), Words(NOTES)],
        render_kw={"rows": "3"},
    )
