"""No place in a file hides a marking from the guard, and no file hurts the one who reads it."""

import io
import os
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from email.message import EmailMessage

import docx
import openpyxl
import pikepdf
import pytest
import typst
from docx.oxml import parse_xml
from openpyxl.comments import Comment

from app import extraction
from app.extraction import ROOT, guard_file, read_in_child
from app.extraction.readers import _html
from app.files import FileStore, Spool
from app.markings import find_marking
from app.refusals import Refused

BANNER = "SECRET//NOFORN"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def guarded(data, name):
    with Spool.take(io.BytesIO(data), limit=50_000_000) as spool:
        return guard_file(spool, spool.kind(name), name)


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(text="Dear Mr. Secretary", title="A letter"):
    return typst.compile(f'#set document(title: "{title}")\n{text}'.encode())


def pdf_with(change):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        change(document)
        document.save(out)
    return out.getvalue()


def _annotate(document):
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=BANNER)
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])


def _attach(document):
    document.attachments["notes.txt"] = BANNER.encode()


def word(change):
    document = docx.Document()
    change(document)
    return saved(document)


def _split_runs(document):
    paragraph = document.add_paragraph()
    for piece in ("SEC", "RET//", "NOF", "ORN"):
        paragraph.add_run(piece)


def _text_box(document):
    box = f"<w:r {W}><w:pict><w:txbxContent><w:p><w:r><w:t>{BANNER}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    document.add_paragraph("x")._p.append(parse_xml(box))


def sheet(change):
    book = openpyxl.Workbook()
    change(book)
    return saved(book)


def mail(body="Hello", *, attach=None, name="", html=None):
    message = EmailMessage()
    message["From"], message["Subject"] = "clerk@example.gov", "Our letter"
    message["Message-ID"] = "<1@example.gov>"
    message.set_content(body, cte="base64")
    if html:
        message.add_alternative(html, subtype="html")
    if isinstance(attach, EmailMessage):
        message.add_attachment(attach)
    elif attach:
        message.add_attachment(attach, maintype="application", subtype="octet-stream", filename=name)
    return message


def nested(levels):
    message = mail(BANNER)
    for _ in range(levels):
        message = mail(attach=message)
    return message.as_bytes()


def with_part(name, text):
    """A Word file with one more part."""
    out = io.BytesIO(saved(docx.Document()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return out.getvalue()


def slides(part):
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/ppt/presentation.xml" ContentType="{main}"/></Types>'
        )
        archive.writestr(
            part, "<x xmlns:a='a'><a:p><a:r><a:t>SEC</a:t></a:r><a:r><a:t>RET//NOFORN</a:t></a:r></a:p></x>"
        )
    return out.getvalue()


def compound(first, second, data, *, flag=0):
    """A compound file [MS-CFB] of two streams, each in sectors of its own: header, FAT, directory, the two streams."""
    end, free, none = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    )
    header += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    chains = [0xFFFFFFFD, end, *range(3, 10), end, *range(11, 18), end]
    fat = struct.pack("<128I", *(chains + [free] * (128 - len(chains))))

    def entry(name, kind, right, child, start, size):
        text = name.encode("utf-16-le") + b"\0\0"
        return text.ljust(64, b"\0") + struct.pack("<HBB3I36xIQ", len(text), kind, 1, none, right, child, start, size)

    directory = (
        entry("Root Entry", 5, none, 1, end, 0)
        + entry(first, 2, 2, none, 2, 4096)
        + entry(second, 2, none, none, 10, 4096)
    )
    streams = (bytes(11) + bytes([flag])).ljust(4096, b"\0") + data.ljust(4096, b"\0")
    return header + fat + directory + bytes(128) + streams


MARKED = {
    "pdf page": (pdf("SECRET\\/\\/NOFORN"), "a.pdf"),
    "pdf title": (pdf(title=BANNER), "a.pdf"),
    "pdf annotation": (pdf_with(_annotate), "a.pdf"),
    "pdf attachment": (pdf_with(_attach), "a.pdf"),
    "docx body in split runs": (word(_split_runs), "a.docx"),
    "docx text box": (word(_text_box), "a.docx"),
    "docx header": (word(lambda d: setattr(d.sections[0].header.paragraphs[0], "text", BANNER)), "a.docx"),
    "docx footer": (word(lambda d: setattr(d.sections[0].footer.paragraphs[0], "text", BANNER)), "a.docx"),
    "docx property": (word(lambda d: setattr(d.core_properties, "subject", BANNER)), "a.docx"),
    "docx comment": (word(lambda d: d.add_comment(d.add_paragraph("x").add_run("y"), BANNER)), "a.docx"),
    "docx footnote": (with_part("word/footnotes.xml", f"<w:p {W}><w:r><w:t>{BANNER}</w:t></w:r></w:p>"), "a.docx"),
    "docx embedded file": (with_part("word/embeddings/x.xlsx", sheet(lambda b: b.active.append([BANNER]))), "a.docx"),
    "xlsx cell": (sheet(lambda b: b.active.append(["x", BANNER])), "a.xlsx"),
    "xlsx comment": (sheet(lambda b: setattr(b.active["A1"], "comment", Comment(BANNER, "x"))), "a.xlsx"),
    "xlsx sheet name": (sheet(lambda b: setattr(b.active, "title", "SECRET NOFORN")), "a.xlsx"),
    "xlsx header": (sheet(lambda b: setattr(b.active.oddHeader.center, "text", BANNER)), "a.xlsx"),
    "xlsx property": (sheet(lambda b: setattr(b.properties, "title", BANNER)), "a.xlsx"),
    "eml body in base64": (mail(BANNER).as_bytes(), "a.eml"),
    "eml html": (mail(html="<p>SEC<b>RET//NOF</b>ORN</p>").as_bytes(), "a.eml"),
    "eml attachment": (mail(attach=pdf("SECRET\\/\\/NOFORN"), name="a.pdf").as_bytes(), "a.eml"),
    "eml attachment name": (mail(attach=b"plain", name="SECRET NOFORN.txt").as_bytes(), "a.eml"),
    "eml in eml": (nested(2), "a.eml"),
    "html": (b"<html><p>SEC<i>RET</i>&#47;/NOFORN", "a.html"),
    "html comment": (b"<html><!-- SECRET//NOFORN -->", "a.html"),
    "html title": (b"<html><title>SECRET//NOFORN</title>", "a.html"),
    "txt": (b"Hello\nSECRET//NOFORN\n", "a.txt"),
    "txt in utf-16": (BANNER.encode("utf-16"), "a.txt"),
    "csv": (b"a,b\n1,SECRET//NOFORN\n", "a.csv"),
    "rtf": (rb"{\rtf1\ansi {\b SEC}RET\'2f/NOFORN\par}", "a.rtf"),
    "docx word split by an XML comment": (
        with_part("word/x.xml", "<t>SEC<!-- x -->RET//NOF<!-- y -->ORN</t>"),
        "a.docx",
    ),
    "pdf metadata packet": (pdf() + b"<x:xmpmeta><dc:title>SECRET//NOFORN</dc:title></x:xmpmeta>\n%%EOF", "a.pdf"),
    "pptx slide": (slides("ppt/slides/slide1.xml"), "a.pptx"),
    "pptx notes": (slides("ppt/notesSlides/notesSlide1.xml"), "a.pptx"),
    "msg body": (compound("__properties_version1.0", "__substg1.0_1000001F", BANNER.encode("utf-16-le")), "a.msg"),
    "doc text": (compound("WordDocument", "0Table", b"Hello\rSECRET//NOFORN\r"), "a.doc"),
    "name with underscores": (b"plain", "2018_SECRET__NOFORN_cable.txt"),
    "eml attachment name with underscores": (mail(attach=b"plain", name="TOP_SECRET.txt").as_bytes(), "a.eml"),
    "name": (b"plain", "SECRET NOFORN.txt"),
}


@pytest.mark.parametrize("where", MARKED)
def test_a_marking_is_refused_wherever_it_stands_and_leaves_no_trace(where, tmp_path, monkeypatch):
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    store = FileStore(tmp_path / "files")
    data, name = MARKED[where]

    def file_it():
        with Spool.take(io.BytesIO(data), limit=50_000_000) as spool:
            guard_file(spool, spool.kind(name), name)
            store.keep(spool)

    with pytest.raises(Refused, match="classification marking") as refused:
        file_it()
    assert "NOFORN" not in refused.value.sentence
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (pdf("The end-use report"), "a.pdf", "end-use report"),
        (word(lambda d: d.add_paragraph("The end-use report")), "a.docx", "end-use report"),
        (sheet(lambda b: b.active.append(["The end-use report"])), "a.xlsx", "end-use report"),
        (mail("The end-use report").as_bytes(), "a.eml", "end-use report"),
    ],
)
def test_an_unmarked_file_passes_and_its_text_is_read(data, name, words):
    assert any(words in text for _, text in guarded(data, name).texts)


def test_a_picture_passes_with_a_note():
    assert "no text was read" in guarded(b"\x89PNG\r\n\x1a\n....", "a.png").notes[0]


def encrypted(password="x"):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user=password))
    return out.getvalue()


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><x>&i;</x>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (encrypted(), "a.pdf", "locked with a password"),
        (compound("WordDocument", "0Table", b"x", flag=1), "a.doc", "locked with a password"),
        (compound("WordDocument", "0Table", b"PK\x03\x04"), "a.doc", "files packed inside"),
        (b"%PDF-1.7\nrubbish", "a.pdf", "PDF is damaged"),
        (with_part("word/extra.xml", LAUGHS), "a.docx", "document is damaged"),
        (with_part("word/extra.xml", OUTSIDE), "a.docx", "document is damaged"),
        (with_part("word/extra.xml", "<unclosed"), "a.docx", "document is damaged"),
        (with_part("word/extra.xml", b" " * 300_000_000), "a.docx", "unpacks to far more"),
        (nested(7), "a.eml", "deeper than we can check"),
        (mail(attach=b"MZ\x90\0\3\0\0\0", name="a.exe").as_bytes(), "a.eml", "a Windows program"),
        (mail(attach=encrypted(), name="a.pdf").as_bytes(), "a.eml", "locked with a password"),
    ],
    ids=[
        "locked",
        "locked doc",
        "packed doc",
        "damaged",
        "laughs",
        "outside",
        "unclosed",
        "bomb",
        "nested",
        "program",
        "locked attachment",
    ],
)
def test_what_can_not_be_read_is_refused(data, name, words):
    started = time.monotonic()
    with pytest.raises(Refused, match=words):
        guarded(data, name)
    assert time.monotonic() - started < 20


def test_a_child_that_takes_too_long_is_stopped_and_the_file_refused():
    with (
        Spool.take(io.BytesIO(b"words"), limit=100) as spool,
        pytest.raises(Refused, match="could not read this file safely"),
    ):
        read_in_child(spool, spool.kind("a.txt"), "a.txt", timeout=0.01)


@pytest.mark.parametrize("output", [b"", b"[]", b"null", b'{"texts": 3}', b"{", b'{"texts": [["a"]], "notes": []}'])
def test_an_answer_that_makes_no_sense_is_a_refusal(output):
    with pytest.raises(Refused, match="could not read this file safely"):
        extraction._parsed(output)


def test_the_child_can_not_write_files_and_knows_no_secret_of_ours(monkeypatch, tmp_path):
    program = (
        "import sys; from app.extraction.__main__ import bind; bind(5)\n"
        f"try: open({str(tmp_path / 'x')!r}, 'w', buffering=1).write('words\\n')\n"
        "except OSError: print('refused')\n"
        "print(sorted({'flask', 'sqlalchemy'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, env={"PATH": os.defpath}
    )
    assert done.stdout.split() == ["refused", "[]"], done.stderr


@pytest.mark.parametrize(
    "piece", ["<!--", "<!", "<a ", "</a ", "<", "&", "&a", "<div>", "<p>", "<?", "<![CDATA[", "<script>", '<a href="']
)
def test_a_page_of_nothing_but_openings_is_read_or_refused_at_once(piece):
    page = "<!doctype html><p>Dear Mr. Secretary</p>" + piece * (2_000_000 // len(piece))
    start = time.monotonic()
    try:
        found = guarded(page.encode(), "page.html")
    except Refused:
        found = None
    assert time.monotonic() - start < 6
    assert found is None or any("Dear Mr. Secretary" in text for _, text in found.texts)


@pytest.mark.parametrize("depth", [10, 3000, 100_000])
def test_no_depth_of_a_page_hides_a_marking(depth):
    page = "<!doctype html>" + "<div>" * depth + f"<p>{BANNER}</p>"
    with pytest.raises(Refused):
        guarded(page.encode(), "page.html")


@pytest.mark.parametrize(
    "page",
    [
        f"<p>x</p></body></html>{BANNER}",
        f"<p>x\0y</p><p>{BANNER}",
        "<p>SEC<b>RET//NOF</b>ORN",
        f"<textarea>{BANNER}",
        f"<noscript><p>{BANNER}</noscript>",
        f"<template><p>{BANNER}</template>",
        "<p>&#83;ECRET&#x2f;/NOFORN",
        f"<!--[if mso]>{BANNER}<![endif]-->",
        f"<![CDATA[ {BANNER} ]]>",
        f"<?{BANNER}?>",
        f"<title>{BANNER}",
        f"<frameset><noframes>{BANNER}",
        f"<!doctype html>\n<svg><text>{BANNER}</text></svg>",
    ],
)
def test_no_part_of_a_page_hides_a_marking(page):
    message = EmailMessage()
    message.set_content(page, subtype="html")
    message["From"] = "a@example.gov"
    with pytest.raises(Refused):
        guarded(message.as_bytes(), "a.eml")
    texts = "\n".join(text for _, text in _html(io.BytesIO(page.encode()), 0))
    assert find_marking(texts), texts
