"""What a letter asks for, told from lists that state or quote."""

from collections.abc import Callable

import pytest

from app.letters.findings import Findings
from app.letters.reader import read_letter

Letter = Callable[..., Findings]


def numbers(letter: Letter, body: str) -> list[str | None]:
    return [item.number for item in letter(body=body).items]


def test_numbers_that_skip_or_restart_are_warned_about(letter: Letter) -> None:
    skipped = letter(body="Please answer these questions:\n\n1. Who knew?\n\n2. When?\n\n4. Why?")
    assert "The numbering skips from 2 to 4." in skipped.warnings
    body = (
        "Please answer these questions:\n\n1. Who?\n\n2. When?\n\nPlease also provide these "
        "documents:\n\n1. The plan.\n\n2. The memo."
    )
    assert numbers(letter, body) == ["1", "2", "1", "2"]
    assert "The number 1 is printed more than once." in letter(body=body).warnings


@pytest.mark.parametrize(
    "lead",
    [
        "In its report, the Inspector General found the following:",
        "The Government Accountability Office made these recommendations:",
        "Section 5 of the Act provides that the agency shall:",
        "On February 1, 2020, we asked the following questions:",
        "The following events have been reported:",
    ],
)
def test_lists_that_state_or_quote_are_no_items(letter: Letter, lead: str) -> None:
    body = (
        f"{lead}\n\n1. Provide guidance to staff.\n\n2. Report the results.\n\nPlease tell us:\n\n1. Who "
        f"knew?\n\n2. When?"
    )
    assert [item.text for item in letter(body=body).items] == ["Who knew?", "When?"]


def test_sub_items_to_three_levels_are_tied_to_their_parents(letter: Letter) -> None:
    body = (
        "Please provide the following:\n\n1. All records on:\n\na. the rule, including:\n\ni. drafts; "
        "and\n\nii. comments;\n\nb. the hearing.\n\n2. A list."
    )
    assert [(item.number, item.parent) for item in letter(body=body).items] == [
        ("1", None),
        ("1a", "1"),
        ("1a.i", "1a"),
        ("1a.ii", "1a"),
        ("1b", "1"),
        ("2", None),
    ]


def test_headings_between_items_are_not_part_of_them(letter: Letter) -> None:
    body = "Please answer the following questions:\n\nStaff\n\n1. Who?\n\n2. When?\n\nContracts\n\n3. Why?"
    assert [item.text for item in letter(body=body).items] == ["Who?", "When?", "Why?"]


def test_lettered_sections_give_their_letter_to_their_items(letter: Letter) -> None:
    body = "Please provide the following:\n\nA. Documents\n\n1. The plan.\n\n2. The memo.\n\nB. People\n\n1. All names."
    assert numbers(letter, body) == ["A1", "A2", "B1"]


def test_items_in_one_sentence_are_read(letter: Letter) -> None:
    body = "We respectfully request the following documents: (1) the plan; (2) the memo; and (3) the list."
    assert numbers(letter, body) == ["1", "2", "3"]


def test_questions_that_lost_their_numbers_are_read(letter: Letter) -> None:
    body = (
        "We request information on these people and ask you to answer the following:\n\nJohn Roe, "
        "who declined to speak.\n\n"
        "Did you call him?\n\nIf so, when?\n\nWho else was called?\n\nThank you. Please respond by March 17, 2020."
    )
    assert [(item.number, item.level, item.text) for item in letter(body=body).items] == [
        (None, 1, "Did you call him?"),
        (None, 2, "If so, when?"),
        (None, 1, "Who else was called?"),
    ]


def test_bullets_are_items_without_numbers(letter: Letter) -> None:
    found = letter(body="Please tell us:\n\n• who knew;\n\n• when; and\n\n• why.\n\nThank you.")
    assert [item.text for item in found.items] == ["who knew;", "when; and", "why."]


def test_running_heads_and_page_numbers_are_not_part_of_an_item() -> None:
    pages = (
        "March 3, 2020\n\nThe Honorable Jane Doe\nDirector\nOffice of Examples\n\nDear Director "
        "Doe:\n\nPlease answer:\n\n"
        "1. Who knew of the plan that the\n\n1",
        (
            "The Honorable Jane Doe\nMarch 3, 2020\nPage 2\n\nagency made?\n\n2. "
            "When?\n\nSincerely,\n\nJohn Roe\nUnited States Senator\n\n2"
        ),
    )
    found = read_letter(pages)
    assert [item.text for item in found.items] == ["Who knew of the plan that the agency made?", "When?"]
    assert [person.name for person in found.signatories] == ["John Roe"]


def test_a_list_that_goes_on_after_a_quoted_one_gives_only_what_is_new(letter: Letter) -> None:
    body = (
        "In that letter I asked:\n\n1. What did it cost?\n\n2. Who approved it?\n\n"
        "Please answer those, and these additional questions:\n\n3. Who paid?\n\n4. Why?"
    )
    assert numbers(letter, body) == ["3", "4"]


def test_a_question_s_own_list_stays_below_it(letter: Letter) -> None:
    body = "Please answer the following:\n\n1. Did you know?\n\nIf so, state:\n\n(a) when;\n\n(b) how.\n\n2. Why?"
    assert numbers(letter, body) == ["1", "1a", "1b", "2"]


def test_dashed_and_half_bracketed_numbers_are_read(letter: Letter) -> None:
    assert numbers(letter, "Please answer the following:\n\n1 - Who?\n\n2 – Why?") == ["1", "2"]
    assert numbers(letter, "Please provide us with: 1) the plan; 2) the list; and 3) the log.") == ["1", "2", "3"]


def test_instructions_after_the_requests_are_no_items(letter: Letter) -> None:
    body = (
        "Please provide the following:\n\n1. The plan.\n\n2. The log.\n\nAn attachment to this letter provides "
        "additional information about how to respond:\n\n"
        "1. In complying, you should produce all documents.\n\n2. Provide a log."
    )
    assert [item.text for item in letter(body=body).items] == ["The plan.", "The log."]
