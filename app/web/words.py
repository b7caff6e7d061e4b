"""What people may type into a text field: printable words of a limited length."""

from typing import Any

from wtforms.validators import ValidationError

CONTROLS = "There are control characters in this text. Type it again, or paste it as plain text."


class Words:
    """A validator: at most so many characters, and no control characters but line breaks and tabs."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Any, field: Any) -> None:
        text = field.data or ""
        if len(text) > self.most:
            raise ValidationError(f"Write at most {self.most:,} characters; this has {len(text):,}.")
        if any(ord(character) < 32 and character not in "\r\n\t" for character in text) or "\x7f" in text:
            raise ValidationError(CONTROLS)
