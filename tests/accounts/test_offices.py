"""Offices: an administrator makes and changes them; each refusal is a sentence beside its field."""

from datetime import date

import pytest

from app.accounts import office_queries
from app.models import ChainHead, Event, Office, User
from app.models.picklists import OfficeKind, Retention, Role
from tests.accounts.reading import errors_of, history, text_of
from tests.pages import parse

NEW = "/admin/offices/new"
FACTS = {
    "name": "Committee on Examples, majority staff",
    "short_name": "exmp",
    "kind": "MAJORITY",
    "timezone": "America/Chicago",
    "retention": "COMMITTEE_RECORD",
    "mail_domains": "mail.house.gov\nExample.gov, mail.house.gov",
}


@pytest.fixture
def administrator(given, client):
    person = given.person(None, is_administrator=True, name="Admin One")
    client.sign_in(person)
    return person


def change_url(office):
    return f"/admin/offices/{office.id}"


def test_an_administrator_without_a_seat_is_led_to_the_set_up(given, client, administrator):
    assert client.get("/").location == "/admin"
    page = text_of(client.get("/admin"))
    assert "Make your office" in page
    assert "No office yet" in page
    assert NEW in page


def test_an_administrator_with_a_seat_begins_with_the_docket_of_the_day(given, client):
    client.sign_in(given.person(Role.CLERK, is_administrator=True))
    assert client.get("/").status_code == 200


def test_an_office_is_made_with_what_was_told(given, client, administrator):
    assert client.submit(NEW, FACTS).location == "/admin"
    office = given.row(Office, short_name="EXMP")
    assert office.name == FACTS["name"]
    assert office.kind is OfficeKind.MAJORITY
    assert office.timezone == "America/Chicago"
    assert office.retention is Retention.COMMITTEE_RECORD
    assert office.mail_domains == ["mail.house.gov", "example.gov"]
    assert office.is_subject_in_mail is False
    assert office.is_demonstration is False
    assert "Committee on Examples" in text_of(client.get("/admin"))


def test_making_an_office_stands_in_the_history_of_that_office(given, client, administrator):
    client.submit(NEW, FACTS)
    office = given.row(Office, short_name="EXMP")
    (event,) = history(given)
    assert event.chain == f"office-{office.id}"
    assert event.actor == "Admin One"
    assert event.summary == "Office EXMP created."
    assert event.changes["short_name"] == [None, "EXMP"]


def test_the_same_form_sent_twice_makes_one_office(given, client, administrator):
    token = {"csrf_token": client.token(NEW), "id": "4711"}
    for _ in range(2):
        assert client.post(NEW, data={**FACTS, **token}).location == "/admin"
    assert given.count(Office) == 1
    assert given.row(ChainHead).sequence == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Enter the office's name."),
        ("name", "x" * 201, "Use at most 200 characters; these are 201."),
        ("name", "Staff\x07", "There is a character here that cannot be seen. Type the text instead of pasting it."),
        ("name", "Staff\r\nBcc: other@example.org", "Write this on one line."),
        ("name", "SECRET//NOFORN", "classification marking"),
        ("short_name", "", "Enter a short name."),
        ("short_name", "A", "Use 2 to 12 letters and digits, like HFAC."),
        ("short_name", "A" * 13, "Use at most 12 characters; these are 13."),
        ("short_name", "HF-AC", "Use 2 to 12 letters and digits, like HFAC."),
        ("short_name", "ÉCO", "Use 2 to 12 letters and digits, like HFAC."),
        ("short_name", "AB\u0663", "Use 2 to 12 letters and digits, like HFAC."),
        ("short_name", "A\x00B", "There is a character here that cannot be seen."),
        ("kind", "", "Choose the kind of office."),
        ("kind", "LOBBY", "Choose the kind of office."),
        ("timezone", "", "Enter a time zone."),
        ("timezone", "Mars/Olympus", "Enter a time zone by its name, like America/New_York."),
        ("timezone", "../../etc/passwd", "Enter a time zone by its name, like America/New_York."),
        ("retention", "SHREDDER", "Choose what its records are."),
        ("mail_domains", "not a domain!", "Enter at most 50 domains, each on a line, like mail.house.gov."),
        ("mail_domains", "me@house.gov", "Enter at most 50 domains, each on a line, like mail.house.gov."),
        ("mail_domains", " ".join(f"d{n}.house.gov" for n in range(51)), "Enter at most 50 domains"),
    ],
)
def test_what_will_not_do_is_said_beside_its_field_and_kept(given, client, administrator, field, typed, sentence):
    answer = client.submit(NEW, {**FACTS, field: typed})
    assert answer.status_code == 200
    assert sentence in errors_of(answer)[field]
    assert given.count(Office) == 0
    assert given.count(Event) == 0


def test_a_short_name_that_another_office_has_is_refused(given, client, administrator):
    given.office("EXMP")
    assert "Another office has this short name" in errors_of(client.submit(NEW, FACTS))["short_name"]
    other = given.office("OTHER")
    answer = client.submit(change_url(other), {**FACTS, "short_name": "EXMP"})
    assert "Another office has this short name" in errors_of(answer)["short_name"]
    assert given.row(Office, id=other.id).short_name == "OTHER"


def test_an_office_is_changed_and_the_history_says_what_it_was(given, client, administrator):
    office = given.office("DEMO", mail_domains=["old.gov"])
    page = text_of(client.get(change_url(office)))
    assert "old.gov" in page
    assert client.submit(change_url(office), {**FACTS, "is_subject_in_mail": "y"}).location == "/admin"
    changed = given.row(Office, id=office.id)
    assert (changed.short_name, changed.is_subject_in_mail) == ("EXMP", True)
    (event,) = history(given)
    assert event.changes["short_name"] == ["DEMO", "EXMP"]
    assert event.changes["mail_domains"] == [["old.gov"], ["mail.house.gov", "example.gov"]]


def test_saving_what_stands_there_already_writes_no_history(given, client, administrator):
    office = given.office("EXMP")
    for _ in range(2):
        client.submit(change_url(office), FACTS)
    assert given.count(Event) == 1


def test_the_short_name_stays_once_a_request_bears_it_and_the_rest_may_change(given, client, administrator):
    made = given.request()
    office = given.row(Office, short_name="DEMO")
    answer = client.submit(change_url(office), FACTS)
    assert "Requests are numbered DEMO already" in errors_of(answer)["short_name"]
    assert client.submit(change_url(office), {**FACTS, "short_name": "demo"}).status_code == 302
    changed = given.row(Office, id=office.id)
    assert (changed.short_name, changed.name) == ("DEMO", FACTS["name"])
    assert made.number.startswith("DEMO-")


@pytest.mark.parametrize("office_id", ["7", "9" * 30, "nonsense"])
def test_an_office_that_is_not_there_is_not_found(given, client, administrator, office_id):
    assert client.get(f"/admin/offices/{office_id}").status_code == 404


def test_the_first_page_counts_seats_that_are_filled_now(given, client, administrator):
    office = given.office("DEMO")
    given.person(Role.CLERK, office=office)
    given.person(Role.CLERK, office=office, ended_on=date(2018, 10, 1))
    rows = ["".join(row.itertext()).split() for row in parse(text_of(client.get("/admin"))).iter("tr")]
    assert rows[1][-1] == "1"


def test_the_first_page_tells_the_health_in_words_and_no_content(given, client, administrator):
    made = given.request(subject="Hidden word")
    page = text_of(client.get("/admin"))
    assert "The scheduler has not run for 15 minutes." in page
    assert "Set up" not in page
    assert "Hidden" not in page
    assert made.number not in page


def test_the_first_page_asks_as_much_for_fifty_offices_as_for_one(given, client, administrator, selects):
    def asked():
        with selects() as counted:
            client.get("/admin")
        return len(counted)

    given.office("DEMO")
    client.get("/admin")
    one = asked()
    for number in range(50):
        given.office(f"OFF{number}")
    assert asked() == one


@pytest.mark.parametrize("url", ["/admin", NEW, "/admin/offices/{office}"])
@pytest.mark.parametrize("role", list(Role))
def test_nobody_but_an_administrator_sees_or_changes_offices(given, client, role, url):
    url = url.format(office=given.office("DEMO").id)
    client.sign_in(given.person(role))
    assert client.get(url).status_code == 403
    if url != "/admin":
        assert client.post(url, data={**FACTS, "csrf_token": client.token("/account")}).status_code == 403
    assert given.count(Office) == 1
    assert given.row(Office).short_name == "DEMO"


@pytest.mark.parametrize("url", ["/admin", NEW])
def test_who_is_not_signed_in_is_led_to_the_sign_in_page(client, url):
    assert "/signin" in client.get(url).location


def test_who_loses_the_office_of_administrator_between_form_and_button_is_refused(given, client, administrator):
    page = client.token(NEW)
    with given.session() as session:
        session.get_one(User, administrator.id).is_administrator = False
        session.commit()
    assert client.post(NEW, data={**FACTS, "csrf_token": page}).status_code == 403
    assert given.count(Office) == 0


def test_two_who_take_the_same_short_name_at_once_do_not_both_get_it(given, client, administrator, monkeypatch):
    given.office("EXMP")
    other = given.office("OTHER")
    monkeypatch.setattr(office_queries, "is_taken", lambda short_name, but_by=None: False)
    for url in (NEW, change_url(other)):
        assert "Another office has this short name" in errors_of(client.submit(url, FACTS))["short_name"]
    assert given.count(Office) == 2
    assert given.count(Event) == 0
