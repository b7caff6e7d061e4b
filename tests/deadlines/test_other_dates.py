"""Dates beside the deadline: an item's own, promised, rolling, our target; each met, missed or to come."""

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from app.deadlines.date_queries import other_dates_due
from app.models import Event, OtherDate, OversightRequest
from app.models.deadline_picklists import OtherKind
from app.models.picklists import Role

TUESDAY = datetime(2018, 10, 9, 14, 0, tzinfo=UTC)


@pytest.fixture
def counsel(given, client):
    with time_machine.travel(TUESDAY, tick=False):
        person = given.person(Role.COUNSEL)
        client.sign_in(person)
        yield person


def text_of(page) -> str:
    return html.unescape(page.get_data(as_text=True))


def add(client, row, **fields):
    return client.submit(f"{row.url}/dates/new", {"kind": "PROMISED", "due_on": "10/26/2018", **fields})


def test_volumes_are_added_one_comes_and_one_is_missed(given, client, counsel):
    row = given.request()
    for volume, day in enumerate(("10/5/2018", "10/8/2018", "10/26/2018"), start=1):
        answer = add(client, row, kind="ROLLING", words=f"Volume {volume}", due_on=day, said_on="10/2/2018")
        assert answer.status_code == 302
    first = given.row(OtherDate, words="Volume 1")
    assert client.submit(f"{row.url}/dates/{first.id}/met", {"met_on": "10/9/2018"}).status_code == 302
    for path in (row.url, f"{row.url}/dates"):
        page = text_of(client.get(path))
        assert page.count("Volume ") >= 3
        assert [page.count(f">{word}</span>") for word in ("Met late", "Missed", "To come")] == [1, 1, 1]
    assert given.row(Event, verb="date_met").request_id == row.id
    assert given.row(OversightRequest, id=row.id).due_version == 1


def test_another_date_takes_the_place_of_one_and_a_second_tab_is_told(given, client, counsel):
    row = given.request()
    add(client, row)
    old = given.row(OtherDate)
    fields = client.fields(f"{row.url}/dates/{old.id}")
    assert fields["due_on"] == "10/26/2018"
    for _ in range(2):
        answer = client.post(f"{row.url}/dates/{old.id}", data={**fields, "due_on": "11/2/2018"})
        assert answer.status_code == 302
    assert given.count(OtherDate) == 2
    assert given.row(OtherDate, id=old.id).replaced_by_id == given.row(OtherDate, ended_at=None).id
    late = client.submit(f"{row.url}/dates/{old.id}", {**fields, "id": "77", "due_on": "11/9/2018"})
    assert "A colleague changed this date" in text_of(late)
    token = {"csrf_token": client.token("/requests")}
    client.post(f"{row.url}/dates/{given.row(OtherDate, ended_at=None).id}/removal", data=token)
    assert given.row(OtherDate, ended_at=None) is None
    assert "No other date is noted." in text_of(client.get(f"{row.url}/dates"))


def undo(client, page):
    """Press the button beside what was just done."""
    url = html.unescape(re.search(r'action="([^"]*/undo[?][^"]*)"', page.get_data(as_text=True))[1])
    return url, text_of(client.post(url, data={"csrf_token": client.token("/requests")}, follow_redirects=True))


def test_each_act_can_be_taken_back_for_half_an_hour(given, client, counsel):
    row = given.request()
    dates = f"{row.url}/dates"
    add(client, row)
    _url, page = undo(client, client.get(dates))
    assert "The date is taken away again." in page
    assert "No other date is noted." in page
    add(client, row)
    own = given.row(OtherDate, ended_at=None)
    client.submit(f"{dates}/{own.id}", {"kind": "PROMISED", "due_on": "11/2/2018"})
    first, page = undo(client, client.get(dates))
    assert "The change of the date was taken back." in page
    assert given.row(OtherDate, ended_at=None).id == own.id
    assert "can't be undone any more" in text_of(
        client.post(first, data={"csrf_token": client.token("/requests")}, follow_redirects=True)
    )
    client.submit(f"{dates}/{own.id}/met", {"met_on": "10/9/2018"})
    assert "It is waited for again." in undo(client, client.get(dates))[1]
    assert given.row(OtherDate, id=own.id).is_standing
    remove = {"data": {"csrf_token": client.token("/requests")}, "follow_redirects": True}
    assert "The date stands again." in undo(client, client.post(f"{dates}/{own.id}/removal", **remove))[1]
    page = client.post(f"{dates}/{own.id}/removal", **remove)
    with time_machine.travel(TUESDAY + timedelta(minutes=31), tick=False):
        client.sign_in(counsel)
        assert "more than 30 minutes ago" in undo(client, page)[1]
    assert given.row(OtherDate, ended_at=None) is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due_on": ""}, "Enter the date."),
        ({"due_on": "2/30/2018"}, "2018"),
        ({"due_on": "9/30/2018"}, "This is before the date on the letter."),
        ({"due_on": "1/1/2204"}, "Enter a date between 1900 and 2100."),
        ({"said_on": "10/10/2018"}, "This day is still to come."),
        ({"said_on": "9/1/2018"}, "Nothing was agreed before the date of the letter."),
        ({"kind": "ROLLING"}, "Name the volume"),
        ({"kind": "ITEM"}, "Choose the item."),
        ({"kind": "ITEM", "item_id": "77"}, "Choose one of these."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(given, client, counsel, fields, sentence):
    row = given.request()
    assert sentence in text_of(add(client, row, **fields))
    assert given.count(OtherDate) == 0


def test_what_a_sweep_asks_for_is_one_statement_and_leaves_out_what_nobody_waits_for(given, client, counsel, selects):
    rows = [given.request(owner=counsel, items=2) for _ in range(3)]
    for row in rows:
        for day in ("10/8/2018", "10/12/2018", "10/26/2018"):
            add(client, row, due_on=day)
    client.submit(f"{rows[1].url}/deadline/stop", {"day": "10/8/2018", "category": "OTHER", "act": "save"})
    with given.session() as session:
        session.get_one(OversightRequest, rows[2].id).closed_on = date(2018, 10, 9)
        session.commit()
        with selects() as counted:
            found = other_dates_due(session, office_id=given.office().id, through=date(2018, 10, 12))
        assert len(counted) == 1 + 1  # the office of the argument, and the question itself
    assert [(each.number, each.due_on, each.kind, each.owner_id) for each in found] == [
        (rows[0].number, date(2018, 10, day), OtherKind.PROMISED, counsel.id) for day in (8, 12)
    ]


def test_another_office_with_which_it_is_shared_sees_no_target_of_ours(given, client, clients, counsel):
    minority = given.office("DEMOM")
    row = given.request(shared_with=[minority])
    add(client, row, kind="TARGET")
    other = clients().sign_in(given.person(Role.COUNSEL, office=minority))
    assert "Our own target" not in text_of(other.get(row.url))
    assert other.get(f"{row.url}/dates").status_code == 403
