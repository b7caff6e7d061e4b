"""Hostile and broken workbooks: refused quickly, with a sentence, and without eating memory."""

import io
import multiprocessing
import resource
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.extraction import examine
from app.files import LimitedFile
from app.refusals import Refused
from app.sheets import read_sheet
from app.sniffing import KINDS

HEAD = "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"


def book(rows=(("Agency", "Subject", "Due"), ("State", "One", "x"))) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def with_part(name: str, data: bytes, more: int = 0) -> bytes:
    """The same workbook with one part put in another's place, and so many small ones beside it."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, data)
        for number in range(more):
            new.writestr(f"x/{number}", b"")
    return held.getvalue()


def bomb() -> bytes:
    """A worksheet of 512 MB in half a megabyte."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != "xl/worksheets/sheet1.xml":
                new.writestr(entry, old.read(entry))
        with new.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f"{HEAD}<sheetData>".encode())
            blank = b" " * (1 << 20)
            for _ in range(512):
                part.write(blank)
    return held.getvalue()


LAUGHS = (
    "<!DOCTYPE l [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)
EXTERNAL = "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
CELL = "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>&a;</t></is></c></row></sheetData></worksheet>"
SHEET = "xl/worksheets/sheet1.xml"
HOSTILE = {
    "a zip bomb": (bomb, "unpacks to far more"),
    "billion laughs": (lambda: with_part(SHEET, f"{LAUGHS}{HEAD}{CELL}".encode()), "damaged"),
    "an external entity": (lambda: with_part(SHEET, f"{EXTERNAL}{HEAD}{CELL}".encode()), "damaged"),
    "a doctype in UTF-16": (lambda: with_part(SHEET, f"{LAUGHS}{HEAD}{CELL}".encode("utf-16")), "damaged"),
    "very many entries": (lambda: with_part("x", b"", more=20_000), "very many files"),
    "a zip in it": (lambda: with_part("xl/embeddings/a.zip", with_part("b", b"")[:400] + book()), ""),
    "half of a workbook": (lambda: book()[: len(book()) // 2], "damaged archive"),
    "bytes changed in the middle": (lambda: book()[:600] + b"\0" * 200 + book()[800:], ""),
}


def most_memory(what: str) -> tuple[int, int]:
    """KiB that reading it took at most, here and in the reading process. Run in a process that holds nothing else."""
    make, _words = HOSTILE[what]
    file = LimitedFile.copy(io.BytesIO(make()), limit=100 * 1024 * 1024)
    before = own_peak()
    with pytest.raises(Refused):
        read_sheet(examine(file, "sheet.xlsx"))
    return own_peak() - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def own_peak() -> int:
    """A process begins with its parent's peak in `ru_maxrss`, so this one asks the kernel elsewhere."""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0])


@pytest.fixture(scope="module")
def peaks() -> dict[str, tuple[int, int]]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return dict(zip(HOSTILE, pool.map(most_memory, HOSTILE), strict=True))


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_workbook_is_refused_in_two_seconds_and_little_memory(what, peaks):
    make, words = HOSTILE[what]
    file = LimitedFile.copy(io.BytesIO(make()), limit=100 * 1024 * 1024)
    cpu, started = cpu_now(), time.monotonic()
    with pytest.raises(Refused) as refusal:
        read_sheet(examine(file, "sheet.xlsx"))
    assert words in refusal.value.sentence
    assert cpu_now() - cpu < 2, f"it took {time.monotonic() - started:.1f} s by the clock"
    here, there = peaks[what]
    plain = 150 * 1024  # What a child takes that only starts and loads its readers.
    assert here < 50 * 1024
    assert there < plain + 50 * 1024


def cpu_now() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def test_a_claimed_size_of_the_whole_sheet_costs_nothing():
    claim = f"{HEAD}<dimension ref='A1:XFD1048576'/><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>Agency</t></is></c>"
    claim += "<c r='B1' t='inlineStr'><is><t>Subject</t></is></c></row><row r='1048576'><c r='A1048576' t='inlineStr'><is><t>State</t></is></c>"
    claim += "<c r='XFD1048576' s='0'/></row></sheetData></worksheet>"
    file = LimitedFile.copy(io.BytesIO(with_part(SHEET, claim.encode())), limit=10**8)
    started = cpu_now()
    found = read_sheet(examine(file, "sheet.xlsx"))
    assert found.rows == [(1_048_576, ["State", ""])]
    assert cpu_now() - started < 2


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.xlsx", "Office"),
        (b"%PDF-1.4 not a sheet", "sheet.csv", "named .csv but it looks like a PDF"),
        (b'a,b\n"never closed' + b"x" * 1_100_000, "sheet.csv", "cannot be told apart"),
        (b"\n\n", "sheet.csv", ""),
    ],
)
def test_what_is_no_sheet_is_told_by_name(data, name, words):
    with pytest.raises(Refused) as refusal:
        read_sheet(examine(LimitedFile.copy(io.BytesIO(data), limit=10**7), name))
    assert words in refusal.value.sentence


def test_an_old_workbook_is_told_how_to_be_saved():
    from app.extraction import Examined, Extract

    spool = LimitedFile.copy(io.BytesIO(b"x"), limit=10)
    with pytest.raises(Refused, match=r"save it as \.xlsx"):
        read_sheet(Examined(spool, KINDS["xls"], "old.xls", Extract()))


def test_the_list_of_requests_is_found_among_sheets_and_below_titles():
    made = openpyxl.Workbook()
    made.active.title = "Read me"
    made.active.append(["Kept by the clerk"])
    sheet = made.create_sheet("Log")
    for row in (["Oversight log"], [], ["Agency", "Subject", "Due date"], ["State", True, 1.5]):
        sheet.append(row)
    held = io.BytesIO()
    made.save(held)
    found = read_sheet(examine(LimitedFile.copy(io.BytesIO(held.getvalue()), limit=10**7), "log.xlsx"))
    assert (found.name, found.headers) == ("Log", ["Agency", "Subject", "Due date"])
    assert found.rows == [(4, ["State", "Yes", "1.5"])]
    assert found.others == ["Read me"]
