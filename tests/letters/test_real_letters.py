"""The reader against real letters with truth made by hand, where that folder lies beside the project."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app.letters.loading import pages_of
from app.letters.reader import read_letter

ROOT = Path(__file__).resolve().parents[2]
FOLDER = next((place for place in (ROOT / "../shared/letters", ROOT / "../../shared/letters") if place.is_dir()), None)
pytestmark = pytest.mark.skipif(FOLDER is None, reason="the folder of real letters is not there (../shared/letters)")


def _score() -> ModuleType:
    assert FOLDER is not None
    spec = importlib.util.spec_from_file_location("letter_score", FOLDER / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _letters() -> list[tuple[dict[str, Any], Path]]:
    assert FOLDER is not None
    found = [
        (json.loads(path.read_text("utf-8")), path.with_suffix(".txt")) for path in sorted(FOLDER.glob("[0-9]*.json"))
    ]
    assert found
    return found


def _f1(counts: list[int]) -> float:
    return 2 * counts[0] / (counts[1] + counts[2]) if counts[1] + counts[2] else 1.0


def test_the_real_letters_are_read_as_well_as_promised() -> None:
    score = _score()
    wrongs: list[list[str]] = []
    counts = {"top": [0, 0, 0], "sub": [0, 0, 0], "signatories": [0, 0, 0]}
    letters = _letters()
    addressees = sum(len(truth["addressees"]) for truth, _ in letters)
    for truth, text in letters:
        wrong, items, *signed = score.judge(truth, read_letter(pages_of(text.read_bytes())).as_json())
        wrongs.append(wrong)
        for name, found in (*items.items(), ("signatories", signed)):
            counts[name] = [a + b for a, b in zip(counts[name], found, strict=True)]
    everything = [message for wrong in wrongs for message in wrong]

    assert not [message for message in everything if message.startswith("date_sent")]
    assert sum(message.startswith(("due_date", "relative_due")) for message in everything) <= 1
    missed = sum(message.startswith(("addressee", "agency")) for message in everything)
    assert addressees - missed >= addressees - 2
    assert not [message for message in everything if "addressee(s) invented" in message]
    assert _f1(counts["signatories"]) >= 0.98
    assert _f1(counts["top"]) >= 0.97
    assert _f1(counts["sub"]) >= 0.90
    assert sum(not wrong for wrong in wrongs) / len(wrongs) >= 0.8


def test_every_real_letter_is_taken_for_a_request() -> None:
    assert [text.name for _, text in _letters() if not read_letter(pages_of(text.read_bytes())).is_request] == []


def test_the_evidence_is_what_the_letter_prints_at_that_place() -> None:
    for _, text in _letters():
        pages = pages_of(text.read_bytes())
        for evidence in read_letter(pages).evidence:
            page = pages[evidence.page - 1]
            assert page[evidence.offset : evidence.offset + len(evidence.words)] == evidence.words
            assert 0 < evidence.confidence <= 1
