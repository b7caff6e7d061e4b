"""The child: bind yourself, read the letter that was handed over, print what came of it as JSON."""

import json
import os
import sys
from datetime import date
from typing import Any

from app.letters import scans
from app.letters.findings import Findings
from app.letters.loading import pages_of
from app.letters.pdf import Scan
from app.letters.reader import read_letter
from app.letters.sheets import placed
from app.limits import bind
from app.markings import find_marking
from app.refusals import Refused

LARGEST = 50_000_000
MOST_SHOWN = 400_000
RECOGNIZED = "The text was recognized from a scan. Compare each finding with the picture of its page."


def main(fd: int, seconds: int, near: str, recognizer: str = "") -> None:
    bind(seconds)
    try:
        if os.fstat(fd).st_size > LARGEST:
            raise Refused("The file is larger than 50 MB.")
        answer = read(os.pread(fd, LARGEST, 0), near, recognizer)
    except Scan as scan:
        answer = {"refused": scan.sentence, "is_scan": True}
    except Refused as refused:
        answer = {"refused": refused.sentence}
    except Exception:  # Whatever a hostile file brings about, it is a refusal, which the parent words.
        answer = {}
    json.dump(answer, sys.stdout)


def read(data: bytes, near: str, recognizer: str = "") -> dict[str, Any]:
    """The findings, each page's text while it is not too long to be shown, and the sizes of a PDF's sheets.

    `recognizer` is the program that recognizes the text of a scan; without it a scan is refused.
    """
    try:
        pages = pages_of(data)
    except Scan as scan:
        if not recognizer:
            raise
        return read_scan(scan.data, near, recognizer, is_whole=scan.data == data)
    findings = told(pages, near)
    sheets = placed(data, pages, findings["evidence"]) if data.startswith(b"%PDF-") else []
    return {"findings": findings, "pages": shown(pages), "sheets": sheets}


def read_scan(data: bytes, near: str, recognizer: str, *, is_whole: bool) -> dict[str, Any]:
    """As `read`; what carries a classification marking is told, as nothing has looked at these words before."""
    scanned = scans.recognized(data, recognizer)
    pages = tuple(page.text for page in scanned)
    if marking := find_marking("\n".join(pages)):
        return {"marked": marking.what}
    findings = told(pages, near)
    sheets = scans.placed(scanned, findings["evidence"])
    findings["warnings"].insert(0, RECOGNIZED)
    return {"findings": findings, "pages": shown(pages), "sheets": sheets if is_whole else []}


def told(pages: tuple[str, ...], near: str) -> dict[str, Any]:
    found: Findings = read_letter(pages, context_date=date.fromisoformat(near) if near else None)
    findings = found.as_json()
    for each, item in zip(findings["items"], found.items, strict=True):
        each["level"] = item.level
    return findings


def shown(pages: tuple[str, ...]) -> list[str]:
    return list(pages) if sum(map(len, pages)) <= MOST_SHOWN else []


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:5])
