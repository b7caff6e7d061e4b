"""Uploads reach no disk, stay within their limit without losing the form, and are wiped when the request ends."""

import io
import os
import tempfile

import pytest
from flask import Flask, abort, request

from app.files import LimitedFile
from app.web import uploads
from config import Settings

MB = 1024 * 1024


class Endless(io.RawIOBase):
    """A body made while it is read, so that the sender needs no memory either."""

    def __init__(self, head, size, tail):
        self.parts, self.left = [head, tail], size

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size=-1):
        size = 64 * 1024 if size < 0 else size
        if len(self.parts) == 2:
            return self.parts.pop(0)
        if self.left:
            piece = min(size, self.left)
            self.left -= piece
            return b"x" * piece
        return self.parts.pop(0) if self.parts else b""


@pytest.fixture
def seen():
    return {}


@pytest.fixture
def small(tmp_path, monkeypatch, seen):
    """A bare application with a limit of 1 MB whose views look at what came in."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    app = Flask("small")
    settings = Settings.from_environment({"TECUM_DATA_DIR": str(tmp_path / "data"), "TECUM_MAX_UPLOAD_MB": "1"})
    app.config.from_mapping(settings.for_flask())
    app.extensions["tecum"] = settings
    app.request_class = uploads.Request

    @app.post("/take")
    def take():
        seen["files"] = [upload.stream for _, upload in request.files.items(multi=True)]
        seen["descriptors"] = open_files()
        seen["subject"] = request.form.get("subject")
        return "taken"

    @app.post("/break")
    def break_off():
        seen["files"] = [upload.stream for _, upload in request.files.items(multi=True)]
        raise RuntimeError("a fault of ours")

    @app.post("/forbid")
    def forbid():
        seen["files"] = [upload.stream for _, upload in request.files.items(multi=True)]
        abort(403)

    return app


def open_files():
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{name}"))
        except FileNotFoundError:
            continue
    return found


FORM = {"content_type": "multipart/form-data; boundary=b"}


def body(*parts):
    """A form's body in memory; the test client's own would lie in a temporary file."""
    pieces = [b'--b\r\nContent-Disposition: form-data; name="subject"\r\n\r\nVendor contracts\r\n']
    for name, data in parts:
        pieces.append(b'--b\r\nContent-Disposition: form-data; name="f"; filename="%s"\r\n\r\n' % name + data + b"\r\n")
    return b"".join([*pieces, b"--b--\r\n"])


def two_files(size=700_000):
    return body((b"a.txt", b"a" * size), (b"b.txt", b"b" * size))


def test_two_files_of_a_form_touch_no_disk_while_they_are_taken_in(small, seen, tmp_path):
    assert small.test_client().post("/take", data=two_files(), **FORM).status_code == 200
    assert [type(file) for file in seen["files"]] == [LimitedFile, LimitedFile]
    assert not [name for name in seen["descriptors"] if name.startswith(str(tmp_path))]
    assert len([name for name in seen["descriptors"] if "memfd:scratch" in name]) >= 2
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("url", ["/take", "/forbid"])
def test_the_files_are_closed_when_the_request_ends(small, seen, url):
    small.test_client().post(url, data=two_files(), **FORM)
    assert [file.closed for file in seen["files"]] == [True, True]


def test_the_files_are_closed_after_a_fault_of_ours(small, seen):
    small.config["PROPAGATE_EXCEPTIONS"] = False
    assert small.test_client().post("/break", data=two_files(), **FORM).status_code == 500
    assert [file.closed for file in seen["files"]] == [True, True]


def test_the_files_of_a_body_that_breaks_off_are_closed_too(small, monkeypatch):
    made = []
    monkeypatch.setattr(uploads, "LimitedFile", lambda limit: made.append(LimitedFile(limit)) or made[-1])
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n'
    small.test_client().post("/take", data=head + b"x" * 1000, **FORM)
    assert made
    assert all(file.closed for file in made)


def test_a_file_over_the_limit_keeps_the_typed_fields_and_no_bytes_beyond(small, seen):
    head = (
        b'--b\r\nContent-Disposition: form-data; name="subject"\r\n\r\nVendor contracts\r\n'
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n'
    )
    kept = []

    @small.post("/measure")
    def measure():
        kept.append((os.fstat(request.files["f"].stream.fileno()).st_size, request.files["f"].stream.size))
        return request.form["subject"]

    size, tail = 3 * MB, b"\r\n--b--\r\n"
    answer = small.test_client().post(
        "/measure",
        environ_overrides={
            "wsgi.input": Endless(head, size, tail),
            "CONTENT_LENGTH": str(len(head) + size + len(tail)),
            "CONTENT_TYPE": "multipart/form-data; boundary=b",
        },
    )
    assert (answer.status_code, answer.text) == (200, "Vendor contracts")
    assert kept == [(MB, size)]


def test_a_flood_beyond_four_times_the_limit_is_a_413(small):
    answer = small.test_client().post("/take", data=body((b"a.txt", b"x" * (5 * MB + 1))), **FORM)
    assert answer.status_code == 413


def test_the_house_takes_its_uploads_this_way(app):
    assert app.request_class is uploads.Request
    assert app.config["MAX_CONTENT_LENGTH"] > 4 * app.extensions["tecum"].max_upload


def test_a_limited_file_counts_what_it_does_not_keep():
    with LimitedFile(10) as file:
        assert file.write(b"x" * 8) == 8
        assert not file.is_over
        assert file.write(b"y" * 8) == 8
        assert (file.is_over, file.size) == (True, 16)
        file.seek(0)
        assert file.read() == b"xxxxxxxxyy"
