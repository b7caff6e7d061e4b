"""The form of an item."""

from typing import Any

from app.models import Item
from app.models.picklists import ItemKind
from app.requests.fields import CodeField, line, text
from app.requests.item_services import ItemFacts
from app.web.editions import Edited
from app.web.forms import Form


class ItemForm(Edited, Form):
    """An item as the letter prints it; the letter as a whole has no number."""

    number = line("Number", longest=20)
    text = text("What is asked for", longest=100_000, needed="Enter what is asked for.")
    kind = CodeField("Kind", picklist=ItemKind, empty="Not recorded")

    def __init__(self, item: Item) -> None:
        super().__init__(item)
        if item.number is None:
            del self.number
        elif not self.is_submitted():
            self.number.data = item.path

    def saved(self, name: str) -> Any:
        return self.noun.path if name == "number" else super().saved(name)

    @property
    def facts(self) -> ItemFacts:
        number = self.number.data if "number" in self else ""
        return ItemFacts(text=self.text.data or "", number=number or "", kind=self.kind.data)
