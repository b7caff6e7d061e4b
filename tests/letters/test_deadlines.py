"""Dates and deadlines of a letter, told from dates that only occur in it."""

from collections.abc import Callable
from datetime import date

import pytest

from app.letters.findings import Findings
from app.letters.reader import read_letter

Letter = Callable[..., Findings]


def due(letter: Letter, sentence: str, *, dated: str = "March 3, 2020") -> date | None:
    """The due date of a letter whose closing paragraph is `sentence`."""
    head = f"{dated}\n\nThe Honorable Jane Doe\nDirector\nOffice of Examples" if dated else ""
    return letter(head=head, body=f"Please answer these questions:\n\n1. Who knew?\n\n2. When?\n\n{sentence}").due_date


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("March 3, 2020", date(2020, 3, 3)),
        ("Tuesday, March 3, 2020", date(2020, 3, 3)),
        ("August 1,2005", date(2005, 8, 1)),
        ("MARCH 3, 2020", date(2020, 3, 3)),
        ("3 March 2020", date(2020, 3, 3)),
        ("March 3rd, 2020", date(2020, 3, 3)),
        ("3/3/2020", date(2020, 3, 3)),
        ("2020-03-03", date(2020, 3, 3)),
        ("Date: Mar. 3, 2020", date(2020, 3, 3)),
        ("Washington, D.C.   March 3, 2020", date(2020, 3, 3)),
    ],
)
def test_the_date_is_read_in_every_form(letter: Letter, printed: str, day: date) -> None:
    assert letter(head=printed).date_sent == day


@pytest.mark.parametrize("head", ["", "The Honorable Jane Doe\nDirector\nOffice of Examples", "February 30, 2020"])
def test_a_date_that_is_not_printed_is_not_guessed(letter: Letter, head: str) -> None:
    assert letter(head=head).date_sent is None


@pytest.mark.parametrize(
    "phrase",
    [
        "by March 17, 2020",
        "no later than March 17, 2020",
        "by no later than March 17,2020",
        "on or before Tuesday, March 17, 2020",
        "no later than Tuesday March 17, 2020",
        "by March 17th, 2020",
        "by the 17th of March, 2020",
        "by 17 March 2020",
        "by 3/17/2020",
        "by COB March 17, 2020",
        "by close of business on March 17, 2020",
        "no later than the close of business on March 17, 2020",
        "no later than 5:00PM on Tuesday, March 17, 2020",
        "by March 17, 2020 at 5 p.m.",
        "by March 17",
        "by Tuesday, March 17",
        "within two weeks",
        "within 14 days",
        "within fourteen (14) calendar days of the date of this letter",
        "within ten working days",
        "within 10 business days of receipt of this letter",
        "no later than 14 days from now",
        "not later than fourteen days from the date of this letter",
    ],
)
def test_a_deadline_is_read_in_every_form(letter: Letter, phrase: str) -> None:
    found = letter(body=f"Please answer these questions:\n\n1. Who knew?\n\n2. When?\n\nPlease respond {phrase}.")
    assert found.due_date == date(2020, 3, 17)
    assert found.due_text == phrase


def test_working_days_skip_federal_holidays(letter: Letter) -> None:
    assert due(letter, "Please respond within five business days.", dated="November 20, 2019") == date(2019, 11, 27)
    assert due(letter, "Please respond within six business days.", dated="November 20, 2019") == date(2019, 11, 29)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("by Friday", date(2020, 3, 6)),
        ("by tomorrow", date(2020, 3, 4)),
        ("by the end of the month", date(2020, 3, 31)),
        ("within 48 hours", date(2020, 3, 5)),
    ],
)
def test_days_that_are_only_named_are_counted_from_the_letter(letter: Letter, phrase: str, day: date) -> None:
    assert due(letter, f"Please respond {phrase}.") == day


def test_a_day_without_its_year_may_lie_in_the_next_one(letter: Letter) -> None:
    assert due(letter, "Please respond by January 10.", dated="December 20, 2019") == date(2020, 1, 10)


def test_only_a_printed_clock_time_is_a_time(letter: Letter) -> None:
    body = "Please respond to these questions no later than {} on March 17, 2020:\n\n1. Who?\n\n2. Why?"
    assert letter(body=body.format("5:00 p.m.")).due_time == "17:00"
    assert letter(body=body.format("noon")).due_time == "12:00"
    assert letter(body=body.format("close of business")).due_time is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Thank you for your prompt attention.",
        "On March 14, 2019, the agency promised to finish the work by March 17, 2020.",
        "We asked you on February 1, 2020 to respond by February 15, 2020, and you did not.",
        'The statute says that agencies "shall respond by March 17, 2020".',
        "The law requires the agency to report within 30 days.",
        "The funds expire by September 30, 2020.",
        "Your testimony before the hearing on March 17, 2020 was troubling.",
    ],
)
def test_other_dates_are_no_deadline(letter: Letter, sentence: str) -> None:
    assert due(letter, sentence) is None


def test_a_date_inside_a_question_is_no_deadline(letter: Letter) -> None:
    assert letter(body="Please answer:\n\n1. How much will you provide by May 1, 2020?\n\n2. Why?").due_date is None


def test_a_briefing_has_its_own_date(letter: Letter) -> None:
    body = (
        "Please provide written answers by March 17, 2020:\n\n1. Who?\n\n2. Why?\n\nIn addition to "
        "responding to these questions, "
        "I request an oral briefing no later than March 10, 2020."
    )
    found = letter(body=body)
    assert found.due_date == date(2020, 3, 17)
    assert [(other.date, other.what) for other in found.other_dates] == [(date(2020, 3, 10), "oral briefing")]


def test_a_year_that_cannot_be_known_needs_the_context() -> None:
    text = (
        "Dear Mr. Secretary:\n\nPlease answer these questions no later than October 6:\n\n1. Who?\n\n2. "
        "Why?\n\nSincerely,"
    )
    assert read_letter(text).due_date is None
    assert read_letter(text).due_text == "no later than October 6"
    assert read_letter(text, context_date=date(2023, 10, 3)).due_date == date(2023, 10, 6)


def test_days_are_not_counted_from_a_date_that_is_not_printed() -> None:
    text = "Dear Mr. Secretary:\n\nPlease answer these questions within 30 days:\n\n1. Who?\n\n2. Why?\n\nSincerely,"
    found = read_letter(text, context_date=date(2023, 10, 3))
    assert (found.due_date, found.relative_due) == (None, "within 30 days")


@pytest.mark.parametrize(
    ("sentence", "warning"),
    [
        ("Please respond by March 17, 2019.", "before the letter's date"),
        ("Please respond by Monday, March 17, 2020.", "printed as a Monday"),
        ("Please respond by March 21, 2020.", "is a Saturday"),
        ("Please respond by May 25, 2020.", "Memorial Day"),
        ("Please respond by March 17.", "2020 is inferred"),
        ("Please respond by March 17, 2020. Please schedule a briefing by March 10, 2020.", "Two deadlines"),
        ("Please respond by March 17, 2025.", "more than a year"),
    ],
)
def test_what_looks_odd_is_a_warning(letter: Letter, sentence: str, warning: str) -> None:
    found = letter(body=f"Please answer these questions:\n\n1. Who knew?\n\n2. When?\n\n{sentence}")
    assert any(warning in sentence for sentence in found.warnings), found.warnings
