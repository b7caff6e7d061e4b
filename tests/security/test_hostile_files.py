"""Files that are two things at once, or claim a giant picture, are kept as bytes, and no browser runs them."""

import io
import os
import struct
import zlib

import pikepdf
import pytest
import typst

from app.models import Attachment


def part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def picture(side: int, *, rows: int, tail: bytes = b"") -> bytes:
    """A PNG that claims to be `side` by `side`, black, with so many rows behind it."""
    head = part(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    data = part(b"IDAT", zlib.compress(b"\0" * (rows * (side // 8 + 1)), 9))
    return b"\x89PNG\r\n\x1a\n" + head + data + part(b"IEND", b"") + tail


def running_pdf() -> bytes:
    """A PDF that asks its reader to run a script when it opens."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(typst.compile(b"Dear Mr. Secretary"))) as document:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        document.save(out)
    return out.getvalue()


HTML = b"<!doctype html><script>alert(1)</script>"
FILES = {
    "a picture that is a page too": (picture(8, rows=8, tail=HTML), "seal.png", "image/png"),
    # Its data ends after a tenth: whoever decoded it would stumble.
    "a picture of 40,000 by 40,000": (picture(40_000, rows=4_000), "big.png", "image/png"),
    "a PDF that runs a script": (running_pdf(), "letter.pdf", "application/pdf"),
    "a page that is called a picture": (HTML, "page.png", None),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_of_two_kinds_or_of_giant_claims_is_bytes(given, client, what):
    data, name, media_type = FILES[what]
    row = given.request()
    client.sign_in(given.person())
    body = {"is_marked": "no", "purpose": "EVIDENCE", "files": [(io.BytesIO(data), name)]}
    began = sum(os.times()[:4])
    taken = client.submit(f"{row.url}/files", body)
    assert sum(os.times()[:4]) - began < 5
    if media_type is None:
        assert "looks like a web page" in taken.text
        assert given.count(Attachment) == 0
        return
    assert taken.status_code == 302, taken.text
    answer = client.get(f"/files/{given.row(Attachment).id}/{name}")
    assert answer.data == data
    assert answer.mimetype != "text/html"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
