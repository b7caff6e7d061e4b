"""What can't be read as a letter is refused, or doubted, in a clear sentence; what only looks bad is read."""

import email.message
import io
import json
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from click.testing import CliRunner

from app.extraction import letters
from app.files import Spool
from app.letters import commands
from app.letters.loading import pages_of
from app.letters.reader import read_letter
from app.refusals import Refused

LETTER = """March 3, 2020

The Honorable Jane Doe
Director
Office of Examples
Washington, DC 20001

Dear Director Doe:

Please answer the following questions by March 17, 2020:

1. Who knew of the plan?

2. Why was the Committee not told?

Sincerely,

John Roe
United States Senator
"""


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file [MS-CFB] with these streams at its root, each of 4,096 bytes: 8 sectors."""
    end, free, none = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
    folder = (len(streams) + 4) // 4
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    chains = [0xFFFFFFFD, *range(2, folder + 1), end]
    firsts = []
    for _ in streams:
        firsts.append(len(chains))
        chains += [*range(len(chains) + 1, len(chains) + 8), end]
    fat = struct.pack("<128I", *chains, *[free] * (128 - len(chains)))

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        return text.ljust(64, b"\0") + struct.pack("<HBB3I36xIQ", len(text), kind, 1, none, right, child, start, size)

    names = entry("Root Entry", 5, none, 1, end, 0)
    for n, (name, first) in enumerate(zip(streams, firsts, strict=True), 1):
        names += entry(name, 2, n + 1 if n < len(streams) else none, none, first, 4096)
    return header + fat + names.ljust(512 * folder, b"\0") + b"".join(s.ljust(4096, b"\0") for s in streams.values())


def outlook(body: str) -> bytes:
    """A message as Outlook saves it [MS-OXMSG]: a class and a body, both as UTF-16."""
    texts = {0x001A: "IPM.Note", 0x1000: body}
    listed = b"".join(struct.pack("<HHIII", 0x1F, pid, 6, 2 * len(text) + 2, 0) for pid, text in texts.items())
    streams = {f"__substg1.0_{pid:04X}001F": text.encode("utf-16-le") for pid, text in texts.items()}
    # The properties come first and are as long as their stream: what follows them are properties without a value.
    return compound({"__properties_version1.0": bytes(32) + listed} | streams)


def packed(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "<x/>")
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF whose password nobody has: the standard handler with keys that fit nothing."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Filter/Standard/V 2/R 3/Length 128/P -4/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>",
    ]
    out, places = b"%PDF-1.6\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 4/Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 4\n0000000000 65535 f \n" + table + trailer


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty"),
        (b" \n\f\n ", "The file is empty"),
        (locked_pdf(), "locked with a password"),
        (typst.compile(b"#rect()"), "it is a scan"),
        (typst.compile(b"#for n in range(201) [ x #pagebreak() ]"), "pages; a letter of more than 200 is not read"),
        (b"%PDF-1.7 broken", "it is damaged"),
        (packed("xl/workbook.xml"), "an Excel workbook"),
        (packed("ppt/presentation.xml"), "a PowerPoint file"),
        (packed("notes.txt"), "no Word document"),
        (compound({"EncryptedPackage": b"x"}), "locked with a password"),
        (compound({"WordDocument": b"x"}), "an old Word document"),
        (compound({"Other": b"x"}), "neither PDF, DOCX"),
        (
            outlook("x").replace(b"1\x000\x000\x000\x000\x000\x001\x00F", b"1\x000\x000\x000\x009\x009\x001\x00F"),
            "damaged",
        ),
        (b"{\\rtf1 hello}", "rich text document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"From: a@example.gov\nSubject: x\n\n", "no text of its own"),
        (LETTER.replace("Please", "SECRET//NOFORN\n\nPlease").encode(), "classification marking"),
    ],
)
def test_what_is_no_letter_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        pages_of(data)


def pdf_bomb() -> bytes:
    """A page whose content, packed twice, unpacks from a few thousand bytes to 2 GB."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = pack.compress(b" " * 20_000_000) + pack.flush(zlib.Z_FULL_FLUSH)
    packed = zlib.compress(b"\x78\xda" + piece * 100 + pack.flush(), 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream " % (len(packed), packed),
    ]
    return (
        b"%PDF-1.6\n"
        + b"".join(b"%d 0 obj%sendobj\n" % each for each in enumerate(parts, 1))
        + b"trailer<</Root 1 0 R/Size 5>>"
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (pdf_bomb, "We could not read this file safely|it is a scan|is damaged"),
        (
            lambda: typst.compile(b"#for n in range(500) [ x #pagebreak() ]"),
            "has 50. pages; a letter of more than 200 is not read",
        ),
    ],
    ids=["bomb", "500 pages"],
)
def test_a_hostile_pdf_is_refused_by_the_child_in_time(
    data: Callable[[], bytes], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "RECOGNIZER", "no-such-program")
    hostile = data()
    assert len(hostile) < 1_000_000
    started = time.monotonic()
    with Spool.take(io.BytesIO(hostile), limit=50_000_000) as spool, pytest.raises(Refused, match=sentence):
        letters.read_letter_in_child(spool)
    assert time.monotonic() - started < letters.SECONDS + 5


@pytest.mark.parametrize("name", ["letter.pdf", "letter"])
def test_a_letter_under_a_wrong_name_is_told_by_its_content(name: str, tmp_path: Path) -> None:
    """The command reads what the file is, not what its name says."""
    file = tmp_path / name
    file.write_text(LETTER)
    told = CliRunner().invoke(commands.letters, ["read", str(file), "--json"])
    assert json.loads(told.output)["due_date"] == "2020-03-17"


def test_a_message_of_outlook_is_read() -> None:
    found = read_letter(pages_of(outlook(LETTER.replace("\n", "\r\n"))))
    assert (str(found.due_date), len(found.items)) == ("2020-03-17", 2)
    assert [person.name for person in found.addressees] == ["Jane Doe"]


def test_a_letter_attached_to_a_mail_is_read() -> None:
    mail = email.message.EmailMessage()
    mail["From"], mail["Subject"] = "office@example.gov", "Our letter"
    mail.set_content("Please see the attached letter.")
    lines = "\n\n".join(f'#"{line}"' for line in LETTER.splitlines() if line)
    mail.add_attachment(typst.compile(lines.encode()), maintype="application", subtype="pdf", filename="letter.pdf")
    found = read_letter(pages_of(mail.as_bytes()))
    assert (str(found.due_date), len(found.items)) == ("2020-03-17", 2)


def test_a_letter_in_capitals_is_read() -> None:
    found = read_letter(LETTER.upper())
    assert (str(found.date_sent), str(found.due_date), len(found.items)) == ("2020-03-03", "2020-03-17", 2)


def test_one_very_long_line_is_read() -> None:
    found = read_letter(LETTER.replace("Please", "The plan is old. " * 1200 + "\n\nPlease"))
    assert (str(found.due_date), len(found.items)) == ("2020-03-17", 2)
    assert read_letter("x" * 20_000).items == ()


def test_another_language_and_a_reply_are_doubted() -> None:
    spanish = "Estimado señor director: le escribo para pedirle que responda a estas preguntas antes del lunes. " * 5
    assert any("English" in warning for warning in read_letter(spanish).warnings)
    reply = "Dear Senator Roe:\n\nThank you for your letter of March 3, 2020. Our answers are below.\n\nSincerely,\n\nX"
    found = read_letter(reply)
    assert not found.is_request
    assert any("does not read like a request" in warning for warning in found.warnings)
