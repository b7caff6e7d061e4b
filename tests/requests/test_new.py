"""Filing a request by hand: the form, the number, the items, the warnings, and once however often it is sent."""

from datetime import date, time

import pytest
import time_machine

from app.models import DeadlineEntry, Event, EventPayload, Item, NamedPerson, NumberSeries, OversightRequest
from app.models.counts import Count
from app.models.picklists import Handling, Instrument, OfficeKind, Role
from app.models.states import Timing

STAFF = (Role.STAFF_DIRECTOR, Role.COUNSEL, Role.INVESTIGATOR, Role.CLERK)


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def test_three_fields_file_a_request_with_the_letter_as_its_one_item(given, client, clerk, letter):
    answer = client.submit("/requests/new", letter(dated_on="10/1/2018"))
    assert (answer.status_code, answer.location) == (302, "/requests/DEMO-115-0001")
    made = given.row(OversightRequest)
    assert (made.owner_id, made.subject, made.count) == (clerk.id, "Tanks with militias", Count(counted=1))
    assert (made.due_on, made.first_due_on, made.due_version) == (date(2018, 10, 12), date(2018, 10, 12), 1)
    assert given.row(Item).path is None
    assert given.row(DeadlineEntry).until_on == date(2018, 10, 12)
    page = text_of(client.get(answer.location))
    assert "Filed as DEMO-115-0001. It is due Fri, Oct 12, 2018." in page
    assert "The letter as a whole" in page


def test_every_field_is_kept_as_its_own_fact(given, client, clerk, letter):
    backup = given.person(Role.COUNSEL)
    answer = client.submit(
        "/requests/new",
        letter(
            due_time="5 pm",
            dated_on="10/1/2018",
            transmitted_on="10/2/2018",
            received_on="10/3/2018",
            instrument="DOCREQ",
            authority="CHAIR_AND_RM",
            addressee="The Honorable Jane Roe",
            addressee_title="Secretary",
            signatories="John Doe, Jr., Chairman\nMary Major, Ranking Member\nSolo",
            cc="The Inspector General",
            backup_id=str(backup.id),
            handling="COMMITTEE_SENSITIVE",
        ),
    )
    assert answer.status_code == 302, text_of(answer)
    made = given.row(OversightRequest)
    assert (made.dated_on, made.transmitted_on, made.received_on) == (
        date(2018, 10, 1),
        date(2018, 10, 2),
        date(2018, 10, 3),
    )
    assert (made.due_time, made.instrument, made.handling) == (
        time(17),
        Instrument.DOCREQ,
        Handling.COMMITTEE_SENSITIVE,
    )
    assert made.signatories == [
        {"name": "John Doe, Jr.", "title": "Chairman"},
        {"name": "Mary Major", "title": "Ranking Member"},
        {"name": "Solo", "title": ""},
    ]
    assert (made.backup_id, made.addressee_title) == (backup.id, "Secretary")
    assert given.row(EventPayload).summary == "Filed as DEMO-115-0001 and marked as sent."


def test_a_letter_that_was_not_sent_is_ready_to_send(given, client, clerk, letter):
    client.submit("/requests/new", letter(dated_on="10/1/2018"))
    with given.session() as session:
        made = session.get_one(OversightRequest, given.row(OversightRequest).id)
        assert made.timing is Timing.FILED


def test_a_pasted_list_becomes_items_with_their_sub_items_and_one_count(given, client, clerk, letter):
    items = "1. All contracts.\n2. For each:\n   a. the price\n   b. the vendor\n3. A briefing."
    client.submit("/requests/new", letter(items=items))
    with given.session() as session:
        made = session.get_one(OversightRequest, given.row(OversightRequest).id)
        assert [item.path for item in made.items] == ["1", "2", "2(a)", "2(b)", "3"]
        assert [item.parent.path if item.parent else None for item in made.items] == [None, None, "2", "2", None]
        assert made.items[2].address == f"{made.number}#2(a)"
        assert made.counted_items == 3


def test_items_without_numbers_are_numbered_in_their_order(given, client, clerk, letter):
    client.submit("/requests/new", letter(items="The first thing.\n\nThe second thing."))
    with given.session() as session:
        made = session.get_one(OversightRequest, given.row(OversightRequest).id)
        assert [(item.number, item.text) for item in made.items] == [
            ("1", "The first thing."),
            ("2", "The second thing."),
        ]


def test_two_lists_in_one_letter_keep_addresses_apart(given, client, clerk, letter):
    client.submit("/requests/new", letter(items="1. a\n2. b\n\nDocuments\n\n1. c\n2. d"))
    with given.session() as session:
        made = session.get_one(OversightRequest, given.row(OversightRequest).id)
        assert [item.path for item in made.items] == ["1", "2", "1 (2nd list)", "2 (2nd list)"]


@pytest.mark.parametrize(("number", "status"), [(500, 302), (501, 200)])
def test_a_request_has_at_most_five_hundred_items(given, client, clerk, letter, number, status):
    items = "\n".join(f"{n}. Item." for n in range(1, number + 1))
    answer = client.submit("/requests/new", letter(items=items))
    assert answer.status_code == status
    if status == 200:
        assert "A request has at most 500 items; these are 501." in text_of(answer)
        assert given.row(NumberSeries) is None


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("agency_id", "", "Choose an agency."),
        ("agency_id", "12345", "Choose an agency from the list."),
        ("agency_id", "nonsense", "Choose an agency from the list."),
        ("agency_id", "9" * 40, "Choose an agency from the list."),
        ("subject", "", "Enter the subject."),
        ("subject", "   ", "Enter the subject."),
        ("subject", "x" * 10_240, "Use at most 300 characters; these are 10,240."),
        ("subject", "bad\x00 byte", "There are control characters in this text."),
        ("addressee", "bell\x07", "There are control characters in this text."),
        ("items", "x" * 100_001, "Use at most 100,000 characters; these are 100,001."),
        ("due_on", "", "Enter the due date."),
        ("due_on", "10/12/0024", "Enter a date between 1900 and 2100."),
        ("due_on", "someday", "Enter a date like 10/12/2018."),
        ("due_on", "9/30/2018", "The due date is before the date on the letter."),
        ("due_time", "5:00", "Say a.m. or p.m., like 5:00 p.m."),
        ("transmitted_on", "9/30/2018", "The letter cannot be sent before the date printed on it."),
        ("transmitted_on", "1/1/2099", "A letter cannot have been sent in the future."),
        ("received_on", "10/2/2018", "Say first when the letter was sent."),
        ("instrument", "SECRET", "Choose one from the list."),
        ("owner_id", "77", "Choose a person of the office"),
        ("matter_id", "77", "Choose a matter of your office."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_all_that_was_typed_is_kept(
    given, client, clerk, letter, field, typed, sentence
):
    answer = client.submit("/requests/new", letter(**{"dated_on": "10/1/2018", "cc": "Kept words", field: typed}))
    page = text_of(answer)
    assert answer.status_code == 200
    assert sentence in page.replace("&#39;", "'")
    assert f'id="{field}-error"' in page
    assert "Kept words" in page
    assert given.count(OversightRequest) == 0
    assert given.row(NumberSeries) is None


def test_marked_text_is_refused_and_stored_nowhere(given, client, clerk, letter):
    answer = client.submit("/requests/new", letter(subject="TOP SECRET//SI//NOFORN report"))
    assert answer.status_code == 200
    assert "seems to carry a classification marking" in text_of(answer)
    assert given.count(OversightRequest) == 0
    assert given.count(Event) == 0
    assert given.row(NumberSeries) is None


def test_right_to_left_names_are_kept_and_shown_apart(given, client, clerk, letter):
    answer = client.submit("/requests/new", letter(addressee="محمد \u202bعلي"))
    assert given.row(OversightRequest).addressee == "محمد \u202bعلي"
    assert "<bdi>محمد \u202bعلي</bdi>" in text_of(client.get(answer.location))


def test_a_due_date_on_a_closed_day_is_filed_and_warned_of(given, client, clerk, letter):
    answer = client.submit("/requests/new", letter(due_on="10/13/2018"))
    assert answer.status_code == 302
    assert "Sat, Oct 13, 2018 is not a business day." in text_of(client.get(answer.location))


def test_a_second_request_with_the_same_subject_is_warned_of_with_a_link_and_filed_on_confirmation(
    given, client, clerk, letter
):
    client.submit("/requests/new", letter(dated_on="10/1/2018"))
    again = client.submit("/requests/new", letter(subject="TANKS with militias", dated_on="10/1/2018"))
    assert again.status_code == 200
    assert "State already has DEMO-115-0001 with this subject." in text_of(again)
    assert 'href="/requests/DEMO-115-0001"' in text_of(again)
    confirmed = client.submit(
        "/requests/new", letter(subject="TANKS with militias", dated_on="10/1/2018", is_not_twin="y")
    )
    assert confirmed.location == "/requests/DEMO-115-0002"


def test_the_warning_never_tells_of_requests_that_the_person_does_not_see(given, client, clerk, letter):
    given.request(office=given.office("DEMOM"), subject="Tanks with militias")
    given.request(named=[given.person()], subject="Tanks with militias")
    assert client.submit("/requests/new", letter()).status_code == 302


def test_the_number_belongs_to_the_congress_of_the_letters_date_else_of_today(given, client, clients, clerk, letter):
    first = client.submit("/requests/new", letter(dated_on="1/2/2019", due_on="2/1/2019"))
    second = client.submit("/requests/new", letter(dated_on="1/3/2019", due_on="2/1/2019", is_not_twin="y"))
    assert [first.location, second.location] == ["/requests/DEMO-115-0001", "/requests/DEMO-116-0001"]
    with time_machine.travel("2022-06-01T12:00:00Z", tick=False):
        third = clients().sign_in(clerk).submit("/requests/new", letter(due_on="7/1/2022", is_not_twin="y"))
    assert third.location == "/requests/DEMO-117-0001"


def test_mails_tell_the_subject_only_where_the_office_chose_so_and_the_request_is_not_limited(given, client, letter):
    office = given.office("DEMO", is_subject_in_mail=True)
    client.sign_in(given.person(Role.COUNSEL, office=office))
    client.submit("/requests/new", letter())
    client.submit("/requests/new", letter(subject="Quiet matter", is_limited="y"))
    assert given.row(OversightRequest, serial=1).mail_topic == "State - Tanks with militias"
    assert given.row(OversightRequest, serial=2).mail_topic == "State"


def test_a_limited_request_names_the_owner_and_who_filed_it_whoever_else_is_ticked(given, client, letter):
    counsel, owner, other = given.person(Role.COUNSEL), given.person(), given.person(Role.CLERK)
    client.sign_in(counsel)
    typed = letter(is_limited="y", named_ids=str(other.id), owner_id=str(owner.id))
    assert client.submit("/requests/new", typed).status_code == 302
    assert given.count(NamedPerson) == 3
    assert given.row(OversightRequest).is_limited


def test_who_may_not_limit_cannot_do_so_by_posting_the_field(given, client, clerk, letter):
    assert client.submit("/requests/new", letter(is_limited="y")).status_code == 302
    assert given.row(OversightRequest).is_limited is False


def test_an_investigator_marks_only_the_own_request_as_sent(given, client, letter):
    me, colleague = given.person(Role.INVESTIGATOR), given.person(Role.INVESTIGATOR)
    client.sign_in(me)
    refused = client.submit("/requests/new", letter(owner_id=str(colleague.id), transmitted_on="10/2/2018"))
    assert "Only the owner or a senior colleague may mark a request as sent." in text_of(refused)
    assert client.submit("/requests/new", letter(transmitted_on="10/2/2018")).status_code == 302


def test_a_reader_holds_no_requests(given, client, clerk, letter):
    reader = given.person(Role.READER)
    answer = client.submit("/requests/new", letter(owner_id=str(reader.id)))
    assert "Choose a person of the office" in text_of(answer)


def test_a_detailee_neither_writes_to_the_home_agency_nor_holds_its_requests(given, client, clerk, letter):
    state = given.agency()
    detailee = given.person(Role.COUNSEL, home_agency=state)
    refused = client.submit("/requests/new", letter(owner_id=str(detailee.id)))
    assert "is on detail from State" in text_of(refused)
    client.sign_in(detailee)
    assert "Choose an agency from the list." in text_of(client.submit("/requests/new", letter()))


def test_another_offices_matter_owner_and_office_are_refused(given, client, clerk, letter):
    other = given.office("DEMOM")
    stranger = given.person(Role.COUNSEL, office=other)
    assert client.submit("/requests/new", letter(owner_id=str(stranger.id))).status_code == 200
    assert client.submit("/requests/new", letter(office_id=str(other.id))).status_code == 302
    assert given.row(OversightRequest).office_id != other.id


def test_fields_that_the_form_does_not_have_change_nothing(given, client, clerk, letter):
    typed = letter(number="DEMO-115-9999", serial="9999", is_quiet="1", closed_on="2018-10-01", edition="7")
    client.submit("/requests/new", typed)
    made = given.row(OversightRequest)
    assert (made.serial, made.is_quiet, made.closed_on, made.edition) == (1, False, None, 1)


def test_the_same_form_sent_five_times_files_one_request_and_gives_one_answer(given, client, clerk, letter):
    first = client.submit("/requests/new", letter(id="4711"))
    token = client.token("/requests/new")
    rest = [client.post("/requests/new", data=letter(id="4711", csrf_token=token)) for _ in range(4)]
    assert {answer.location for answer in [first, *rest]} == {first.location}
    assert (given.count(OversightRequest), given.count(Event), given.row(NumberSeries).last_serial) == (1, 1, 1)
    assert given.row(OversightRequest).id == 4711


def test_an_id_that_another_office_used_files_nothing_and_tells_nothing(given, client, clerk, letter):
    hidden = given.request(office=given.office("DEMOM"))
    answer = client.submit("/requests/new", letter(id=str(hidden.id)))
    assert answer.status_code == 200
    assert "DEMOM" not in text_of(answer)
    assert given.count(OversightRequest) == 1


def test_one_more_letter_to_the_same_agency_starts_with_it(given, client, clerk):
    agency = given.agency("Energy")
    assert f'value="{agency.id}" selected' in text_of(client.get(f"/requests/new?agency={agency.id}")).replace(
        f'selected value="{agency.id}"', f'value="{agency.id}" selected'
    )
    assert client.get("/requests/new?agency=nonsense&matter=999999999999999999999").status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_staff_file_requests_and_readers_do_not(given, client, letter, role):
    client.sign_in(given.person(role))
    assert client.get("/requests/new").status_code == (200 if role in STAFF else 403)


def test_an_administrator_without_a_seat_files_nothing(given, client):
    client.sign_in(given.person(None, is_administrator=True))
    assert client.get("/requests/new").status_code == 403


def test_the_signed_out_are_asked_to_sign_in(app, client):
    answer = client.get("/requests/new")
    assert (answer.status_code, answer.location.startswith("/signin")) == (302, True)


def test_who_sits_in_two_offices_says_for_which_one_files(given, client, letter):
    personal = given.office("MEMB", kind=OfficeKind.PERSONAL)
    person = given.person(Role.CLERK)
    with given.session() as session:
        from app.models import Seat

        session.add(Seat(user_id=person.id, office_id=personal.id, role=Role.CLERK))
        session.commit()
    client.sign_in(person)
    assert "Choose one of your offices." in text_of(client.submit("/requests/new", letter()))
    answer = client.submit("/requests/new", letter(office_id=str(personal.id), dated_on="10/1/2018"))
    assert answer.location == "/requests/MEMB-115-0001"
