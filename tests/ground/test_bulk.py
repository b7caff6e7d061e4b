"""Many rows and many ids in one statement: the same answers on both databases."""

import gc
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.bulk import among, insert_missing
from app.garbage import uncollected
from app.models import Reminder
from app.models.base import new_id
from app.models.picklists import MessageKind
from app.policies import SYSTEM, look

MORNING = datetime(2018, 10, 9, 11, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture
def told(given):
    """Makes rows of the reminder ledger for one request and person, one for each step."""
    person = given.person()
    request = given.request(owner=person)

    def rows(*steps, passed_over=None):
        return [
            {
                "id": new_id(), "recipient_id": person.id, "kind": MessageKind.REMINDER, "request_id": request.id,
                "due_version": 1, "step": step, "due_for": MORNING, "why": 'you "own" it, naïve', "passed_over": passed_over,
            }
            for step in steps
        ]  # fmt: skip

    return rows


def insert(given, rows):
    with given.session() as session:
        look(session, SYSTEM)
        made = insert_missing(session, Reminder.__table__, rows)
        session.commit()
        return made


def test_a_row_comes_back_as_it_went_in_with_its_defaults(given, told):
    rows = told("before-3", passed_over=[["before-7", "2018-10-02T11:00:00+00:00"]])
    assert insert(given, rows) == {rows[0]["id"]}
    with given.session() as session:
        found = session.scalars(sa.select(Reminder)).one()
        assert {name: getattr(found, name) for name in rows[0]} == rows[0]
        assert (found.message_id, found.created_at.tzinfo) == (None, UTC)


def test_nothing_passed_over_is_null_and_not_the_word(given, told):
    insert(given, told("before-3"))
    with given.session() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Reminder.passed_over.is_(None))) == 1


@pytest.mark.parametrize("number", [1, 2_500])
def test_only_rows_that_were_not_there_go_in_and_are_named(given, told, number):
    first = told(*(f"step-{n}" for n in range(number)))
    assert insert(given, first) == {row["id"] for row in first}
    again = told(*(f"step-{n}" for n in range(number)), "one-more")
    assert insert(given, again) == {again[-1]["id"]}
    assert given.count(Reminder) == number + 1


def test_no_rows_are_none_that_went_in(given):
    assert insert(given, []) == set()


@pytest.mark.parametrize("number", [0, 1, 40_000])
def test_however_many_ids_are_asked_for_those_that_are_there_come_back(given, told, number):
    rows = told("before-3", "before-1", "due")
    insert(given, rows)
    wanted = [row["id"] for row in rows[:2]] if number else []
    with given.session() as session:
        asked = sa.select(Reminder.id).where(among(session, Reminder.id, [*wanted, *range(number)]))
        assert set(session.scalars(asked)) == set(wanted)


def test_python_looks_for_circles_again_whatever_happened():
    seen = []

    @uncollected()
    def fail():
        seen.append(gc.isenabled())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (seen, gc.isenabled()) == ([False], True)


def test_where_it_did_not_look_before_it_does_not_after():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
