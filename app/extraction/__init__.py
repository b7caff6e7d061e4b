"""Reads the text out of a file in a child process, and asks the guard about all of it before the file is kept."""

import contextlib
import copy
import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from app.files import LimitedFile, Spool, clean_name
from app.markings import Marked, Marking, digest_of, find_marking, sentence_for
from app.refusals import Refused
from app.sniffing import Kind

MAX_OUTPUT = 160 * 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]
UNSAFE = (
    "We could not read this file safely, so it was not saved. It may be damaged, or hold far more than its size shows. "
    "Open it in its program, save it as PDF, and send that copy."
)


@dataclass(frozen=True)
class Extract:
    """The text of a file in pieces, each with the place that it was found in; notes say what could not be read."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Examined:
    """An upload that may be kept: its bytes counted and hashed, its kind by content, its text free of markings."""

    spool: Spool
    kind: Kind
    name: str
    extract: Extract


def examine(file: LimitedFile, name: str | None, *, passes: frozenset[str] = frozenset()) -> Examined:
    """Everything that is asked of an upload before it may be kept; the answer, a `Refused` too, is remembered.

    `passes` are the digests of false alarms that a security officer has released.
    """
    if isinstance(file.outcome, Marked) and file.outcome.digest in passes:
        file.outcome = None
    if file.outcome is None:
        try:
            shown, spool = clean_name(name), Spool.of(file)
            kind = spool.kind(shown)
            file.outcome = Examined(spool, kind, shown, guard_file(spool, kind, name or shown, passes=passes))
        except Refused as refused:
            file.outcome = refused
    if isinstance(file.outcome, Refused):
        raise copy.copy(file.outcome)
    found: Examined = file.outcome
    return found


def guard_file(spool: Spool, kind: Kind, name: str, *, passes: frozenset[str] = frozenset()) -> Extract:
    """The file's text, once neither it, nor the metadata, nor the name is marked; else `Refused`."""
    marking = _marking_in_name(name)
    if marking and (digest := digest_of(name)) not in passes:
        marks = (digest, "file name", marking.what)
        raise Marked(sentence_for(marking, "The name of this file"), field="file", marks=marks)
    extract = read_in_child(spool, kind, name)
    for where, text in extract.texts:
        is_name = where.endswith("file name")
        marking = _marking_in_name(text) if is_name else find_marking(text)
        if marking and (digest := digest_of(text) if is_name else spool.sha256) not in passes:
            marks = (digest, "file name" if is_name else "file", marking.what)
            raise Marked(sentence_for(marking, "This file"), field="file", marks=marks)
    return extract


def read_in_child(spool: Spool, kind: Kind, name: str, *, timeout: float = 30) -> Extract:
    """Run the readers where a crash, a bomb or a hostile file hurts nobody; whatever goes wrong is a refusal."""
    return _parsed(run_child("app.extraction", spool, kind.code, _as_argument(name), timeout=timeout))


def run_child(module: str, spool: Spool, *arguments: str, timeout: float = 30) -> bytes:
    """All that `python -m module FD SECONDS ARGUMENTS` prints about the file, or `Refused`."""
    fd = spool.file.fileno()
    child = subprocess.Popen(
        [sys.executable, "-m", module, str(fd), str(int(timeout) + 1), *arguments],
        cwd=ROOT,
        # The child is given no secret of ours: it reads what strangers wrote.
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        pass_fds=[fd],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        # A traceback could quote the file.
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return _output(child, deadline=time.monotonic() + timeout)
    finally:
        # The child leads a group of its own, so that what it started ends with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if child.stdout:
            child.stdout.close()


def _marking_in_name(name: str) -> Marking | None:
    """Names stand in for blanks and slashes with other signs: SECRET__NOFORN.pdf."""
    return find_marking(name) or find_marking(re.sub(r"[_.+ ]+", " ", name.rpartition(".")[0] or name))


def _as_argument(name: str) -> str:
    return name[:500].replace("\0", "").encode("utf-8", errors="replace").decode()


def _output(child: "subprocess.Popen[bytes]", *, deadline: float) -> bytes:
    """All that the child prints, up to the cap and the deadline."""
    if child.stdout is None:
        raise Refused(UNSAFE, field="file")
    pieces: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                continue
            piece = os.read(child.stdout.fileno(), 1024 * 1024)
            size += len(piece)
            if not piece:
                return b"".join(pieces)
            if size > MAX_OUTPUT:
                break
            pieces.append(piece)
    raise Refused(UNSAFE, field="file")


def _parsed(output: bytes) -> Extract:
    try:
        answer = json.loads(output)
        if answer.get("refused"):
            raise Refused(str(answer["refused"]), field="file")
        return Extract(
            [(str(where), str(text)) for where, text in answer["texts"]], [str(note) for note in answer["notes"]]
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(UNSAFE, field="file")
