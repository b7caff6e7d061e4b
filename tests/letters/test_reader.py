"""A letter as a whole: what it is, where its words stand, and that no text makes the reader stumble."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.letters.findings import Findings
from app.letters.reader import read_letter

Letter = Callable[..., Findings]


def test_a_whole_letter_is_read(letter: Letter) -> None:
    found = letter()
    assert found.as_json() | {"evidence": []} == {
        "is_request": True,
        "date_sent": "2020-03-03",
        "addressees": [{"name": "Jane Doe", "title": "Director", "agency": "Office of Examples"}],
        "signatories": ["John Roe"],
        "signatory_titles": ["United States Senator"],
        "cc": [],
        "subject": None,
        "due_date": "2020-03-17",
        "due_time": None,
        "due_text": "by March 17, 2020",
        "relative_due": None,
        "other_dates": [],
        "items": [
            {"number": "1", "parent": None, "text": "Who knew?", "kind": "question"},
            {"number": "2", "parent": None, "text": "When?", "kind": "question"},
        ],
        "warnings": [],
        "evidence": [],
        "relevant_period": None,
        "follows_up": None,
        "preservation": None,
        "classified_handling": None,
        "instructions": None,
    }


def test_evidence_names_page_and_offset() -> None:
    pages = (
        "March 3, 2020\nDear Director Doe:\nPlease tell us:\n",
        "1. Who knew?\n2. When?\nSincerely,\nJohn Roe\nMember of Congress",
    )
    found = read_letter(pages)
    item = next(evidence for evidence in found.evidence if evidence.finding == "item 2")
    assert (item.page, pages[1][item.offset : item.offset + len(item.words)].strip()) == (2, "2. When?")


@pytest.mark.parametrize(
    ("opening", "member"),
    [
        ("This responds to your letter of March 1, 2020, in which you asked questions.", "Dear Senator Roe:"),
        ("Thank you for your letter of March 1, 2020. Please find our answers below.", "Dear Representative Roe:"),
        ("I am writing in response to your inquiry.", "Dear Senator Roe:"),
    ],
)
def test_an_agency_s_reply_is_no_request(letter: Letter, opening: str, member: str) -> None:
    found = letter(
        head="March 9, 2020\n\nThe Honorable John Roe\nUnited States Senate\nWashington, DC 20510",
        greeting=member,
        body=f"{opening}\n\n1. Who?\n\nThe Director knew.\n\nPlease contact us by March 30, 2020 with any questions.",
    )
    assert (found.is_request, found.items, found.due_date) == (False, (), None)
    assert [person.name for person in found.addressees] == ["John Roe"]


def test_a_press_release_is_no_request() -> None:
    text = (
        "FOR IMMEDIATE RELEASE\nMarch 3, 2020\n\nWASHINGTON, D.C. - Senator John Roe today asked the "
        "Director for answers "
        "by March 17, 2020.\n\nThe senator asked your agency to answer these questions:\n\n1. Who knew?\n\n2. When?\n"
    )
    found = read_letter(text)
    assert (found.is_request, found.items, found.due_date) == (False, (), None)


def test_a_letter_of_thanks_is_no_request(letter: Letter) -> None:
    assert not letter(body="I write to thank you for your visit. It was a pleasure.").is_request


PARTS = [
    "Dear Mr. Secretary:",
    "Dear ",
    "Sincerely,",
    "cc: ",
    "1. Who?",
    "(a) what",
    "•",
    "by March 3, 2020",
    "within 99 days",
    "31/31/99",
    "The Honorable ",
    "Please provide the following:",
    "\f",
    "\u2028",
    "[1] See",
    "Page 2",
    "/s/",
    "Re: ",
    "by the end of the month",
    "February 29, 2021",
    "United States Senator",
    "Jane Doe",
    "January 45",
    "within 999 months",
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=20), max_size=30), st.sampled_from(["\n", "\n\n", " "]))
def test_no_text_makes_the_reader_stumble(parts: list[str], gap: str) -> None:
    found = read_letter(gap.join(parts))
    assert isinstance(found.as_json()["warnings"], list)


@pytest.mark.parametrize(
    "text", ["", "\f\f", "1. " * 7000, "Dear " * 5000, "by March 3, 2020 " * 2000, "Sincerely,\n" * 3000, "A B " * 5000]
)
def test_long_and_empty_texts_are_read(text: str) -> None:
    assert read_letter(text).date_sent is None


def test_a_follow_up_to_a_reply_is_a_request(letter: Letter) -> None:
    found = letter(
        head="United States Senate\n\nMarch 3, 2020\n\nThe Honorable Jane Doe\nDirector\nOffice of Examples",
        body="Thank you for your letter of May 3. Please provide what is missing by March 17, 2020:\n\n1. The plan.",
    )
    assert (found.is_request, len(found.items), found.due_text) == (True, 1, "by March 17, 2020")


def test_a_reply_signed_by_an_agency_s_liaison_is_no_request(letter: Letter) -> None:
    found = letter(
        head="March 9, 2020\n\nThe Honorable John Roe\nCommittee on Examples\nU.S. House of Representatives",
        greeting="Dear Chairman Roe:",
        body="I am pleased to provide the enclosed documents. We ask that the Committee protect them.",
        end="Sincerely,\n\nAnn Poe\nAssistant Secretary\nBureau of Legislative Affairs",
    )
    assert not found.is_request


def test_a_request_written_as_prose_is_a_request_without_items(letter: Letter) -> None:
    found = letter(body="We request all records on the closure by April 15, 2020. Please also brief our staff.")
    assert (found.is_request, found.items, found.due_text) == (True, (), "by April 15, 2020")


def test_a_memorandum_is_read(letter: Letter) -> None:
    head = (
        "MEMORANDUM\nTO: The Honorable Jane Doe, Director, Office of Examples\nFROM: Senator John "
        "Roe\nDATE: March 3, 2020\nRE: Telework"
    )
    body = "Please provide answers to the following questions by March 17, 2020.\n\n1. Who?\n2. Why?"
    found = letter(head=head, greeting="", body=body)
    assert (found.is_request, found.subject, len(found.items)) == (True, "Telework", 2)
    assert [(p.name, p.agency) for p in found.addressees] == [("Jane Doe", "Office of Examples")]


@pytest.mark.parametrize(
    "text",
    [
        "Dear Mr. X:\nPlease answer the following:\n" + "Why not?\n" * 5000,
        "Dear Mr. X:\nSincerely,\n" + "Jane Doe " * 5000,
        "Dear Mr. X:\nSincerely,\n" + "Jane Doe John Roe\n" * 2000,
        "Please respond by March 3, 2020 and " * 2000,
        "The Honorable Jane Doe  " * 2000,
    ],
)
def test_long_texts_are_read_in_linear_time(text: str) -> None:
    began = time.process_time()
    read_letter(text)
    # A quadratic reading of these takes minutes; a busy machine and a full heap make a linear one take seconds.
    assert time.process_time() - began < 10
