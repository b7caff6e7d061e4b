"""What the form macros ask of a field: its kind, its errors, how it is described to people who hear the page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Flask
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    TimeField,
)
from wtforms.widgets import CheckboxInput, HiddenInput

from app.web.forms import ClockField, DayField, flat, problems_of

KINDS: tuple[tuple[type[Field] | tuple[type[Field], ...], str], ...] = (
    (HiddenField, "hidden"),
    (BooleanField, "check"),
    (RadioField, "radios"),
    (SelectMultipleField, "checks"),
    (SelectField, "select"),
    ((ClockField, TimeField), "time"),
    ((DayField, DateField), "date"),
    (TextAreaField, "textarea"),
    (FileField, "file"),
)


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        field_kind=field_kind,
        errors_of=errors_of,
        described_by=described_by,
        aria=aria,
        is_optional=is_optional,
        choices_of=choices_of,
        chosen_value=chosen_value,
        iso_of=iso_of,
        problems_of=problems_of,
    )


def field_kind(field: Any) -> str:
    """hidden, check, radios, checks, select, date, time, textarea, file, or text for all else."""
    if isinstance(field.widget, HiddenInput):
        return "hidden"
    return next((kind for family, kind in KINDS if isinstance(field, family)), "text")


def errors_of(field: Any) -> list[str]:
    """The sentences beside this field."""
    return [str(error) for error in flat(field.errors)]


def described_by(field: Any, hint: str | None) -> str:
    """The ids of the hint and the error, as far as there are any."""
    return " ".join(
        [f"{field.id}-hint"] * bool(hint) + [f"{field.id}-error"] * bool(field.errors),
    )


def aria(field: Any, hint: str | None) -> dict[str, Any]:
    """The attributes that tie a field to its hint and its error; False leaves one out."""
    return {
        "aria-describedby": described_by(field, hint) or False,
        "aria-invalid": "true" if field.errors else False,
    }


def is_optional(field: Any, said: bool | None) -> bool:
    """Whether "(optional)" stands at the label: by the validators, unless the template says otherwise."""
    if said is not None:
        return said
    if field.flags.required or isinstance(field.widget, CheckboxInput):
        return False
    if field_kind(field) in {"select", "radios"}:
        return any(choice in ("", "None") for choice in values_of(field))
    return True


def choices_of(field: Any) -> list[Any]:
    return list(field.iter_choices())


def values_of(field: Any) -> Iterable[str]:
    return (str(choice.value) for choice in choices_of(field))


def chosen_value(field: Any) -> str:
    """The value of the option that is chosen, as its HTML writes it; the box one can type into asks for it."""
    return next((str(choice.value) for choice in choices_of(field) if choice.selected), "")


def iso_of(field: Any) -> str:
    """The day in a date field as 2018-10-12, which the date picker starts from."""
    return field.data.isoformat() if isinstance(field.data, date) and not field.errors else ""
