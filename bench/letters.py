"""`python -m bench.letters`: what reading a letter costs, as text and as PDF, short and long, in time and in memory."""

import io
import os
import random
import resource
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import pypdfium2

from app.extraction.letters import read_letter_in_child
from app.files import Spool
from app.letters import child
from tests.letters.typesetting import as_pdf

TURNS = 5
NEAR = date(2026, 6, 1).isoformat()
WORDS = "all of the memoranda that this office wrote or kept about its plan and costs since the audit was made known to staff"
SIGNED = {"signatories": ["Jane Roe", "John Doe"], "signatory_titles": ["Chairwoman", "Ranking Member"]}
HEAD = """October 5, 2026

The Honorable Rick Perry
Secretary
U.S. Department of Energy
1000 Independence Avenue, SW
Washington, DC 20585

Dear Secretary Perry:

"""


def main() -> None:
    short, short_pdf = of_pages(5)
    _, long_pdf = of_pages(60)
    print(f"{os.cpu_count()} processors; the best of {TURNS} turns, each in a process of its own")
    print(f"{'what':44} {'clock s':>8} {'CPU s':>7} {'aim s':>6} {'growth MB':>10} {'aim MB':>7}")
    for name, data, aim in (
        ("5 pages as text", short.encode(), 0.3),
        ("5 pages as PDF, with marks on its pages", short_pdf, 1.5),
        ("60 pages as PDF, with marks on its pages", long_pdf, 5.0),
    ):
        turns = [apart(partial(child.read, data, NEAR)) for _ in range(TURNS)]
        clock, processor, growth = (min(each) for each in zip(*turns, strict=True))
        print(f"{name:44} {clock:8.2f} {processor:7.2f} {aim:6.1f} {growth:10.0f} {200:7}")
    clock = min(whole(short_pdf) for _ in range(TURNS))
    print(f"{'5 pages as PDF, the start of the child too':44} {clock:8.2f}")


def of_pages(count: int) -> tuple[str, bytes]:
    """A letter's text, and its PDF of just so many pages."""
    for size in range(count, 6 * count, max(1, count // 20)):
        text = letter(size)
        made = as_pdf(text, SIGNED)
        if len(pypdfium2.PdfDocument(made)) >= count:
            return text, made
    raise SystemExit(f"No letter came to {count} pages.")


def letter(size: int) -> str:
    """Prose, and then items with sub-items: about a page for each two of `size`."""
    rng = random.Random(size)

    def sentence(count: int) -> str:
        return " ".join(rng.choices(WORDS.split(), k=count)).capitalize()

    prose = [f"{sentence(70)}. {sentence(40)}." for _ in range(size)]
    items = [
        f"{n}. Please provide {sentence(30).lower()}.\n\na. {sentence(12)}?\n\nb. {sentence(12)}?"
        for n in range(1, size + 1)
    ]
    asked = "Please answer the following no later than 5:00 p.m. on October 26, 2026:"
    return HEAD + "\n\n".join([*prose, asked, *items, "Thank you.", "Sincerely,\n\nJane Roe\nChairwoman\n"])


def apart(work: Callable[[], object]) -> tuple[float, float, float]:
    """Seconds by the clock, of CPU, and how many MB it needed above what was there, measured in a fork of this process."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        base, clock, processor = peak(), time.perf_counter(), time.process_time()
        work()
        took = time.perf_counter() - clock, time.process_time() - processor, peak() - base
        os.write(writing, " ".join(map(str, took)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        clock, processor, growth = map(float, answer.read().split())
    os.waitpid(pid, 0)
    return clock, processor, growth


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def whole(data: bytes) -> float:
    began = time.perf_counter()
    with Spool.take(io.BytesIO(data), limit=50_000_000) as spool:
        read_letter_in_child(spool)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
