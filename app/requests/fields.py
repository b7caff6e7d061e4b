"""Fields that say in our words what is wrong with what was typed."""

import unicodedata
from typing import Any

from wtforms import Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError

CONTROLS = "There are control characters in this text. Type it again, or paste it as plain text."
Choices = list[tuple[str, str]]


class Needed:
    """The field must not be empty; a mistake in reading it is told instead of that."""

    field_flags = {"required": True}

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: Any, field: Field) -> None:
        if not field.data and not field.errors:
            raise ValidationError(self.sentence)


class Plain:
    """Printable words of a limited length: control characters other than line breaks and tabs are refused."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, _form: Any, field: Field) -> None:
        if has_controls(field.raw_data[0] if field.raw_data else ""):
            raise ValidationError(CONTROLS)
        if len(field.data or "") > self.longest:
            raise ValidationError(f"Use at most {self.longest:,} characters; these are {len(field.data):,}.")


def has_controls(text: str) -> bool:
    return any(unicodedata.category(character) == "Cc" and character not in "\n\r\t" for character in text)


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def whole_text(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def line(label: str, *, longest: int = 200, needed: str = "") -> StringField:
    """A field of one line, its blanks made single."""
    demands = [Needed(needed)] if needed else []
    return StringField(label, filters=[one_line], validators=[*demands, Plain(longest)])


def text(label: str, *, longest: int = 20_000, needed: str = "", rows: int = 4) -> TextAreaField:
    """A field of many lines."""
    demands = [Needed(needed)] if needed else []
    return TextAreaField(
        label, filters=[whole_text], validators=[*demands, Plain(longest)], render_kw={"rows": str(rows)}
    )


def id_or_none(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None


def offered_by(field: Any) -> set[str]:
    return {str(value) for value, _ in field.choices}


def labels_of(field: Any) -> dict[str, str]:
    return {str(value): str(label) for value, label in field.choices}


class PickField(SelectField):
    """One row of a table by its id, or none; anything not offered is refused with a sentence."""

    def __init__(self, label: str, *, sentence: str = "Choose one from the list.", **kwargs: Any) -> None:
        super().__init__(label, coerce=kwargs.pop("coerce", id_or_none), choices=[], **kwargs)
        self.sentence = sentence

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            self.data = self.coerce(valuelist[0]) if valuelist else self.data
        except ValueError:
            self.data = None
            raise ValueError(self.sentence) from None

    def pre_validate(self, _form: Any) -> None:
        if str("" if self.data is None else self.data) not in offered_by(self):
            raise ValidationError(self.sentence)


class CodeField(PickField):
    """One code of a picklist, or none where that is offered."""

    def __init__(self, label: str, *, picklist: Any, empty: str = "", **kwargs: Any) -> None:
        super().__init__(label, coerce=lambda value: picklist(value) if value not in (None, "") else None, **kwargs)
        offered = [(member.value, member.label) for member in picklist]
        self.choices = [("", empty), *offered] if empty else offered

    def pre_validate(self, form: Any) -> None:
        if getattr(self.data, "value", "") not in offered_by(self):
            raise ValidationError(self.sentence)


class PicksField(SelectMultipleField):
    """Several rows of a table by their ids."""

    def __init__(self, label: str, *, sentence: str = "Choose from the list.", **kwargs: Any) -> None:
        super().__init__(label, coerce=int, choices=[], **kwargs)
        self.sentence = sentence

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            self.data = [int(value) for value in valuelist]
        except ValueError:
            self.data = []
            raise ValueError(self.sentence) from None

    def pre_validate(self, _form: Any) -> None:
        if not {str(value) for value in self.data or []} <= offered_by(self):
            raise ValidationError(self.sentence)
