"""Dates beside the deadline remind: once each, in their own words, and no more once they were met or changed."""

import re
from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa

from app.clock import now
from app.models import Absence, Item, Message, OtherDate, OversightRequest, Reminder, Seat
from app.models.deadline_picklists import OtherKind
from app.models.mail_terms import MailMode
from app.models.picklists import MessageKind, Role
from tests.reminders.conftest import START, eastern
from tests.reminders.test_mails import html_of, one, text_of
from tests.reminders.test_plan import change, told
from tests.reminders.test_rules import say


def note(given, row, kind=OtherKind.PROMISED, due_on=date(2018, 10, 11), **facts) -> int:
    """A date beside the deadline of a request, noted when the clock of these tests begins."""
    with given.session() as session:
        owner = session.get_one(OversightRequest, row.id).filed_by_id
        made = OtherDate(request_id=row.id, kind=kind, due_on=due_on, said_on=date(2018, 10, 1), logged_by_id=owner)
        for name, value in ({"created_at": START} | facts).items():
            setattr(made, name, value)
        session.add(made)
        session.commit()
        return made.id


def turn(given, date_id, **facts):
    with given.session() as session:
        for name, value in facts.items():
            setattr(session.get_one(OtherDate, date_id), name, value)
        session.commit()


@pytest.fixture
def row(given):
    """A request whose own deadline is far away."""
    return given.request(owner=given.person(name="Owner"), due_on=date(2019, 3, 1), items=3)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (OtherKind.PROMISED, "The agency promised an answer for today: Thu, Oct 11, 2018.\n"),
        (OtherKind.ROLLING, "A production is expected today: Thu, Oct 11, 2018.\n"),
        (OtherKind.TARGET, "Our own target is today: Thu, Oct 11, 2018.\n"),
        (OtherKind.ITEM, "Item 2 is due today: Thu, Oct 11, 2018.\n"),
    ],
)
def test_the_owner_is_told_once_on_the_morning_of_the_day(given, office, sink, row, kind, words):
    with given.session() as session:
        item = session.scalars(sa.select(Item).where(Item.request_id == row.id, Item.number == "2")).one()
        item_id = item.id if kind is OtherKind.ITEM else None
    note(given, row, kind, item_id=item_id, words="Secret volume" if kind is OtherKind.ROLLING else None)
    assert office.plan(eastern(10, 11, 6, 59)) == (kind is OtherKind.TARGET)
    office.deliver()
    sink.received.clear()
    assert office.morning(eastern(10, 11)).sent == 1
    letter = one(sink)
    assert letter["Subject"] == f"DATE: [{row.number}] State"
    assert text_of(letter).startswith(words)
    assert words.strip() in re.sub(r"<[^>]+>", "", html_of(letter))
    assert "because you own this request." in text_of(letter)
    assert not re.search("Secret|Item number", str(letter))
    given_again = [office.plan(eastern(10, day)) for day in (11, 12, 15, 31)]
    assert given_again == [0] * 4
    assert [why for _step, why in office.ledger()] == [None] * (2 if kind is OtherKind.TARGET else 1)


def test_a_target_is_told_of_on_the_business_day_before_and_a_closed_day_moves_a_morning_earlier(given, office, row):
    target = note(given, row, OtherKind.TARGET, date(2018, 10, 9))
    weekend = note(given, row, due_on=date(2018, 10, 13))
    assert [office.plan(eastern(10, day)) for day in (4, 5, 8, 9, 11, 12, 13)] == [0, 1, 0, 1, 0, 1, 0]
    assert [step for step, _why in office.ledger()] == [f"date-{target}-before", f"date-{target}", f"date-{weekend}"]


def test_a_scheduler_that_stood_still_tells_the_newest_morning_and_of_nothing_from_before_it_was_noted(
    given, office, sink, row
):
    note(given, row, OtherKind.TARGET, date(2018, 10, 10))
    note(given, row, due_on=date(2018, 10, 5), created_at=datetime(2018, 10, 9, 14, tzinfo=UTC))
    note(given, row, OtherKind.ROLLING, date(2018, 10, 8))
    assert office.morning(eastern(10, 15)).sent == 2
    assert sorted(text_of(letter).partition(":")[0] for letter in sink.letters) == [
        "A production was expected 5 business days ago",
        "Our own target was 3 business days ago",
    ]
    assert [bool(why) for _step, why in office.ledger()] == [False, False]


def test_who_covers_is_told_too_and_the_director_where_nobody_can_be(given, office, row):
    cover, director = given.person(name="Cover"), given.person(Role.STAFF_DIRECTOR, name="Director")
    with given.session() as session:
        owner_id = session.get_one(OversightRequest, row.id).owner_id
        seat_id = session.scalar(sa.select(Seat.id).where(Seat.user_id == owner_id))
        days = {"from_on": date(2018, 10, 8), "until_on": date(2018, 10, 12)}
        session.add(Absence(seat_id=seat_id, cover_id=cover.id, **days))
        session.commit()
    orphan = given.request(due_on=None, owner=given.person(), named=[director])
    for each in (row, orphan):
        note(given, each)
    change(given, orphan, lambda about: setattr(about, "owner_id", None))
    hidden = given.request(due_on=None, owner=given.person(name="Stranger"), named=[given.person()])
    note(given, hidden)
    office.plan(eastern(10, 11))
    assert sorted(name for name, _step in told(given)) == ["Cover", "Director", "Owner"]


@pytest.mark.parametrize(
    "why",
    [
        lambda about: setattr(about, "is_quiet", True),
        lambda about: setattr(about, "stopped_on", date(2018, 10, 10)),
        lambda about: setattr(about, "closed_on", date(2018, 10, 10)),
        lambda about: setattr(about, "transmitted_on", None),
    ],
)
def test_a_request_whose_clock_does_not_run_is_silent_about_its_dates(given, office, row, why):
    note(given, row)
    change(given, row, why)
    assert office.plan(eastern(10, 11)) == 0
    assert given.count(Reminder) == 0


@pytest.mark.parametrize(
    ("turned", "reason"),
    [
        ({"met_on": date(2018, 10, 11)}, "Not sent: the date was met."),
        ({"ended_at": START}, "Not sent: the date was removed."),
        ({"is_replaced": True}, "Not sent: the date was changed."),
    ],
)
@pytest.mark.parametrize("number", [1, 3])
def test_what_was_met_changed_or_removed_while_its_mail_waited_is_dropped_and_the_ledger_says_why(
    given, office, sink, row, turned, reason, number
):
    ids = [note(given, row) for _ in range(number)]
    assert office.plan(eastern(10, 11)) == 1
    assert given.row(Message).kind is (MessageKind.DIGEST if number == 3 else MessageKind.REMINDER)
    if "is_replaced" in turned:
        turned = {"ended_at": START, "replaced_by_id": note(given, row, due_on=date(2018, 11, 9))}
    turn(given, ids[0], **turned)
    assert office.deliver().sent == (number == 3)
    reasons = [why for _step, why in office.ledger()]
    assert sorted(reasons, key=str) == sorted([reason] + [None] * (number - 1), key=str)
    assert number == 1 or one(sink)["Subject"] == "DUE: [DEMO] 2 other dates"


def test_dates_and_deadlines_of_one_morning_come_as_one_mail(given, office, sink):
    owner = given.person(name="Owner")
    rows = [given.request(owner=owner) for _ in range(2)]
    note(given, rows[0], OtherKind.ROLLING, date(2018, 10, 9), words="Secret volume")
    assert office.morning(eastern(10, 9)).sent == 1
    letter = one(sink)
    assert letter["Subject"] == "DUE: [DEMO] 2 due soon, 1 other date"
    assert f"{rows[0].number}  State  Production expected: Tue, Oct 9, 2018 (today)" in text_of(letter)
    assert "Secret" not in str(letter)


def test_a_morning_that_a_later_one_took_the_place_of_stays_told_when_the_clock_is_set_back(given, office, row):
    target = note(given, row, OtherKind.TARGET)
    assert office.plan(eastern(10, 12)) == 1
    assert office.passed_over(f"date-{target}") == [f"date-{target}-before"]
    assert office.plan(eastern(10, 10)) == 0


def test_a_date_silences_no_step_of_the_deadline_and_no_other_date(given, office, sink):
    row = given.request(owner=given.person(name="Owner"))
    earlier, later = note(given, row, due_on=date(2018, 10, 8)), note(given, row, due_on=date(2018, 10, 9))
    office.plan(eastern(10, 5))
    assert office.plan(eastern(10, 9)) == 2
    assert office.deliver().sent == 3
    assert {step for step, why in office.ledger() if why is None} == {"before-3", f"date-{earlier}", f"date-{later}"}


def test_quiet_hours_hold_it_until_they_end_and_as_little_as_possible_leaves_it_out(given, office, row):
    with given.session() as session:
        owner_id = session.get_one(OversightRequest, row.id).owner_id
    note(given, row)
    owner = type("Owner", (), {"id": owner_id})
    say(given, owner, quiet_from=time(20), quiet_until=time(9), digest_at=time(10))
    office.plan(eastern(10, 11))
    assert given.row(Message).next_try_at == eastern(10, 11, 9)
    least = given.person(name="Least")
    say(given, least, mode=MailMode.LEAST)
    note(given, given.request(owner=least, due_on=date(2019, 3, 1)))
    assert office.plan(now()) == 0
    assert [why for name, why in reasons(given) if name == "Least"] == [
        "Left out: this person asked for the last reminder before a deadline only."
    ]


def reasons(given):
    with given.session() as session:
        return [(row.recipient.name, row.dropped_because) for row in session.query(Reminder)]


def test_a_sweep_asks_the_same_number_of_questions_however_many_dates_there_are(given, office, row, selects):
    note(given, row)
    with selects() as few:
        office.plan(eastern(10, 11))
    for _ in range(5):
        note(given, given.request(owner=given.person(name="Owner"), due_on=date(2019, 3, 1)), due_on=date(2018, 10, 12))
    with given.session() as session:
        owner_id = session.get_one(OversightRequest, row.id).owner_id
        for about in session.query(OversightRequest):
            about.owner_id = owner_id
        session.commit()
    with selects() as many:
        assert office.plan(eastern(10, 12)) == 1
    assert len(many) <= len(few) + 2, many.statements
