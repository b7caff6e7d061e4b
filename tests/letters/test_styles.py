"""The many ways in which offices set out what they ask: each is read as its items, with the date that it names."""

from collections.abc import Callable

import pytest

from app.letters.findings import Findings

COST, TOLD, WHY = "What does it cost?", "Who was told?", "Why?"
STYLES = {
    "dashes": (
        "Specifically, we request:\n\n- The memoranda;\n- The e-mails; and\n- The budget.\n\nPlease reply by March 17, 2020.",
        [(None, "The memoranda;"), (None, "The e-mails; and"), (None, "The budget.")],
    ),
    "capital letters": (
        "Please provide the following by close of business on March 17th:\n\nA. The plan.\n\nB. The budget.\n\nC. A briefing.",
        [("A", "The plan."), ("B", "The budget."), ("C", "A briefing.")],
    ),
    "romans": (
        "I request the following no later than 14 days from today:\n\nI. The plan.\nII. The budget.\nIII. The names.",
        [("I", "The plan."), ("II", "The budget."), ("III", "The names.")],
    ),
    "in a sentence": (
        "We would like to know: 1) who approved it; 2) what it cost; and 3) when it ends. Please respond within two weeks.",
        [("1", "who approved it;"), ("2", "what it cost; and"), ("3", "when it ends.")],
    ),
    "a sentence that ends in its date": (
        "Please tell us (a) who approved it, (b) what it cost, and (c) when it ends, by noon on Tuesday, March 17.",
        [("a", "who approved it,"), ("b", "what it cost, and"), ("c", "when it ends")],
    ),
    "on the line of the request": (
        "Please provide the following by March 17, 2020: 1. The plan. 2. Its cost. 3. The names of its authors.",
        [("1", "The plan."), ("2", "Its cost."), ("3", "The names of its authors.")],
    ),
    "sub-items on the line of the item": (
        f"Please answer by March 17, 2020:\n\n1. {COST} a. This year? b. Next year?\n\n2. {TOLD} (a) When? (b) By whom?\n\n3. {WHY}",
        [("1", COST), ("1a", "This year?"), ("1b", "Next year?"), ("2", TOLD), ("2a", "When?"), ("2b", "By whom?"), ("3", WHY)],
    ),
    "two lists": (
        f"Please provide the following:\n\n1. All memoranda.\n\n2. All budgets.\n\nThe plan was made in 2018 and has changed "
        f"since. Please answer these by March 17, 2020:\n\n1. {TOLD}\n\n2. {WHY}",
        [("1", "All memoranda."), ("2", "All budgets."), ("1", TOLD), ("2", WHY)],
    ),
    "clauses told off in words": (
        "We ask that you do the following: first, send us the plan; second, tell us its cost; and third, name its author. "
        "Please answer by March 17, 2020.",
        [(None, "send us the plan;"), (None, "tell us its cost;"), (None, "name its author.")],
    ),
    "questions told off in words": (
        "I ask you three things. First, what did it cost? Second, who paid? And third, who was told? I ask for your reply by "
        "March 17, 2020.",
        [(None, "what did it cost?"), (None, "who paid?"), (None, "who was told?")],
    ),
    "paragraphs told off in words": (
        "We have several requests.\n\nFirst, we request that you provide us with the plan.\n\nIt was promised in December.\n\n"
        "Second, we request the names of its authors.\n\nFinally, we request your reply by March 17, 2020.",
        [
            (None, "we request that you provide us with the plan. It was promised in December."),
            (None, "we request the names of its authors."),
        ],
    ),
    "reasons told off in words are no items": (
        f"We write for two reasons. First, the plan is costly. Second, we were not told of it. The report raised two questions. "
        f"First, who approved it? Second, who knew?\n\nPlease answer by March 17, 2020:\n\n1. {COST}\n\n2. {TOLD}",
        [("1", COST), ("2", TOLD)],
    ),
    "numbers without a sentence that leads to them": (
        "1. I ask that you provide the plan.\n\n2. I ask that you name its author.\n\nPlease do so by March 17, 2020.",
        [("1", "I ask that you provide the plan."), ("2", "I ask that you name its author.")],
    ),
    "headings with a colon and no numbers": (
        f"Please answer the questions below by March 17, 2020.\n\nCost of the plan:\n\n{COST}\n\nWho pays?\n\nStaff:\n\n{TOLD}",
        [(None, COST), (None, "Who pays?"), (None, TOLD)],
    ),
    "an earlier list that is asked again": (
        "On January 6, 2020, we asked that you reply by January 20, 2020. Our letter asked for:\n\n1. The plan.\n\n2. Its cost.\n\n"
        "We ask again that you provide these documents, and that you do so not later than March 17, 2020.",
        [("1", "The plan."), ("2", "Its cost.")],
    ),
    "an earlier list that is only told of": (
        "Our letter of January 6, 2020 asked for:\n\n1. The plan.\n\n2. Its cost.\n\nYou sent both. Please brief our staff by "
        "March 17, 2020.",
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_what_is_asked_is_read_in_every_style(letter: Callable[..., Findings], style: str) -> None:
    body, items = STYLES[style]
    found = letter(body=body)
    assert [(item.number, item.text) for item in found.items] == items
    days = [str(found.due_date), *(str(other.date) for other in found.other_dates)]
    assert "2020-03-17" in days
