"""A letter from the record: drafted in the office's words, edited, cleared step by step, sent, and on the record."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import docx
import pytest
import sqlalchemy as sa
import typst

from app.letters.loading import pages_of
from app.letters.reader import read_letter
from app.models import (
    Attachment,
    Communication,
    Item,
    ItemDisposition,
    LetterMention,
    LetterStep,
    LetterTemplate,
    OversightRequest,
    WrittenLetter,
)
from app.models.letter_picklists import LetterKind
from app.models.picklists import AttachmentPurpose, Disposition, Ground, Role
from tests.pages import hidden_fields

ITEMS = [("1", "Who approved the transfer of vehicles?"), ("2", "How many vehicles are missing, and since when?")]
PEOPLE = {
    "addressee": "Jane Doe",
    "addressee_title": "Secretary of State",
    "signatories": [{"name": "Robert Roe", "title": "Chairman"}],
}


@pytest.fixture
def people(given):
    roles = {"writer": Role.INVESTIGATOR, "counsel": Role.COUNSEL, "director": Role.STAFF_DIRECTOR, "clerk": Role.CLERK}
    return {name: given.person(role) for name, role in roles.items()}


def unsent(given, **more):
    return given.request(items=ITEMS, transmitted_on=None, dated_on=None, **PEOPLE, **more)


def write(client, made, kind, **fields):
    """The address of a new letter of this kind."""
    answer = client.submit(
        f"{made.url}/letters/new", {"kind": kind, "dated_on": "10/9/2018", "answer_on": "10/12/2018", **fields}
    )
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def step(client, url, **fields):
    return client.submit(f"{url}/steps", {"on": "10/9/2018", **fields}, at=url)


def clear(clients, people, url):
    for who, fields in (("counsel", {}), ("director", {}), ("counsel", {"actor": "Chairman Roe"})):
        assert step(clients().sign_in(people[who]), url, **fields).status_code == 302


def test_the_letter_is_seen_edited_and_taken_as_word_and_pdf(client, given, people):
    made = unsent(given)
    client.sign_in(people["writer"])
    url = write(client, made, "REQUEST")
    page = client.get(url).text
    assert "Dear Secretary Doe:" in page
    assert "How many vehicles are missing, and since when?" in page
    assert "October 12, 2018" in page
    text = client.fields(f"{url}/edit")["text"]
    answer = client.submit(f"{url}/edit", {**client.fields(f"{url}/edit"), "text": text.replace("oversight", "work")})
    assert answer.status_code == 302
    word = client.get(f"{url}/file.docx")
    assert docx.Document(io.BytesIO(word.data)).core_properties.language == "en-US"
    for data in (word.data, client.get(f"{url}/file.pdf").data):
        found = read_letter(pages_of(data))
        assert [(item.number, item.text) for item in found.items] == ITEMS
        assert found.date_sent == date(2018, 10, 9)
        assert [person.name for person in found.addressees] == ["Jane Doe"]


def test_each_step_is_an_act_of_its_own_and_a_sent_letter_is_the_requests_original(clients, given, people):
    made = unsent(given)
    writer, clerk = clients().sign_in(people["writer"]), clients().sign_in(people["clerk"])
    url = write(writer, made, "REQUEST")
    assert "Your role does not record that." in clerk.get(url).text
    given_to = {"csrf_token": clerk.token("/requests/new"), "stage": "COUNSEL", "on": "10/9/2018"}
    assert clerk.post(f"{url}/steps", data=given_to).status_code == 403, "counsel's step is not a clerk's"
    clear(clients, people, url)
    assert step(clerk, url).status_code == 302
    request = given.row(OversightRequest, id=made.id)
    assert (request.transmitted_on, request.dated_on) == (date(2018, 10, 9), date(2018, 10, 9))
    kept = given.row(Attachment, request_id=made.id)
    assert kept.purpose is AttachmentPurpose.SIGNED_LETTER
    original = writer.get(f"/files/{kept.id}/{kept.name}")
    assert [(item.number, item.text) for item in read_letter(pages_of(original.data)).items] == ITEMS
    answer = writer.submit(f"{url}/edit", {**writer.fields(f"{url}/edit"), "subject": "Another"})
    assert "This letter was sent." in answer.text
    page = writer.get(made.url).text
    assert "Letter sent on Tue, Oct 9, 2018: Request, to State." in page
    assert "Letter Request: approved by the principal by Chairman Roe, Tue, Oct 9, 2018." in page


def test_a_scan_of_the_signed_letter_is_the_original_and_the_cleared_text_stands_beside_it(clients, given, people):
    made = unsent(given)
    url = write(clients().sign_in(people["writer"]), made, "REQUEST")
    clear(clients, people, url)
    clerk = clients().sign_in(people["clerk"])
    refused = step(clerk, url, signed=(io.BytesIO(b"TOP SECRET//SI//NOFORN"), "signed.txt"))
    assert "classification marking" in refused.text
    assert given.count(Attachment) == 0
    scan = typst.compile(b"Signed by hand.")
    assert step(clerk, url, signed=(io.BytesIO(scan), "signed.pdf")).status_code == 302
    original = given.row(Attachment, request_id=made.id, purpose=AttachmentPurpose.SIGNED_LETTER)
    beside = given.row(Attachment, request_id=made.id, purpose=AttachmentPurpose.EVIDENCE)
    assert original.name == "signed.pdf"
    assert clerk.get(f"/files/{original.id}/{original.name}").data == scan
    kept = clerk.get(f"/files/{beside.id}/{beside.name}").data
    assert [(item.number, item.text) for item in read_letter(pages_of(kept)).items] == ITEMS


def test_two_people_at_once_make_one_step_and_the_other_is_told(clients, given, people):
    """Both saw the same page: whoever comes second finds the step taken, whichever worker answers."""
    url = write(clients().sign_in(people["writer"]), unsent(given), "REQUEST")
    first, second = (clients().sign_in(people[who]) for who in ("counsel", "director"))
    sent = [
        (each, {**hidden_fields(each.get(url).text, f"{url}/steps"), "on": "10/9/2018"}) for each in (first, second)
    ]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda pair: pair[0].post(f"{url}/steps", data=pair[1]), sent))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    loser = next(answer for answer in answers if answer.status_code == 200)
    assert re.search("This letter is at|This form was already used|changed", loser.text)
    assert given.count(LetterStep) == 1


def test_the_pages_of_letters_ask_as_many_questions_whatever_they_hold(clients, given, people, selects):
    writer = clients().sign_in(people["writer"])
    few, many = given.request(items=2, **PEOPLE), given.request(items=40, **PEOPLE)
    one = write(writer, few, "FOLLOW_UP")
    urls = [write(writer, many, "FOLLOW_UP") for _ in range(6)]
    clear(clients, people, urls[-1])
    for pair in ((one, urls[-1]), (f"{few.url}/letters", f"{many.url}/letters"), (f"{one}/edit", f"{urls[-1]}/edit")):
        counts = []
        for url in pair:
            writer.get(url)
            with selects() as counted:
                assert writer.get(url).status_code == 200
            counts.append(len(counted))
        assert counts[0] == counts[1] <= 9, pair


def test_a_letter_that_is_not_to_go_out_is_laid_aside_and_taken_up_again(clients, given, people):
    made = unsent(given)
    writer, counsel = clients().sign_in(people["writer"]), clients().sign_in(people["counsel"])
    url = write(writer, made, "REQUEST")
    step(counsel, url)
    for _ in range(2):
        writer.submit(f"{url}/discard", at=url)
    page = writer.get(url).text
    assert "This letter was discarded." in page
    assert f'href="{url}/edit"' not in page
    assert "Discarded" in writer.get(f"{made.url}/letters").text
    with given.session() as session:
        before = session.scalars(sa.select(LetterStep)).all()
        assert [each.stage.value for each in before] == ["COUNSEL"]
    refused = writer.submit(f"{url}/edit", {**writer.fields(f"{url}/edit"), "text": "Another text."})
    assert "This letter was discarded. Restore it first." in refused.text
    writer.submit(f"{url}/restore", at=url)
    assert "Next: cleared by the staff director" in writer.get(url).text.replace("</strong>", "")
    with given.session() as session:
        assert session.scalars(sa.select(WrittenLetter)).one().discarded_at is None
        assert len(session.scalars(sa.select(LetterStep)).all()) == 1


def test_a_changed_text_is_a_draft_again_and_nobody_clears_their_own(clients, given, people):
    made = unsent(given)
    counsel, director = clients().sign_in(people["counsel"]), clients().sign_in(people["director"])
    url = write(counsel, made, "REQUEST")
    assert "Another person must clear this text" in step(counsel, url).text
    assert step(director, url).status_code == 302
    assert "Cleared by counsel" in director.get(url).text
    answer = counsel.submit(f"{url}/edit", {**counsel.fields(f"{url}/edit"), "salutation": "Dear Madam Secretary:"})
    assert answer.status_code == 302
    page = director.get(url).text
    assert "the text was changed since" in page
    assert "Next: cleared by counsel" in page
    assert "is at “Drafted”" in step(director, url, stage="PRINCIPAL", actor="Chairman Roe").text


def test_a_deficiency_letter_says_what_came_and_what_is_missing_and_no_word_of_ours(clients, given, people):
    made = given.request(items=ITEMS, **PEOPLE)
    with given.session() as session:
        first = session.scalars(sa.select(Item).where(Item.request_id == made.id, Item.position == 1)).one()
        said = {
            "grounds": [Ground.DELIBERATIVE.value],
            "dated_on": date(2018, 10, 5),
            "logged_by_id": people["writer"].id,
        }
        session.add(
            ItemDisposition(
                request_id=made.id, item=first, code=Disposition.PARTIAL, note="They hide the memo.", **said
            )
        )
        session.commit()
    writer = clients().sign_in(people["writer"])
    url = write(writer, made, "DEFICIENCY")
    page = writer.get(url).text
    assert f"{Disposition.PARTIAL.label} ({Ground.DELIBERATIVE.label}), October 5, 2018" in page
    assert "The part that was not provided" in page
    assert "All of it" in page
    assert "They hide the memo" not in page
    clear(clients, people, url)
    assert step(clients().sign_in(people["clerk"]), url).status_code == 302
    out = given.row(Communication, request_id=made.id)
    assert out.summary == "Deficiency letter sent."
    assert given.row(Attachment, communication_id=out.id).name.endswith("-deficiency-2018-10-09.pdf")


def test_what_cannot_be_written_is_said_and_nothing_is_kept(client, given, people):
    made = unsent(given, due_on=None)
    client.sign_in(people["writer"])
    for kind, words in (
        ("FOLLOW_UP", "was not sent yet"),
        ("REQUEST", "Enter the date by which this letter asks for an answer."),
    ):
        answer = client.submit(f"{made.url}/letters/new", {"kind": kind, "dated_on": "10/9/2018"})
        assert words in answer.text
    assert given.count(WrittenLetter) == 0


def test_the_list_of_outstanding_requests_leaves_out_what_is_limited_and_hides_from_who_may_not_see(
    clients, given, people
):
    shown = given.request(items=ITEMS, subject="Vehicles", **PEOPLE)
    given.request(items=ITEMS, subject="Secret matter", named=[people["writer"]], owner=people["writer"], **PEOPLE)
    writer = clients().sign_in(people["writer"])
    agency = given.agency()
    answer = writer.submit(
        f"/agencies/{agency.id}/letters", {"office": "DEMO", "dated_on": "10/9/2018", "answer_on": "10/19/2018"}
    )
    url = answer.headers["Location"]
    page = writer.get(url).text
    assert shown.number in page
    assert "Secret matter" not in page
    assert given.count(LetterMention) == 1
    reader = clients().sign_in(people["counsel"])
    assert reader.get(url).status_code == 200
    with given.session() as session:
        session.get_one(OversightRequest, shown.id).is_limited = True
        session.commit()
    assert reader.get(url).status_code == 404, "who may not see a request does not see a letter that tells of it"
    assert reader.get(f"{url}/file.pdf").status_code == 404
    assert given.count(LetterStep) == 0


def test_an_office_keeps_its_own_words_and_only_known_fields_pass(client, given, people):
    page = "/offices/DEMO/letters/REQUEST"
    client.sign_in(people["counsel"])
    for text, words in (
        ("About {{ subject.__class__ }}", "{{ subject.__class__ }} is no field"),
        ("About {{ grade }}", "{{ grade }} is no field. The fields are number, subject"),
        ("See {{ items }} below", "stands on a line of its own"),
        ("{% for x in y %}", "A field is written {{ number }}"),
    ):
        assert words in client.submit(page, {"text": text}).get_data(as_text=True).replace("&#39;", "'")
    assert given.count(LetterTemplate) == 0
    assert client.submit(page, {"text": "In {{ number }} we ask:\n\n{{ items }}"}).status_code == 302
    client.submit("/offices/DEMO/letters/LETTERHEAD", {"text": "2170 Rayburn House Office Building"})
    url = write(client, unsent(given, subject="{{ office }} # 1"), "REQUEST")
    found = client.get(url).text
    assert "In DEMO-115-0001 we ask:" in found
    assert "2170 Rayburn" in found
    assert given.row(WrittenLetter, kind=LetterKind.REQUEST).subject.startswith("{{ office }} # 1"), (
        "a fact is no template"
    )
    client.submit(f"{page}/standard", {}, at=page)
    assert given.row(LetterTemplate, kind="REQUEST") is None
