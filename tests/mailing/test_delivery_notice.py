"""What a mail turns out to be: read by itself, without the application."""

import pytest

from app.delivery_notice import Kind, read
from app.refusals import Refused
from tests.mailing.samples import FAILURES, IGNORED, PERSON

ID = "<demo-115-0001.d1.u1.due@localhost>"


@pytest.mark.parametrize("which", FAILURES)
def test_every_kind_of_failure_names_its_mail_and_the_servers_words(which):
    notice = read(FAILURES[which].replace("{id}", ID).encode())
    assert notice.kind is Kind.FAILED
    assert ID in notice.message_ids
    assert "5.1.1" in notice.words


@pytest.mark.parametrize("which", sorted(set(IGNORED) - {"our own"}))
def test_delays_and_machines_are_no_failures(which):
    assert read(IGNORED[which].replace("{id}", ID).encode()).kind in {Kind.PASSING, Kind.AUTOMATIC}


def test_a_persons_mail_is_one_though_it_asks_for_no_automatic_answer():
    assert read(PERSON.encode()).kind is Kind.OTHER


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 100,
        b"From: a@b\n\n" + b"x" * (10 * 1024 * 1024),
        b"From: a@b\nContent-Type: multipart/mixed; boundary=b0\n\n"
        + b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1) for n in range(5_000)),
        b"From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 5_000,
    ],
    ids=["empty", "no mail", "too large", "too deep", "too many parts"],
)
def test_hostile_mails_are_refused_quickly(raw):
    with pytest.raises(Refused):
        read(raw)


@pytest.mark.parametrize("which", FAILURES)
def test_a_notice_cut_off_anywhere_never_breaks_the_reader(which):
    raw = FAILURES[which].replace("{id}", ID).encode()
    for end in range(40, len(raw), 37):
        assert read(raw[:end]).kind in set(Kind)


def test_control_characters_and_length_do_not_come_through():
    raw = FAILURES["RFC 3464"].replace("User unknown", "User \x1b[31m" + "unknown " * 500)
    words = read(raw.replace("{id}", ID).encode()).words
    assert len(words) <= 300
    assert words.isprintable()
