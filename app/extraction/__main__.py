"""The child: bind yourself, read the file that was handed over, print its text as JSON."""

import json
import sys

from app.extraction import UNSAFE
from app.extraction.readers import extract
from app.limits import bind
from app.refusals import Refused
from app.sniffing import KINDS


def main(fd: int, seconds: int, code: str, name: str) -> None:
    bind(seconds)
    try:
        with open(fd, "rb", closefd=False) as file:
            found = extract(file, KINDS[code], name)
        answer = {"texts": found.texts, "notes": found.notes}
    except Refused as refused:
        answer = {"refused": refused.sentence}
    except Exception:  # Whatever a hostile file brings about, it is a refusal: nothing unread is kept.
        answer = {"refused": UNSAFE}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
