"""Text as people type it into a form: trimmed, of a length that can be kept, without control characters."""

import unicodedata
from typing import Any

from wtforms import StringField, ValidationError

NAME, SUBJECT, NOTES, TEXT = 200, 300, 20_000, 100_000
KEPT = {"\n", "\r", "\t"}


def trimmed(text: str | None) -> str | None:
    """Without blanks around it and with one sort of line end; None where nothing is left."""
    return (text or "").replace("\r\n", "\n").strip() or None


class Words:
    """At most so many characters, and none that cannot be seen."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most} if most <= SUBJECT else {}

    def __call__(self, _form: Any, field: Any) -> None:
        text = field.data or ""
        if len(text) > self.most:
            raise ValidationError(f"Use at most {self.most:,} characters; these are {len(text):,}.")
        if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in KEPT for letter in text):
            raise ValidationError("There is a character here that cannot be seen. Type the text instead of pasting it.")


class WholeNumberField(StringField):
    """A number as people write it (1,200 or $1,250,000); `data` is an int, or None where it is empty."""

    data: Any

    def __init__(self, label: str, *, most: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.most = most

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        figures = typed.removeprefix("$").replace(",", "").strip()
        if not typed:
            return
        if not (figures.isascii() and figures.isdecimal() and len(figures) <= len(str(self.most))):
            raise ValueError("Enter a whole number, like 1,200.")
        if not 0 < int(figures) <= self.most:
            raise ValueError(f"Enter a number from 1 to {self.most:,}.")
        self.data = int(figures)

    def _value(self) -> str:
        """What was typed, so that a mistake can be mended."""
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:,}" if self.data is not None else ""
