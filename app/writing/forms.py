"""Fields of a letter, of the acts on it, and of an office's own words."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from app.attaching import check_uploads, uploads_of
from app.clock import today
from app.models import LetterTemplate, Office, WrittenLetter
from app.models.letter_picklists import LetterKind, LetterStage
from app.models.written_letter import LetterWords
from app.web.choices import code_of
from app.web.editions import Edited
from app.web.forms import DayField, Form, MakingForm
from app.web.signatories import signatories_of, signatories_text
from app.web.words import NAME, SUBJECT, TEXT, Words, trimmed
from app.writing.facts import Asked

ABOUT_ONE = [kind for kind in LetterKind if kind is not LetterKind.OUTSTANDING]
SIGNERS = 10_000


class DatesFields:
    """The two dates of a letter that is to be written."""

    dated_on = DayField("Date on the letter", validators=[InputRequired("Enter the date on the letter.")])
    answer_on = DayField("Answer asked for by")


class LetterForm(DatesFields, MakingForm):
    """Which letter about a request."""

    kind = RadioField(
        "Which letter?",
        choices=[(kind.value, kind.label) for kind in ABOUT_ONE],
        coerce=code_of(LetterKind),
        validators=[InputRequired("Choose a letter.")],
    )

    @property
    def asked(self) -> Asked:
        return Asked(id=self.noun_id, kind=self.kind.data, dated_on=self.dated_on.data, answer_on=self.answer_on.data)


class OutstandingForm(DatesFields, MakingForm):
    """The list of what an agency owes an office."""

    office = SelectField("From")

    def __init__(self, offices: list[Office]) -> None:
        super().__init__(dated_on=today(offices[0].zone) if offices else None)
        self.offices = {office.short_name: office for office in offices}
        self.office.choices = [(office.short_name, office.name) for office in offices]

    @property
    def chosen(self) -> Office:
        return self.offices[self.office.data]

    @property
    def asked(self) -> Asked:
        kind = LetterKind.OUTSTANDING
        return Asked(id=self.noun_id, kind=kind, dated_on=self.dated_on.data, answer_on=self.answer_on.data)


class TextForm(Edited, Form):
    """All that stands in a letter."""

    dated_on = DayField("Date on the letter", validators=[InputRequired("Enter the date on the letter.")])
    delivery = StringField("How it is sent", filters=[trimmed], validators=[Words(SUBJECT)])
    addressee = StringField("Addressee", filters=[trimmed], validators=[Words(NAME)])
    addressee_title = StringField("Addressee's title", filters=[trimmed], validators=[Words(SUBJECT)])
    addressee_body = StringField("Agency as addressed", filters=[trimmed], validators=[Words(SUBJECT)])
    subject = StringField(
        "Subject line", filters=[trimmed], validators=[DataRequired("Enter the subject line."), Words(NAME + SUBJECT)]
    )
    salutation = StringField(
        "Salutation", filters=[trimmed], validators=[DataRequired("Enter the salutation."), Words(SUBJECT)]
    )
    text = TextAreaField("Text", filters=[trimmed], validators=[DataRequired("Enter the text."), Words(TEXT)])
    signers = TextAreaField("Signatories", filters=[trimmed], validators=[Words(SIGNERS)])
    cc = StringField("Copies", filters=[trimmed], validators=[Words(SUBJECT)])

    def __init__(self, letter: WrittenLetter) -> None:
        super().__init__(letter, signers=signatories_text(letter.signatories))

    @property
    def words(self) -> LetterWords:
        own = (
            "dated_on",
            "delivery",
            "addressee",
            "addressee_title",
            "addressee_body",
            "subject",
            "salutation",
            "text",
            "cc",
        )
        told = {name: self[name].data for name in own}
        return LetterWords(**told, signatories=signatories_of(self.signers.data or ""))


class StepForm(Form):
    """The next act on a letter, for the text that the person saw."""

    stage = HiddenField()
    edition = HiddenField()
    on = DayField("Date", validators=[InputRequired("Enter the date.")])
    actor = StringField("Approved by", filters=[trimmed], validators=[Words(NAME)])
    signed = FileField("Scan of the signed letter")

    def __init__(self, letter: WrittenLetter) -> None:
        stage = letter.next_stage
        super().__init__(on=today(letter.office.zone), stage=stage.value if stage else "", edition=str(letter.edition))
        if stage is not LetterStage.PRINCIPAL:
            del self.actor
        if stage is not LetterStage.SENT or letter.request_id is None:
            del self.signed

    def validate_signed(self, field: Any) -> None:
        check_uploads(field)

    def speak_of(self, letter: WrittenLetter) -> None:
        """The page that is shown (again) shows this text, so the next press is about it."""
        stage = letter.next_stage
        self.stage.data, self.edition.data = stage.value if stage else "", str(letter.edition)

    @property
    def seen_edition(self) -> int:
        text = self.edition.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0

    @property
    def seen_stage(self) -> LetterStage | None:
        return LetterStage.__members__.get(self.stage.data or "")

    @property
    def by_whom(self) -> Any:
        return self.actor.data if "actor" in self else None

    @property
    def scan(self) -> Any:
        """The upload, where one was chosen."""
        return next(iter(uploads_of(self.signed)), None) if "signed" in self else None


class TemplateForm(Form):
    """An office's own words."""

    edition = HiddenField()
    text = TextAreaField("Text", filters=[trimmed], validators=[Words(TEXT)])

    def __init__(self, kept: LetterTemplate | None, standard: str) -> None:
        super().__init__(text=kept.text if kept else standard, edition=str(kept.edition if kept else 0))

    seen_edition = StepForm.seen_edition
