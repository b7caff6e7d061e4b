"""A written letter, as PDF and as Word, is read back as what went into it: date, people and items, for every kind."""

from datetime import date
from typing import Any

import pytest

from app.documents import letter_docx, letter_pdf
from app.letters.loading import pages_of
from app.letters.reader import read_letter
from app.models import Agency, Item, Office, OversightRequest
from app.models.letter_picklists import LetterKind
from app.models.picklists import OfficeKind
from app.numbering import NumberedItem, read_items
from app.writing.facts import Asked, words_for, words_for_agency
from app.writing.paper import on_paper
from app.writing.points import open_of
from app.writing.texts import standard

ON, ANSWER = date(2018, 11, 5), date(2018, 11, 19)
LONG = "Please provide all documents and communications that refer or relate to the transfer of vehicles, " * 9
SHORT = """1. Who approved the transfer of vehicles to the ministry?
2. Provide all documents that show the end-use checks made in 2017.
3. How many vehicles are missing?"""
DEEP = f"""1. Please describe how end-use checks were made. In doing so, please say:
   a. Who made the checks?
   b. When did each of the checks take place?
      (i) Which of the checks were announced?
      (ii) Which were not?
   c. What did the checks find?
2. {LONG.strip(", ")}.
3. A list of all officials who took part in the decision.
   a. Who was told of the decision?
   b. Why was the Inspector General not told?
4. Is it correct that the program has gone on since July 2018?"""
LISTS = """A. Documents
1. All documents about the program since 2015.
2. All communications with the ministry about the program.
B. Questions
1. Who runs the program?
2. How much did the program cost in 2017?"""
MANY = "\n".join(f"{n}. How many vehicles were sent to brigade {n}, and when?" for n in range(1, 43))
ONE = (("Robert Roe", "Chairman"),)
NINE = tuple(
    (f"{name} Abbott", "Member of Congress")
    for name in ["Alice", "Bruce", "Carla", "Dennis", "Elena", "Frank", "Grace", "Irene", "Jack"]
)
CASES = {"short": (SHORT, ONE), "deep": (DEEP, NINE), "two lists": (LISTS, ONE), "many": (MANY, NINE[:2])}


def numbered(text: str) -> list[NumberedItem]:
    """As they are filed from a letter: below section headings the reader gives A1, A2, B1."""
    if not text.startswith("A."):
        return list(read_items(text))
    found = read_letter(f"Dear Secretary Doe:\n\nPlease provide the following:\n\n{text}\n\nSincerely,").items
    return [NumberedItem(i.number, i.printed, i.level, i.parent, i.text, i.start, i.end) for i in found]


def request(name: str) -> OversightRequest:
    text, signers = CASES[name]
    office = Office(
        short_name="DEMO", name="Committee on Foreign Affairs", kind=OfficeKind.MAJORITY, timezone="America/New_York"
    )
    agency = Agency(name="Department of State", short_name="State")
    made = OversightRequest(
        office=office, agency=agency, number="DEMO-115-0001", subject="vehicles sent to the ministry", items=[],
        addressee="Jane Q. Doe", addressee_title="Assistant Secretary for Political Affairs",
        dated_on=date(2018, 10, 1), transmitted_on=date(2018, 10, 1), due_on=date(2018, 10, 15), first_due_on=date(2018, 10, 12),
        signatories=[{"name": name, "title": title} for name, title in signers], cc="The Honorable Mary Major, Ranking Member",
    )  # fmt: skip
    for number, item in enumerate(Item.listed(numbered(text)), start=1):
        item.id, item.oversight_request = number, made
        item.parent_id = item.parent.id if item.parent else None
    return made


def answer_some(made: OversightRequest) -> None:
    """Some items are accepted and so no longer open; numbers are left out in the middle of the list."""
    leaves = [item for item in made.items if not item.children]
    for leaf in (leaves[1], *leaves[3:4], leaves[-2]):
        leaf.accepted_on = date(2018, 11, 1)


def written(name: str, kind: LetterKind) -> tuple[Any, list[Item]]:
    made = request(name)
    asked = Asked(id=1, kind=kind, dated_on=ON, answer_on=ANSWER)
    items = list(made.items)
    if kind in {LetterKind.FOLLOW_UP, LetterKind.DEFICIENCY}:
        answer_some(made)
        items = open_of(made.items)
    if kind is LetterKind.OUTSTANDING:
        contact: Any = type("Contact", (), {"name": made.addressee, "title": made.addressee_title})()
        words = words_for_agency(made.agency, [made, request("deep")], asked, standard(), contact=contact)
    else:
        words = words_for(made, asked, standard())
    if kind in {LetterKind.OUTSTANDING, LetterKind.EXTENSION_REPLY}:
        items = []
    return on_paper(words, kind=kind, office=made.office, texts=standard()), items


ASKING = (LetterKind.REQUEST, LetterKind.FOLLOW_UP, LetterKind.DEFICIENCY)


@pytest.mark.parametrize(
    ("name", "kind"),
    [*(("deep", kind) for kind in LetterKind), *((name, kind) for name in CASES for kind in ASKING if name != "deep")],
)
def test_every_letter_reads_back_into_the_same_facts(name, kind):
    letter, items = written(name, kind)
    for data in (letter_docx.write(letter), letter_pdf.write(letter)):
        found = read_letter(pages_of(data))
        assert found.is_request
        assert found.date_sent == ON
        assert [(person.name, person.title, person.agency) for person in found.addressees] == [
            ("Jane Q. Doe", "Assistant Secretary for Political Affairs", "Department of State")
        ]
        assert found.due_date == ANSWER
        assert [person.name for person in found.signatories] == [who for who, _ in letter.signatories]
        assert ", ".join(found.cc) == letter.copies
        told = [(item.number, " ".join(item.text.split())) for item in found.items]
        assert told == [(item.number, " ".join(item.text.split())) for item in items]
