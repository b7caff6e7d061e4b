"""What a letter says beside its items, and the sort of each item."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.letters.findings import Findings
from app.letters.loading import pages_of
from app.letters.reader import read_letter

DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize(
    ("name", "what", "value"),
    [
        ("01-house-chair-ranking", "relevant_period", "January 1, 2023, to the present"),
        ("54-three-levels-page-break", "relevant_period", "January 1, 2020, to the present"),
        ("02-senate-working-days", "follows_up", "2023-02-03"),
        ("20-sections-restart", "follows_up", None),
        ("34-follow-up", "follows_up", "2022-04-04"),
        ("54-three-levels-page-break", "follows_up", "2022-09-01"),
        ("09-two-addressees-two-weeks", "preservation", "Please preserve all documents that may be responsive."),
        ("03-member-many-signers", "follows_up", None),
        ("03-member-many-signers", "preservation", None),
    ],
)
def test_asides_are_found(name: str, what: str, value: str | None) -> None:
    assert read_letter(pages_of((DATA / f"{name}.txt").read_bytes())).as_json()[what] == value


def test_handling_and_instructions_are_quoted() -> None:
    nuclear = read_letter(pages_of((DATA / "09-two-addressees-two-weeks.txt").read_bytes())).as_json()
    ports = read_letter(pages_of((DATA / "04-running-header.txt").read_bytes())).as_json()
    assert nuclear["classified_handling"].startswith("If any responsive material is classified")
    assert ports["instructions"].startswith("An attachment to this letter")


def test_each_item_says_its_sort(letter: Callable[..., Findings]) -> None:
    asked = {
        "Who knew?": "question",
        "All e-mails about the plan.": "documents",
        "Documents sufficient to show the cost.": "documents sufficient to show",
        "The number of staff.": "data",
        "A list of all meetings.": "list",
        "Please provide weekly updates until the plan ends.": "update",
        "A staff briefing on the plan.": "briefing",
        "Explain the delay.": "question",
        "Certify that nothing was destroyed.": "certification",
    }
    lines = "\n\n".join(f"{n}. {text}" for n, text in enumerate(asked, 1))
    found = letter(body=f"Please provide the following by March 17, 2020:\n\n{lines}").as_json()
    assert {item["text"]: item["kind"] for item in found["items"]} == asked
    assert json.dumps(found)
