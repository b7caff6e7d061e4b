"""A file is what its bytes say, and only what is on the list comes in."""

import io
import zipfile

import docx
import openpyxl
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from app.refusals import Refused
from app.sniffing import sniff


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def office(content_type):
    return zipped(**{"[Content_Types].xml": f'<Types><Override PartName="/x" ContentType="{content_type}"/></Types>'})


OOXML = "application/vnd.openxmlformats-officedocument."
PE = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (typst.compile(b"Hello"), "letter.pdf", "pdf"),
        (saved(docx.Document()), "letter.docx", "docx"),
        (saved(openpyxl.Workbook()), "list.xlsx", "xlsx"),
        (office(OOXML + "presentationml.presentation.main+xml"), "talk.PPTX", "pptx"),
        (rb"{\rtf1 Hello}", "a.rtf", "rtf"),
        ("Dear Mr. Secretary,\nwe write “again”.".encode(), "letter.txt", "txt"),
        ("Dear Señor".encode("cp1252"), "letter.txt", "txt"),
        ("Dear Señor".encode("utf-16"), "letter.txt", "txt"),
        (b"MZ is how this sentence opens", "note.txt", "txt"),
        (b"To: the file\nFrom: counsel\nSubject: call\n\nMemo.", "memo.txt", "txt"),
        (b"a,b\n1,2\n", "list.csv", "csv"),
        (b"<!-- x --><!DOCTYPE html><p>Hello", "page.html", "html"),
        (b"From: a@b.gov\nSubject: x\n\nHello", "mail.eml", "eml"),
        (b"\x89PNG\r\n\x1a\n....", "a.png", "png"),
        (b"\xff\xd8\xff\xe0....", "a.JPG", "jpeg"),
        (b"II*\0....", "scan.tiff", "tiff"),
        (b"GIF89a....", "a.gif", "gif"),
        (b"RIFF\0\0\0\0WAVEfmt ", "call.wav", "wav"),
        (b"plain words", "", "txt"),
    ],
)
def test_an_accepted_file_is_known_by_its_content(data, name, code):
    assert sniff(data, name).code == code


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (PE, "photo.png", "a Windows program"),
        (b"<html><body>x", "letter.docx", r"named \.docx but it looks like a web page \(HTML\)"),
        (b'<?xml version="1.0"?><svg onload="x"/>', "a.svg", "an SVG drawing"),
        (b"<svg/>", "a.html", "an SVG drawing"),
        (b'<?xml version="1.0"?><x:svg/>', "a.xml", "an SVG drawing"),
        (b"\x7fELF\2\1\1", "a.pdf", "a Linux program"),
        (b"#!/bin/sh\n", "run.txt", "a script"),
        (zipped(a="b"), "a.zip", "a ZIP archive"),
        (zipped(a="b"), "a.docx", "a ZIP archive"),
        (zipped(a="b")[:-30], "a.docx", "a damaged archive"),
        (office("application/vnd.ms-word.document.macroEnabled.main+xml"), "a.docm", "macros"),
        (b"\x1f\x8b\x08", "a.gz", "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20, "a.doc", "a damaged Office document"),
        (b"a\0b", "a.txt", "data that we do not know"),
        (b"Message-ID: <x>\nFrom: a@b.gov\n\nU0VDUkVU", "a.txt", "an e-mail message"),
        (b"plain words", "a.exe", "plain text"),
        (saved(docx.Document()), "a.xlsx", "a Word document"),
        (b"From a@b.gov Mon Jan  1 00:00:00 2018\nFrom: a\n\n", "a.mbox", "a mailbox"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_anything_else_is_refused_by_name(data, name, words):
    with pytest.raises(Refused, match=words):
        sniff(data, name)


def test_a_zip_of_very_many_entries_is_refused():
    with pytest.raises(Refused, match="very many files"):
        sniff(zipped(**{str(number): "" for number in range(10_001)}), "a.docx")


def test_a_content_types_part_that_bursts_is_read_only_to_the_cap():
    bomb = zipped(**{"[Content_Types].xml": b" " * 50_000_000})
    with pytest.raises(Refused, match="a ZIP archive"):
        sniff(bomb, "a.docx")


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"MZ", b"<", b"From: "]),
    st.binary(max_size=600),
    st.text(max_size=20),
)
def test_any_bytes_are_a_kind_or_a_refusal(head, tail, name):
    try:
        sentence = sniff(head + tail, name).label
    except Refused as refused:
        sentence = refused.sentence
    assert sentence
