"""Calendar links and files: what they tell, to whom, and what becomes of them when a date moves or a person goes."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from icalendar import Calendar

from app.models import CalendarFeed, Event, OversightRequest, Seat, User
from app.models.browser_session import digest_of
from app.models.picklists import ClosingReason, Role
from tests.pages import parse, words

TUESDAY = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def me(given, client, clock):
    person = given.person(Role.COUNSEL)
    client.sign_in(person)
    return person


def address_in(answer) -> str:
    """The link's path, from the one page that shows it."""
    found = parse(answer.get_data(as_text=True)).find_class("tecum-secret")
    return words(found[0]).removeprefix("http://127.0.0.1:8000")


def make(client, query="", name="Mine") -> str:
    return address_in(client.submit(f"/calendar/feeds/new?{query}", {"name": name}))


def events(answer) -> dict[str, object]:
    """The events by their UID, as the calendars' own library reads them."""
    return {str(each["UID"]): each for each in Calendar.from_ical(answer.get_data()).walk("VEVENT")}


@pytest.fixture
def ask(app):
    """What a program without a cookie gets."""
    return lambda address, **headers: app.test_client().get(address, headers=headers)


def test_a_link_is_shown_once_and_only_its_digest_is_kept(given, client, me, ask):
    given.request(due_on=date(2018, 10, 12))
    address = make(client, "owner=me")
    token = address.split("/")[2]
    assert re.fullmatch(r"/cal/[\w-]{43}/mine\.ics", address)
    feed = given.row(CalendarFeed)
    assert feed.digest == digest_of(token)
    page = client.get("/calendar/feeds").get_data(as_text=True)
    assert token not in page
    assert "Not yet" in page
    assert ask(address).status_code == 200
    assert "Not yet" not in client.get("/calendar/feeds").get_data(as_text=True)
    told = given.row(Event, verb="made")
    assert (told.noun, told.actor_id) == ("CalendarFeed", me.id)


def test_the_same_form_sent_twice_makes_one_link(given, client, me):
    fields = {"name": "Mine", **client.fields("/calendar/feeds/new")} | {"name": "Mine"}
    assert client.post("/calendar/feeds/new", data=fields).status_code == 200
    assert client.post("/calendar/feeds/new", data=fields).location == "/calendar/feeds"
    assert given.count(CalendarFeed) == 1


def test_a_feed_tells_number_agency_and_dates_and_says_how_often_to_ask(given, client, me, ask):
    row = given.request(
        due_on=date(2018, 10, 12), due_time=time(17), subject="Secret subject", mail_topic="Secret topic"
    )
    answer = ask(make(client))
    assert answer.mimetype == "text/calendar"
    text = answer.get_data(as_text=True)
    for line in (
        *("METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", "TRANSP:TRANSPARENT"),
        *("X-MICROSOFT-CDO-BUSYSTATUS:FREE", "CLASS:PRIVATE", "TRIGGER:-P1D", "STATUS:CONFIRMED"),
    ):
        assert f"\r\n{line}\r\n" in text
    assert "Secret" not in text
    event = events(answer)["demo-115-0001-due@127.0.0.1"]
    assert event["SUMMARY"] == f"Due: [{row.number}] State"
    assert event["DTSTART"].dt == datetime(2018, 10, 12, 20, 30, tzinfo=UTC)
    assert event["DTEND"].dt == datetime(2018, 10, 12, 21, 0, tzinfo=UTC)
    assert event["URL"] == f"http://127.0.0.1:8000{row.url}"
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [timedelta(days=-1)]


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Pacific/Guam"])
def test_a_date_without_a_time_is_the_same_date_everywhere(given, client, clock, ask, zone):
    office = given.office("FAR", timezone=zone)
    person = given.person(Role.COUNSEL, office=office)
    given.request(office=office, owner=person, due_on=date(2018, 12, 31))
    client.sign_in(person)
    event = next(iter(events(ask(make(client))).values()))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2018, 12, 31), date(2019, 1, 1))


def test_the_subject_goes_along_only_where_the_office_chose_so_and_the_request_is_not_limited(
    given, client, clock, ask
):
    office = given.office("OPEN", is_subject_in_mail=True)
    person = given.person(Role.COUNSEL, office=office)
    given.request(office=office, owner=person, mail_topic="Contracts", due_on=date(2018, 10, 12))
    given.request(office=office, owner=person, mail_topic="Hidden", named=[person], due_on=date(2018, 10, 12))
    client.sign_in(person)
    told = [str(each["SUMMARY"]) for each in events(ask(make(client))).values()]
    assert told == ["Due: [OPEN-115-0001] State - Contracts", "Due: [OPEN-115-0002] State"]


def test_a_moved_date_keeps_its_uid_and_raises_its_sequence_and_so_do_closing_and_reopening(
    given, client, me, ask, clock
):
    row = given.request(due_on=date(2018, 10, 12), owner=me)
    address, seen = make(client), []

    def look():
        (uid, event), *none = events(ask(address)).items()
        assert none == []
        seen.append((uid, int(event["SEQUENCE"]), event["LAST-MODIFIED"].dt, str(event["STATUS"]), event["DTSTART"].dt))

    look()
    assert client.submit(f"{row.url}/extension", {"preset": "2018-10-19"}).status_code == 302
    look()
    clock.shift(60)
    closing = {"reason": "WITHDRAWN", "on": "10/9/2018", "note": "Asked by mistake."}
    assert client.submit(f"{row.url}/closing", closing).status_code == 302
    look()
    clock.shift(60)
    assert client.submit(f"{row.url}/reopening", at=row.url).status_code == 302
    look()
    assert len({uid for uid, *_ in seen}) == 1
    assert [each[1] for each in seen] == sorted({each[1] for each in seen}), "each version has a higher number"
    assert [each[2] for each in seen] == sorted(each[2] for each in seen)
    assert [each[3] for each in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [each[4] for each in seen] == [date(2018, 10, 12), *[date(2018, 10, 19)] * 3]


def test_what_ended_stays_cancelled_for_thirty_days_and_the_window_is_a_month_back_and_a_year_ahead(
    given, client, me, ask
):
    withdrawn = {"closing_reason": ClosingReason.WITHDRAWN, "due_on": date(2018, 10, 20)}
    kept = given.request(closed_on=date(2018, 9, 9), **withdrawn)
    given.request(closed_on=date(2018, 9, 8), **withdrawn)
    void = given.request(void_at=datetime(2018, 10, 1, tzinfo=UTC), due_on=date(2018, 10, 20))
    inside = [given.request(due_on=day) for day in (date(2018, 9, 9), date(2019, 10, 9))]
    for day in (date(2018, 9, 8), date(2019, 10, 10), None):
        given.request(due_on=day)
    found = {uid.split("-due@")[0].upper(): str(each["STATUS"]) for uid, each in events(ask(make(client))).items()}
    ended = dict.fromkeys((kept.number, void.number), "CANCELLED")
    assert found == ended | dict.fromkeys((row.number for row in inside), "CONFIRMED")


def test_a_feed_follows_the_filters_with_which_it_was_made(given, client, me, ask):
    doe = given.agency("DOE")
    mine = given.request(owner=me, agency=doe)
    given.request(owner=me)
    given.request(agency=doe)
    for query in (f"owner=me&agency={doe.id}", f"q=vendor&owner={me.id}&agency={doe.id}&office={given.office().id}"):
        address = make(client, query)
        assert address.endswith("/view.ics")
        assert [uid.split("-due@")[0].upper() for uid in events(ask(address))] == [mine.number]
    assert events(ask(make(client, "matter=gone"))) == {}


def test_a_reset_or_removed_link_answers_as_one_that_never_was(given, client, me, ask):
    address = make(client)
    feed = given.row(CalendarFeed)
    fresh = address_in(client.submit(f"/calendar/feeds/{feed.id}/reset", at="/calendar/feeds"))
    unknown = ask(f"/cal/{'x' * 43}/all.ics")
    assert (ask(address).status_code, unknown.status_code, ask(fresh).status_code) == (404, 404, 200)
    assert ask(fresh.replace("all.ics", "mine.ics")).status_code == 404
    client.submit(f"/calendar/feeds/{feed.id}/removal", at="/calendar/feeds")
    assert ask(fresh).status_code == 404
    bare = [re.sub(r"/cal/\S+|[0-9a-f]{12}", "", answer.get_data(as_text=True)) for answer in (ask(fresh), unknown)]
    assert bare[0] == bare[1]


def test_the_links_of_others_can_neither_be_seen_nor_reset(given, client, clients, me):
    make(client, name="Private name")
    feed = given.row(CalendarFeed)
    other = clients().sign_in(given.person(Role.STAFF_DIRECTOR))
    assert "Private name" not in other.get("/calendar/feeds").get_data(as_text=True)
    for act in ("reset", "removal"):
        assert other.submit(f"/calendar/feeds/{feed.id}/{act}", at="/calendar/feeds/new").status_code in {400, 404}
    assert given.row(CalendarFeed).digest == feed.digest


def test_who_leaves_is_shown_nothing_more_from_that_moment(given, client, me, ask):
    given.request(due_on=date(2018, 10, 12), shared_with=[given.office("MEMB")])
    address = make(client)
    assert len(events(ask(address))) == 1
    with given.session() as session:
        session.query(Seat).filter_by(user_id=me.id).one().ended_on = date(2018, 10, 9)
        session.commit()
    assert events(ask(address)) == {}
    with given.session() as session:
        session.get_one(User, me.id).active = False
        session.commit()
    assert ask(address).status_code == 404


def test_a_feed_holds_what_its_person_sees_whoever_asks_for_it(given, client, clients, me):
    seen = given.request(due_on=date(2018, 10, 12))
    given.request(due_on=date(2018, 10, 12), named=[given.person()])
    address = make(client)
    minority = clients().sign_in(given.person(Role.COUNSEL, office=given.office("DEMOM")))
    assert list(events(minority.get(address))) == [f"{seen.number.lower()}-due@127.0.0.1"]


def test_guesses_are_counted_and_stopped_while_a_true_link_goes_on_working(given, client, me, ask):
    address = make(client)
    answers = [ask(f"/cal/guess-{number}/all.ics").status_code for number in range(23)]
    assert answers == [404] * 20 + [429] * 3
    assert ask(address).status_code == 200


def test_an_unchanged_feed_is_not_sent_again(given, client, me, ask, clock):
    row = given.request(owner=me, due_on=date(2018, 10, 12))
    address = make(client)
    tag = ask(address).headers["ETag"]
    clock.shift(3600)
    again = ask(address, **{"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    client.submit(f"{row.url}/extension", {"preset": "2018-10-19"})
    assert ask(address, **{"If-None-Match": tag}).status_code == 200


def test_a_feed_asks_the_same_number_of_questions_whatever_it_holds(given, client, me, ask, selects):
    address = make(client)
    ask(address)
    with selects() as few:
        ask(address)
    for number in range(5):
        given.request(agency=given.agency(f"A{number}"))
    with selects() as many:
        assert len(events(ask(address))) == 5
    assert len(few) == len(many) <= 5, many.statements


def test_the_due_date_of_one_request_comes_as_a_file(given, client, clients, me):
    row = given.request(due_on=date(2018, 10, 12))
    answer = client.get(f"{row.url}/deadline.ics")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={row.number}.ics"
    assert list(events(answer)) == [f"{row.number.lower()}-due@127.0.0.1"]
    assert "X-WR-CALNAME" not in answer.get_data(as_text=True)
    assert f"{row.url}/deadline.ics" in client.get(row.url).get_data(as_text=True)
    assert client.get(f"{given.request(due_on=None).url}/deadline.ics").status_code == 404


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_a_link_needs_a_name_that_fits(given, client, me, name):
    assert "There is a problem" in client.submit("/calendar/feeds/new", {"name": name}).get_data(as_text=True)
    assert given.count(CalendarFeed) == 0


def test_a_person_keeps_twenty_links_at_most(given, client, me):
    with given.session() as session:
        for number in range(20):
            told = {"user_id": me.id, "office_id": given.office().id, "name": "One", "query": ""}
            session.add(CalendarFeed(digest=f"{number:064}", **told))
        session.commit()
    page = client.submit("/calendar/feeds/new", {"name": "One more"}).get_data(as_text=True)
    assert "You have 20 calendar links already." in page
    assert given.row(OversightRequest) is None
