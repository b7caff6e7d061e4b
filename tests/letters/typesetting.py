"""Letters typeset as offices do: letterhead, running heads, footnotes, and signatures in two columns; as PDF and Word."""

import io
import json
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import docx
import pypdfium2
import typst

PAGE = """
#set page("us-letter", margin: MARGIN, numbering: "1", header: context if counter(page).get().first() > 1 [
  #text(9pt)[The Honorable Jane Doe \\ March 3, 2020 \\ Page #counter(page).display()]
])
#set par(leading: LEADING, spacing: LEADING, justify: FLUSH)
#set text(size: 11pt)
#align(center)[Congress of the United States \\ Washington, DC 20515]
#v(1em)
"""
# Margin, distance of lines, and whether lines end at the right margin.
SHAPES = {
    "flush": ("1in", "0.6em", "true"),
    "ragged": ("1in", "0.6em", "false"),
    "narrow": ("1.4in", "0.6em", "false"),
    "double spaced": ("1in", "1.2em", "false"),
}
NOTE = "See Letter from Jane Doe, Chairman, to John Roe, Administrator, Office of Examples (Jan. 6, 2020)."
CLOSING = re.compile(r"(?:Very )?(?:Sincerely|Respectfully|Truly)\b.{0,20}$", re.IGNORECASE)


def parts_of(text: str, truth: dict[str, Any]) -> tuple[list[str], list[tuple[str, str]]]:
    """The lines down to the closing and the signatures below it; all lines and no signatures where fewer than two signed."""
    lines = text.splitlines()
    names, titles = truth["signatories"], truth.get("signatory_titles") or []
    closing = next((n for n in range(len(lines) - 1, -1, -1) if CLOSING.match(lines[n].strip())), None)
    if closing is None or len(names) < 2:
        return lines, []
    return lines[: closing + 1], [(name, title or "") for name, title in zip_longest(names, titles[: len(names)])]


def as_pdf(text: str, truth: dict[str, Any], *, shape: str = "flush") -> bytes:
    lines, signed = parts_of(text, truth)
    page = PAGE
    for name, value in zip(("MARGIN", "LEADING", "FLUSH"), SHAPES[shape], strict=True):
        page = page.replace(name, value)
    return typst.compile((page + "".join([*_lines(lines), _columns(signed)])).encode())


def _lines(lines: Sequence[str]) -> Iterator[str]:
    """Each line begins on a line of its own; every third long paragraph bears a note at the foot of its page."""
    long = 0
    for line in lines:
        if not line.strip():
            yield "\n\n#v(0.9em)\n\n"
            continue
        long += len(line) > 200
        note = len(line) > 200 and long % 3 == 1
        yield f"#{_quoted(line.strip())}{f'#footnote[#{_quoted(NOTE)}]' if note else ''} \\\n"


def _columns(signed: Sequence[tuple[str, str]]) -> str:
    cells = [f"[#v(2em) #{_quoted(name)} \\ #{_quoted(title)}]" for name, title in signed]
    return f"\n\n#grid(columns: (1fr, 1fr), {', '.join(cells)})" if cells else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def as_word(text: str, truth: dict[str, Any]) -> bytes:
    lines, signed = parts_of(text, truth)
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "The Honorable Jane Doe\nMarch 3, 2020\nPage 2"
    for line in lines:
        document.add_paragraph(re.sub(r"[\x00-\x08\x0b-\x1f]", " ", line))
    for pair in zip_longest(signed[::2], signed[1::2]):
        row = document.add_table(rows=2, cols=2)
        for column, each in enumerate(pair):
            for at, words in enumerate(each or ("", "")):
                row.rows[at].cells[column].text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def scanned(pdf: bytes) -> bytes:
    """The same pages as pictures, as a scanner makes them: 200 dots an inch, in greys."""
    source, made = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument.new()
    for number in range(len(source)):
        width, height = source.get_page_size(number)
        picture = pypdfium2.PdfImage.new(made)
        picture.set_bitmap(source[number].render(scale=200 / 72, grayscale=True))
        picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        page = made.new_page(width, height)
        page.insert_obj(picture)
        page.gen_content()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
