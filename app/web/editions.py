"""Forms that change what stands: they remember which edition a person saw, and show both texts where two wrote."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wtforms import HiddenField, RadioField, SelectField

from app.dates import clock_text, day_text
from app.refusals import Outdated, Refused
from app.web.forms import ClockField, DayField


@dataclass(frozen=True)
class Difference:
    """One field of which what is saved now differs from what this person typed."""

    label: str
    saved: str
    typed: str


class Edited:
    """To be mixed in before the form's other bases; `clash` is None unless a colleague was quicker."""

    edition = HiddenField()
    clash: list[Difference] | None = None

    def __init__(self: Any, noun: Any, **kwargs: Any) -> None:
        super().__init__(obj=noun, **kwargs)  # type: ignore[call-arg]
        self.noun = noun

    @property
    def seen_edition(self: Any) -> int:
        """What the form brought back; a form that does not say has seen nothing, whatever stands now."""
        text = str(self.edition.raw_data[0]) if self.edition.raw_data else ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0

    @property
    def status(self) -> int:
        """The status of the page that shows this form."""
        return 200 if self.clash is None else 409

    def refuse(self: Any, refusal: Refused) -> None:
        """A clash is no error of a field: both texts are shown, and saving once more writes over what is saved now."""
        if not isinstance(refusal, Outdated):
            super().refuse(refusal)  # type: ignore[misc]
            return
        self.clash = self.differences()
        self.edition.raw_data, self.edition.data = None, str(self.noun.edition)

    def differences(self: Any) -> list[Difference]:
        found = [
            Difference(field.label.text, shown(self.saved(field.name), field), shown(field.data, field))
            for field in self
            if field.name != "edition" and hasattr(self.noun, field.name)
        ]
        return [each for each in found if each.saved != each.typed]

    def saved(self: Any, name: str) -> Any:
        """What stands of this field now."""
        return getattr(self.noun, name)


def shown(value: Any, field: Any) -> str:
    """A field's value as people read it."""
    if isinstance(field, SelectField | RadioField):
        wanted = "" if value is None else str(getattr(value, "value", value))
        choices: Iterable[Any] = field.iter_choices()
        return next((str(choice.label) for choice in choices if str(choice.value) == wanted), wanted)
    if isinstance(field, ClockField):
        return clock_text(value) if value else ""
    if isinstance(field, DayField):
        return day_text(value) if value else ""
    return "" if value is None else str(value)
