"""The base of all forms: a domain "no" lands beside its field, and what was typed is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, HiddenField, RadioField, SelectMultipleField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import StopValidation
from wtforms.widgets import Select

from app import dates
from app.clock import today
from app.extensions import db
from app.models.base import new_id
from app.refusals import Refused
from app.web import hits
from app.web.zones import own_zone

OPTION = Markup('<option value="%s">%s</option>')
OPTION_CHOSEN = Markup('<option selected value="%s">%s</option>')


class QuickSelect(Select):
    """Writes the options of a list, of which a page holds hundreds, without the library's way for any tag at all."""

    @classmethod
    def render_option(cls, choice: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        if choice.render_kw or kwargs:
            return super().render_option(choice, **kwargs)
        option = OPTION_CHOSEN if choice.selected else OPTION
        return option % (choice.value, choice.label or choice.value)


QUICK_SELECT = QuickSelect()


class OurWords:
    """The library's sentences in ours, where people can meet them."""

    SAID = {"Not a valid choice.": "Choose one of these.", "Invalid Choice: could not coerce.": "Choose one of these."}

    def gettext(self, text: str) -> str:
        return self.SAID.get(text, text)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return singular if n == 1 else plural


OUR_WORDS = OurWords()


class Part(PlainForm):
    """Fields that are a part of a form; it is read and sent with that form."""

    class Meta:
        def get_translations(self, form: Any) -> OurWords:
            return OUR_WORDS


class Form(FlaskForm):
    """A form whose refusals stand beside their fields; those of no field stand above all."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> OurWords:
            return OUR_WORDS

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            if type(field.widget) is Select and not field.widget.multiple:
                field.widget = QUICK_SELECT
            return super().render_field(field, render_kw)

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """Turn a `Refused` raised inside into an error of its field, so that the page can be shown again.

        What the verb had begun is rolled back: the page that is shown again must neither see nor flush it.
        """
        try:
            yield
        except Refused as refusal:
            db.session.rollback()
            self.refuse(refusal)

    def refuse(self, refusal: Refused) -> None:
        hits.remember(refusal)
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            field.errors = [*field.errors, refusal.sentence]

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """Every error as (field id or None, sentence), in the order of the page."""
        return problems_of(self)


class MakingForm(Form):
    """A form that names the noun it will make, so that sending it twice makes one noun and gives one answer."""

    id = HiddenField(default=lambda: str(new_id()))

    @property
    def noun_id(self) -> int:
        """The id in the form; a broken one is replaced, since it only has to be new."""
        text = self.id.data or ""
        return int(text) if text.isascii() and text.isdecimal() and 0 < int(text) < 2**62 else new_id()


class DayField(StringField):
    """A day as people type it (10/12/2018, Oct 12 2018, fri, +10bd); `data` is the date, or None where it is empty."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        words = valuelist[0].strip() if valuelist else ""
        self.data = self.read(words) if words else None

    def pre_validate(self, _form: Any) -> None:
        """What could not be read is said once; "enter a date" beside it would hide what is wrong."""
        if self.process_errors:
            raise StopValidation()

    def read(self, words: str) -> date | time:
        try:
            return dates.read_day(words, today=today(own_zone()))
        except Refused as refusal:
            raise ValueError(refusal.sentence) from None

    def _value(self) -> str:
        """What was typed, so that a mistake can be mended; else the value as it would be typed."""
        if self.raw_data:
            return str(self.raw_data[0])
        return self.as_typed() if self.data is not None else ""

    def as_typed(self) -> str:
        return f"{self.data:%m/%d/%Y}"


class ClockField(DayField):
    """A clock time as people type it (5:00 p.m., 17:00, noon, cob); `data` is the time, or None where it is empty."""

    def read(self, words: str) -> date | time:
        try:
            return dates.read_time(words)
        except Refused as refusal:
            raise ValueError(refusal.sentence) from None

    def as_typed(self) -> str:
        return dates.clock_text(self.data)


def problems_of(form: Any) -> list[tuple[str | None, str]]:
    """Every error of any form as (id to jump to or None, sentence): of the whole form first, then by the page's order."""
    own: list[tuple[str | None, str]] = [(None, str(sentence)) for sentence in form.form_errors]
    return own + [
        (anchor_of(field), str(error)) for field in form if field.name != "csrf_token" for error in flat(field.errors)
    ]


def anchor_of(field: Field) -> str:
    """Where a link to the field leads: to itself, or to the first of its choices."""
    return f"{field.id}-0" if isinstance(field, RadioField | SelectMultipleField) else str(field.id)


def flat(errors: Any) -> list[Any]:
    """Errors of a field, those of its inner fields included."""
    if isinstance(errors, dict):
        return [inner for part in errors.values() for inner in flat(part)]
    return [inner for error in errors for inner in (flat(error) if isinstance(error, dict | list) else [error])]
