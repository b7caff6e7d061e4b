"""A chamber's calendar: read line by line, seen first, taken in whole, and what is counted by it moves in one act."""

import html
import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from dateutil.rrule import rruleset, rrulestr

from app.deadlines.calendar_reading import MOST, read_days
from app.models import ChamberCalendar, DeadlineEntry, Event, OversightRequest
from app.models.picklists import EntryKind, Role
from app.refusals import Refused

URL = "/admin/chamber-calendars/new"
DAYS = "date,what\n2018-10-10,pro forma\n10/12/2018,\n\n2018-10-15,\n2018-10-16,\n2018-10-17,\n"
EVENT = "BEGIN:VEVENT\nUID:1\n{}\nEND:VEVENT\n"


def calendar(*lines: str) -> bytes:
    events = "".join(EVENT.format(line) for line in lines)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def test_both_formats_are_read_into_days():
    assert read_days(DAYS.encode())[:2] == [date(2018, 10, 10), date(2018, 10, 12)]
    assert read_days("﻿2018-10-12\n2018-10-12".encode()) == [date(2018, 10, 12)]
    told = calendar(
        "DTSTART;VALUE=DATE:20181009\nDTEND;VALUE=DATE:20181012",
        "DTSTART:20181016T013000Z",
        "DTSTART;TZID=America/New_York:20181017T100000\nSUMMARY:A long\n  line: DTSTART:20990101",
        "DTSTART;VALUE=DATE:20181030\nSTATUS:CANCELLED",
    )
    assert read_days(told) == [date(2018, 10, day) for day in (9, 10, 11, 15, 17)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "holds no day"),
        (b"2018-10-12\n2018-02-30\n", "Line 2: “2018-02-30”."),
        (b"2018-10-12\n+10bd\n", "Line 2: “\\+10bd” is no date"),
        (b"0024-10-12\n", "Line 1: “0024-10-12”. Enter a date between 1900 and 2100."),
        (b"2204-10-12\n", "Line 1:"),
        (b"2018-10-12\n\xff\xfe\n", "Line 2 is not text in UTF-8."),
        (b"what,date\nx\n", "Line 2: an empty cell"),
        (b"2018-10-12\n" * 5000 + b"oops\n" + b"2018-10-12\n" * 4999, "Line 5001: “oops”"),
        (b"2018-10-12\n" * 100_000, "more than 10,000 entries"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (calendar(*["DTSTART:20181009T100000Z"] * (MOST + 1)), "more than 10,000 entries"),
        (calendar("SUMMARY:no day"), "line 3 has no start"),
        (calendar("DTSTART:soon"), "Line 5: “soon” is no date"),
        (calendar("DTSTART;VALUE=DATE:20181009\nDTEND;VALUE=DATE:20181001"), "line 3 ends before it starts"),
        (calendar("DTSTART;VALUE=DATE:20181009\nRRULE:FREQ=DAILY"), "Line 6: this entry repeats without an end"),
        (
            calendar("DTSTART;VALUE=DATE:20181009\nRRULE:FREQ=DAILY;UNTIL=20991231"),
            "Line 6: this entry repeats without",
        ),
        (calendar("DTSTART;VALUE=DATE:20181009\nRRULE:FREQ=MONTHLY;COUNT=3"), "Line 6: an entry that repeats by such"),
        (calendar("DTSTART;VALUE=DATE:20181009\nRRULE:FREQ=DAILY;COUNT=99999999999"), "Line 6: an entry that repeats"),
        (calendar("DTSTART;VALUE=DATE:20181009\nRRULE:FREQ=SECONDLY;COUNT=3"), "Line 6: an entry that repeats by such"),
        (calendar("DTSTART;VALUE=DATE:20181009\nRECURRENCE-ID:20181009"), "Line 6: an entry that moves a day"),
        (calendar(*["DTSTART;VALUE=DATE:20181009\nRRULE:FREQ=DAILY;COUNT=1000"] * 6), "more than 5,000 days"),
        (
            calendar("DTSTART:20181009\nDTEND:20190930\nRDATE:" + ",".join(f"201810{day}" for day in range(10, 30))),
            "more than 5,000 days",
        ),
        (calendar("DTSTART;VALUE=DATE:20181009")[:80], "does not end"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(data, sentence):
    with pytest.raises(Refused, match=sentence):
        read_days(data)


@pytest.mark.parametrize("start", [date(2018, 10, 9), date(2016, 2, 29), date(2018, 12, 30)])
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;COUNT=5",
        "FREQ=DAILY;INTERVAL=3;UNTIL={until}",
        "FREQ=DAILY;BYDAY=MO,WE;COUNT=9",
        "FREQ=WEEKLY;COUNT=4",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;UNTIL={until}",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO;COUNT=12",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=12",
    ],
)
def test_days_by_a_rule_are_those_that_another_library_finds(start, rule):
    told = rule.format(until=f"{start + timedelta(days=200):%Y%m%d}")
    oracle = rruleset()
    oracle.rrule(rrulestr(told, dtstart=datetime.combine(start, time())))
    oracle.rdate(datetime.combine(start, time()))  # RFC 5545: the start is the first, whatever the rule says.
    found = read_days(calendar(f"DTSTART;VALUE=DATE:{start:%Y%m%d}\nRRULE:{told}"))
    if "COUNT" in told:
        assert found == [each.date() for each in oracle][: len(found)]
        assert len(found) == int(told.partition("COUNT=")[2])
    else:
        assert found == [each.date() for each in oracle]


def test_days_that_a_rule_leaves_out_or_adds_and_days_that_last_longer():
    told = "DTSTART;VALUE=DATE:20181009\nDTEND;VALUE=DATE:20181011\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20181016\nRDATE:20181102"
    assert read_days(calendar(told)) == [
        date(2018, month, day) for month, day in ((10, 9), (10, 10), (10, 23), (10, 24), (11, 2), (11, 3))
    ]
    late = "DTSTART:20181016T013000Z\nRRULE:FREQ=DAILY;UNTIL=20181018T013000Z"
    assert read_days(calendar(late)) == [date(2018, 10, day) for day in (15, 16, 17)]


@pytest.fixture
def administrator(given, client):
    with time_machine.travel(datetime(2018, 10, 4, 14, 0, tzinfo=UTC), tick=False):
        person = given.person(Role.COUNSEL, is_administrator=True)
        client.sign_in(person)
        yield person


def text_of(page) -> str:
    return html.unescape(page.get_data(as_text=True))


def file(given, client, administrator, **fields):
    told = {
        "agency_id": str(given.agency().id), "subject": "Vendor contracts", "dated_on": "10/9/2018", "due_number": "3",
        "due_basis": "N_SESSION_DAYS", "due_chamber": "SENATE", "owner_id": str(administrator.id), **fields,
    }  # fmt: skip
    return client.submit("/requests/new", told)


def upload(client, data: str, act="", **fields):
    told = {"chamber": "SENATE", "kind": "SESSION", **fields, "act": act}
    return client.submit(
        URL, {**told, "file": (io.BytesIO(data.encode()), "senate.csv")}, content_type="multipart/form-data"
    )


def test_a_letter_in_session_days_gets_its_date_by_an_import_and_moves_with_the_next(given, client, administrator):
    file(given, client, administrator)
    made = given.row(OversightRequest)
    assert made.due_on is None
    assert "can't be computed yet" in text_of(client.get(f"/requests/{made.number}/deadline"))
    shown = upload(client, DAYS)
    assert "5 days come in" in text_of(shown)
    assert "Mon, Oct 15, 2018" in text_of(shown)
    assert given.count(ChamberCalendar) == 0
    days = "\n".join(day.isoformat() for day in read_days(DAYS.encode()))
    answer = client.submit(URL, {"chamber": "SENATE", "kind": "SESSION", "days": days, "act": "import"})
    assert answer.status_code == 302
    made = given.row(OversightRequest)
    assert (made.due_on, made.first_due_on, made.due_version) == (date(2018, 10, 15), date(2018, 10, 15), 2)
    acts = {given.row(Event, verb="calendar_imported").act_id, given.row(Event, verb="deadline_moved").act_id}
    assert len(acts) == 1
    again = upload(client, DAYS, act="import")
    assert again.status_code == 302
    assert "Nothing changed." in text_of(client.get("/admin/chamber-calendars"))
    upload(client, DAYS.replace("10/12/2018,\n", ""), act="import")
    assert given.row(OversightRequest).due_on == date(2018, 10, 16)
    assert given.row(DeadlineEntry, position=3).kind is EntryKind.CALENDAR
    assert "Counted again by the imported calendar" in text_of(client.get(f"/requests/{made.number}/deadline"))
    file(given, client, administrator, subject="Filed later")
    assert given.row(OversightRequest, subject="Filed later").due_on == date(2018, 10, 16)
    file(given, client, administrator, subject="Of the House", due_chamber="HOUSE")
    assert given.row(OversightRequest, subject="Of the House").due_on is None


def test_a_broken_line_takes_nothing_in_and_the_command_says_which(given, client, administrator, app, tmp_path):
    assert "Line 3: “soon”" in text_of(upload(client, "2018-10-10\n2018-10-12\nsoon\n", act="import"))
    assert "Choose the file." in text_of(client.submit(URL, {"chamber": "SENATE", "kind": "SESSION", "act": "import"}))
    assert given.count(ChamberCalendar) == 0
    path = tmp_path / "senate.csv"
    path.write_text(DAYS)
    command = ["import", "chamber", str(path), "--chamber", "senate", "--kind", "session", "--by"]
    runner = app.test_cli_runner()
    assert "Nobody with the address" in runner.invoke(args=[*command, "nobody@example.gov"]).output
    assert "5 days added" in runner.invoke(args=[*command, administrator.email, "--dry-run"]).output
    assert given.count(ChamberCalendar) == 0
    assert "5 days added" in runner.invoke(args=[*command, administrator.email]).output
    assert "0 days added" in runner.invoke(args=[*command, administrator.email]).output
    path.write_text("oops\n")
    failed = runner.invoke(args=[*command, administrator.email])
    assert failed.exit_code == 1
    assert "Line 1: “oops”" in failed.output
    assert len(given.row(ChamberCalendar).days) == 5


def test_days_outside_the_span_of_a_file_stay_as_they_are():
    calendar = ChamberCalendar(listed=["2018-01-03", "2018-10-12"])
    start = date(2018, 6, 1)
    assert calendar.take_in([start, start + timedelta(days=200)]) == (2, 1)
    assert calendar.days == (date(2018, 1, 3), start, start + timedelta(days=200))
