"""Letters torn, shuffled and sprinkled with odd signs, and files with broken bytes: answered or refused, never for long."""

import email.message
import io
import json
import os
import random
import signal
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from app.extraction.readers import extract
from app.letters import child
from app.letters.loading import pages_of
from app.letters.reader import read_letter
from app.limits import bind
from app.refusals import Refused
from app.sniffing import sniff
from tests.letters.typesetting import as_pdf, as_word
from tests.requests.letter_files import letter_text

LETTERS = [path.read_text("utf-8") for path in sorted((Path(__file__).parent / "data").glob("*.txt"))]
SIGNS = "\n\f\t.()1a?:\u2028\x00'\"-•§\u202e\ufeff9,"
MOST_SECONDS = 5
CHILD_SECONDS = 21
ANSWERED, REFUSED, FAILED = 0, 1, 2


def seconds(small: float) -> float:
    return 300 if os.environ.get("PROOF") else small


def torn(rng: random.Random) -> str:
    text = rng.choice(LETTERS)
    for _ in range(rng.randint(1, 12)):
        start = rng.randrange(len(text) + 1)
        end = min(len(text), start + rng.randint(0, 300))
        text = rng.choice(
            [
                text[:start] + text[end:],
                text[:start] + rng.choice(LETTERS)[start:end] + text[start:],
                text[:start] + rng.choice(SIGNS) * rng.randint(1, 40) + text[start:],
                text[:start] + text[start:end].upper() + text[end:],
                text[end:] + text[:start],
                text[:start] + text[start:end] * rng.randint(2, 30) + text[end:],
            ]
        )
    return text


@pytest.mark.proof
def test_torn_letters_neither_crash_nor_hang() -> None:
    rng = random.Random(20)
    stop = time.monotonic() + seconds(2)
    read = 0
    while time.monotonic() < stop:
        text = torn(rng)
        try:
            pages = pages_of(text.encode("utf-8", "replace"))
        except Refused:
            continue
        started = time.process_time()
        found = read_letter(pages).as_json()
        assert time.process_time() - started < MOST_SECONDS, text
        json.dumps(found)
        for evidence in found["evidence"]:
            page = pages[evidence["page"] - 1]
            assert 0 < evidence["confidence"] <= 1
            assert (page + "\f").startswith(evidence["words"].split("\f")[0], evidence["offset"])
        read += 1
    assert read > 10
    print(f"{read} torn letters were read")


@cache
def files() -> dict[str, bytes]:
    signed = {"signatories": ["Jane Roe", "John Doe"], "signatory_titles": ["Chairwoman", "Ranking Member"]}
    pdf, word = as_pdf(letter_text(), signed), as_word(letter_text(), signed)
    mail = email.message.EmailMessage()
    mail["From"], mail["Subject"] = "office@example.gov", "Our letter"
    mail.set_content("Please see the attached letter.")
    mail.add_alternative("<p>Please see the <b>attached</b> letter.</p>", subtype="html")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename="letter.pdf")
    paragraphs = "".join(f"<p>{line}</p>" for line in letter_text().splitlines() if line)
    page = f"<!doctype html><html><body>{paragraphs}<ol><li>Why?</li></ol></body></html>"
    return {"letter.pdf": pdf, "letter.docx": word, "letter.eml": mail.as_bytes(), "letter.html": page.encode()}


def broken(data: bytes, rng: random.Random) -> bytes:
    """Some bytes changed, left out, doubled, or moved; in a packed document inside one of its parts."""
    if data.startswith(b"PK") and rng.random() < 0.8:
        return repacked(data, rng)
    made = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 8, 60])):
        at = rng.randrange(len(made) + 1)
        length = rng.choice([1, 1, 4, 40, 2000])
        change = rng.randrange(6)
        if change == 0:
            made[at : at + 1] = bytes([rng.randrange(256)])
        elif change == 1:
            del made[at : at + length]
        elif change == 2:
            made[at:at] = made[at : at + length] * rng.choice([1, 2, 50])
        elif change == 3:
            made[at:at] = rng.choice(
                [b"\0", b"<", b">>", b"/Kids", b"999999999", b"-1", b"\xff\xfe", b"endobj", b"&#0;"]
            )
        elif change == 4:
            digits = [n for n in range(at, min(at + 4000, len(made))) if 48 <= made[n] <= 57]
            for n in digits[:3]:
                made[n] = 48 + rng.randrange(10)
        else:
            made = made[: max(20, at)] if rng.random() < 0.2 else made
    return bytes(made)


def repacked(data: bytes, rng: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        chosen = rng.choice(source.namelist())
        for name in source.namelist():
            part = source.read(name)
            if rng.random() < 0.03:
                continue
            made.writestr(name, broken(part, rng) if name == chosen and not part.startswith(b"PK") else part)
    return out.getvalue()


def in_a_child(work: Callable[[], object]) -> int:
    """How the work ends in a process with a reader's limits; a signal that killed it is told as less than zero."""
    pid = os.fork()
    if pid == 0:
        ended = FAILED
        try:
            bind(CHILD_SECONDS)
            work()
            ended = ANSWERED
        except Refused:
            ended = REFUSED
        except BaseException:
            ended = FAILED
        finally:
            os._exit(ended)
    stop = time.monotonic() + 3 * CHILD_SECONDS
    while time.monotonic() < stop:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return -signal.SIGALRM


@pytest.mark.proof
def test_broken_files_neither_crash_nor_hang_their_reader() -> None:
    """What goes wrong in a reader is a refusal; but no signal ends it: nothing overran memory, time or a buffer."""
    rng = random.Random(21)
    stop = time.monotonic() + seconds(4)
    ends: Counter[int] = Counter()
    while time.monotonic() < stop:
        name = rng.choice(list(files()))
        data = broken(files()[name], rng)
        for work in (
            lambda data=data: child.read(data, ""),
            lambda data=data, name=name: extract(data, sniff(data, name), name),
        ):
            ended = in_a_child(work)
            if ended < 0:
                kept = Path(tempfile.gettempdir()) / f"broken-{sum(ends.values())}-{name}"
                kept.write_bytes(data)
                pytest.fail(f"signal {-ended} ended the reader of {kept}")
            ends[ended] += 1
    assert ends[ANSWERED] > 5
    assert ends[REFUSED] > 5
    print(f"{sum(ends.values())} broken files: {ends[ANSWERED]} read, {ends[REFUSED]} refused, {ends[FAILED]} given up")
