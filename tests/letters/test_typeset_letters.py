"""Real letters typeset as PDF and as Word documents are read nearly as well as their text."""

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import docx
import pytest
import typst

from app.letters.loading import pages_of
from app.letters.reader import read_letter
from tests.letters.test_real_letters import FOLDER, _letters, _score

pytestmark = pytest.mark.skipif(FOLDER is None, reason="the folder of real letters is not there (../shared/letters)")

# A letterhead, a running head from the second page on, page numbers, narrow lines and a gap between paragraphs.
PAGE = """
#set page("us-letter", margin: 1in, numbering: "1", header: context if counter(page).get().first() > 1 [
  #text(9pt)[The Honorable Jane Doe \\ Page #counter(page).display()]
])
#set par(leading: 0.6em, spacing: 0.6em)
#set text(size: 11pt)
#align(center)[Congress of the United States \\ Washington, DC 20515]
#v(1em)
"""


def _as_pdf(text: str) -> bytes:
    lines = []
    for line in text.splitlines():
        shown = json.dumps(line.strip(), ensure_ascii=False)
        lines.append(f"#{shown}\n" if line.strip() else "#v(0.9em)\n")
    return typst.compile((PAGE + "\n".join(lines)).encode())


def _as_word(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(re.sub(r"[\x00-\x08\x0b-\x1f]", " ", line))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _is_clean(truth: dict[str, Any], pages: tuple[str, ...]) -> bool:
    return not _score().judge(truth, read_letter(pages).as_json())[0]


@pytest.mark.proof
@pytest.mark.parametrize("typeset", [_as_pdf, _as_word])
def test_typeset_letters_are_read_as_their_text(typeset: Any) -> None:
    chosen: list[tuple[dict[str, Any], Path]] = _letters() if os.environ.get("PROOF") else _letters()[::6]
    as_text, as_typeset = [], []
    for truth, path in chosen:
        as_text += [path.stem] if _is_clean(truth, pages_of(path.read_bytes())) else []
        as_typeset += [path.stem] if _is_clean(truth, pages_of(typeset(path.read_text("utf-8")))) else []
    assert len(as_typeset) >= len(as_text) - 2, sorted(set(as_text) - set(as_typeset))
