"""The verbs on a filed request: sent, received, reassigned, limited, shared, released, void; by whom, and when not."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.models import Event, NamedPerson, OversightRequest, Share
from app.models.picklists import Role

ALL, SENIOR, SENIOR_CLERK = set(Role) - {Role.READER}, {Role.STAFF_DIRECTOR, Role.COUNSEL}, None
SENIOR_CLERK = SENIOR | {Role.CLERK}
PAGES = {
    "edit": ALL,
    "transmission": SENIOR_CLERK,
    "receipt": SENIOR_CLERK,
    "assignment": SENIOR,
    "limit": SENIOR,
    "sharing": SENIOR,
    "void": SENIOR_CLERK,
    "release/approval": set(),
}


def text_of(answer) -> str:
    return answer.get_data(as_text=True).replace("&#39;", "'")


def told(given) -> list[str]:
    with given.session() as session:
        events = session.scalars(sa.select(Event).order_by(Event.sequence))
        return [event.payload.summary for event in events]


@pytest.fixture
def counsel(given, client):
    person = given.person(Role.COUNSEL)
    client.sign_in(person)
    return person


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", list(PAGES))
def test_each_role_reaches_what_the_grid_grants_it(given, client, page, role):
    office = given.office("MEMB") if role is Role.READER else given.office()
    made = given.request(shared_with=[office] if role is Role.READER else None)
    client.sign_in(given.person(role, office=office))
    assert client.get(f"{made.url}/{page}").status_code == (200 if role in PAGES[page] else 403)


@pytest.mark.parametrize("page", ["transmission", "receipt", "void"])
def test_an_investigator_does_so_to_the_own_request(given, client, page):
    me = given.person(Role.INVESTIGATOR)
    made = given.request(owner=me)
    client.sign_in(me)
    assert client.get(f"{made.url}/{page}").status_code == 200


@pytest.mark.parametrize("page", list(PAGES))
def test_other_offices_and_unknown_numbers_are_not_found_and_the_signed_out_sign_in(given, clients, page):
    hidden = given.request(office=given.office("DEMOM"))
    person = given.person(Role.STAFF_DIRECTOR, is_approver=True)
    assert clients().sign_in(person).get(f"{hidden.url}/{page}").status_code == 404
    assert clients().sign_in(person).get(f"/requests/DEMO-115-9999/{page}").status_code == 404
    assert clients().get(f"{hidden.url}/{page}").status_code == 302


def test_sent_is_a_fact_of_its_own(given, client, counsel):
    made = given.request(transmitted_on=None)
    assert client.submit(f"{made.url}/transmission", {"transmitted_on": "10/2/2018"}).location == made.url
    assert given.row(OversightRequest).transmitted_on == date(2018, 10, 2)
    assert told(given) == ["Marked as sent on Tue, Oct 2, 2018."]
    again = client.submit(f"{made.url}/transmission", {"transmitted_on": "10/3/2018"})
    assert "This request was already marked as sent." in text_of(again)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the day on which the letter was sent, or choose the sent message."),
        ("9/30/2018", "The letter cannot be sent before the date printed on it."),
        ("1/1/2099", "A letter cannot have been sent in the future."),
        ("soon", "Enter a date like 10/12/2018."),
    ],
)
def test_a_day_of_sending_that_cannot_be_is_refused(given, client, counsel, typed, sentence):
    made = given.request(transmitted_on=None)
    answer = client.submit(f"{made.url}/transmission", {"transmitted_on": typed})
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert given.row(OversightRequest).transmitted_on is None


def test_the_agencys_receipt_follows_the_sending(given, client, counsel):
    made = given.request()
    early = client.submit(f"{made.url}/receipt", {"received_on": "9/30/2018"})
    assert "before it was sent" in text_of(early)
    assert client.submit(f"{made.url}/receipt", {"received_on": "10/4/2018"}).status_code == 302
    assert given.row(OversightRequest).received_on == date(2018, 10, 4)


def test_a_request_is_given_to_an_owner_and_a_backup_of_the_offices_staff(given, client, counsel):
    made, owner, backup = given.request(), given.person(name="Ann Owner"), given.person(Role.CLERK, name="Bo Backup")
    typed = {"owner_id": str(owner.id), "backup_id": str(backup.id)}
    assert client.submit(f"{made.url}/assignment", typed).status_code == 302
    row = given.row(OversightRequest)
    assert (row.owner_id, row.backup_id) == (owner.id, backup.id)
    assert told(given) == ["Assigned to Ann Owner, backup Bo Backup."]


def test_strangers_readers_detailees_and_the_same_person_twice_hold_nothing(given, client, counsel):
    made, state = given.request(), given.agency()
    stranger = given.person(Role.COUNSEL, office=given.office("DEMOM"))
    for person in (stranger, given.person(Role.READER)):
        answer = client.submit(f"{made.url}/assignment", {"owner_id": str(person.id)})
        assert "Choose a person of the office's staff." in text_of(answer)
    detailee = given.person(Role.COUNSEL, home_agency=state)
    assert "is on detail from State" in text_of(client.submit(f"{made.url}/assignment", {"owner_id": str(detailee.id)}))
    twice = {"owner_id": str(counsel.id), "backup_id": str(counsel.id)}
    assert "Owner and backup are the same person." in text_of(client.submit(f"{made.url}/assignment", twice))
    assert told(given) == []


def test_limiting_hides_the_request_and_takes_the_subject_out_of_its_mails(given, client, clients, counsel):
    owner, other, named = given.person(), given.person(Role.STAFF_DIRECTOR), given.person(Role.CLERK)
    made = given.request(owner=owner, mail_topic="State - Vendor contracts")
    answer = client.submit(f"{made.url}/limit", {"is_limited": "y", "named_ids": str(named.id)})
    assert answer.status_code == 302
    row = given.row(OversightRequest)
    assert (row.is_limited, row.mail_topic, given.count(NamedPerson)) == (True, "State", 3)
    seen = {
        person.name: clients().sign_in(person).get(made.url).status_code for person in (owner, other, named, counsel)
    }
    assert seen == {owner.name: 200, other.name: 404, named.name: 200, counsel.name: 200}


def test_a_new_owner_of_a_limited_request_is_named_and_lifting_the_limit_shows_it_to_all(
    given, client, clients, counsel
):
    made, new = given.request(named=[counsel], owner=counsel), given.person()
    client.submit(f"{made.url}/assignment", {"owner_id": str(new.id)})
    assert clients().sign_in(new).get(made.url).status_code == 200
    assert client.submit(f"{made.url}/limit", {}).status_code == 302
    assert given.count(NamedPerson) == 0
    assert clients().sign_in(given.person(Role.CLERK)).get(made.url).status_code == 200


def test_sharing_shows_the_request_to_another_office_until_it_is_taken_back(given, client, clients, counsel):
    made, other = given.request(), given.office("MEMB")
    reader = given.person(Role.READER, office=other)
    assert client.submit(f"{made.url}/sharing", {"office_ids": str(other.id)}).status_code == 302
    assert clients().sign_in(reader).get(made.url).status_code == 200
    assert client.submit(f"{made.url}/sharing", {}).status_code == 302
    assert clients().sign_in(reader).get(made.url).status_code == 404
    assert given.count(Share) == 0
    assert told(given) == ["Shared with MEMB.", "No longer shared with another office."]


@pytest.mark.parametrize("typed", ["77", "nonsense", "9" * 40])
def test_an_office_that_is_not_there_is_refused(given, client, counsel, typed):
    made = given.request()
    answer = client.submit(f"{made.url}/sharing", {"office_ids": typed})
    assert "Choose offices from the list." in text_of(answer)
    assert given.count(Share) == 0


def test_two_people_release_a_letter_and_neither_of_them_alone(given, client, clients):
    proposer, approver = given.person(Role.COUNSEL, is_approver=True), given.person(Role.CLERK, is_approver=True)
    made = given.request()
    client.sign_in(proposer)
    assert client.submit(f"{made.url}/release", at=made.url).status_code == 302
    own = client.submit(f"{made.url}/release/approval", {"released_on": "10/2/2018"})
    assert "Another person must approve the release: you proposed it." in text_of(own)
    other = clients().sign_in(approver)
    assert other.submit(f"{made.url}/release/approval", {"released_on": "10/2/2018"}).status_code == 302
    row = given.row(OversightRequest)
    assert (row.released_on, row.release_approved_by_id) == (date(2018, 10, 2), approver.id)
    assert "Released Tue, Oct 2, 2018" in text_of(client.get(made.url))


def test_a_release_is_approved_only_once_it_is_proposed_and_proposed_once(given, client):
    client.sign_in(given.person(Role.COUNSEL, is_approver=True))
    made = given.request()
    early = client.submit(f"{made.url}/release/approval", {"released_on": "10/2/2018"})
    assert "Nobody has proposed the release of this letter." in text_of(early)
    token = client.token(made.url)
    assert client.post(f"{made.url}/release", data={"csrf_token": token}).status_code == 302
    assert client.post(f"{made.url}/release", data={"csrf_token": token}).status_code == 422


@pytest.mark.parametrize("role", list(Role))
def test_only_senior_staff_propose_a_release(given, client, role):
    office = given.office("MEMB") if role is Role.READER else given.office()
    made = given.request(shared_with=[office] if role is Role.READER else None)
    client.sign_in(given.person(role, office=office))
    token = client.token("/")
    answer = client.post(f"{made.url}/release", data={"csrf_token": token})
    assert answer.status_code == (302 if role in SENIOR else 403)


def test_a_void_request_keeps_its_number_and_takes_no_further_entries(given, client, counsel):
    made = given.request()
    assert "Say why this request is void." in text_of(client.submit(f"{made.url}/void", {"reason": " "}))
    assert client.submit(f"{made.url}/void", {"reason": "Filed twice"}).status_code == 302
    row = given.row(OversightRequest)
    assert (row.is_void, row.void_reason, row.number) == (True, "Filed twice", made.number)
    page = text_of(client.get(made.url))
    assert "Void" in page
    assert "Log reply" not in page
    for path, typed in (
        ("transmission", {"transmitted_on": "10/2/2018"}),
        ("assignment", {"owner_id": str(counsel.id)}),
        ("void", {"reason": "Again"}),
        ("sharing", {}),
    ):
        answer = client.submit(f"{made.url}/{path}", typed)
        assert answer.status_code == 200
        assert "void" in text_of(answer)
    assert told(given) == [f"{made.number} was voided."]


def test_marked_words_are_refused_by_the_small_forms_too(given, client, counsel):
    made = given.request()
    answer = client.submit(f"{made.url}/void", {"reason": "TOP SECRET//SI//NOFORN"})
    assert "seems to carry a classification marking" in text_of(answer)
    assert given.row(OversightRequest).void_at is None
