"""The docket: what it lists, how it is cut and ordered, and that nothing in its address can break it."""

import html
import itertools
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
import time_machine

from app.models import Matter, OversightRequest
from app.models.base import new_id
from app.models.picklists import ClosingReason, Role, WaitsOn
from app.models.states import Reply, Timing
from app.requests.docket_queries import SORTS, lines
from app.requests.state_queries import Glance, State, in_state
from tests.factories import EASTERN

TUESDAY = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def me(given, client):
    person = given.person(Role.INVESTIGATOR)
    client.sign_in(person)
    return person


def numbers_on(page) -> list[str]:
    text = page.get_data(as_text=True)
    return [part.split('"')[0] for part in text.split('href="/requests/DEMO')[1:]]


def listed(client, **query) -> list[str]:
    page = client.get("/requests?" + urlencode(query))
    assert page.status_code == 200
    return [f"DEMO{rest}" for rest in numbers_on(page) if "/" not in rest]


def text_of(page) -> str:
    return html.unescape(page.get_data(as_text=True))


def test_the_docket_lists_what_is_open_with_the_earliest_due_date_first(given, client, me):
    later = given.request(due_on=date(2018, 11, 1))
    never = given.request(due_on=None)
    sooner = given.request(due_on=date(2018, 10, 5))
    closed = given.request(closed_on=date(2018, 10, 8), closing_reason=ClosingReason.WITHDRAWN)
    void = given.request(void_at=TUESDAY)
    found = listed(client)
    assert found == [sooner.number, later.number, never.number]
    assert closed.number not in found
    assert void.number not in found


def test_a_line_tells_due_date_items_states_owner_and_silence(given, client, me):
    given.request(due_on=date(2018, 10, 2), items=8, unclassified=1, owner=me, agency=given.agency("Energy"))
    text = text_of(client.get("/requests"))
    for words in ("Tue, Oct 2, 2018", "4 business days overdue", "0 of 8", "Reply to classify", "Energy", "Never"):
        assert words in text
    assert me.name in text


def test_a_first_visit_teaches_instead_of_showing_an_empty_table(given, client, me):
    text = text_of(client.get("/requests"))
    assert "No request stands here yet" in text
    assert "<table" not in text


def test_a_docket_in_which_all_is_closed_offers_the_closed_ones(given, client, me):
    given.request(closed_on=date(2018, 10, 8), closing_reason=ClosingReason.WITHDRAWN)
    text = text_of(client.get("/requests"))
    assert "Nothing is open" in text
    assert "state=all" in text


def test_no_match_names_the_filters_and_offers_to_clear_each(given, client, me):
    given.request(agency=given.agency("Energy"))
    text = text_of(client.get("/requests?q=grid&state=overdue"))
    assert 'No request matches words "grid" and state: Overdue.' in text
    assert 'href="/requests?state=overdue"' in text
    assert 'href="/requests?q=grid"' in text


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"q": "GRID vendor"}, "grid"),
        ({"q": "100%"}, "percent"),
        ({"q": "a_b"}, "underscore"),
        ({"state": "filed"}, "unsent"),
        ({"state": "overdue"}, "late"),
        ({"state": "due_soon"}, "soon"),
        ({"state": "to_classify"}, "answered"),
        ({"state": "void"}, "void"),
        ({"state": "closed"}, "closed"),
        ({"due_from": "10/20/2018", "due_to": "Oct 22 2018"}, "dated"),
        ({"waits_on": "COUNSEL"}, "counsel"),
    ],
)
def test_each_filter_shows_what_it_asks_for_and_nothing_else(given, client, me, query, wanted):
    other = {"due_on": date(2018, 12, 3), "subject": "Other"}
    made = {
        "grid": given.request(**{**other, "subject": "Grid security: vendor list"}),
        "percent": given.request(**{**other, "subject": "Where 100% of it went"}),
        "underscore": given.request(**{**other, "subject": "The file a_b"}),
        "unsent": given.request(**other, transmitted_on=None),
        "late": given.request(**{**other, "due_on": date(2018, 10, 8)}),
        "soon": given.request(**{**other, "due_on": date(2018, 10, 16)}),
        "answered": given.request(**other, unclassified=2),
        "void": given.request(**other, void_at=TUESDAY),
        "closed": given.request(**other, closed_on=date(2018, 10, 8), closing_reason=ClosingReason.WITHDRAWN),
        "dated": given.request(**{**other, "due_on": date(2018, 10, 22)}),
        "counsel": given.request(**other, waits_on=WaitsOn.COUNSEL),
    }
    given.request(**{**other, "subject": "1000 and axb"})
    assert listed(client, **query) == [made[wanted].number]


def test_the_docket_can_be_cut_by_agency_owner_and_matter(given, client, me):
    with given.session() as session:
        matter = Matter(office_id=given.office().id, slug="demo-tanks", title="Tanks")
        session.add(matter)
        session.commit()
        matter_id = matter.id
    energy = given.agency("Energy")
    mine = given.request(owner=me)
    asked = given.request(agency=energy)
    gathered = given.request(matter_id=matter_id)
    assert listed(client, owner="me") == [mine.number]
    assert listed(client, owner=str(me.id)) == [mine.number]
    assert listed(client, agency=str(energy.id)) == [asked.number]
    assert listed(client, matter="demo-tanks") == [gathered.number]


def test_the_views_count_what_they_lead_to(given, client, me):
    for _ in range(3):
        given.request(due_on=date(2018, 10, 2))
    given.request(owner=me, due_on=date(2018, 10, 11), unclassified=1)
    text = text_of(client.get("/requests"))
    for label, number in (("All open", 4), ("Mine", 1), ("Overdue", 3), ("Due soon", 1), ("To classify", 1)):
        assert f"{label} <strong>{number}</strong>" in text


def test_a_count_stops_at_a_thousand(given, client, me):
    copy_requests(given, 1002)
    text = text_of(client.get("/requests"))
    assert "All open <strong>1,000+</strong>" in text
    assert "Showing 1 to 50 of 1,000+" in text


def test_pages_hold_fifty_and_a_page_too_far_is_the_last(given, client, me):
    copy_requests(given, 60)
    first, second = listed(client), listed(client, page=2)
    assert (len(first), len(second)) == (50, 10)
    assert not set(first) & set(second)
    assert listed(client, page=199) == second


@pytest.mark.parametrize("sort", [*SORTS, "owner__password", "id; drop table", ""])
def test_every_order_shows_every_request_once_whatever_is_asked_for(given, client, me, sort):
    for subject, agency in (("beta", "State"), ("Alpha", "Energy"), ("gamma", "State")):
        given.request(subject=subject, agency=given.agency(agency), last_heard_on=None)
    assert len(set(listed(client, sort=sort))) == 3


def test_orders_are_what_they_say(given, client, me):
    one = given.request(subject="beta", agency=given.agency("State"), last_heard_on=date(2018, 10, 3))
    two = given.request(subject="Alpha", agency=given.agency("Energy"), last_heard_on=None)
    three = given.request(subject="gamma", agency=given.agency("Army"), last_heard_on=date(2018, 10, 1))
    wanted = {
        "subject": [two, one, three],
        "agency": [three, two, one],
        "heard": [two, three, one],
        "-heard": [one, three, two],
        "-number": [three, two, one],
    }
    for sort, rows in wanted.items():
        assert listed(client, sort=sort) == [row.number for row in rows], sort


@pytest.mark.parametrize(
    "query",
    [
        "page=1000000000",
        "page=-1",
        "page=99999999999999999999999",
        "per_page=1000000000",
        "due_from=9999-12-31&due_to=-1",
        "due_from=%00",
        "due_to=%2B9999bd",
        "sort=owner__password",
        "state=nonsense&owner=zzz&agency=-1&waits_on=%F0%9F%98%80",
        "agency=99999999999999999999999999&owner=99999999999999999999999999",
        "owner=%C2%B2",
        "matter=%00",
        "q=" + "x" * 10_000,
        "q=%00%27%22%25_%5C",
        "q=%ED%A0%80",
        "q=" + "+".join("abcdefghijkl"),
        "q=a&q=b&state=open&state=void",
    ],
)
def test_no_address_breaks_the_docket(given, client, me, query):
    given.request()
    assert client.get(f"/requests?{query}").status_code == 200


def test_a_day_that_cannot_be_read_is_kept_and_said_to_be_wrong(given, client, me):
    given.request()
    text = text_of(client.get("/requests?due_from=13%2F45%2F2018"))
    assert 'value="13/45/2018"' in text
    assert "There is no month 13" in text
    assert "DEMO-115-0001" in text


def test_a_page_asks_the_same_few_questions_whatever_stands_in_it(given, client, me, selects):
    asked = []
    for more in (1, 49, 450):
        copy_requests(given, more)
        with selects() as counted:
            assert client.get("/requests?q=contracts&due_from=1/1/2018").status_code == 200
        asked.append(len(counted))
    assert asked[0] == asked[1] == asked[2]
    assert asked[0] <= 8


@pytest.mark.parametrize(("role", "status"), [(role, 200) for role in Role])
def test_every_role_may_open_the_docket(given, client, role, status):
    client.sign_in(given.person(role))
    assert client.get("/requests").status_code == status


def test_a_stranger_is_asked_to_sign_in_and_a_person_without_a_seat_is_refused(given, client, clients):
    assert client.get("/requests").status_code == 302
    other = clients().sign_in(given.person(None))
    assert other.get("/requests").status_code == 403


def test_another_office_sees_what_is_shared_with_it_and_counts_nothing_else(given, client):
    minority = given.office("DEMOM")
    shared = given.request(shared_with=[minority], agency=given.agency("Energy"), due_on=date(2018, 10, 2))
    given.request(agency=given.agency("Treasury"), subject="Not for them", due_on=date(2018, 10, 2))
    for role in (Role.COUNSEL, Role.READER):
        client.sign_in(given.person(role, office=minority))
        page = client.get("/requests")
        assert [f"DEMO{rest}" for rest in numbers_on(page)] == [shared.number]
        assert "Overdue <strong>1</strong>" in text_of(page)
        assert "All open <strong>1</strong>" in text_of(page)
        assert ">Treasury<" not in text_of(page)
        assert ">Energy<" in text_of(page)


def test_an_office_with_nothing_in_sight_sees_the_first_page_of_all(given, client):
    given.request()
    client.sign_in(given.person(Role.COUNSEL, office=given.office("DEMOM")))
    assert "No request stands here yet" in text_of(client.get("/requests"))


def test_a_limited_request_stands_in_the_docket_of_named_people_only(given, client, me):
    given.request(named=[given.person(Role.COUNSEL)])
    mine = given.request(named=[me])
    assert listed(client) == [mine.number]


def test_the_filters_agree_with_the_states_of_each_line(given):
    """Rows of every kind are put in; each filter must find exactly the lines whose own state says so."""
    make_every_kind(given)
    glance = Glance(0, TUESDAY, EASTERN)
    with given.session():
        everything = lines(in_state(State.ALL, glance), glance=glance, limit=2000)
        assert {line.timing for line in everything} >= set(Timing) | {None}
        assert {line.reply for line in everything} >= set(Reply) | {None}
        for state in set(State) & {State(each.value) for each in Timing if each.value in set(State)}:
            found = {line.id for line in lines(in_state(state, glance), glance=glance, limit=2000)}
            also = {Timing.OVERDUE, Timing.LONG_OVERDUE} if state is State.OVERDUE else {Timing(state.value)}
            assert found == {line.id for line in everything if line.timing in also}, state
        for reply in Reply:
            found = {line.id for line in lines(in_state(State(reply.value), glance), glance=glance, limit=2000)}
            assert found == {
                line.id
                for line in everything
                if line.reply is reply and line.timing not in {Timing.CLOSED, Timing.VOID}
            }, reply


def make_every_kind(given) -> None:
    office, agency = given.office(), given.agency()
    dues = [None, *(date(2018, 9, day) for day in (5, 7, 10, 11))]
    dues += [date(2018, 10, day) for day in (8, 9, 10, 15, 16, 17, 18)]
    kinds = [(0, 0, 0, 0), (8, 0, 0, 0), (2, 1, 0, 0), (3, 0, 5, 0), (0, 0, 0, 8), (0, 0, 0, 1), (0, 0, 8, 0)]
    lives = [{}, {"transmitted_on": None}, {"closed_on": date(2018, 10, 1)}, {"void_at": TUESDAY}, {"unclassified": 1}]
    lives += [{"stopped_on": date(2018, 10, 1), "due_on": None, "due_at": None}]
    rows = []
    for serial, (due, kind, life) in enumerate(itertools.product(dues, kinds, lives), start=1):
        names = ("satisfied_items", "partial_items", "said_done_items", "refused_items")
        row = {
            **row_of(serial, office, agency, due),
            **dict(zip(names, kind, strict=True)),
            "counted_items": 8,
            **life,
        }
        rows.append(row)
    insert(given, rows)


def row_of(serial: int, office, agency, due: date | None = date(2018, 12, 3)) -> dict:
    return {
        "id": new_id(),
        "created_at": TUESDAY,
        "office_id": office.id,
        "agency_id": agency.id,
        "number": f"DEMO-116-{serial:04d}",
        "congress": 116,
        "serial": serial,
        "subject": f"Vendor contracts {serial}",
        "mail_topic": "Vendor contracts",
        "filed_at": TUESDAY,
        "transmitted_on": date(2018, 9, 3),
        "due_on": due,
        "due_at": datetime(due.year, due.month, due.day, 23, 59, tzinfo=EASTERN) if due else None,
        "stopped_on": None,
        "closed_on": None,
        "void_at": None,
        "unclassified": 0,
        "counted_items": 1,
    }


def copy_requests(given, number: int) -> None:
    office, agency = given.office(), given.agency()
    start = given.count(OversightRequest) + 1
    insert(given, [row_of(start + each, office, agency) for each in range(number)])


def insert(given, rows: list[dict]) -> None:
    with given.session() as session:
        session.execute(sa.insert(OversightRequest), rows)
        session.commit()
