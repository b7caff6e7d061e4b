"""Invented letters in many layouts, each with its truth beside it: what the reader finds must be just that."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.letters.loading import pages_of
from app.letters.reader import read_letter

LETTERS = sorted((Path(__file__).parent / "data").glob("[0-9]*.json"))


def _opening(text: str | None) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", (text or "").lower())[:6])


def _family(name: str) -> str:
    kept = [word for word in name.replace(",", " ").split() if word not in {"Jr.", "Sr."}]
    return kept[-1].lower()


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_a_letter_is_read_as_a_person_would(path: Path) -> None:
    truth: dict[str, Any] = json.loads(path.read_text("utf-8"))
    found = read_letter(pages_of(path.with_suffix(".txt").read_bytes())).as_json()
    skipped = set(truth.get("skip", []))

    assert found["is_request"] == truth.get("is_request", True)
    for name in {"date_sent", "due_date", "due_time"} - skipped:
        assert (name, found[name]) == (name, truth[name])
    assert bool(found["relative_due"]) == bool(truth["relative_due"])
    assert [_family(name) for name in found["signatories"]] == [_family(name) for name in truth["signatories"]]
    if "signatory_titles" in truth:
        assert found["signatory_titles"] == truth["signatory_titles"]
    assert [p["name"] for p in found["addressees"]] == [p["name"] for p in truth["addressees"]]
    for person, wanted in zip(found["addressees"], truth["addressees"], strict=True):
        assert person["title"] == wanted["title"] or not wanted["title"]
        assert (wanted["agency"] or "") in (person["agency"] or "") or "agency" in skipped
    if truth.get("items_scored", True):
        wanted_items = [(item["number"], item.get("parent"), _opening(item["text"])) for item in truth["items"]]
        items = [(item["number"], item["parent"], _opening(item["text"])) for item in found["items"]]
        if "sub items" in skipped:
            items = [item for item in items if not item[1]]
            wanted_items = [item for item in wanted_items if not item[1]]
        if "top items" not in skipped:
            assert [item[::2] for item in items] == [item[::2] for item in wanted_items]


def test_the_letters_are_many() -> None:
    assert len(LETTERS) >= 25
