"""Fill an office's text with facts of the record: fields from a closed list, put in once, as text and nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.refusals import Refused

PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}")


@dataclass(frozen=True)
class Field:
    """What a template may name; a block takes whole lines and so stands on a line of its own."""

    says: str
    is_block: bool = False


FIELDS = {
    "number": Field("the request's number"),
    "subject": Field("the request's subject"),
    "agency": Field("the agency's name"),
    "agency_short": Field("the agency's short name"),
    "office": Field("your office's name"),
    "date": Field("the date on this letter"),
    "letter_date": Field("the date on the request's own letter"),
    "sent_date": Field("the day on which the request was sent"),
    "first_due_date": Field("the first due date"),
    "due_date": Field("the due date as it stands now"),
    "answer_date": Field("the date by which this letter asks for an answer"),
    "item_count": Field("how many numbered items the request has"),
    "open_count": Field("how many of them are open"),
    "request_count": Field("how many requests are outstanding"),
    "items": Field("all numbered items as printed", is_block=True),
    "open_items": Field("the numbered items that are open, as printed", is_block=True),
    "deficiencies": Field("a table: item, asked, received, missing, new date", is_block=True),
    "outstanding": Field("a table of the agency's outstanding requests", is_block=True),
    "instructions": Field("your office's standard instructions", is_block=True),
}


def check(template: str) -> None:
    """Raise `Refused`, in a sentence that names it, for anything in braces that is no field."""
    for line in template.split("\n"):
        for found in PLACE.finditer(line):
            name = found[1]
            if name not in FIELDS:
                raise Refused(f"{{{{ {name[:60]} }}}} is no field. The fields are {', '.join(FIELDS)}.", field="text")
            if FIELDS[name].is_block and line.strip() != found[0]:
                raise Refused(f"{{{{ {name} }}}} takes several lines, so it stands on a line of its own.", field="text")
        if LEFT_OVER.search(PLACE.sub("", line)):
            raise Refused("A field is written {{ number }}: two braces, one name, two braces.", field="text")


def fill(template: str, facts: Mapping[str, str | None]) -> str:
    """The template with each field's fact in its place; `Refused` where the record holds none. Facts are never filled."""
    check(template)

    def fact(found: re.Match[str]) -> str:
        told = facts.get(found[1])
        if told is None:
            sentence = f"The record does not say {FIELDS[found[1]].says}, and this letter needs it."
            raise Refused(sentence, field=found[1])
        return told

    return PLACE.sub(fact, template).strip()
