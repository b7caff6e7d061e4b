"""Takes a file off the disk, or out of its place."""

import os
from pathlib import Path

PIECE = 1024 * 1024


def wipe(path: Path) -> None:
    """Zeros over every byte, down to the disk, and the file away; nothing happens where there is none."""
    try:
        with path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            for start in range(0, size, PIECE):
                file.write(bytes(min(PIECE, size - start)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def move(path: Path, to: Path) -> None:
    """Put a file elsewhere on the same disk; nothing happens where there is none, so that a move can be repeated."""
    if path.is_file():
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(to)
