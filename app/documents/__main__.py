"""The child process: `write FORMAT` reads a document's JSON and writes the file's bytes; `check-style` reads a Word file."""

import argparse
import importlib
import resource
import sys
from contextlib import suppress
from pathlib import Path

from app.documents.model import Document, from_json

WRITERS = {name: f"app.documents.as_{name}" for name in ("pdf", "docx", "xlsx", "csv", "html", "json")}
MEMORY = 2 * 1024**3
SECONDS = 120


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m app.documents")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("check-style")
    writing = verbs.add_parser("write")
    writing.add_argument("format", choices=list(WRITERS))
    writing.add_argument("--style", type=Path)
    options = parser.parse_args()
    _stay_small()
    if options.verb == "check-style":
        return _check_style(sys.stdin.buffer.read())
    try:
        document = from_json(sys.stdin.buffer.read())
    except (ValueError, TypeError, KeyError) as error:
        return _fail(f"This is not a document: {error}")
    return _write(document, options.format, options.style)


def _check_style(data: bytes) -> int:
    """Print "fit", or the one sentence that says why this file cannot lend its styles."""
    checker = importlib.import_module("app.documents.docx_style")
    try:
        sentence = checker.fault_of(data)
    except Exception as error:  # Whatever a library raises, the parent needs no bytes and one line.
        return _fail(f"The style could not be read: {type(error).__name__}: {error}")
    sys.stdout.write((sentence or "fit") + "\n")
    return 0


def _write(document: Document, format_name: str, style: Path | None) -> int:
    # Each child loads only the one writer that it was started for: the typesetter and the two office libraries cost
    # more time and memory than the writing. The names come from the fixed table above, never from a person.
    writer = importlib.import_module(WRITERS[format_name])
    try:
        data = writer.write(document, style.read_bytes()) if style else writer.write(document)
    except Exception as error:  # Whatever a library raises, the parent needs one sentence and no bytes.
        return _fail(f"The document could not be written: {type(error).__name__}: {error}")
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return 0


def _stay_small() -> None:
    for limit, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        # Some systems know no such limit or allow no change; the parent's time limit still holds.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def _fail(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
