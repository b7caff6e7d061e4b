"""Write one neutral document as PDF, DOCX, XLSX, CSV, HTML or JSON, the heavy ones in a child process."""

import logging
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from app.documents import as_csv, as_html, as_json
from app.documents import letter as letters
from app.documents.model import Document, to_json
from app.refusals import Refused

ROOT = Path(__file__).parents[2]
SECONDS = 120
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Format:
    name: str
    media_type: str

    @property
    def extension(self) -> str:
        return f".{self.name}"


FORMATS = {
    "pdf": Format("pdf", "application/pdf"),
    "docx": Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Format("csv", "text/csv; charset=utf-8"),
    "html": Format("html", "text/html; charset=utf-8"),
    "json": Format("json", "application/json"),
}
LETTER_FORMATS = ("pdf", "docx")
LIGHT = {"csv": as_csv.write, "html": as_html.write, "json": as_json.write}


def write(document: Document, format: str, *, style: bytes | None = None) -> bytes:  # noqa: A002 - staff's own word
    """The whole file, or Refused: never half of one. The same document gives the same bytes.

    `style` is a Word document whose styles, header and footer a DOCX takes over; it was checked by `demand_style`.
    """
    if format not in FORMATS:
        raise Refused(f"Choose one of these formats: {', '.join(FORMATS)}.", field="format")
    if format in LIGHT:
        return LIGHT[format](document)
    refusal = f"The export could not be written as {format.upper()}. Choose fewer rows or another format."
    return _write_in_child(["write", format], to_json(document), style, else_say=refusal)


def write_letter(letter: letters.Letter, format: str, *, style: bytes | None = None) -> bytes:  # noqa: A002
    """A letter as PDF or DOCX, whole or `Refused`; `style` as above, for the DOCX only."""
    if format not in LETTER_FORMATS:
        raise Refused(f"Choose one of these formats: {', '.join(LETTER_FORMATS)}.", field="format")
    pieces, lent = [letters.to_json(letter)], style if format == "docx" else None
    return _write_in_child(["write-letter", format], pieces, lent, else_say="The letter could not be written.")


def demand_style(data: bytes) -> None:
    """Raise `Refused` unless this Word document can lend a memo its styles, header and footer, and nothing else."""
    with TemporaryDirectory() as scratch, TemporaryFile() as given, TemporaryFile() as written:
        given.write(data)
        given.seek(0)
        failure = _run_child(["check-style"], scratch, given, written)
        written.seek(0)
        answer = written.read().decode(errors="replace")
    if failure or answer != "fit\n":
        log.warning("memo style refused: %s", failure or answer)
        raise Refused(
            answer.strip() or "This file cannot be read as a Word document. Save it again as .docx.", field="style"
        )


def _write_in_child(words: list[str], pieces: Iterable[str], style: bytes | None, *, else_say: str) -> bytes:
    """Files, not pipes, carry the document over: it goes row by row, and neither side can block the other."""
    with TemporaryDirectory() as scratch, TemporaryFile() as given, TemporaryFile() as written:
        for piece in pieces:
            given.write(piece.encode())
        given.seek(0)
        if style is not None:
            path = Path(scratch) / "style.docx"
            path.write_bytes(style)
            words = [*words, "--style", str(path)]
        failure = _run_child(words, scratch, given, written)
        written.seek(0)
        data = written.read()
    if failure or not data:
        log.error("%s failed: %s", " ".join(words[:2]), failure or "no bytes")
        raise Refused(else_say)
    return data


def _run_child(words: list[str], scratch: str, given: IO[bytes], written: IO[bytes]) -> str:
    """Why the child failed, empty if it did not."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "app.documents", *words],
            stdin=given,
            stdout=written,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment(scratch),
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"not done after {SECONDS} seconds"
    said = child.stderr.decode(errors="replace")[:2000].strip()
    return f"exit {child.returncode}: {said}" if child.returncode else ""


def environment(scratch: str) -> dict[str, str]:
    """Nothing of the web process's settings or secrets. What the child spills lies in `scratch`, which is removed even
    if the child is killed; few threads keep its memory in bounds."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "TMPDIR": scratch,
        "MALLOC_ARENA_MAX": "2",
        "RAYON_NUM_THREADS": "2",
    }
