"""A scanned letter is recognized where tesseract is installed: read, marked on its pages, doubted more, and guarded."""

import io
import shutil
from pathlib import Path

import pytest
import typst

from app.extraction import letters
from app.extraction.letters import LetterRead, read_letter_in_child
from app.files import Spool
from app.letters import scans
from app.markings import Marked
from app.refusals import Refused
from tests.letters.typesetting import as_pdf, scanned
from tests.requests.letter_files import letter_text

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
SIGNED = {"signatories": ["Jane Roe", "John Doe"], "signatory_titles": ["Chairwoman", "Ranking Member"]}
LETTER = as_pdf(letter_text(), SIGNED)


def read(data: bytes) -> LetterRead:
    with Spool.take(io.BytesIO(data), limit=50_000_000) as spool:
        return read_letter_in_child(spool)


@pytest.fixture(scope="module")
def pair() -> tuple[LetterRead, LetterRead]:
    return read(scanned(LETTER)), read(LETTER)


@needs_tesseract
def test_a_scan_is_read_like_the_letter_and_doubted_more(pair: tuple[LetterRead, LetterRead]) -> None:
    scan, letter = pair
    for name in ("date_sent", "due_date", "due_time", "signatories", "signatory_titles"):
        assert scan.findings[name] == letter.findings[name]
    asked = [[(item["number"], item["text"]) for item in each.findings["items"]] for each in (scan, letter)]
    assert asked[0] == asked[1]
    assert "recognized from a scan" in scan.findings["warnings"][0]
    for seen, printed in zip(scan.findings["evidence"], letter.findings["evidence"], strict=True):
        assert seen["recognized"]
        assert 0 < seen["confidence"] < printed["confidence"]
        page = scan.pages[seen["page"] - 1]
        assert page[seen["offset"] : seen["offset"] + len(seen["words"])] == seen["words"]


@needs_tesseract
def test_the_marks_stand_where_the_words_are_on_the_page(pair: tuple[LetterRead, LetterRead]) -> None:
    scan, letter = pair
    assert scan.sheets == letter.sheets
    told = zip(scan.findings["evidence"], letter.findings["evidence"], strict=True)
    for seen, printed in ((a, b) for a, b in told if a["finding"] != "signatory"):
        assert len(seen["boxes"]) == len(printed["boxes"])
        for (left, top, width, height), (x, y, w, h) in zip(seen["boxes"], printed["boxes"], strict=True):
            assert (left, left + width) == pytest.approx((x, x + w), abs=6)
            assert y - 6 < top + height / 2 < y + h + 6


@needs_tesseract
def test_a_scan_that_shows_a_marking_is_refused_as_marked() -> None:
    marked = scanned(as_pdf("TOP SECRET//SI//NOFORN\n\n" + letter_text(), SIGNED))
    with pytest.raises(Marked, match="classification marking") as refusal:
        read(marked)
    assert len(refusal.value.digest) == 64


@needs_tesseract
def test_a_scan_on_which_nothing_stands_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refused, match="no text was recognized"):
        read(scanned(typst.compile(b"#rect()")))


def test_without_the_program_the_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "RECOGNIZER", "no-such-program")
    with pytest.raises(Refused, match=r"it is a scan\. Have its text recognized"):
        read(scanned(LETTER))


@pytest.mark.parametrize(
    "script",
    ["sleep 30", "exit 1", "head -c 3000 /dev/urandom", "echo level; echo 5"],
    ids=["hangs", "fails", "babbles", "lies"],
)
def test_a_program_that_misbehaves_is_a_refusal(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "recognizer"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(scans, "SECONDS_A_PAGE", 1)
    with pytest.raises(Refused, match="recognized"):
        scans.recognized(scanned(LETTER), str(program))


def test_too_many_pages_of_a_scan_are_refused_before_any_is_recognized() -> None:
    many = typst.compile(b"#for n in range(21) [ #rect() #pagebreak() ]")
    with pytest.raises(Refused, match="the text of at most 20 is recognized"):
        scans.recognized(many, "/no/such/program")
