"""Two exports are written at a time: each heavy writer is a process of its own, and pages must stay quick beside them."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from app.refusals import Refused

WRITING = BoundedSemaphore(2)
PATIENCE = 30


@contextmanager
def taking_turns() -> Iterator[None]:
    if not WRITING.acquire(timeout=PATIENCE):
        raise Refused("Other exports are being written. Try again in a minute.")
    try:
        yield
    finally:
        WRITING.release()
