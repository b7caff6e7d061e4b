"""Has a letter read, and its pages drawn, by a child process with limits and a time-out; two at a time."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import BoundedSemaphore
from typing import Any

from app.extraction import UNSAFE, run_child
from app.files import Spool
from app.markings import Marked, Marking, sentence_for
from app.refusals import Refused

READER, DRAWER = "app.letters.child", "app.letters.picture"
READING = BoundedSemaphore(2)
SECONDS = 20
SECONDS_OF_A_SCAN = 60
RECOGNIZER = "tesseract"
PATIENCE = 30
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class LetterRead:
    """What the reader found, as `letters read --json` prints it, each finding of a PDF with its boxes on the page too.

    `pages` is the text of each page; `sheets` the width and height of each page of a PDF in points, else empty.
    """

    findings: dict[str, Any]
    pages: list[str] = field(default_factory=list)
    sheets: list[list[float]] = field(default_factory=list)


def read_letter_in_child(spool: Spool, *, context_date: date | None = None, timeout: float = SECONDS) -> LetterRead:
    """Read the letter; `Refused` with the reader's own sentence where it can't, or where the child comes to grief.

    The text of a scan is recognized where the program for it is installed; `Marked` where that text may not be kept.
    """
    near = context_date.isoformat() if context_date else ""
    with taking_turns():
        answer = answered(run_child(READER, spool, near, timeout=timeout))
        if answer.get("is_scan") and (program := shutil.which(RECOGNIZER)):
            answer = answered(run_child(READER, spool, near, program, timeout=SECONDS_OF_A_SCAN))
    if answer.get("marked"):
        what = str(answer["marked"])
        raise Marked(sentence_for(Marking(what, 0), "This file"), field="file", marks=(spool.sha256, "file", what))
    if answer.get("refused"):
        raise Refused(str(answer["refused"]), field="file")
    try:
        return LetterRead(dict(answer["findings"]), list(answer["pages"]), list(answer["sheets"]))
    except (ValueError, KeyError, TypeError):
        raise Refused(UNSAFE, field="file")


def answered(output: bytes) -> dict[str, Any]:
    """What the child printed, where it makes sense."""
    try:
        return dict(json.loads(output))
    except (ValueError, TypeError, RecursionError):
        raise Refused(UNSAFE, field="file")


def picture_of_page(spool: Spool, *, page: int, timeout: float = SECONDS) -> bytes:
    """One page of a PDF (from 1) as a PNG; `Refused` where it can't be drawn."""
    with taking_turns():
        output = run_child(DRAWER, spool, str(page), timeout=timeout)
    if not output.startswith(PNG):
        raise Refused("This page can't be shown.")
    return output


@contextmanager
def taking_turns() -> Iterator[None]:
    if not READING.acquire(timeout=PATIENCE):
        raise Refused("Other letters are being read. Try again in a minute.", field="file")
    try:
        yield
    finally:
        READING.release()
