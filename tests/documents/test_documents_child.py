"""The heavy writers run in a child process, whose failures never become half a file."""

import logging
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import app.documents
from app.documents import FORMATS, as_pdf, write
from app.documents.model import to_json
from app.refusals import Refused

ROOT = Path(__file__).parents[2]
MAGIC = {
    "pdf": b"%PDF-",
    "docx": b"PK",
    "xlsx": b"PK",
    "csv": b"\xef\xbb\xbf",
    "html": b"<!DOCTYPE html>",
    "json": b"{",
}


def run(*arguments, given=b""):
    command = [sys.executable, "-m", "app.documents", *arguments]
    return subprocess.run(command, input=given, capture_output=True, cwd=ROOT, check=False, timeout=60)


def test_importing_the_room_loads_no_heavy_library():
    heavy = ("typst", "docx", "xlsxwriter", "lxml", "flask", "sqlalchemy")
    code = f"import app.documents, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", FORMATS)
def test_a_document_is_written_in_every_format(name, make_document):
    assert write(make_document(), name).startswith(MAGIC[name])


def test_the_child_writes_what_the_writer_writes(make_document):
    assert write(make_document(), "pdf") == as_pdf.write(make_document())


@pytest.mark.parametrize("name", FORMATS)
def test_the_command_writes_the_file_to_standard_output(name, make_document):
    done = run("write", name, given="".join(to_json(make_document())).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == write(make_document(), name)


@pytest.mark.parametrize("arguments", [(), ("write",), ("write", "doc"), ("read", "pdf"), ("write", "pdf", "x")])
def test_wrong_usage_is_exit_two(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert b"usage" in done.stderr


@pytest.mark.parametrize(
    "given", [b"", b"[]", b"{}", b'{"blocks": []}', b"\xff", b'{"blocks": [{"block": "x"}]}', b'{"blocks": 3}']
)
def test_what_is_no_document_is_exit_one_with_a_sentence(given):
    done = run("write", "json", given=given)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"This is not a document: ")
    assert b"Traceback" not in done.stderr


def test_an_unknown_format_is_refused_beside_its_field(make_document):
    with pytest.raises(Refused, match="Choose one of these formats: pdf, docx") as refusal:
        write(make_document(), "doc")
    assert refusal.value.field == "format"


def test_a_child_that_fails_is_a_refusal_and_is_logged(make_document, make_table, caplog):
    # The model knows no limit for the language; the typesetter does.
    document = make_document(language="not-a-language-at-all")
    with caplog.at_level(logging.ERROR), pytest.raises(Refused, match="The export could not be written as PDF"):
        write(document, "pdf")
    assert "exit 1" in caplog.text


def test_a_child_that_takes_too_long_is_stopped_and_refused(make_document, monkeypatch, caplog):
    monkeypatch.setattr(app.documents, "SECONDS", 0.01)
    with pytest.raises(Refused, match="The export could not be written as XLSX"):
        write(make_document(), "xlsx")
    assert "not done after" in caplog.text


def test_the_child_sees_nothing_of_the_parents_environment_and_leaves_no_files(make_document, monkeypatch, tmp_path):
    monkeypatch.setenv("TECUM_SECRET", "hush")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    # A program that stands in for Python writes down what it was given.
    spy = tmp_path / "spy"
    spy.write_text('#!/bin/sh\nenv\necho spilled > "$TMPDIR/spilled"\n')
    spy.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(spy))
    seen = write(make_document(), "xlsx").decode()
    assert f"TMPDIR={tmp_path}" in seen
    assert "TECUM_SECRET" not in seen
    assert list(tmp_path.iterdir()) == [spy]


def test_an_error_in_the_rows_is_not_taken_for_a_failed_child(make_document, make_table):
    with pytest.raises(TypeError, match="yes or no"):
        write(make_document(blocks=(make_table(True),)), "xlsx")
