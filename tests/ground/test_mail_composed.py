"""A mail before it leaves: what is refused, its ids and its thread; no server is asked."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.mail import compose, message_id, thread_index
from app.refusals import Refused
from tests.ground.test_mail import FILED, LETTER, REQUEST


@pytest.mark.parametrize(
    "place", ["sender", "recipient", "reply_to", "subject", "thread_topic", "list_id", "thread_index"]
)
@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x00"])
def test_no_field_can_smuggle_in_a_header(place, break_):
    with pytest.raises(Refused) as refusal:
        compose(replace(LETTER, **{place: f"a{break_}Bcc: spy@evil.example"}))
    assert (refusal.value.sentence, refusal.value.field) == ("This has to be a single line of text.", place)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("recipient", "a@example.gov, b@example.gov", "Enter one e-mail address, like name@example.gov."),
        ("recipient", "nobody", "Enter one e-mail address, like name@example.gov."),
        ("recipient", "", "Enter one e-mail address, like name@example.gov."),
        ("recipient", "jürgen@example.gov", "Enter one e-mail address, like name@example.gov."),
        ("sender", "Tracker", "Enter one e-mail address, like name@example.gov."),
        ("message_id", "no brackets", "A message's id looks like <name@host>."),
        ("message_id", "<a@b>\r\nBcc: x@y.example", "A message's id looks like <name@host>."),
        (
            "unsubscribe",
            ("javascript:alert(1)",),
            "A link to unsubscribe begins with https: or mailto: and holds no spaces.",
        ),
        ("unsubscribe", ("https://a>,<b",), "A link to unsubscribe begins with https: or mailto: and holds no spaces."),
        ("text", "\ud800", "This text holds characters that can't be sent."),
    ],
)
def test_what_cannot_be_mailed_is_refused_beside_its_field(field, value, sentence):
    with pytest.raises(Refused) as refusal:
        compose(replace(LETTER, **{field: value}))
    assert (refusal.value.sentence, refusal.value.field) == (sentence, field)


def test_an_attachment_can_still_be_added():
    message = compose(LETTER)
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="deadline.ics")
    assert message.get_content_type() == "multipart/mixed"
    assert message["Message-ID"] == LETTER.message_id


def test_a_message_id_is_made_of_two_checked_parts():
    assert message_id("hfac-115-0142.d3.u31", "oversight.example.gov") == "<hfac-115-0142.d3.u31@oversight.example.gov>"


@pytest.mark.parametrize(
    ("local", "domain"),
    [
        ("", "a.example"),
        ("a b", "a.example"),
        ("a@b", "c"),
        ("a>", "b"),
        ("a\r\n", "b"),
        ("a..b", "c"),
        ("a", ""),
        ("a", "-b"),
    ],
)
def test_a_message_id_with_other_characters_is_refused(local, domain):
    with pytest.raises(Refused):
        message_id(local, domain)


def test_a_thread_begins_with_the_time_and_the_request():
    block = base64.b64decode(thread_index(REQUEST, FILED))
    assert len(block) == 22
    assert block[0] == 1
    assert block[6:] == REQUEST
    # Read back: 1 and 5 bytes are the leading 6 of the 8 that count tenths of microseconds since 1601.
    ticks = int.from_bytes(block[:6] + b"\x00\x00", "big")
    assert abs(datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10) - FILED) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "later", [timedelta(minutes=1), timedelta(days=18), timedelta(days=600), timedelta(days=2_000)]
)
def test_each_later_mail_extends_the_thread_by_five_bytes_that_tell_when(later):
    first = base64.b64decode(thread_index(REQUEST, FILED))
    block = base64.b64decode(thread_index(REQUEST, FILED, FILED + later))
    assert (len(block), block[:22]) == (27, first)
    bits = int.from_bytes(block[22:26], "big")
    ticks = (bits & 0x7FFFFFFF) << 23 if bits >> 31 else bits << 18
    assert abs(timedelta(microseconds=ticks // 10) - later) < timedelta(seconds=1)


def test_two_mails_a_minute_apart_differ_and_one_sent_again_does_not():
    one, other = (thread_index(REQUEST, FILED, FILED + timedelta(minutes=n)) for n in (1, 2))
    assert one != other
    assert one == thread_index(REQUEST, FILED, FILED + timedelta(minutes=1))
    assert thread_index(REQUEST, FILED, FILED) == thread_index(REQUEST, FILED)


def test_a_thread_needs_sixteen_bytes():
    with pytest.raises(ValueError, match="16 bytes"):
        thread_index(b"short", FILED)
