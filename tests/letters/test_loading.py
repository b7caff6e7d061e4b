"""A letter is read alike from text, PDF, Word, mail and HTML; what can't be read is refused in a sentence."""

import io
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
import typst
from click.testing import CliRunner

from app.letters.commands import letters
from app.letters.loading import pages_of
from app.letters.reader import read_letter
from app.refusals import Refused

LINES = [
    "March 3, 2020",
    "The Honorable Jane Doe",
    "Director",
    "Office of Examples",
    "Washington, DC 20001",
    "Dear Director Doe:",
    "We are concerned about the plan, which the agency announced without a word to the people whom it concerns most.",
    "Please answer the following questions by March 17, 2020:",
    "1. Who knew of the plan before it was announced, and who among them raised concerns about what it would cost us?",
    "2. Provide a list of the meetings.",
    "3. Why was the Committee not told?",
    "Thank you for your attention to this matter.",
    "Sincerely,",
    "John Roe",
    "United States Senator",
]


def check(pages: tuple[str, ...]) -> None:
    found = read_letter(pages)
    assert found.as_json()["due_date"] == "2020-03-17"
    assert [(p.name, p.agency) for p in found.addressees] == [("Jane Doe", "Office of Examples")]
    assert [p.name for p in found.signatories] == ["John Roe"]
    assert [(item.number, item.text) for item in found.items] == [
        (line[0], line[3:]) for line in LINES if line[0].isdigit()
    ]


def test_text_is_read_in_the_usual_encodings() -> None:
    text = "\n".join(LINES)
    check(pages_of(text.encode()))
    check(pages_of(text.encode("utf-8-sig")))
    check(pages_of(text.encode("utf-16")))
    assert pages_of("the agency’s plan".encode("cp1252")) == ("the agency’s plan",)


@pytest.mark.parametrize("spacing", ["1.4em", "0.65em"])
def test_a_pdf_is_read(spacing: str) -> None:
    words = "\n\n".join(f"#{json.dumps(line)}" for line in LINES)
    source = (
        f'#set page("us-letter", height: 4in, margin: 0.8in, numbering: "1")\n#set par(spacing: {spacing})\n{words}'
    )
    pages = pages_of(typst.compile(source.encode()))
    assert len(pages) > 1
    check(pages)


def test_columns_in_a_pdf_stay_apart() -> None:
    cells = "[John Roe], [Ann Poe], [Chairman], [Ranking Member]"
    source = f"Sincerely,\n\n#grid(columns: (3in, 3in), row-gutter: 0.65em, {cells})"
    pages = pages_of(typst.compile(source.encode()))
    assert [(p.name, p.title) for p in read_letter(pages).signatories] == [
        ("John Roe", "Chairman"),
        ("Ann Poe", "Ranking Member"),
    ]


def test_a_word_document_is_read_with_the_numbers_that_word_draws() -> None:
    document = docx.Document()
    for line in LINES:
        if line[0].isdigit():
            document.add_paragraph(line[3:], style="List Number")
        else:
            document.add_paragraph(line)
    numbered = docx.Document()
    for line in LINES:
        numbered.add_paragraph(line)
    for written in (numbered,):
        out = io.BytesIO()
        written.save(out)
        check(pages_of(out.getvalue()))
    out = io.BytesIO()
    document.save(out)
    assert "1. Who knew" in pages_of(out.getvalue())[0]
    check(pages_of(out.getvalue()))


def test_a_mail_is_read() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "office@example.gov", "agency@example.gov", "Letter"
    mail.set_content("\n\n".join(LINES))
    check(pages_of(mail.as_bytes()))
    mail.set_content("".join(f"<p>{line}</p>" for line in LINES), subtype="html")
    check(pages_of(mail.as_bytes()))


def test_a_web_page_is_read_with_the_numbers_that_a_browser_draws() -> None:
    items = "".join(f"<li>{line[3:]}</li>" for line in LINES if line[0].isdigit())
    head, tail = LINES[:8], LINES[11:]
    page = "".join(f"<p>{line}</p>" for line in head) + f"<ol>{items}</ol>" + "".join(f"<p>{line}</p>" for line in tail)
    check(pages_of(f"<!DOCTYPE html><html><head><title>x</title></head><body>{page}</body></html>".encode()))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7 broken", "damaged"),
        (typst.compile(b"#rect()"), "scan"),
        (b"PK\x03\x04 broken", "no Word document"),
        (b"MZ\x00\x01\x02\x00", "neither PDF"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        pages_of(data)


def test_a_spreadsheet_is_no_letter() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(Refused, match="no Word document"):
        pages_of(out.getvalue())


def test_the_command_prints_json(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("\n".join(LINES))
    run = CliRunner().invoke(letters, ["read", str(file), "--json"])
    assert run.exit_code == 0
    found = json.loads(run.stdout)
    assert list(found)[:15] == [
        *("is_request", "date_sent", "addressees", "signatories", "signatory_titles", "cc", "subject", "due_date"),
        *("due_time", "due_text", "relative_due", "other_dates", "items", "warnings", "evidence"),
    ]
    assert list(tmp_path.iterdir()) == [file]


def test_the_command_tells_a_person(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("\n".join(LINES))
    run = CliRunner().invoke(letters, ["read", str(file)])
    assert "Due: 2020-03-17" in run.output
    assert "To: Jane Doe, Director, Office of Examples" in run.output


def test_the_context_date_supplies_a_year(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Mr. Secretary:\nPlease respond by March 17.\nSincerely,")
    run = CliRunner().invoke(letters, ["read", str(file), "--json", "--context-date", "2020-03-03"])
    assert json.loads(run.stdout)["due_date"] == "2020-03-17"


def test_the_command_exits_with_1_when_refused_and_2_when_used_wrongly(tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"%PDF-1.7 broken")
    refused = CliRunner().invoke(letters, ["read", str(file)])
    assert (refused.exit_code, "damaged" in refused.output) == (1, True)
    assert CliRunner().invoke(letters, ["read", str(tmp_path / "none.txt")]).exit_code == 2
    assert CliRunner().invoke(letters, ["read", str(file), "--context-date", "soon"]).exit_code == 2


def test_the_help_gives_an_example() -> None:
    assert "Example:" in CliRunner().invoke(letters, ["read", "--help"]).output
