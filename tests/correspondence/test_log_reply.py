"""Logging what the agency sent, said or was sent."""

import io
from datetime import date

import pytest

from app.models import Attachment, Communication, ItemDisposition, Production, StoredFile
from app.models.picklists import AttachmentPurpose, CommunicationKind, Direction, Role, Settles, WaitsOn
from app.refusals import Refused
from tests.correspondence.replies import FORM

pytestmark = pytest.mark.usefixtures("october")
MARKED = "SECRET//NOFORN"


def page_of(made):
    return f"{made.url}/replies/new"


def test_a_reply_is_logged_with_what_it_settles_and_whose_move_it_is(given, client, replies):
    made = given.request(items=3)
    items = replies.items(made)
    client.sign_in(given.person(Role.COUNSEL))
    answer = client.submit(
        page_of(made),
        {
            **FORM,
            "settles": "PART",
            f"item{items['1']}-code": "FULL",
            f"item{items['2']}-code": "REFUSED",
            f"item{items['2']}-grounds": ["DELIBERATIVE", "PRIVACY"],
            f"item{items['2']}-is_whole": "y",
            f"item{items['2']}-asserted_by": "Assistant Secretary",
            f"item{items['2']}-note": "See page 2.",
            "next_step": "Write a deficiency letter",
            "next_step_on": "10/12/2018",
            "waits_on": "US",
        },
    )
    assert (answer.status_code, answer.location) == (302, made.url)
    logged = given.row(Communication, request_id=made.id)
    assert (logged.kind, logged.direction, logged.settles) == (CommunicationKind.REPLY, Direction.IN, Settles.PART)
    assert replies.codes(made) == [("1", "FULL"), ("2", "REFUSED")]
    said = given.row(ItemDisposition, item_id=items["2"])
    assert said.grounds == ["DELIBERATIVE", "PRIVACY"]
    assert (said.is_whole, said.asserted_by, said.note) == (True, "Assistant Secretary", "See page 2.")
    found = replies.request(made)
    assert (found.said_done_items, found.refused_items, found.counted_items) == (1, 1, 3)
    assert (found.last_heard_on, found.unclassified) == (date(2018, 10, 5), 0)
    assert (found.next_step, found.next_step_on) == ("Write a deficiency letter", date(2018, 10, 12))
    assert found.waits_on is WaitsOn.US


def test_one_act_writes_one_event_for_each_noun_it_changed(given, client, replies):
    made = given.request(items=2)
    client.sign_in(given.person(Role.CLERK))
    client.submit(page_of(made), {**FORM, "settles": "ALL"})
    events = replies.events()
    assert [(noun, verb) for noun, verb, _, _ in events] == [
        ("Communication", "logged"),
        ("ItemDisposition", "logged"),
        ("ItemDisposition", "logged"),
        ("OversightRequest", "heard"),
    ]
    assert len({act for _, _, act, _ in events}) == 1
    assert events[0][3] == "Reply letter of Fri, Oct 5, 2018 logged."
    assert "Now 0 of 2 satisfied." in events[3][3]


def test_a_reply_without_classification_waits_to_be_classified(given, client, replies):
    made = given.request(items=2)
    client.sign_in(given.person(Role.COUNSEL))
    client.submit(page_of(made), FORM)
    found = replies.request(made)
    assert (found.unclassified, found.last_heard_on) == (1, date(2018, 10, 5))
    assert replies.standings(made) == ["nothing", "nothing"]


def test_a_reply_that_answers_all_speaks_for_every_open_item_that_is_not_named(given, client, replies):
    made = given.request(items=[("1", "First"), ("2", "Second"), ("2a", "Part"), ("2b", "Part"), ("3", "Third")])
    items = replies.items(made)
    client.sign_in(given.person(Role.COUNSEL))
    client.submit(page_of(made), {**FORM, "settles": "ALL", f"item{items['3']}-code": "NO_RECORDS"})
    assert replies.codes(made) == [("1", "FULL"), ("2(a)", "FULL"), ("2(b)", "FULL"), ("3", "NO_RECORDS")]
    assert replies.standings(made) == ["said_done"] * 5


def test_a_refusal_refuses_every_open_item(given, client, replies):
    made = given.request(items=2)
    client.sign_in(given.person(Role.COUNSEL))
    client.submit(page_of(made), {**FORM, "settles": "REFUSAL"})
    assert replies.standings(made) == ["refused", "refused"]


def test_a_public_statement_is_logged_and_changes_no_item_and_is_not_hearing_from_the_agency(given, client, replies):
    made = given.request(items=2)
    client.sign_in(given.person(Role.COUNSEL))
    page = client.get(page_of(made) + "?kind=STATEMENT").get_data(as_text=True)
    assert "A public statement is not an answer" in page
    client.submit(
        page_of(made),
        {
            **FORM,
            "kind": "STATEMENT",
            "speaker": "spokesman",
            "body": "National Security Council",
            "source_url": "https://example.gov/briefing",
            "text": "All end-use rules are followed.",
        },
    )
    found = replies.request(made)
    assert (found.last_heard_on, found.unclassified, found.said_done_items) == (None, 0, 0)
    logged = given.row(Communication, request_id=made.id)
    assert (logged.speaker, logged.body, logged.is_to_classify) == ("spokesman", "National Security Council", False)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"kind": "STATEMENT", "speaker": "spokesman", "settles": "ALL"}, "A public statement is not an answer"),
        ({"kind": "LETTER_OUT", "settles": "ALL"}, "Only what comes in from the agency"),
        ({"kind": "STATEMENT"}, "Say who made the statement"),
        ({"kind": "STATEMENT", "speaker": "x", "source_url": "javascript:alert(1)"}, "starts with https://"),
        ({"kind": "REPLY", "source_url": "https://example.gov"}, "Only a public statement has a source"),
        ({"kind": "LETTER_OUT", "direction": "IN"}, "A letter from us goes out"),
        ({"direction": "OUT", "settles": "PART"}, "Only what comes in from the agency"),
        ({"dated_on": "10/10/2018"}, "The date lies in the future"),
        ({"dated_on": "09/28/2018"}, "before the letter"),
        ({"dated_on": "31/31/2018"}, "There is no month 31"),
        ({"dated_on": ""}, "Enter the date."),
        ({"received_on": "10/10/2018"}, "in the future"),
        ({"received_on": "10/04/2018"}, "before its own date"),
        ({"at_time": "quarter"}, "Enter a time"),
        ({"summary": "  "}, "Say in one sentence"),
        ({"summary": "x" * 301}, "at most 300"),
        ({"summary": "a\x07b"}, "cannot be seen"),
        ({"waits_on": ""}, "Say whose move it is."),
        ({"next_step_on": "10/01/2018"}, "The next step lies today or later"),
        ({"volume": "1"}, "Only a production of documents"),
        ({"kind": "PRODUCTION", "bates_end": "X-2"}, "Enter the first Bates number"),
        ({"kind": "PRODUCTION", "pages": "many"}, "Enter a whole number"),
        ({"is_marked": ""}, "Say whether any part of this is marked classified."),
        ({"kind": "NONSENSE"}, "Choose one of these."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_what_was_typed_stays(given, client, replies, more, sentence):
    made = given.request(items=2)
    client.sign_in(given.person(Role.COUNSEL))
    answer = client.submit(page_of(made), {**FORM, **more})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert sentence in page
    assert "There is a problem" in page
    if "summary" not in more:
        assert "The Department answers." in page
    assert given.count(Communication) == given.count(ItemDisposition) == 0


@pytest.mark.parametrize(
    ("settles", "fields", "sentence"),
    [
        ("", {"code": "FULL"}, "say what the reply settles, too"),
        ("ACKNOWLEDGMENT", {"code": "FULL"}, "settles at least a part"),
        ("PART", {"note": "only a note"}, "choose a disposition, too"),
        ("PART", {"code": "PARTIAL", "is_whole": "y"}, "choose the ground on which the whole item is withheld"),
        ("PART", {"code": "WITHDRAWN_BY_US"}, "Choose one of these."),
        ("PART", {"code": "FULL", "note": "x" * 20_001}, "at most 20,000"),
    ],
)
def test_what_is_said_of_an_item_must_be_whole(given, client, replies, settles, fields, sentence):
    made = given.request(items=1)
    item = replies.items(made)["1"]
    client.sign_in(given.person(Role.COUNSEL))
    said = {f"item{item}-{name}": value for name, value in fields.items()}
    page = client.submit(page_of(made), {**FORM, "settles": settles, **said}).get_data(as_text=True)
    assert sentence in page
    assert given.count(Communication) == 0


def test_an_item_of_another_request_is_not_touched(given, client, replies):
    made, other = given.request(items=1), given.request(items=1)
    theirs = replies.items(other)["1"]
    client.sign_in(given.person(Role.COUNSEL))
    client.submit(page_of(made), {**FORM, "settles": "PART", f"item{theirs}-code": "FULL"})
    assert replies.standings(other) == ["nothing"]


def test_a_production_keeps_its_volume_and_bates_range(given, client):
    made = given.request()
    client.sign_in(given.person(Role.COUNSEL))
    client.submit(
        page_of(made),
        {**FORM, "kind": "PRODUCTION", "volume": "VOL002", "bates_begin": "S-1", "bates_end": "S-90", "pages": "1,200"},
    )
    found = given.row(Production, request_id=made.id)
    assert (found.volume, found.bates, found.pages) == ("VOL002", "S-1 to S-90", 1200)


def test_the_same_form_sent_twice_logs_one_communication(given, client, replies):
    made = given.request(items=2)
    client.sign_in(given.person(Role.COUNSEL))
    data = {**FORM, "settles": "ALL", "csrf_token": client.token(page_of(made)), "id": "4711"}
    first, second = (client.post(page_of(made), data=data) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert given.count(Communication) == 1
    assert len(replies.codes(made)) == 2
    other = given.request()
    assert "already used" in client.post(page_of(other), data=data).get_data(as_text=True)
    assert given.count(Communication) == 1


def test_a_form_id_that_stands_on_another_offices_request_makes_nothing(given, client, replies):
    theirs = given.request(office=given.office("DEMOM"))
    taken = replies.log(theirs, given.person(Role.COUNSEL, office=given.office("DEMOM")))
    made = given.request()
    client.sign_in(given.person(Role.COUNSEL))
    answer = client.submit(page_of(made), {**FORM, "id": str(taken)})
    assert "This form was already used" in answer.get_data(as_text=True)
    assert given.count(Communication) == 1


@pytest.mark.parametrize("given_state", [{"closed_on": date(2018, 10, 8)}, {"void_at": "now"}])
def test_a_closed_or_void_request_takes_no_reply(given, client, given_state):
    from app.clock import now

    values = {"void_at": now(), "void_reason": "Twice"} if "void_at" in given_state else given_state
    made = given.request(**values)
    client.sign_in(given.person(Role.COUNSEL))
    answer = client.post(page_of(made), data={**FORM, "csrf_token": client.token("/correspondence")})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "Reopen it first" in page or "takes no further entries" in page
    assert given.count(Communication) == 0


def test_a_yes_to_the_question_shows_the_steps_and_keeps_nothing(given, client, replies):
    made = given.request()
    client.sign_in(given.person(Role.COUNSEL))
    answer = client.submit(page_of(made), {**FORM, "is_marked": "yes", "summary": "Quokka", "text": "Quokka"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Do not forward, delete or print it" in page
    assert "security officer" in page
    assert "Quokka" not in page
    assert "Quokka" not in replies.whole_database()


@pytest.mark.parametrize("field", ["summary", "text", "speaker", "next_step", "note", "asserted_by"])
def test_marked_text_is_refused_and_stands_nowhere_afterwards(given, client, replies, field):
    made = given.request(items=1)
    item = replies.items(made)["1"]
    client.sign_in(given.person(Role.COUNSEL))
    name = f"item{item}-{field}" if field in {"note", "asserted_by"} else field
    data = {**FORM, "settles": "PART", f"item{item}-code": "PARTIAL", name: f"{MARKED}\nQuokka"}
    answer = client.submit(page_of(made), data)
    assert answer.status_code == 200
    assert "classification marking" in answer.get_data(as_text=True)
    assert "Quokka" not in replies.whole_database()
    assert given.count(Communication) == 0


ALLOWED = {Role.STAFF_DIRECTOR: 302, Role.COUNSEL: 302, Role.INVESTIGATOR: 302, Role.CLERK: 302, Role.READER: 404}


@pytest.mark.parametrize("role", list(Role))
def test_who_may_log_a_reply_follows_the_grid(given, client, role):
    made = given.request()
    client.sign_in(given.person(role))
    assert (
        client.submit(page_of(made), {**FORM, "csrf_token": client.token("/correspondence")}).status_code
        == ALLOWED[role]
    )


def test_a_reader_with_whom_it_is_shared_may_look_and_not_log(given, client, replies):
    theirs = given.office("MEMB")
    made = given.request(shared_with=[theirs])
    reply = replies.log(made, given.person(Role.COUNSEL))
    client.sign_in(given.person(Role.READER, office=theirs))
    assert client.get(f"{made.url}/replies/{reply}").status_code == 200
    assert client.get(page_of(made)).status_code == 403


def test_strangers_sign_in_first(given, client):
    answer = client.get(page_of(given.request()))
    assert answer.status_code == 302
    assert "/signin" in answer.location


def test_another_offices_request_answers_as_one_that_does_not_exist(given, client):
    hidden = given.request(office=given.office("DEMOM"))
    client.sign_in(given.person(Role.COUNSEL))
    unseen, unknown = client.get(page_of(hidden)), client.get("/requests/DEMO-115-9999/replies/new")
    assert unseen.status_code == unknown.status_code == 404
    assert client.get("/requests/%00/replies/new").status_code == 404


def test_a_reply_is_logged_by_a_model_that_refuses_whatever_the_form_let_through(given, replies):
    made = given.request()
    with pytest.raises(Refused):
        replies.log(made, given.person(Role.COUNSEL), dated_on=date(2018, 9, 1))


def test_the_page_asks_as_few_questions_for_many_items_as_for_one(given, client, selects):
    client.sign_in(given.person(Role.COUNSEL))
    counts = []
    for number in (1, 50):
        made = given.request(items=number)
        with selects() as counted:
            assert client.get(page_of(made)).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


def letter(words=b"Dear Chair, here is our answer.", name="Answer.txt"):
    return io.BytesIO(words), name


def test_files_that_came_with_a_reply_are_kept_with_it(given, client, replies):
    made = given.request()
    client.sign_in(given.person(Role.COUNSEL))
    data = {**FORM, "files": [letter(), letter(b"Annex", "Annex.txt")], "settles": "ALL"}
    assert client.submit(page_of(made), data, content_type="multipart/form-data").status_code == 302
    logged = given.row(Communication, request_id=made.id)
    assert given.count(Attachment) == 2
    found = given.row(Attachment, name="Answer.txt")
    assert (found.communication_id, found.request_id) == (logged.id, made.id)
    assert found.purpose is AttachmentPurpose.REPLY
    events = replies.events()
    assert events[-1][1:2] + events[-1][3:] == ("attached", "Attached: Answer.txt, Annex.txt.")
    assert len({act for _, _, act, _ in events}) == 1
    assert "Answer.txt" in client.get(f"{made.url}/replies/{logged.id}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ((b"SECRET//NOFORN\nQuokka", "Answer.txt"), "classification marking"),
        ((b"MZ\x90\x00 not a letter", "setup.exe"), "of that kind are not accepted"),
    ],
)
def test_a_file_that_may_not_be_kept_stops_the_reply(given, client, replies, file, sentence):
    made = given.request()
    client.sign_in(given.person(Role.COUNSEL))
    answer = client.submit(page_of(made), {**FORM, "files": [letter(*file)]}, content_type="multipart/form-data")
    assert sentence in answer.get_data(as_text=True)
    assert given.count(Communication) == given.count(Attachment) == 0
    assert "Quokka" not in replies.whole_database()


def test_a_yes_to_the_question_keeps_no_file(given, client):
    made = given.request()
    client.sign_in(given.person(Role.COUNSEL))
    data = {**FORM, "is_marked": "yes", "files": [letter()]}
    assert client.submit(page_of(made), data, content_type="multipart/form-data").status_code == 422
    assert given.count(Attachment) == given.count(StoredFile) == 0
