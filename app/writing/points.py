"""The numbered items of a request as a letter prints them: with their own numbers, and tables of what is missing."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from app.dates import formal_text
from app.documents.letter import INDENT
from app.models import Item, OversightRequest
from app.models.counts import Standing
from app.models.item import WHOLE

FIRSTS = frozenset({"1", "a", "i"})
STYLES = ("{}.", "{}.", "({})")
SECTION = re.compile(r"([A-Z]+)(\d+)")
LABEL = re.compile(r"\d+|[A-Za-z]+")
AGAIN = re.compile(r"\(\d+(?:st|nd|rd|th) list\)$")
MISSING = {
    Standing.NOTHING: "All of it",
    Standing.PARTIAL: "The part that was not provided",
    Standing.SAID_DONE: "What shows that the answer is complete",
    Standing.REFUSED: "What is withheld",
}


def listed(items: Sequence[Item], *, subject: str) -> str:
    """Each item in a paragraph of its own, led by its number as printed and indented by its level."""
    return "\n\n".join(paragraphs(items, subject=subject))


def paragraphs(items: Sequence[Item], *, subject: str) -> Iterator[str]:
    section, printed = "", set[int | None]()
    for item in items:
        if item.path is None:
            yield f"All information about {one_line(subject)}." if item.text == WHOLE else one_line(item.text)
            continue
        if item.level == 1 and AGAIN.search(item.path) and label_of(item) == "1":
            yield "Please also provide the following:"
        headed = SECTION.fullmatch(item.number or "") if item.level == 1 else None
        if headed and headed[1] != section:
            section = headed[1]
            yield f"{section}. Section {section}"
        depth = item.level - 1 + bool(headed or (section and item.level > 1))
        mark = mark_of(item, depth, is_first=item.parent_id not in printed)
        printed.add(item.parent_id)
        yield f"{' ' * (INDENT * depth)}{mark} {one_line(item.text)}"


def mark_of(item: Item, depth: int, *, is_first: bool) -> str:
    """Its own mark; the whole address, 1(b)(ii), where the sub-items before it are left out and it would seem the first."""
    label = label_of(item)
    if item.level > 1 and is_first and label and label.lower() not in FIRSTS:
        return item.path or label
    return STYLES[min(depth, 2)].format(label) if label else "•"


def label_of(item: Item) -> str:
    """The last part of its number, as it stands below its parent's: "ii" of 3b.ii; a section's letter is left to it."""
    number = item.number or ""
    above = item.parent.number if item.parent is not None else None
    own = number[len(above) :] if above and number.startswith(above) else number
    if item.level == 1 and (headed := SECTION.fullmatch(number)):
        return headed[2]
    labels = LABEL.findall(own)
    return labels[-1] if item.level > 1 and labels else number


def open_of(items: Sequence[Item]) -> list[Item]:
    """The items that are open, with those above them; what is satisfied or out of the count is left out."""
    wanted: set[int] = set()
    for item in items:
        above: Item | None = item if item.is_open else None
        while above is not None:
            wanted.add(above.id)
            above = above.parent
    return [item for item in items if item.id in wanted]


def deficiencies(oversight_request: OversightRequest, *, answer_on: date | None) -> str:
    """Item, asked, received, missing, new date: of every open item that has no sub-items."""
    rows = [("Item", "Asked", "Received", "Missing", "New date")]
    day = formal_text(answer_on) if answer_on else ""
    for item in oversight_request.items:
        if item.is_open:
            rows.append((item.path or "", one_line(item.text), received(item), MISSING.get(item.standing, ""), day))
    return table(rows)


def received(item: Item) -> str:
    """What the agency did with it, as logged: never our notes or our view of it."""
    said = item.disposition
    if said is None:
        return "Nothing"
    grounds = f" ({', '.join(said.ground_labels)})" if said.grounds else ""
    return f"{said.code.label}{grounds}, {formal_text(said.dated_on)}"


def outstanding(requests: Sequence[OversightRequest]) -> str:
    """Number, subject, date, due date and open items of each request."""
    rows = [("Our number", "Subject", "Letter dated", "Due", "Open items")]
    for each in requests:
        paths = [item.path or "the letter as a whole" for item in each.items if item.is_open]
        dated, due = (formal_text(on) if on else "Not set" for on in (each.dated_on, each.due_on))
        rows.append((each.number, one_line(each.subject), dated, due, ", ".join(paths)))
    return table(rows)


def table(rows: Sequence[tuple[Any, ...]]) -> str:
    return "\n".join("| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |" for row in rows)


def one_line(text: str) -> str:
    return " ".join(text.split())
