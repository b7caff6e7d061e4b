"""Has a letter read, and its pages drawn, by a child process with limits and a time-out; two at a time."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import BoundedSemaphore
from typing import Any

from app.extraction import UNSAFE, run_child
from app.files import Spool
from app.refusals import Refused

READER, DRAWER = "app.letters.child", "app.letters.picture"
READING = BoundedSemaphore(2)
SECONDS = 20
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
    """Read the letter; `Refused` with the reader's own sentence where it can't, or where the child comes to grief."""
    with taking_turns():
        output = run_child(READER, spool, context_date.isoformat() if context_date else "", timeout=timeout)
    try:
        answer = json.loads(output)
        if answer.get("refused"):
            raise Refused(str(answer["refused"]), field="file")
        return LetterRead(dict(answer["findings"]), list(answer["pages"]), list(answer["sheets"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
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
