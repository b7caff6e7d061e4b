"""A calendar file: lines of 75 octets, and words that begin no line of their own."""

from datetime import UTC, date, datetime

import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import as_ics

AT = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)


def event(**told) -> as_ics.Event:
    facts = {
        "uid": "demo-115-0001-due@example.gov", "on": date(2018, 10, 12), "until": None, "summary": "Due",
        "description": "State", "url": "https://example.gov/requests/DEMO-115-0001", "sequence": 1, "changed_at": AT,
        "is_cancelled": False,
    }  # fmt: skip
    return as_ics.Event(**{**facts, **told})


def read(written: bytes):
    return icalendar.Calendar.from_ical(written).walk("VEVENT")


def test_an_attackers_line_ends_begin_no_property():
    summary = "Due\r\nATTENDEE:mailto:a@b\nURL:javascript:x\r\x0b\x0c\x85\u2028\u2029BEGIN:VALARM; a, b \\n c\x00"
    written = as_ics.write(as_ics.Calendar(events=[event(summary=summary)]))
    (found,) = read(written)
    assert str(found["SUMMARY"]).startswith("Due\nATTENDEE:mailto:a@b\nURL:javascript:x\n")
    assert str(found["SUMMARY"]).endswith("BEGIN:VALARM; a, b \\n c")
    assert "ATTENDEE" not in found
    assert str(found["URL"]).startswith("https://")
    assert len(found.walk("VALARM")) == 1
    assert [line.partition(b":")[0] for line in written.split(b"\r\n") if b"ATTENDEE" in line] == [
        b"SUMMARY",
        b"DESCRIPTION",
    ]


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=200))
def test_whatever_is_written_is_read_back_and_no_line_is_longer_than_75_octets(words):
    written = as_ics.write(as_ics.Calendar(events=[event(summary=f"x{words}x")], is_feed=True, name=words))
    assert str(read(written)[0]["SUMMARY"]) == f"x{words}x"
    lines = written.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines), "no character is cut"


def test_a_cancelled_date_rings_no_alarm():
    (found,) = read(as_ics.write(as_ics.Calendar(events=[event(is_cancelled=True)])))
    assert str(found["STATUS"]) == "CANCELLED"
    assert found.walk("VALARM") == []
