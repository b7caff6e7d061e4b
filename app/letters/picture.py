"""Another child: draws one page of a PDF that was handed over, within limits, and prints it as a PNG."""

import os
import struct
import sys
import zlib

import pypdfium2

from app.limits import bind
from app.refusals import Refused

LARGEST = 50_000_000
# A page of any size becomes a picture of at most so many dots: a letter page at 110 dots an inch has 1.1 million.
MOST_DOTS, LONGEST_SIDE = 1_500_000, 4000
DOTS_A_POINT = 110 / 72


def main(fd: int, seconds: int, page: int) -> None:
    """Print the picture, or nothing where there is none to be had."""
    bind(seconds)
    try:
        sys.stdout.buffer.write(draw(os.pread(fd, LARGEST, 0), page - 1))
    except (Refused, MemoryError, ValueError, OSError):
        return


def draw(data: bytes, number: int) -> bytes:
    """One page as a PNG in greys, of a bounded size however large the page says that it is."""
    try:
        document = pypdfium2.PdfDocument(data)
        if not 0 <= number < len(document):
            raise Refused("There is no such page.")
        width, height = document.get_page_size(number)
        if not (width > 0 and height > 0):
            raise Refused("This page has no size.")
        scale = min(DOTS_A_POINT, (MOST_DOTS / (width * height)) ** 0.5, LONGEST_SIDE / max(width, height))
        bitmap = document[number].render(scale=scale, grayscale=True)
    except pypdfium2.PdfiumError as error:
        raise Refused("This page is damaged.") from error
    return _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)


def _png(grey: bytes, width: int, height: int, stride: int) -> bytes:
    """A PNG (ISO/IEC 15948) of one grey byte a dot."""
    rows = b"".join(b"\0" + grey[row * stride : row * stride + width] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
