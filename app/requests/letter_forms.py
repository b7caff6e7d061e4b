"""The form that begins with a letter, and the one that checks what was found in it, item by item."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import Field, ValidationError

from app.attaching import check_uploads
from app.models import LetterReading, Office, User
from app.models.picklists import ItemKind, LinkKind
from app.policies import Action, offices_for
from app.refusals import Refused
from app.requests.fields import CONTROLS, PickField, has_controls
from app.requests.forms import NAME, FilingForm
from app.requests.item_rows import Row, columns_of, faults_of, listed, rearranged, rows_of
from app.web.forms import MakingForm

LONGEST_ITEM = 20_000
MOST_ADDRESSED = 20


class LetterUploadForm(MakingForm):
    """Start with the letter; `id` is the draft's, so that sending it twice makes one."""

    office_id = PickField("Office", sentence="Choose one of your offices.")
    letter = FileField("The signed letter")

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = offices_for(person, Action.FILE)
        self.office_id.id = "letter_office_id"
        if len(self.offices) == 1:
            del self.office_id
        else:
            self.office_id.choices = [(str(office.id), office.name) for office in self.offices]

    def validate_letter(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Choose the letter's file.")
        check_uploads(field)

    @property
    def office(self) -> Office:
        chosen = self.office_id.data if "office_id" in self else None
        return next((office for office in self.offices if office.id == chosen), self.offices[0])

    def refuse(self, refusal: Refused) -> None:
        if refusal.field == "file":
            refusal = copy.copy(refusal)
            refusal.field = "letter"
        super().refuse(refusal)


class ColumnField(Field):
    """One column of a table in the form: every value that was sent under this name, in order."""

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [str(value) for value in valuelist]


@dataclass(frozen=True)
class Focus:
    """Where the person was: the row, and which of its buttons was pressed."""

    place: int
    move: str


class LetterForm(FilingForm):
    """A filing form whose items and further addressees are rows, each checked against the letter beside it."""

    items = also_to = signed_letter = None
    item_number = ColumnField("Number")
    item_level = ColumnField("Level")
    item_kind = ColumnField("Kind")
    item_mark = ColumnField("Mark")
    item_text = ColumnField("Items")
    to_agency = ColumnField("Also to")
    to_name = ColumnField("Addressee there")
    to_title = ColumnField("Title there")

    reading: LetterReading
    focus: Focus | None = None
    kinds = tuple((kind.value, kind.label) for kind in ItemKind)

    @property
    def rows(self) -> list[Row]:
        return rows_of({name: self[name].data for name in columns_of([])})

    @property
    def counted(self) -> int:
        """Items at the top level, which is what a request counts."""
        return sum(row.level == 1 for row in self.rows)

    @property
    def further(self) -> list[tuple[str, str, str]]:
        """Agency, addressee, title of each further letter; a line left wholly empty counts for nothing."""
        return [row for row in self.lines if any(row)]

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        columns = [
            [" ".join(word.split()) for word in self[name].data] for name in ("to_agency", "to_name", "to_title")
        ]
        longest = max(map(len, columns))
        return list(zip(*(column + [""] * (longest - len(column)) for column in columns), strict=True))

    @property
    def asked(self) -> dict[str, Any]:
        return {
            "listed": listed(self.rows),
            "also_to": tuple(agency for agency, _, _ in self.further),
            "addressed": tuple(self.further),
        }

    def validate_item_text(self, field: Any) -> None:
        faults = faults_of(self.rows, longest=LONGEST_ITEM)
        if any(has_controls(word) for name in ("item_text", "item_number") for word in self[name].data):
            faults.append(CONTROLS)
        field.errors = [*field.errors, *faults[:10]]

    def validate_to_agency(self, _field: Any) -> None:
        if any(not agency for agency, _, _ in self.further):
            raise ValidationError("Enter the agency's short name in each line, or remove the line.")
        words = [word for line in self.further for word in line]
        if any(has_controls(word) for word in words):
            raise ValidationError(CONTROLS)
        if len(self.further) > MOST_ADDRESSED or any(len(word) > NAME for word in words):
            raise ValidationError(f"Use at most {MOST_ADDRESSED} lines of at most {NAME} characters.")

    def refuse(self, refusal: Refused) -> None:
        """Rules name the fields of the form that is filled in by hand."""
        field = {"also_to": "to_agency", "items": "item_text", "signed_letter": None, "file": None}
        super().refuse(Refused(refusal.sentence, field=field.get(refusal.field or "", refusal.field)))

    def with_typed(self, changed: dict[str, list[str]], *, focus: Focus | None = None) -> "LetterForm":
        """The same form with some fields as if they had been typed otherwise; nothing is saved."""
        typed = {**self.typed, "id": [str(self.id.data)], **changed}
        again = LetterForm(self.person, formdata=MultiDict(pairs(typed)))
        again.reading, again.focus = self.reading, focus
        return again

    def moved(self) -> "LetterForm | None":
        """The form after a button that arranges rows or takes a suggestion up; None where another one was pressed."""
        move, _, told = self.act.partition(":")
        place = int(told) if told.isascii() and told.isdecimal() and len(told) < 5 else 0
        if move == "look":
            return self
        if move == "follow":
            return self.with_typed({"earlier_kind": [LinkKind.FOLLOWS_UP.value], "earlier_number": [told]})
        if move.startswith("item-"):
            rows, now = rearranged(self.rows, move.removeprefix("item-"), place)
            return self.with_typed(columns_of(rows), focus=Focus(now, move.removeprefix("item-")))
        if move in {"to-add", "to-remove"}:
            kept = [*self.lines, ("", "", "")] if move == "to-add" else [*self.lines[:place], *self.lines[place + 1 :]]
            columns = zip(
                ("to_agency", "to_name", "to_title"), zip(*kept, strict=True) if kept else ((), (), ()), strict=True
            )
            return self.with_typed({name: list(words) for name, words in columns})
        return None


def pairs(typed: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for name, words in typed.items():
        for word in words:
            yield name, word
