"""People: invited into an office and listed; nobody beyond what their role allows."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from app.accounts import people_services
from app.clock import now
from app.models import Event, Message, Office, Seat, SignInLink, User
from app.models.picklists import OfficeKind, Role
from tests.accounts.inviting import ADDRESS, FACTS, INVITE, UNSEEN, invite, link_in, of, post
from tests.accounts.reading import errors_of, history, text_of
from tests.pages import parse


def test_an_invitation_makes_a_person_a_seat_and_a_mail_whose_link_signs_in_once(
    given, client, clients, office, administrator
):
    answer = invite(client, office, is_approver="y")
    assert answer.location == "/people"
    person = given.row(User, email=ADDRESS)
    assert (person.name, person.active, person.is_administrator) == ("Newcomer One", True, False)
    seat = given.row(Seat, user_id=person.id)
    assert (seat.office_id, seat.role, seat.is_approver, seat.is_security_officer) == (
        office.id,
        Role.COUNSEL,
        True,
        False,
    )
    message = given.row(Message)
    assert message.recipient == ADDRESS
    assert message.subject == "Tecum: your invitation to DEMO"
    assert "Admin One invites you to Office DEMO (DEMO) as counsel." in message.text
    assert link_in(message) in message.html
    newcomer = clients()
    assert newcomer.get(link_in(message)).status_code == 200
    assert newcomer.get("/").status_code == 302
    newcomer.submit(link_in(message))
    assert newcomer.get("/").status_code == 200
    assert clients().get(link_in(message)).status_code == 410


def test_who_came_by_an_invitation_can_choose_a_password(given, client, clients, office, administrator):
    invite(client, office)
    newcomer = clients()
    newcomer.submit(link_in(given.row(Message)))
    words = "four words to remember"
    page = "/account/password"
    assert newcomer.submit(page, {"new_password": words, "new_password_confirm": words}).status_code == 302
    assert clients().submit("/signin", {"email": ADDRESS, "password": words}).status_code == 302


def test_the_link_of_an_invitation_works_for_a_day(given, client, clients, office, administrator):
    invite(client, office)
    with time_machine.travel(now() + timedelta(hours=25)):
        assert clients().get(link_in(given.row(Message))).status_code == 410


def test_an_invitation_stands_in_both_histories_as_one_act(given, client, office, administrator):
    invite(client, office)
    told = {event.verb: event for event in history(given)}
    assert told["invited"].chain == "installation"
    assert told["invited"].summary == "Invited to DEMO; a one-time sign-in link was mailed."
    assert told["given"].chain == f"office-{office.id}"
    assert told["given"].summary == "Newcomer One sits in the office as counsel."
    assert told["given"].changes["role"] == [None, "COUNSEL"]
    assert told["given"].act_id == told["invited"].act_id
    assert {event.actor for event in told.values()} == {"Admin One"}
    assert "password" not in str([event.changes for event in told.values()])


def test_the_same_invitation_sent_twice_is_one(given, client, office, administrator):
    token = {"csrf_token": client.token(INVITE), "id": "4711", "office_id": str(office.id)}
    for _ in range(2):
        assert client.post(INVITE, data={**FACTS, **token}).location == "/people"
    assert [given.count(noun) for noun in (Seat, Message, SignInLink)] == [1, 1, 1]
    assert given.count(User) == 2


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("email", "", "Enter the person's e-mail address."),
        ("email", "nobody", "Enter an e-mail address like name@example.gov."),
        ("email", "two@example.gov, three@example.gov", "Enter an e-mail address like name@example.gov."),
        ("email", "a@example.gov\r\nBcc: b@example.gov", "Enter an e-mail address like name@example.gov."),
        ("email", "nam\u00e9@example.gov", "Enter an e-mail address like name@example.gov."),
        ("email", "x" * 300 + "@example.gov", "Enter an e-mail address like name@example.gov."),
        ("email", "a@example.gov\x00", "Enter an e-mail address like name@example.gov."),
        ("name", "", "Enter the person's name."),
        ("name", "x" * 201, "Use at most 200 characters; these are 201."),
        ("name", "New\x00comer", UNSEEN),
        ("name", "Newcomer\r\nBcc: other@example.org", "Write this on one line."),
        ("name", "Newcomer\u2028Bcc: other@example.org", "Write this on one line."),
        ("name", "TOP SECRET//SI", "classification marking"),
        ("role", "", "Choose a role."),
        ("role", "EMPEROR", "Choose a role from the list."),
        ("office_id", "", "Choose an office."),
        ("office_id", "7", "Choose one of your offices."),
        ("office_id", "seven", "Choose one of your offices."),
        ("office_id", "9" * 40, "Choose one of your offices."),
        ("home_agency_id", "7", "Choose an agency from the list."),
        ("home_agency_id", "State", "Choose an agency from the list."),
    ],
)
def test_what_will_not_do_is_said_beside_its_field_and_nothing_is_made(
    given, client, office, administrator, field, typed, sentence
):
    given.agency("State")
    answer = invite(client, office, **{field: typed})
    assert answer.status_code == 200
    assert sentence in errors_of(answer)[field]
    assert [given.count(noun) for noun in (Seat, Message, SignInLink, Event)] == [0, 0, 0, 0]
    assert given.count(User) == 1


def test_who_sits_there_already_is_not_invited_again(given, client, office, administrator, director):
    answer = invite(client, office, email=director.email.upper())
    assert errors_of(answer)["email"] == "Director One sits in DEMO already."
    assert given.count(Message) == 0


def test_who_is_known_in_another_office_gets_a_second_seat_and_keeps_the_name(given, client, office, administrator):
    known = given.person(Role.COUNSEL, office=given.office("DEMOM"), name="Known One")
    assert invite(client, office, email=known.email).status_code == 302
    with given.session() as session:
        person = session.get_one(User, known.id)
        assert person.name == "Known One"
        assert sorted(seat.office.short_name for seat in person.seats) == ["DEMO", "DEMOM"]


def test_who_left_the_office_gets_the_seat_back_in_the_new_role(given, client, office, administrator):
    left = given.person(Role.CLERK, office=office, is_approver=True, ended_on=date(2018, 10, 1))
    assert invite(client, office, email=left.email).status_code == 302
    seat = given.row(Seat, user_id=left.id)
    assert (seat.role, seat.is_approver, seat.ended_on) == (Role.COUNSEL, False, None)
    told = next(event for event in history(given) if event.verb == "given")
    assert told.changes["ended_on"] == ["2018-10-01", None]


def test_a_detailee_is_invited_with_the_home_agency_and_never_sees_its_requests(
    given, client, clients, office, administrator
):
    state = given.agency("State")
    made = given.request(office=office, agency=state)
    invite(client, office, home_agency_id=str(state.id))
    assert given.row(Seat, role=Role.COUNSEL).home_agency_id == state.id
    detailee = clients()
    detailee.submit(link_in(given.row(Message)))
    assert detailee.get(made.url).status_code == 404


def test_an_administrator_invites_themselves_and_then_sees_the_office(given, client, office, administrator):
    page = text_of(client.get(f"{INVITE}?self=yes"))
    assert administrator.email in page
    invite(client, office, email=administrator.email, role="STAFF_DIRECTOR")
    assert client.get("/").status_code == 200


def test_a_staff_director_invites_into_the_own_office(given, client, office, director):
    client.sign_in(director)
    assert invite(client, office).status_code == 302
    assert given.row(Seat, role=Role.COUNSEL).office_id == office.id


def test_a_staff_director_can_not_invite_into_another_office(given, client, office, director):
    other = given.office("OTHER", kind=OfficeKind.MAJORITY)
    client.sign_in(director)
    assert "Office OTHER" not in text_of(client.get(INVITE))
    answer = invite(client, other, role="STAFF_DIRECTOR")
    assert errors_of(answer)["office_id"] == "Choose one of your offices."
    assert given.row(User, email=ADDRESS) is None


def test_a_staff_director_can_not_make_an_administrator(given, client, office, director):
    client.sign_in(director)
    invite(client, office, is_administrator="y")
    assert given.row(User, email=ADDRESS).is_administrator is False


def test_a_staff_director_can_not_bring_back_somebody_who_was_shut_out(given, client, office, director):
    shut_out = given.person(None)
    with given.session() as session:
        session.get_one(User, shut_out.id).active = False
        session.commit()
    client.sign_in(director)
    assert "switched off" in errors_of(invite(client, office, email=shut_out.email))["email"]
    assert given.row(User, id=shut_out.id).active is False


def test_a_staff_director_lists_the_own_people_and_nothing_of_other_offices(given, client, office, director):
    other = given.office("OTHER")
    given.person(Role.CLERK, office=office, name="Own Clerk")
    given.person(Role.CLERK, office=other, name="Foreign Clerk")
    both = given.person(Role.CLERK, office=office, name="Both Clerk")
    with given.session() as session:
        session.add(Seat(user_id=both.id, office_id=other.id, role=Role.COUNSEL))
        session.commit()
    page = text_of(client.sign_in(director).get("/people"))
    assert "Own Clerk" in page
    assert "Both Clerk" in page
    assert "Foreign Clerk" not in page
    assert "OTHER" not in page
    assert "Showing 1 to 3 of 3" in page


def test_an_administrator_lists_everybody_with_offices_roles_and_marks(given, client, office, administrator):
    given.person(Role.CLERK, office=office, name="Own Clerk", is_security_officer=True)
    gone = given.person(Role.CLERK, office=office, name="Gone Clerk", ended_on=date(2018, 10, 1))
    page = text_of(client.get("/people"))
    assert "DEMO: Clerk, security officer" in page
    assert "(ended Mon, Oct 1, 2018)" in page
    assert "Administrator" in page
    assert of(gone) in page


def test_the_list_tells_when_a_link_was_last_used(given, client, clients, office, administrator):
    with time_machine.travel(datetime(2018, 10, 12, 21, 0, tzinfo=UTC), tick=False):
        invite(clients().sign_in(administrator), office)
        clients().submit(link_in(given.row(Message)))
    page = text_of(client.get("/people"))
    assert "Fri, Oct 12, 2018, 5:00 p.m. ET" in page
    assert "Not known" in page


def test_the_list_is_cut_into_pages_and_asks_as_much_for_fifty_as_for_one(
    given, client, office, administrator, selects
):
    def asked():
        with selects() as counted:
            client.get("/people")
        return len(counted)

    given.person(Role.CLERK, office=office)
    client.get("/people")
    few = asked()
    for _ in range(55):
        given.person(Role.CLERK, office=office)
    assert asked() == few
    assert "Showing 51 to 57 of 57" in text_of(client.get("/people?page=2"))
    assert client.get("/people?page=999999").status_code == 200


PAGES = ("/people/{id}", "/people/{id}/details", "/people/{id}/seats/{seat}", "/people/{id}/deactivation")
ACTS = (*PAGES[1:], "/people/{id}/reactivation", "/people/{id}/sign-in-links/shown")


@pytest.mark.parametrize("role", list(Role))
def test_only_administrators_read_and_change_a_person(given, client, office, role):
    clerk = given.person(Role.CLERK, office=office)
    ids = {"id": clerk.id, "seat": given.row(Seat, user_id=clerk.id).id}
    client.sign_in(given.person(role, office=office))
    for url in PAGES:
        assert client.get(url.format(**ids)).status_code == 403, url
    for url in ACTS:
        assert post(client, url.format(**ids), role="READER", name="Changed").status_code == 403, url
    assert given.row(Seat, user_id=clerk.id).role is Role.CLERK
    assert given.count(Event) == 0


@pytest.mark.parametrize("role", list(Role))
def test_only_a_staff_director_lists_and_invites(given, client, office, role):
    client.sign_in(given.person(role, office=office))
    expected = 200 if role is Role.STAFF_DIRECTOR else 403
    assert client.get("/people").status_code == expected
    assert client.get(INVITE).status_code == expected
    assert ("/people" in text_of(client.get("/help"))) is (role is Role.STAFF_DIRECTOR)
    if expected == 403:
        assert post(client, INVITE, office_id=str(office.id), **FACTS).status_code == 403
        assert given.count(Message) == 0


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(given, client, office):
    clerk = given.person(Role.CLERK, office=office)
    for url in ("/people", INVITE, of(clerk), of(clerk, "/deactivation")):
        assert "/signin" in client.get(url).location


def test_a_role_taken_away_between_form_and_button_refuses_the_button(given, client, office, director):
    client.sign_in(director)
    token = client.token(INVITE)
    with given.session() as session:
        session.query(Seat).filter_by(user_id=director.id).one().role = Role.COUNSEL
        session.commit()
    answer = client.post(INVITE, data={**FACTS, "office_id": str(office.id), "csrf_token": token})
    assert answer.status_code == 403
    assert given.row(User, email=ADDRESS) is None


def test_an_administrator_without_an_office_is_told_to_make_one_first(given, client, administrator):
    page = text_of(client.get(INVITE))
    assert "People are invited into an office, so make one first." in page
    assert not [form for form in parse(page).iter("form") if not form.get("action")]
    assert given.count(Office) == 0


def test_an_invitation_without_a_token_is_refused(given, client, office, administrator):
    assert client.post(INVITE, data={**FACTS, "office_id": str(office.id)}).status_code == 400
    assert given.row(User, email=ADDRESS) is None


def test_two_who_invite_the_same_person_at_once_make_one(given, client, office, administrator, monkeypatch):
    known = given.person(None)
    monkeypatch.setattr(people_services, "person_by_email", lambda email: None)
    answer = invite(client, office, email=known.email)
    assert "This person was invited at the same moment by somebody else." in text_of(answer)
    assert [given.count(noun) for noun in (Seat, Message, SignInLink, Event)] == [0, 0, 0, 0]
    assert given.count(User) == 2


def test_an_administrator_may_leave_where_another_stays_and_is_signed_out(given, client, administrator):
    given.person(None, is_administrator=True)
    assert (
        client.submit(of(administrator, "/details"), {"name": "Admin Renamed", "is_administrator": "y"}).status_code
        == 302
    )
    assert client.submit(of(administrator, "/deactivation")).status_code == 302
    assert "/signin" in client.get("/admin").location
