"""One act on many requests: the check page, who is left out and why, one commit, one undo."""

import html
import re
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
import time_machine

from app.models import DeadlineEntry, Event, Message, OversightRequest, RequestTopic
from app.models.picklists import Role

TUESDAY = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def director(given, client):
    person = given.person(Role.STAFF_DIRECTOR)
    client.sign_in(person)
    return person


def text_of(page) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True))).split())


def address(act: str, rows=(), **more) -> str:
    return f"/requests/bulk/{act}?" + urlencode([*(("r", row.id) for row in rows), *more.items()])


def do(client, act: str, rows=(), **more):
    return client.submit(address(act, rows, **more), follow_redirects=True)


def undo(client, page):
    url = re.search(r'action="(/requests/bulk/undo\?act=\d+)"', page.get_data(as_text=True))
    return client.post(url[1], data={"csrf_token": client.token("/requests")}, follow_redirects=True)


def owners(given, rows) -> list[int]:
    return [given.row(OversightRequest, id=row.id).owner_id for row in rows]


def test_all_that_match_are_assigned_by_one_act_and_put_back_by_one_undo(given, client, director):
    leaver, heir = given.person(name="Leaver"), given.person(name="Heir")
    rows = [given.request(owner=leaver) for _ in range(3)]
    other = given.request(owner=director)
    check = text_of(client.get(address("assign", all="1", owner=leaver.id, owner_id=heir.id)))
    assert "What will change (3)" in check
    assert "Leaver Heir" in check
    page = do(client, "assign", all="1", owner=leaver.id, owner_id=heir.id)
    assert "3 requests assigned." in text_of(page)
    assert owners(given, [*rows, other]) == [heir.id] * 3 + [director.id]
    with given.session() as session:
        assert len({event.act_id for event in session.query(Event).filter_by(verb="bulk_assigned")}) == 1
    assert "3 requests put back as before." in text_of(undo(client, page))
    assert owners(given, rows) == [leaver.id] * 3
    assert given.count(Event) == 6


def test_undo_ends_after_half_an_hour_and_leaves_what_a_colleague_changed(given, client, director, clock):
    heir = given.person(name="Heir")
    rows = [given.request() for _ in range(2)]
    before = owners(given, rows)
    page = do(client, "assign", rows, owner_id=heir.id)
    client.submit(f"{rows[1].url}/assignment", {"owner_id": str(director.id), "backup_id": ""})
    told = text_of(undo(client, page))
    assert "1 request put back" in told
    assert rows[1].number in told
    assert owners(given, rows) == [before[0], director.id]
    page = do(client, "assign", rows, owner_id=heir.id)
    clock.shift(31 * 60)
    assert "more than 30 minutes ago" in text_of(undo(client, page))
    assert owners(given, rows) == [heir.id] * 2


def test_nobody_undoes_a_colleague_s_act(given, client, clients, director):
    heir, row = given.person(name="Heir"), given.request()
    page = do(client, "assign", [row], owner_id=heir.id)
    other = clients().sign_in(given.person(Role.STAFF_DIRECTOR))
    assert "nothing to undo" in text_of(undo(other, page))
    assert owners(given, [row]) == [heir.id]


def test_what_can_not_be_assigned_is_named_with_the_reason(given, client, director):
    energy = given.agency("Energy")
    heir = given.person(name="Heir", home_agency=energy)
    minority = given.office("DEMO2")
    rows = {
        "is on detail from Energy": given.request(agency=energy),
        "owns it already": given.request(owner=heir),
        "limited to named people": given.request(named=[director]),
        "is void": given.request(void_at=TUESDAY),
        "belongs to another office": given.request(office=minority, shared_with=[given.office()]),
    }
    fine = given.request()
    page = text_of(client.get(address("assign", [*rows.values(), fine], owner_id=heir.id)))
    assert "Left out (5)" in page
    for reason, row in rows.items():
        assert re.search(rf"{row.number} Vendor contracts [^.]*{reason}", page), reason
    do(client, "assign", [*rows.values(), fine], owner_id=heir.id)
    assert given.row(OversightRequest, id=fine.id).owner_id == heir.id
    assert given.row(OversightRequest, id=rows["is on detail from Energy"].id).owner_id != heir.id


def test_deadlines_are_extended_through_the_ledger_and_nothing_is_mailed(given, client, director):
    rows = [given.request(due_on=date(2018, 10, 12)), given.request(due_on=date(2018, 9, 3))]
    closed = given.request(closed_on=date(2018, 10, 1))
    never = given.request(due_on=None)
    page = text_of(client.get(address("extend", [*rows, closed, never], weeks="1", reason="They asked")))
    for words in (
        "Fri, Oct 12, 2018 Fri, Oct 19, 2018",
        "Mon, Sep 3, 2018 Tue, Oct 16, 2018",
        "is closed",
        "no due date",
    ):
        assert words in page
    page = do(client, "extend", [*rows, closed, never], weeks="1", reason="They asked")
    assert "2 requests extended." in text_of(page)
    assert given.row(OversightRequest, id=rows[0].id).due_on == date(2018, 10, 19)
    assert given.row(OversightRequest, id=rows[0].id).extensions == 1
    assert given.count(DeadlineEntry) == 5
    assert given.count(Message) == 0
    undo(client, page)
    assert given.row(OversightRequest, id=rows[0].id).due_on == date(2018, 10, 12)
    assert given.row(OversightRequest, id=rows[1].id).extensions == 0


def test_an_investigator_extends_own_requests_only_and_assigns_nothing(given, client):
    me = given.person(Role.INVESTIGATOR)
    client.sign_in(me)
    mine, other = given.request(owner=me), given.request()
    page = do(client, "extend", [mine, other], weeks="2")
    assert "1 request extended." in text_of(page)
    assert given.row(OversightRequest, id=other.id).due_on == date(2018, 10, 12)
    assert "your own requests only" in text_of(client.get(address("extend", [mine, other], weeks="2")))
    assert client.get(address("assign", [mine])).status_code == 403


def test_a_topic_is_given_to_all_and_taken_back(given, client, director):
    rows = [given.request() for _ in range(3)]
    client.submit(f"{rows[0].url}/topics", {"name": "Arms"})
    page = do(client, "topic", rows, name="ARMS")
    assert "2 requests given the topic." in text_of(page)
    assert given.count(RequestTopic) == 3
    undo(client, page)
    assert given.count(RequestTopic) == 1


def test_a_colleague_s_change_between_check_and_act_is_kept(given, client, director):
    heir, other = given.person(name="Heir"), given.person(name="Other")
    rows = [given.request(), given.request()]
    url = address("assign", rows, owner_id=heir.id)
    page = client.get(url).get_data(as_text=True)
    fields = dict(re.findall(r'name="(id|csrf_token|seen)"[^>]*value="([^"]*)"', page))
    with given.session() as session:
        session.get_one(OversightRequest, rows[0].id).owner_id = other.id
        session.commit()
    told = text_of(client.post(url, data=fields, follow_redirects=True))
    assert "1 request assigned." in told
    assert rows[0].number in told
    assert owners(given, rows) == [other.id, heir.id]
    client.post(url, data=fields)
    assert given.count(Event) == 1, "the same form sent again is the same act"


def test_what_another_office_has_cannot_be_reached_by_its_id(given, client, director):
    hidden, mine = given.request(office=given.office("DEMOM")), given.request()
    heir = given.person(name="Heir")
    assert hidden.number not in text_of(client.get(address("assign", [hidden, mine], owner_id=heir.id)))
    assert "No request is chosen" in text_of(client.get(address("assign", [hidden], owner_id=heir.id)))
    do(client, "assign", [hidden, mine], owner_id=heir.id)
    assert given.row(OversightRequest, id=hidden.id).owner_id != heir.id


@pytest.mark.parametrize(
    "query",
    [
        "",
        "r=",
        "r=x&r=-1&r=99999999999999999999999",
        "all=1&q=%00",
        "r=1&owner_id=abc",
        "r=1&weeks=99&until=%00",
        "page=99",
    ],
)
@pytest.mark.parametrize("act", ["assign", "extend", "topic"])
def test_no_address_breaks_the_check_page(given, client, director, act, query):
    assert client.get(f"/requests/bulk/{act}?{query}").status_code == 200


def test_more_than_the_most_are_not_changed_at_once(given, client, director, monkeypatch):
    for room in ("bulk_views", "bulk_services"):
        monkeypatch.setattr(f"app.requests.{room}.MOST", 2)
    for _ in range(3):
        given.request()
    assert "At most 2 are changed at a time" in text_of(client.get(address("topic", all="1", name="Arms")))


def test_the_check_page_asks_the_same_few_questions_for_any_number(given, client, director, selects):
    asked = []
    for _ in range(2):
        for _ in range(3):
            given.request(owner=director)
        with selects() as counted:
            client.get(address("extend", all="1", weeks="1"))
        asked.append(len(counted))
    assert asked[0] == asked[1] <= 9


def test_a_reader_may_not_act_and_sees_no_boxes(given, client):
    members = given.office("MEMB")
    row = given.request(shared_with=[members])
    client.sign_in(given.person(Role.READER, office=members))
    assert "Select all" not in client.get("/requests").get_data(as_text=True)
    for act in ("assign", "extend", "topic"):
        assert client.get(address(act, [row])).status_code == 403
