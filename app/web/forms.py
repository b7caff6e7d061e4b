"""The base of all forms: a domain "no" lands beside its field, and what was typed is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.models.base import new_id
from app.refusals import Refused


class Form(FlaskForm):
    """A form whose refusals stand beside their fields; those of no field stand above all."""

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """Turn a `Refused` raised inside into an error of its field, so that the page can be shown again."""
        try:
            yield
        except Refused as refusal:
            self.refuse(refusal)

    def refuse(self, refusal: Refused) -> None:
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            field.errors = [*field.errors, refusal.sentence]

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """Every error as (field id or None, sentence), in the order of the page."""
        own: list[tuple[str | None, str]] = [(None, sentence) for sentence in self.form_errors]
        return own + [
            (field.id, str(error)) for field in self if field.name != "csrf_token" for error in flat(field.errors)
        ]


class MakingForm(Form):
    """A form that names the noun it will make, so that sending it twice makes one noun and gives one answer."""

    id = HiddenField(default=lambda: str(new_id()))

    @property
    def noun_id(self) -> int:
        """The id in the form; a broken one is replaced, since it only has to be new."""
        text = self.id.data or ""
        return int(text) if text.isascii() and text.isdecimal() and 0 < int(text) < 2**62 else new_id()


def flat(errors: Any) -> list[Any]:
    """Errors of a field, those of its inner fields included."""
    if isinstance(errors, dict):
        return [inner for part in errors.values() for inner in flat(part)]
    return [inner for error in errors for inner in (flat(error) if isinstance(error, dict | list) else [error])]
