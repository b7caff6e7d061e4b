"""Transmission proved by the sent message; release under embargo; what nobody touched."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app.models import Attachment, Event, OversightRequest
from app.models.picklists import AttachmentPurpose, Role
from tests.requests.test_links import text_of, told

EML = """From: Clerk <clerk@example.gov>\r
To: legislative@state.example.gov\r
Date: {date}\r
Subject: Letter {number}\r
Message-ID: <abc@example.gov>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary="x"\r
\r
--x\r
Content-Type: text/plain\r
\r
To the {agency}.\r
--x\r
Content-Type: text/plain; name="letter.txt"\r
Content-Disposition: attachment; filename="letter.txt"\r
\r
The letter.\r
--x--\r
"""


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel("2018-10-23 15:00 +0000", tick=True):
        yield


def send(client, made, *, name="sent.eml", typed="", **words):
    told = {"date": "Mon, 22 Oct 2018 02:30:00 +0000", "number": made.number, "agency": "Department of State"} | words
    proof = (io.BytesIO(EML.format(**told).encode()), name)
    data = {"transmitted_on": typed, "proof": proof}
    return client.submit(f"{made.url}/transmission", data, content_type="multipart/form-data")


def test_the_message_s_own_date_in_the_office_s_zone_is_when_it_was_sent(given, client, clerk):
    made = given.request(transmitted_on=None)
    answer = send(client, made)
    assert answer.location == made.url
    assert given.row(OversightRequest).transmitted_on == date(2018, 10, 21)
    kept = given.row(Attachment)
    assert (kept.name, kept.purpose) == ("sent.eml", AttachmentPurpose.SENT_MESSAGE)
    page = text_of(client.get(made.url))
    assert "proved by the sent message" in page
    assert "does not mention" not in page
    with given.session() as session:
        note = session.scalar(sa.select(Event)).payload.note
    assert note == (
        "Proved by the sent message <abc@example.gov>, from Clerk <clerk@example.gov> to legislative@state.example.gov. "
        "Attached: letter.txt."
    )


def test_a_message_that_speaks_of_something_else_warns_and_is_taken(given, client, clerk):
    made = given.request(transmitted_on=None)
    assert send(client, made, number="another", agency="nobody", typed="10/22/2018").status_code == 302
    page = text_of(client.get(made.url))
    assert f"The message does not mention {made.number}." in page
    assert "The message was sent on Sun, Oct 21, 2018" in page.replace("the message", "The message")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"date": "soon"}, "has no date that can be read"),
        ({"date": "Mon, 22 Oct 2018 02:30:00 -0000"}, "has no date that can be read"),
        ({"date": "Wed, 24 Oct 2018 12:00:00 +0000"}, "cannot have been sent in the future"),
        ({"agency": "TOP SECRET//SI//NOFORN"}, "classification marking"),
    ],
)
def test_what_proves_nothing_is_refused_and_not_kept(given, client, clerk, words, sentence):
    made = given.request(transmitted_on=None)
    assert sentence in text_of(send(client, made, **words))
    assert given.row(OversightRequest).transmitted_on is None
    assert given.count(Attachment) == 0


def test_another_file_is_no_sent_message(given, client, clerk):
    made = given.request(transmitted_on=None)
    proof = (io.BytesIO(b"A note about sending it"), "note.txt")
    answer = client.submit(f"{made.url}/transmission", {"proof": proof}, content_type="multipart/form-data")
    assert "saved as an .eml file" in text_of(answer)


def test_a_letter_under_embargo_is_not_public_before_its_moment(given, client, clients):
    proposer, approver = given.person(Role.COUNSEL), given.person(Role.CLERK, is_approver=True)
    made = given.request(subject="Under embargo")
    client.sign_in(proposer).submit(f"{made.url}/release", at=made.url)
    other = clients().sign_in(approver)
    other.submit(f"{made.url}/release/approval", {"released_on": "10/24/2018", "embargo_until": "10:00 a.m."})
    assert "Embargoed until Wed, Oct 24, 2018, 10:00 a.m. ET" in text_of(other.get(made.url))
    assert "Embargoed until" in text_of(other.get("/requests"))
    public = {"office": "DEMO", "version": "public", "format": "csv"}
    assert "Under embargo" not in text_of(other.submit("/reports/summary", public, at="/reports"))
    with time_machine.travel("2018-10-24 14:01 +0000", tick=True):
        other.sign_in(approver)  # The session of the day before has ended.
        assert "Released Wed, Oct 24, 2018" in text_of(other.get("/requests"))
        assert "Under embargo" in text_of(other.submit("/reports/summary", public, at="/reports"))
        before = {**public, "as_of": "2018-10-23"}
        assert "Under embargo" not in text_of(other.submit("/reports/summary", before, at="/reports"))


def test_what_no_person_touched_for_fourteen_days_is_listed(given, client, clerk):
    old, fresh = given.request(subject="Long forgotten"), given.request(subject="Well kept")
    with given.session() as session:
        long_ago = datetime.now(UTC) - timedelta(days=15)
        session.execute(sa.update(OversightRequest).values(touched_at=long_ago))
        session.commit()
    client.submit(f"{fresh.url}/receipt", {"received_on": "10/2/2018"})
    page = text_of(client.get("/requests?state=untouched"))
    assert "Long forgotten" in page
    assert "Well kept" not in page
    assert '<span class="tecum-card__number">1</span> <span class="tecum-card__label">Untouched for 14 days' in text_of(
        client.get("/")
    )
    assert told(given, old.id) == []
