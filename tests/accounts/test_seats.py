"""Seats given and taken, people shut out and let in, and the links that they are shown or mailed."""

import re
from datetime import date

import pytest

from app.models import Message, Seat, SignInLink, User
from app.models.picklists import Role
from tests.accounts.inviting import link_in, of, post
from tests.accounts.reading import errors_of, history, text_of


def seat_url(given, person):
    return f"/people/{person.id}/seats/{given.row(Seat, user_id=person.id).id}"


def test_a_seat_is_changed_and_the_office_s_history_says_so(given, client, office, administrator):
    clerk = given.person(Role.CLERK, office=office, name="Clerk One")
    url = seat_url(given, clerk)
    assert client.submit(url, {"role": "INVESTIGATOR", "is_security_officer": "y"}).location == "/people"
    seat = given.row(Seat, user_id=clerk.id)
    assert (seat.role, seat.is_security_officer) == (Role.INVESTIGATOR, True)
    (event,) = history(given)
    assert event.chain == f"office-{office.id}"
    assert event.summary == "Clerk One sits in the office as investigator, security officer."
    assert event.changes == {"role": ["CLERK", "INVESTIGATOR"], "is_security_officer": [False, True]}


def test_who_loses_a_seat_sees_nothing_of_the_office_at_the_next_page(given, client, clients, office, administrator):
    clerk = given.person(Role.CLERK, office=office, name="Clerk One")
    made = given.request(office=office)
    leaving = clients().sign_in(clerk)
    assert leaving.get(made.url).status_code == 200
    assert client.submit(seat_url(given, clerk), {"role": "CLERK", "ended_on": "10/1/2018"}).status_code == 302
    assert leaving.get(made.url).status_code in {403, 404}
    assert history(given)[-1].summary == "Clerk One no longer sits in the office."


def test_a_seat_does_not_end_in_the_future(given, client, office, administrator):
    clerk = given.person(Role.CLERK, office=office)
    answer = client.submit(seat_url(given, clerk), {"role": "CLERK", "ended_on": "1/1/2100"})
    assert "A seat ends today at the latest." in errors_of(answer)["ended_on"]
    assert given.row(Seat, user_id=clerk.id).ended_on is None


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("role", "", "Choose a role."),
        ("role", "EMPEROR", "Choose a role from the list."),
        ("home_agency_id", "7", "Choose an agency from the list."),
        ("ended_on", "31/31/2018", "31/31/2018"),
    ],
)
def test_a_seat_that_will_not_do_is_refused_beside_its_field(
    given, client, office, administrator, field, typed, sentence
):
    clerk = given.person(Role.CLERK, office=office)
    answer = client.submit(seat_url(given, clerk), {"role": "COUNSEL", field: typed})
    assert answer.status_code == 200
    assert errors_of(answer)[field]
    assert sentence in text_of(answer)
    assert given.row(Seat, user_id=clerk.id).role is Role.CLERK


def test_a_seat_is_found_under_its_own_person_only(given, client, office, administrator):
    one, other = given.person(Role.CLERK), given.person(Role.CLERK)
    foreign = f"/people/{other.id}/seats/{given.row(Seat, user_id=one.id).id}"
    for url in (foreign, of(one, "/seats/7"), of(one, f"/seats/{'9' * 30}"), f"/people/{'9' * 30}", "/people/7"):
        assert client.get(url).status_code == 404, url


def test_a_deactivated_person_is_signed_out_at_the_next_page_and_can_not_come_back(
    given, client, clients, office, administrator
):
    clerk = given.person(Role.CLERK, office=office, password="four words to remember")
    post(client, of(clerk, "/sign-in-links"))
    mailed = link_in(given.row(Message))
    theirs = clients().sign_in(clerk)
    assert theirs.get("/").status_code == 200
    assert client.submit(of(clerk, "/deactivation")).location == of(clerk)
    assert "/signin" in theirs.get("/").location
    assert clients().get(mailed).status_code == 410
    assert clients().submit("/signin", {"email": clerk.email, "password": "four words to remember"}).status_code == 200
    assert given.row(User, id=clerk.id).fs_uniquifier != clerk.uniquifier
    assert (history(given)[-1].verb, history(given)[-1].chain) == ("deactivated", "installation")


def test_a_reactivated_person_signs_in_anew_and_no_old_session_or_link_revives(
    given, client, clients, office, administrator
):
    clerk = given.person(Role.CLERK, office=office, password="four words to remember")
    post(client, of(clerk, "/sign-in-links"))
    mailed, theirs = link_in(given.row(Message)), clients().sign_in(clerk)
    client.submit(of(clerk, "/deactivation"))
    assert post(client, of(clerk, "/reactivation")).location == of(clerk)
    assert "/signin" in theirs.get("/").location
    assert clients().get(mailed).status_code == 410
    assert clients().submit("/signin", {"email": clerk.email, "password": "four words to remember"}).status_code == 302
    assert [each.verb for each in history(given)][-2:] == ["reactivated", "signed_in"]


def test_the_last_administrator_is_neither_deactivated_nor_made_an_ordinary_person(given, client, administrator):
    page = text_of(client.submit(of(administrator, "/deactivation")))
    assert "This is the last administrator who can sign in." in page
    page = text_of(client.submit(of(administrator, "/details"), {"name": "Admin One"}))
    assert "This is the last administrator who can sign in." in page
    person = given.row(User, id=administrator.id)
    assert (person.active, person.is_administrator) == (True, True)


def test_one_of_two_administrators_goes_and_the_other_stays(given, client, administrator):
    second = given.person(None, is_administrator=True)
    assert client.submit(of(second, "/deactivation")).status_code == 302
    assert given.row(User, id=second.id).active is False
    assert "last administrator" in text_of(client.submit(of(administrator, "/deactivation")))


def test_an_administrator_makes_another_and_corrects_a_name(given, client, administrator):
    clerk = given.person(Role.CLERK)
    data = {"name": "Clerk Renamed", "is_administrator": "y"}
    assert client.submit(of(clerk, "/details"), data).location == "/people"
    person = given.row(User, id=clerk.id)
    assert (person.name, person.is_administrator) == ("Clerk Renamed", True)
    assert history(given)[-1].changes["is_administrator"] == [False, True]


def test_before_somebody_goes_the_page_says_what_they_own_and_no_content(given, client, office, administrator):
    clerk = given.person(Role.CLERK, office=office, name="Clerk One")
    for _ in range(2):
        given.request(office=office, owner=clerk, subject="Hidden word")
    given.request(office=office, owner=clerk, closed_on=date(2018, 10, 5))
    for url in (of(clerk), of(clerk, "/deactivation")):
        page = " ".join(text_of(client.get(url)).split())
        assert "Clerk One owns 2 open requests of DEMO." in page
        assert "Hidden" not in page
        assert "/requests?owner" not in page


def test_an_administrator_of_the_office_is_led_to_the_docket_of_the_leaver(given, client, office):
    clerk = given.person(Role.CLERK, office=office)
    made = given.request(office=office, owner=clerk)
    client.sign_in(given.person(Role.STAFF_DIRECTOR, office=office, is_administrator=True))
    link = f"/requests?owner={clerk.id}"
    assert link in text_of(client.get(of(clerk, "/deactivation")))
    client.submit(of(clerk, "/deactivation"))
    assert made.number in text_of(client.get(link))


def test_a_shown_link_stands_on_the_page_once_and_signs_in_once(given, client, clients, office, administrator):
    clerk = given.person(Role.CLERK, office=office)
    answer = post(client, of(clerk, "/sign-in-links/shown"))
    assert answer.headers["Cache-Control"] == "no-store"
    url = re.search(r"http://\S+?(/signin/link/[^<\s]+)", text_of(answer))[1]
    assert given.count(Message) == 0
    theirs = clients()
    theirs.submit(url)
    assert theirs.get("/").status_code == 200
    assert client.get(of(clerk, "/sign-in-links/shown")).status_code == 405
    assert "link_made" in [event.verb for event in history(given)]
    assert url.rsplit("/", 1)[1] not in str(history(given))


def test_no_link_is_made_for_somebody_who_was_shut_out(given, client, office, administrator):
    clerk = given.person(Role.CLERK, office=office)
    client.submit(of(clerk, "/deactivation"))
    for tail in ("/sign-in-links", "/sign-in-links/shown"):
        assert "switched off" in text_of(post(client, of(clerk, tail)))
    assert given.count(SignInLink) == 0


def test_a_staff_director_mails_a_link_to_the_own_people_only_and_never_sees_it(given, client, office, director):
    own = given.person(Role.CLERK, office=office)
    foreign = given.person(Role.CLERK, office=given.office("OTHER"))
    client.sign_in(director)
    assert post(client, of(own, "/sign-in-links")).location == "/people"
    assert given.row(Message).recipient == own.email
    assert post(client, of(foreign, "/sign-in-links")).status_code == 404
    assert post(client, of(own, "/sign-in-links/shown")).status_code == 403
    assert given.count(Message) == 1
