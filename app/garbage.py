"""Python's search for dead objects in circles, put off while a great many records live that stand in none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Where records are gathered by the ten thousand: the search goes through all of them again and again for nothing.

    What is dead otherwise is let go at once, as always. It holds for the whole process; where two threads ask for it
    at once, the first that ends lets the search begin again, which costs time alone.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
