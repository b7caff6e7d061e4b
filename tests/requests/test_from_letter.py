"""File a request from its letter: read, checked beside its pages, corrected, filed once with the letter as its original."""

import io
import re
import shutil
from datetime import date, time

import pypdfium2
import pytest
import sqlalchemy as sa

from app import extraction
from app.extraction.letters import LetterRead
from app.extraction.readers import extract
from app.letters import child
from app.models import (
    Attachment,
    Event,
    LetterReading,
    MarkingHit,
    OversightRequest,
    RequestDraft,
    RequestLink,
    StoredFile,
)
from app.models.picklists import Role
from app.requests import letter_services
from app.sequester import finding
from app.sequester import services as sequester
from tests.letters.typesetting import scanned
from tests.pages import hidden_fields, parse, words
from tests.requests.letter_files import TO_ENERGY, TO_JUSTICE, letter_pdf, letter_text

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
SUBJECT = "Vendor contracts of the grid office"


@pytest.fixture
def here(monkeypatch):
    """The same readers without their processes, which take a second each; the first test reads in them."""

    def read(spool, *, context_date=None):
        spool.file.seek(0)
        return LetterRead(**child.read(spool.file.read(), context_date.isoformat()))

    monkeypatch.setattr(letter_services, "read_letter_in_child", read)
    monkeypatch.setattr(extraction, "read_in_child", lambda spool, kind, name: extract(spool.file, kind, name))


@pytest.fixture
def energy(given):
    return given.agency("DOE", name="Department of Energy")


def begin(client, data, name="letter.pdf", **more):
    upload = {"letter": (io.BytesIO(data), name), **more}
    return client.submit("/requests/letters", upload, at="/requests/new", content_type="multipart/form-data")


def shown(answer) -> str:
    return " ".join(" ".join(words(part) for part in parse(answer.get_data(as_text=True)).iter("main")).split())


def typed(client, url, **changed):
    """Every field of the page's form as it stands there, with some of them typed otherwise."""
    page = parse(client.get(url).get_data(as_text=True))
    form = next(each for each in page.iter("form") if each.get("method") == "post" and not each.get("action"))
    fields = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    return {**fields, **changed}


def test_a_letter_is_checked_corrected_and_filed_once_with_its_seven_items(given, client, clerk, energy, selects):
    data = letter_pdf()
    begun = begin(client, data)
    draft, reading = given.row(RequestDraft), given.row(LetterReading)
    assert begun.location == f"/requests/drafts/{draft.id}"
    assert given.count(OversightRequest) == 0
    page = shown(client.get(begun.location))
    assert "no later than 5:00 p.m. on October 26, 2018 sure, 98%" in page
    assert "Fri, Oct 26, 2018, 5:00 p.m." in page
    assert "Items (7, with 2 sub-items)" in page
    assert "Signed as Chairwoman; Ranking Member: that may be chair and ranking member." in page
    fields = typed(client, begun.location, subject=SUBJECT)
    assert fields["authority"] == [""]
    fields["item_text"][4] = "A list of all vendors that were rejected."
    fields["addressee"] = ["James Perry"]
    first = client.post(begun.location, data=fields)
    assert first.location == "/requests/DEMO-115-0001", shown(first)
    assert client.post(begun.location, data=fields).location == first.location
    made = given.row(OversightRequest)
    assert (made.id, made.due_on, made.due_time, made.counted_items) == (draft.id, date(2018, 10, 26), time(17), 7)
    assert made.dated_on == date(2018, 10, 5)
    assert [each["title"] for each in made.signatories] == ["Chairwoman", "Ranking Member"]
    with given.session() as session:
        items = session.get_one(OversightRequest, made.id).items
        assert [(item.path, item.kind and item.kind.value) for item in items] == [
            ("1", "DOCS"), ("2", "DOCS_SUFFICIENT"), ("2(a)", None), ("2(b)", None), ("3", "LIST"), ("4", "QUESTION"),
            ("5", "DOCS"), ("6", "DATA"), ("7", "QUESTION"),
        ]  # fmt: skip
        attached = session.scalars(sa.select(Attachment)).one()
        assert (attached.purpose.value, attached.name) == ("SIGNED_LETTER", "letter.pdf")
        kept = session.scalars(sa.select(LetterReading)).one()
        assert (kept.request_id, kept.draft_id, kept.findings) == (made.id, None, reading.findings)
    assert given.count(RequestDraft) == 0
    with selects() as counted:
        told = shown(client.get(first.location))
    assert len(counted) <= 14
    assert "Addressee. The letter prints Rick Perry; recorded as James Perry." in told
    assert "Item 3. The letter prints A list of all vendors that were rejected, with the reasons for each." in told


def test_a_letter_sent_twice_makes_one_draft_and_is_told_again_when_it_comes_anew(given, client, clerk, here, energy):
    text = letter_text().encode()
    fields = hidden_fields(client.get("/requests/new").get_data(as_text=True), "/requests/letters")
    answers = [
        client.post("/requests/letters", data={**fields, "letter": (io.BytesIO(text), "letter.txt")}) for _ in range(2)
    ]
    assert answers[0].location == answers[1].location
    assert given.count(RequestDraft) == 1
    filed = client.post(answers[0].location, data=typed(client, answers[0].location, subject=SUBJECT))
    again = begin(client, text, "other name.txt")
    page = client.get(again.location)
    assert "The same file is attached to DEMO-115-0001" in shown(page)
    assert "<mark>no later than 5:00 p.m. on October 26, 2018</mark>" in page.get_data(as_text=True)
    client.post(
        f"{again.location}/discard", data=hidden_fields(page.get_data(as_text=True), f"{again.location}/discard")
    )
    assert (given.count(RequestDraft), given.count(LetterReading)) == (0, 1)
    assert client.get(filed.location).status_code == 200


def test_rows_are_arranged_without_a_script_and_nothing_is_saved_by_it(given, client, clerk, here, energy):
    url = begin(client, letter_text().encode(), "letter.txt").location
    fields = typed(client, url, subject=SUBJECT)
    fields["item_text"][0] = "All contracts.\nAll invoices."

    def press(act):
        page = client.post(url, data={**fields, "act": act})
        form = next(
            each
            for each in parse(page.get_data(as_text=True)).iter("form")
            if each.get("method") == "post" and not each.get("action")
        )
        fields.clear()
        for name, value in form.form_values():
            fields.setdefault(name, []).append(value)
        return page

    press("item-split:0")
    assert fields["item_text"][:2] == ["All contracts.", "All invoices."]
    press("item-in:1")
    press("item-down:0")
    assert [fields[f"item_{name}"][:5] for name in ("number", "level")] == [
        ["2", "2(a)", "2(b)", "1", ""],
        ["1", "2", "2", "1", "2"],
    ]
    press("item-remove:9")
    press("item-merge:1")
    assert fields["item_text"][0].endswith("including: the name of each official; and")
    assert "Put a line break" in shown(press("item-split:0"))
    press("to-add:0")
    fields["to_agency"] = ["Nowhere"]
    assert "No agency is called Nowhere" in shown(client.post(url, data=fields))
    press("to-remove:0")
    assert given.row(RequestDraft).fields["item_text"][0].startswith("All contracts between")
    fields["item_number"][2] = "3/x"
    assert "Item in line 3: enter the number as it is printed" in shown(client.post(url, data=fields))
    fields["item_number"][2] = "1"
    fields["act"] = "draft"
    client.post(url, data=fields)
    assert given.row(RequestDraft).fields["item_text"][2] == "All contracts."
    assert given.count(OversightRequest) == 0


def test_addressees_at_two_agencies_become_two_companions_in_one_act(given, client, clerk, here, energy):
    given.agency("DOJ", name="Department of Justice")
    text = letter_text(to=f"{TO_ENERGY}\n{TO_JUSTICE}", dear="Secretary Perry and General Poe")
    url = begin(client, text.encode(), "letter.txt").location
    fields = typed(client, url, subject=SUBJECT)
    assert (fields["to_agency"], fields["to_name"]) == (["DOJ"], ["Ann Poe"])
    first = client.post(url, data=fields)
    assert client.post(url, data=fields).location == first.location
    with given.session() as session:
        rows = session.scalars(sa.select(OversightRequest).order_by(OversightRequest.serial)).all()
        assert [(row.agency.short_name, row.addressee, row.counted_items) for row in rows] == [
            ("DOE", "Rick Perry", 7),
            ("DOJ", "Ann Poe", 7),
        ]
        assert [each.corrections for each in session.scalars(sa.select(LetterReading))] == [[], []]
        assert len(set(session.scalars(sa.select(Event.act_id).where(Event.verb == "filed")))) == 1
    assert (given.count(Attachment), given.count(RequestLink), given.count(StoredFile)) == (2, 1, 1)


def test_an_earlier_letter_is_suggested_and_linked_when_it_is_taken_up(given, client, clerk, here, energy):
    earlier = given.request(agency=energy, dated_on=date(2018, 9, 12))
    given.request(dated_on=date(2018, 9, 12))
    url = begin(client, letter_text().encode(), "letter.txt").location
    page = client.get(url).get_data(as_text=True)
    assert re.findall(r'value="follow:([^"]+)"', page) == [earlier.number]
    fields = typed(client, url, subject=SUBJECT)
    taken = client.post(url, data={**fields, "act": f"follow:{earlier.number}"})
    assert f'value="{earlier.number}"' in taken.get_data(as_text=True)
    fields |= {"earlier_kind": ["FOLLOWS_UP"], "earlier_number": [earlier.number]}
    made = client.post(url, data=fields)
    assert f"Follows up {earlier.number}" in shown(client.get(made.location))


def test_an_agency_that_is_only_alike_is_asked_about(given, client, clerk, here):
    given.agency("DOE", name="Department of Energy and Mines")
    url = begin(client, letter_text().encode(), "letter.txt").location
    assert "The nearest is Department of Energy and Mines (DOE)" in shown(client.get(url))
    assert typed(client, url)["agency_id"] == [""]


def scan() -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(612, 792)
    document.save(out)
    return out.getvalue()


REPLY = """October 5, 2018

The Honorable Jane Roe
Chairwoman
Committee on Examples
U.S. House of Representatives
Washington, DC 20515

Dear Chairwoman Roe:

Thank you for your letter of September 12, 2018. This responds to your letter.

Sincerely,

Ann Poe
Assistant Secretary for Legislative Affairs
"""


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (scan(), "scan.pdf", "The PDF holds no text: it is a scan."),
        (REPLY.encode(), "reply.txt", "This does not read like a request: it asks nothing, or answers a letter."),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture.png", "The file is a picture."),
    ],
    ids=["scan", "reply", "picture"],
)
def test_what_can_not_be_read_is_kept_and_entered_by_hand(given, client, clerk, here, energy, data, name, sentence):
    url = begin(client, data, name).location
    assert sentence in shown(client.get(url))
    told = {"agency_id": str(energy.id), "subject": SUBJECT, "due_on": "10/26/2018"}
    made = client.post(url, data=typed(client, url, **told))
    assert made.status_code == 302, shown(made)
    assert given.row(Attachment).name == name


def test_an_agencys_reply_leads_to_the_request_that_it_answers(given, client, clerk, here, energy):
    made = given.request(agency=energy, subject=SUBJECT)
    hidden = given.request(agency=energy, named=[given.person()])
    other = given.request(agency=energy, subject="Something else")
    link = f"/requests/{made.number}/replies/new"
    for told in (f"Re: {SUBJECT}\n\n", f"Re: Your request {made.number}\n\n", f"Re: {SUBJECT} ({made.number})\n\n"):
        answer = REPLY.replace("Dear Chair", f"{told}Dear Chair").replace(
            "your letter.", f"your letter, as to {hidden.number}."
        )
        page = client.get(begin(client, answer.encode(), "reply.txt").location).get_data(as_text=True)
        assert link in page
        assert f"Log it as a reply to {made.number}" in page
        assert not any(f"/requests/{each.number}/replies" in page for each in (hidden, other))
    assert client.get(link).status_code == 200


@needs_tesseract
def test_a_scan_is_recognized_and_says_so_beside_each_finding(client, clerk, energy):
    url = begin(client, scanned(letter_pdf()), "scan.pdf").location
    page = shown(client.get(url))
    assert "The text was recognized from a scan. Compare each finding with the picture of its page." in page
    assert re.search(r"sure, \d\d%, recognized from a scan", page)
    assert typed(client, url)["due_on"] == ["10/26/2018"]
    assert client.get(f"{url}/letter/1.png").data.startswith(b"\x89PNG")


@needs_tesseract
def test_a_scan_that_shows_a_marking_is_not_stored_and_an_officer_is_told(given, client, clerk):
    answer = begin(client, scanned(letter_pdf("TOP SECRET//SI//NOFORN")), "scan.pdf")
    assert "classification marking" in shown(answer)
    assert [given.count(noun) for noun in (RequestDraft, LetterReading, StoredFile, MarkingHit)] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "letter.pdf", "This file is empty"),
        (b"%PDF-1.7 broken", "letter.pdf", "This PDF is damaged"),
        (b"MZ" + bytes(100), "letter.pdf", "a Windows program"),
        (b"TOP SECRET//SI//NOFORN\n\nDear Secretary Perry:", "letter.txt", "classification marking"),
    ],
    ids=["empty", "broken", "program", "classified"],
)
def test_what_may_not_be_kept_is_refused_and_nothing_is_stored(given, client, clerk, here, data, name, sentence):
    answer = begin(client, data, name)
    assert answer.status_code == 200
    assert sentence in shown(answer)
    assert "Or start without it" in shown(answer)
    assert [given.count(noun) for noun in (RequestDraft, LetterReading, StoredFile)] == [0, 0, 0]


def test_a_page_is_drawn_for_who_may_see_the_draft_and_kept_nowhere(given, client, clients, clerk, here, energy):
    url = begin(client, letter_pdf(page="width: 190in, height: 11in")).location
    picture = client.get(f"{url}/letter/1.png")
    assert picture.get_data().startswith(b"\x89PNG")
    assert (picture.mimetype, picture.headers["Cache-Control"]) == ("image/png", "no-store")
    width, height = (int.from_bytes(picture.get_data()[at : at + 4], "big") for at in (16, 20))
    assert width * height <= 1_510_000
    assert client.get(f"{url}/letter/2.png").status_code == 404
    others = [given.person(Role.COUNSEL, office=given.office("DEMOM")), given.person(Role.COUNSEL, home_agency=energy)]
    for other in others:
        assert clients().sign_in(other).get(f"{url}/letter/1.png").status_code == 404
    officer, found = given.person(Role.CLERK, is_security_officer=True), given.row(StoredFile)
    with given.acting(officer) as user:
        office = user.seats[0].office
        assert [
            each.name for each in finding.find("vendor of grid", office_ids=[office.id], with_files=False).files
        ] == ["letter.pdf"]
        act = sequester.sequester(office, ticked=sequester.Ticked([], [found.id], "A spill"), by=user)
        assert client.get(f"{url}/letter/1.png").status_code == 404
        assert "no later than" not in shown(client.get(url))
        sequester.erase(act, by=user)
    assert given.row(LetterReading).findings == {}
    assert "taken out of sight" in shown(client.get(url))


def test_the_page_asks_as_many_questions_of_a_long_letter_as_of_a_short_one(
    given, client, clerk, here, energy, selects
):
    counts = []
    for items in ("1. All contracts.\n", "".join(f"{n}. All contracts of vendor {n}.\n\n" for n in range(1, 60))):
        url = begin(client, letter_text(items=items).encode(), "letter.txt").location
        client.get(url)
        with selects() as counted:
            client.get(url)
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 16
