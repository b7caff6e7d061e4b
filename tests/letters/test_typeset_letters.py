"""Letters typeset as PDF and as Word documents, with all that a page adds, are read nearly as well as their text."""

import functools
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.letters.loading import pages_of
from app.letters.reader import read_letter
from tests.letters import typesetting
from tests.letters.test_real_letters import FOLDER, _letters, _score

TYPESET: dict[str, Callable[[str, dict[str, Any]], bytes]] = {
    "word": typesetting.as_word,
    **{shape: functools.partial(typesetting.as_pdf, shape=shape) for shape in typesetting.SHAPES},
}
LETTER = """March 3, 2020

The Honorable Jane Doe
Director
Office of Examples
Washington, DC 20001

Dear Director Doe:

Please answer the following questions by March 17, 2020:

1. Who knew of the plan?

2. Why was the Committee not told?

Sincerely,
"""
SIGNED = {
    "signatories": ["John Roe", "Mary Major", "Ann Poe"],
    "signatory_titles": ["Chairman", "Ranking Member, Permanent Subcommittee on Investigations", "Member of Congress"],
}


def _is_clean(truth: dict[str, Any], pages: tuple[str, ...]) -> bool:
    return not _score().judge(truth, read_letter(pages).as_json())[0]


@pytest.mark.proof
@pytest.mark.skipif(FOLDER is None, reason="the folder of real letters is not there (../shared/letters)")
@pytest.mark.parametrize(
    "how", [how if how in {"word", "flush"} else pytest.param(how, marks=pytest.mark.whole) for how in TYPESET]
)
def test_typeset_letters_are_read_as_their_text(how: str) -> None:
    chosen: list[tuple[dict[str, Any], Path]] = _letters() if os.environ.get("PROOF") else _letters()[::6]
    as_text, as_typeset = [], []
    for truth, path in chosen:
        as_text += [path.stem] if _is_clean(truth, pages_of(path.read_bytes())) else []
        typeset = TYPESET[how](path.read_text("utf-8"), truth)
        as_typeset += [path.stem] if _is_clean(truth, pages_of(typeset)) else []
    assert len(as_typeset) >= len(as_text) - 2, sorted(set(as_text) - set(as_typeset))


@pytest.mark.parametrize("how", ["word", "flush"])
def test_signatures_in_two_columns_keep_their_titles(how: str) -> None:
    found = read_letter(pages_of(TYPESET[how](LETTER, SIGNED))).as_json()
    assert found["signatories"] == SIGNED["signatories"]
    assert found["signatory_titles"] == SIGNED["signatory_titles"]


@pytest.mark.parametrize("how", typesetting.SHAPES)
def test_an_item_runs_on_over_the_foot_and_the_head_of_a_page(how: str) -> None:
    """However many lines stand before it, an item that the page's end cuts in two stays one."""
    rng = random.Random(7)
    words = [
        "all",
        "of",
        "the",
        "memoranda",
        "that",
        "this",
        "office",
        "wrote",
        "or",
        "kept",
        "about",
        "its",
        "plan",
        "and",
        "costs",
    ]
    asked = {str(n): f"Please provide {' '.join(rng.choices(words, k=50))}." for n in range(1, 17)}
    for lines in range(3):
        listed = "\n\n".join(f"{number}. {text}" for number, text in asked.items())
        text = LETTER.replace("1. Who knew of the plan?", listed).replace("2. Why was", "17. Why was")
        text = text.replace("Please answer", "The plan is old.\n\n" * lines + "Please answer")
        found = read_letter(pages_of(typesetting.as_pdf(text, SIGNED, shape=how)))
        told = {item.number: item.text.rstrip("0123456789") for item in found.items}
        assert told == asked | {"17": "Why was the Committee not told?"}
