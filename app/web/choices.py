"""Picklists as the choices of a field, and choices read back as members of their picklist."""

from collections.abc import Collection
from typing import Any

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.models.base import Picklist


def listed(picklist: type[Picklist], *, blank: str | None = None, without: Collection[Picklist] = ()) -> list[Any]:
    """A picklist as choices, perhaps after one that says none of them."""
    first = [SelectChoice("", blank)] if blank is not None else []
    return first + [SelectChoice(each.value, each.label) for each in picklist if each not in without]


def code_of(picklist: type[Picklist]) -> Any:
    """Reads a choice as a member of its picklist, the blank one as None; to be a field's `coerce`."""
    return lambda value: picklist(value) if value else None
