"""The child: bind yourself, read the letter that was handed over, print what came of it as JSON."""

import json
import os
import sys
from datetime import date
from typing import Any

from app.letters.loading import pages_of
from app.letters.reader import read_letter
from app.letters.sheets import placed
from app.limits import bind
from app.refusals import Refused

LARGEST = 50_000_000
MOST_SHOWN = 400_000


def main(fd: int, seconds: int, near: str) -> None:
    bind(seconds)
    try:
        if os.fstat(fd).st_size > LARGEST:
            raise Refused("The file is larger than 50 MB.")
        answer = read(os.pread(fd, LARGEST, 0), near)
    except Refused as refused:
        answer = {"refused": refused.sentence}
    except Exception:  # Whatever a hostile file brings about, it is a refusal, which the parent words.
        answer = {}
    json.dump(answer, sys.stdout)


def read(data: bytes, near: str) -> dict[str, Any]:
    """The findings, each page's text while it is not too long to be shown, and the sizes of a PDF's sheets."""
    pages = pages_of(data)
    found = read_letter(pages, context_date=date.fromisoformat(near) if near else None)
    findings = found.as_json()
    for told, item in zip(findings["items"], found.items, strict=True):
        told["level"] = item.level
    sheets = placed(data, pages, findings["evidence"]) if data.startswith(b"%PDF-") else []
    shown = pages if sum(map(len, pages)) <= MOST_SHOWN else ()
    return {"findings": findings, "pages": list(shown), "sheets": sheets}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
