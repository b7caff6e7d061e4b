"""The child process: `write FORMAT` reads a document's JSON and writes the file's bytes, `write-letter FORMAT` a letter's;
`check-style` reads a Word file."""

import argparse
import importlib
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.documents import letter, model

WRITERS = {name: f"app.documents.as_{name}" for name in ("pdf", "docx", "xlsx", "csv", "html", "json")}
LETTER_WRITERS = {name: f"app.documents.letter_{name}" for name in ("pdf", "docx")}
READERS: dict[str, Callable[[bytes], Any]] = {"write": model.from_json, "write-letter": letter.from_json}
MEMORY = 2 * 1024**3
SECONDS = 120


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m app.documents")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("check-style")
    for verb, writers in (("write", WRITERS), ("write-letter", LETTER_WRITERS)):
        writing = verbs.add_parser(verb)
        writing.add_argument("format", choices=list(writers))
        writing.add_argument("--style", type=Path)
    options = parser.parse_args()
    _stay_small()
    if options.verb == "check-style":
        return _check_style(sys.stdin.buffer.read())
    try:
        document = READERS[options.verb](sys.stdin.buffer.read())
    except (ValueError, TypeError, KeyError) as error:
        return _fail(f"This is not a document: {error}")
    writers = LETTER_WRITERS if options.verb == "write-letter" else WRITERS
    return _write(document, writers[options.format], options.style)


def _check_style(data: bytes) -> int:
    """Print "fit", or the one sentence that says why this file cannot lend its styles."""
    checker = importlib.import_module("app.documents.docx_style")
    try:
        sentence = checker.fault_of(data)
    except Exception as error:  # Whatever a library raises, the parent needs no bytes and one line.
        return _fail(f"The style could not be read: {type(error).__name__}: {error}")
    sys.stdout.write((sentence or "fit") + "\n")
    return 0


def _write(document: Any, module: str, style: Path | None) -> int:
    # Each child loads only the one writer that it was started for: the typesetter and the two office libraries cost
    # more time and memory than the writing. The names come from the fixed tables above, never from a person.
    writer = importlib.import_module(module)
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
