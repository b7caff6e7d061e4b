"""The guard sees every marking and no ordinary paper."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.markings import find_marking, refuse_marked, warn_marking
from app.refusals import Refused

ROOT = Path(__file__).resolve().parents[2]
MARKED = [
    "TOP SECRET//SI//NOFORN",
    "SECRET//NOFORN",
    "secret//noforn",
    "S E C R E T // N O F O R N",
    "ＳＥＣＲＥＴ／／ＮＯＦＯＲＮ",
    "SEC\u200bRET//NO\u00adFORN",
    "SECRET\n//\nNOFORN",
    "TOP\nSECRET",
    "x\nSECRET\ny",
    "*** TOP SECRET ***",
    "- SECRET -",
    "SECRET  Page 3 of 4",
    "CONFIDENTIAL//NOFORN",
    "CONFIDENTIAL//REL TO USA, FVEY",
    "//NOFORN",
    "foo //ORCON",
    "TS//SI",
    "(S//NF)",
    "( ts // si )",
    "(TS//SI) x",
    "(C//REL TO USA)",
    "(S/NF)",
    "Classified By: J",
    "derived from: multiple",
    "Declassify On: 2030",
    "Reason: 1.4(c)",
    "Classified\nBy: x",
    "page 3 Declassify On: 20301231",
    "HCS",
    "Page 4  SECRET",
    "SAP-ORANGE",
    "SECRET//SAP-ORANGE",
    "HCS-P",
    "SECRET//ORCON",
    "SECRET//",
    "SECRET//XYZZY",
    "ЅЕСRЕТ//NOFORN",
    "secret",
    "Top Secret",
    "SECRET\u2028//NOFORN",
    "CUI//SECRET//NOFORN",
    "CUI//SI",
    "UNCLASSIFIED//TS//SI",
    "S\u0336E\u0336C\u0336R\u0336E\u0336T\u0336//NOFORN",
    "(//FGI) //GBR SECRET",
    "SECRET\\\\NOFORN",
    "COSMIC TOP SECRET",
    "SECRET NOFORN",
    "(U//FOUO) then (S//NF)",
    "DERIVED FROM : NSA",
    "Classified By： J",
    "⒮//NF x (S/\u2060/NF)",
    "\0SEC\0RET//NOFORN",
    "SECRET//REL",
    " SECRET\r\n",
    "\x0cSECRET\x0c",
    "SEC\nRET//NOFORN",
]
ORDINARY = [
    "top secret special compartmented information",
    "classified annex",
    "secret ballot",
    "CONFIDENTIAL",
    "Committee Confidential",
    "CUI//SP-PRVCY",
    "CUI//SP-PRVCY//NOFORN",
    "CUI//NOFORN",
    "(S)",
    "(c)",
    "item (S) and (TS)",
    "Secret Service",
    "U.S. SECRET SERVICE",
    "U.S.\nSECRET\nSERVICE",
    "TOP SECRET DOCUMENTS FOUND AT ESTATE",
    "SECRET DEAL ON TANKS",
    "https://si.edu/x",
    "http://noforn.example//",
    "UNCLASSIFIED//FOUO",
    "(U//FOUO)",
    "TS/SCI clearance",
    "(TS/SCI)",
    "SAP security policy",
    "Reason: late",
    "derived from the data",
    "Declassified By: X",
    "CONFIDENTIAL // ATTORNEY-CLIENT",
    "CONFIDENTIAL//ATTORNEY-CLIENT",
    "the secret // a comment",
    "information was top\nsecret special",
    "Top Secret/SCI clearance",
    "CONFIDENTIAL BUSINESS INFORMATION",
    "Secretary",
    "The Honorable X\nSecretary\n",
    "SAP-HANA",
    "(C) and (S)",
    "s//g",
    "RE: DECLARATION",
    "Handling: may include a classified annex",
]
HOSTILE = [
    "SECRET ",
    " ",
    "\n",
    "S E C R E T ",
    "(",
    "//",
    "CUI//A",
    "-",
    "CUI//AB/CD",
    "(S ",
    "T O P ",
    "1",
    "\u0301\u0316",
    "SECRET 1 of ",
]


def letters() -> list[Path]:
    for base in (ROOT.parent, ROOT.parent.parent):
        if found := sorted((base / "shared" / "letters").glob("*.txt")):
            return found
    return []


@pytest.mark.parametrize("text", MARKED, ids=ascii)
def test_a_marking_is_found_however_it_is_written(text):
    assert find_marking(text)
    assert find_marking(f"Dear Mr. Secretary,\n{text}\nSincerely") or text == "secret"


@pytest.mark.parametrize("text", ORDINARY, ids=ascii)
def test_ordinary_words_are_not_refused(text):
    assert find_marking(text) is None
    assert find_marking(f"We write to ask.\n\n{text}\n\nSincerely,") is None


def test_none_of_the_real_letters_is_refused():
    found = letters()
    if not found:
        pytest.skip("the real letters are not beside this project")
    assert len(found) == 31
    assert [path.name for path in found if find_marking(path.read_text())] == []


def test_a_lone_portion_mark_warns_and_is_not_refused():
    assert warn_marking("(S) The first item")
    assert find_marking("(S) The first item") is None
    assert warn_marking("(U) The first item") is None


def test_the_refusal_names_the_sort_and_quotes_nothing():
    with pytest.raises(Refused) as refused:
        refuse_marked("Plans of the brigade\nSECRET//NOFORN", field="title")
    assert refused.value.field == "title"
    assert "a banner" in refused.value.sentence
    assert "brigade" not in refused.value.sentence
    assert "NOFORN" not in refused.value.sentence


def test_the_line_of_the_marking_is_told():
    assert find_marking("one\ntwo\nSECRET//NOFORN").line == 3


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_hostile_text_takes_time_in_proportion_to_its_length(piece):
    started = time.perf_counter()
    find_marking(piece * (2_000_000 // len(piece)) + "SECRET x")
    assert time.perf_counter() - started < 20


@settings(max_examples=60, deadline=None)
@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_a_banner_is_found_within_any_text(before, after):
    assert find_marking(f"{before}\nSECRET//NOFORN\n{after}")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["", " ", "\u200b", "\u00ad", "\u2060"]), min_size=14, max_size=14))
def test_unseen_letters_within_a_banner_do_not_hide_it(gaps):
    assert find_marking("".join(letter + gap for letter, gap in zip("SECRET//NOFORN", gaps, strict=True)))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abcdefghij klmnopq ,.;()\n", max_size=300))
def test_lower_case_prose_without_the_words_is_never_refused(text):
    assert find_marking(text) is None
