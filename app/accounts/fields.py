"""Fields of the administration's forms: one line of text, an e-mail address, a choice from a list of rows."""

import unicodedata
from collections.abc import Callable
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, StopValidation

from app.web.words import NAME, Words, trimmed

LONGEST_EMAIL = 254
NOT_AN_ADDRESS = "Enter an e-mail address like name@example.gov."


class OneLine(Words):
    """Text that may stand in a mail's header: not even a line break or a tab is let through."""

    def __call__(self, form: Any, field: Any) -> None:
        super().__call__(form, field)
        if any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in field.data or ""):
            raise ValidationError("Write this on one line.")


class Address:
    """An e-mail address that mail can be sent to; `data` becomes its normal form, as signing in compares it."""

    field_flags = {"maxlength": LONGEST_EMAIL}

    def __call__(self, _form: Any, field: Any) -> None:
        typed = field.data or ""
        options = current_app.config["SECURITY_EMAIL_VALIDATOR_ARGS"]
        try:
            if not typed.isascii() or len(typed) > LONGEST_EMAIL:
                raise ValidationError(NOT_AN_ADDRESS)
            field.data = validate_email(typed, **options).normalized
        except EmailNotValidError:
            raise ValidationError(NOT_AN_ADDRESS) from None


class Pick(SelectField):
    """One of what is offered; anything else is refused with a sentence of its own."""

    def __init__(self, label: str, *, read: Callable[[str], Any], sentence: str, **options: Any) -> None:
        super().__init__(label, coerce=lambda value: read(value) if value else None, validate_choice=False, **options)
        self.sentence = sentence

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.sentence) from None

    def pre_validate(self, _form: Any) -> None:
        """A broken value is said once; "choose one" beside it would hide what is wrong."""
        if self.process_errors:
            raise StopValidation()
        if self.data not in {self.coerce(choice[0]) for choice in self.choices or []}:
            raise ValidationError(self.sentence)


def name_field(label: str, sentence: str) -> StringField:
    return StringField(label, filters=[trimmed], validators=[DataRequired(sentence), OneLine(NAME)])
