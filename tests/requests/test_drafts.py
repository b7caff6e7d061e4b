"""Drafts: kept as typed, without a number, until they are filed or thrown away."""

import pytest

from app.models import EventPayload, NumberSeries, OversightRequest, RequestDraft
from app.models.picklists import Role
from tests.pages import parse, words


@pytest.fixture
def kept(given, client, clerk):
    """A saved draft and its address."""
    answer = client.submit("/requests/new", {"act": "draft", "subject": "Half a", "due_on": "some day in May"})
    assert answer.status_code == 302
    return given.row(RequestDraft), answer.location


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def main_of(answer) -> str:
    """What a page says, without the frame, whose token differs each time."""
    return "".join(words(part) for part in parse(text_of(answer)).iter("main"))


def test_a_draft_is_kept_as_typed_with_nothing_required(given, client, kept):
    draft, url = kept
    assert url == f"/requests/drafts/{draft.id}"
    assert draft.fields["due_on"] == ["some day in May"]
    assert given.row(NumberSeries) is None
    page = text_of(client.get(url))
    assert 'value="some day in May"' in page
    assert "Half a" in page
    assert "Half a" in text_of(client.get("/requests/drafts"))


def test_a_draft_is_saved_again_under_the_same_address(given, client, kept):
    _, url = kept
    again = client.submit(url, {"act": "draft", "subject": "Whole", "items": "1. a\n2. b"})
    assert again.location == url
    assert given.count(RequestDraft) == 1
    assert given.row(RequestDraft).fields["items"] == ["1. a\n2. b"]


def test_filing_a_draft_gives_its_id_to_the_request_and_takes_it_away(given, client, kept):
    draft, url = kept
    typed = {"agency_id": str(given.agency().id), "subject": "Whole", "due_on": "10/12/2018", "dated_on": "10/1/2018"}
    answer = client.submit(url, typed)
    assert answer.location == "/requests/DEMO-115-0001"
    assert given.row(OversightRequest).id == draft.id
    assert given.count(RequestDraft) == 0
    assert client.submit(url, typed, at="/requests/new").location == answer.location
    assert given.count(OversightRequest) == 1


def test_a_draft_that_was_filed_is_not_saved_again(given, client, kept):
    draft, url = kept
    typed = {"agency_id": str(given.agency().id), "subject": "Whole", "due_on": "10/12/2018", "dated_on": "10/1/2018"}
    client.submit(url, typed)
    answer = client.submit("/requests/new", {"id": str(draft.id), "act": "draft", "subject": "Stale"})
    assert "This letter was filed as DEMO-115-0001 meanwhile." in text_of(answer)
    assert given.count(RequestDraft) == 0


def test_marked_text_is_shown_back_once_and_stored_nowhere(given, client, clerk):
    answer = client.submit("/requests/new", {"act": "draft", "cc": "TOP SECRET//SI//NOFORN", "subject": "Kept"})
    assert answer.status_code == 200
    assert "seems to carry a classification marking" in text_of(answer)
    assert 'id="cc-error"' in text_of(answer)
    assert "TOP SECRET//SI//NOFORN" in text_of(answer)
    assert given.count(RequestDraft) == 0
    assert "TOP SECRET" not in text_of(client.get("/requests/new"))


def test_control_characters_are_refused_in_a_draft_too(given, client, clerk):
    answer = client.submit("/requests/new", {"act": "draft", "subject": "a\x00b"})
    assert "There are control characters in this text." in text_of(answer)
    assert given.count(RequestDraft) == 0


def test_a_draft_is_discarded_and_its_words_are_nowhere_in_the_history(given, client, kept):
    _, url = kept
    assert client.submit(f"{url}/discard", at=url).location == "/requests/drafts"
    assert given.count(RequestDraft) == 0
    assert client.get(url).status_code == 404
    with given.session() as session:
        words = [payload.summary + str(payload.changes) for payload in session.query(EventPayload)]
        words.sort()
    assert words == ["Draft begun.{}", "Draft discarded.{}"]


def test_the_same_form_kept_five_times_is_one_draft(given, client, clerk):
    answers = [client.submit("/requests/new", {"act": "draft", "id": "4711", "subject": "Once"}) for _ in range(5)]
    assert {answer.location for answer in answers} == {"/requests/drafts/4711"}
    assert given.count(RequestDraft) == 1


@pytest.mark.parametrize("role", list(Role))
def test_the_offices_staff_sees_its_drafts_and_nobody_else(given, clients, kept, role):
    _, url = kept
    status = 404 if role is Role.READER else 200
    assert clients().sign_in(given.person(role)).get(url).status_code == status
    other = given.person(role, office=given.office("DEMOM"))
    unseen = clients().sign_in(other).get(url)
    unknown = clients().sign_in(other).get("/requests/drafts/1")
    assert (unseen.status_code, main_of(unseen)) == (404, main_of(unknown))


def test_a_detailee_does_not_see_a_draft_to_the_home_agency(given, client, clients, clerk):
    state = given.agency()
    kept = client.submit("/requests/new", {"act": "draft", "agency_id": str(state.id)})
    assert clients().sign_in(given.person(Role.COUNSEL, home_agency=state)).get(kept.location).status_code == 404


def test_nonsense_for_an_id_is_not_found(client, clerk):
    assert client.get(f"/requests/drafts/{10**30}").status_code == 404


@pytest.mark.parametrize("path", ["/requests/drafts", "/requests/drafts/1"])
def test_the_signed_out_are_asked_to_sign_in(app, client, path):
    assert client.get(path).status_code == 302
