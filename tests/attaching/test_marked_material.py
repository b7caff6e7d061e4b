"""Marked material is refused at every inlet of the library, and its words are found nowhere afterwards."""

import io
import tempfile
from email.message import EmailMessage

import docx
import pytest
import sqlalchemy as sa
import typst

from app.models import Attachment, Base, StoredFile

WORD = "ZEPHYRINE"
MARKED = f"SECRET//NOFORN\n\nThe convoy {WORD} left at dawn.\n\nSECRET//NOFORN"
FACTS = {
    "is_marked": "no", "title": "A report", "source_class": "MEDIA", "source": "A paper", "obtained": "Read",
    "handling": "COMMITTEE_INTERNAL", "relation": "SUPPORTS",
}  # fmt: skip


def as_pdf():
    return typst.compile(f"SECRET\\/\\/NOFORN\n\nThe convoy {WORD} left at dawn.".encode())


def as_docx():
    document, out = docx.Document(), io.BytesIO()
    document.sections[0].header.paragraphs[0].text = "SECRET//NOFORN"
    document.add_paragraph(f"The convoy {WORD} left at dawn.")
    document.save(out)
    return out.getvalue()


def as_mail():
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.gov", "Convoy"
    message.set_content("See the file.")
    message.add_attachment(as_docx(), maintype="application", subtype="octet-stream", filename="convoy.docx")
    return message.as_bytes()


INLETS = {
    "field": {"summary": MARKED},
    "text": {"files": lambda: (MARKED.encode(), f"{WORD}.txt")},
    "pdf": {"files": lambda: (as_pdf(), f"{WORD}.pdf")},
    "docx": {"files": lambda: (as_docx(), f"{WORD}.docx")},
    "mail": {"files": lambda: (as_mail(), f"{WORD}.eml")},
    "name": {"files": lambda: (b"The convoy", f"SECRET__NOFORN {WORD}.txt")},
}


def everything_in_the_database(session):
    for table in Base.metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            yield from (str(value) for value in row)


@pytest.mark.parametrize("inlet", list(INLETS))
def test_marked_material_is_refused_and_found_nowhere(given, client, inlet, monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    body = dict(FACTS)
    for name, value in INLETS[inlet].items():
        if callable(value):
            data, filename = value()
            value = [(io.BytesIO(data), filename)]
        body[name] = value
    client.sign_in(given.person())
    answer = client.submit("/intelligence/new", body)
    assert answer.status_code == 200
    assert "classification marking" in answer.text
    if inlet != "field":
        assert WORD not in answer.text
    with given.session() as session:
        assert not [text for text in everything_in_the_database(session) if WORD in text]
    data_dir = given.app.extensions["tecum"].data_dir
    for folder in (data_dir, tmp_path):
        for path in folder.rglob("*"):
            assert WORD not in path.name
            assert not path.is_file() or WORD.encode() not in path.read_bytes(), path
    assert WORD not in caplog.text
    assert (given.count(Attachment), given.count(StoredFile)) == (0, 0)


def test_letters_of_the_real_set_are_attached(given, client, shared):
    row = given.request()
    client.sign_in(given.person())
    letters = sorted((shared / "letters").glob("*.txt"))[:8]
    if not letters:
        pytest.skip("no letters stand beside the project")
    body = {
        "is_marked": "no",
        "purpose": "SIGNED_LETTER",
        "files": [(io.BytesIO(path.read_bytes()), path.name) for path in letters],
    }
    answer = client.submit(f"{row.url}/files", body)
    assert answer.status_code == 302, answer.text
    assert given.count(Attachment) == len(letters)
