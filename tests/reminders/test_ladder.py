"""The ladder as a table: which step comes when."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models import ReminderLadder
from app.models.mail_terms import Audience, StopsWhen, Wording
from app.models.picklists import Instrument, MessageKind
from app.models.reminder_ladder import STANDARD, StepRule, carried, told_to
from app.refusals import Refused
from app.reminders.ladder import Calendar, Ladders, Track
from app.workdays import end_of, is_business_day

EASTERN = ZoneInfo("America/New_York")
ZONES = [EASTERN, ZoneInfo("Pacific/Honolulu"), ZoneInfo("America/Los_Angeles"), ZoneInfo("Pacific/Guam")]
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
OWNER = told_to(Audience.OWNER)
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
FRIDAY = date(2018, 10, 12)  # Monday the 8th is Columbus Day.


def track(rules=STANDARD, *, zone=EASTERN, gap=0, kind=Audience.OWNER, closures=frozenset()):
    told = [rule for rule in rules if kind in rule.kinds]
    since = tuple(dict(rule.audience)[kind] for rule in told)
    return Track(tuple(told), since, gap, Calendar(zone, closures))


def shown(due_on, count, rules=STANDARD, at=None, **given):
    found = track(rules, **given)
    steps = islice(found.coming(due_on, end_of(due_on, EASTERN, at), EPOCH.replace(year=due_on.year - 1)), count)
    return [(step.key, step.at.astimezone(EASTERN).strftime("%a %m-%d %H:%M")) for step in steps]


@pytest.mark.parametrize(
    ("due_on", "table"),
    [
        (
            FRIDAY,
            [
                ("before-7", "Tue 10-02 07:00"),
                ("before-3", "Tue 10-09 07:00"),
                ("before-1", "Thu 10-11 07:00"),
                ("due", "Fri 10-12 07:00"),
                ("overdue-1", "Mon 10-15 07:00"),
                ("overdue-2", "Mon 10-22 07:00"),
                ("overdue-3", "Mon 10-29 07:00"),
            ],
        ),
        (
            date(2018, 11, 4),  # A Sunday, and the day on which summer time ends; Monday the 12th is a holiday.
            [
                ("before-7", "Thu 10-25 07:00"),
                ("before-3", "Wed 10-31 07:00"),
                ("due", "Fri 11-02 07:00"),
                ("overdue-1", "Mon 11-05 07:00"),
                ("overdue-2", "Tue 11-13 07:00"),
            ],
        ),
        (
            date(2019, 1, 2),  # Christmas, the day before it by order, and New Year's Day.
            [
                ("before-7", "Wed 12-19 07:00"),
                ("before-3", "Thu 12-27 07:00"),
                ("before-1", "Mon 12-31 07:00"),
                ("due", "Wed 01-02 07:00"),
                ("overdue-1", "Thu 01-03 07:00"),
            ],
        ),
    ],
)
def test_the_standard_steps_stand_in_the_table(due_on, table):
    assert shown(due_on, len(table)) == table


def test_calendar_days_move_off_closed_days_and_business_days_repeat():
    rules = (
        StepRule(days=-4, is_business=False, audience=OWNER),  # Monday the 8th is closed, and the weekend before it.
        StepRule(days=2, every=2, audience=OWNER),
        StepRule(days=8, is_business=False, audience=OWNER),
    )
    assert shown(FRIDAY, 5, rules) == [
        ("before-4c", "Fri 10-05 07:00"),
        ("after-2-every-2-1", "Tue 10-16 07:00"),
        ("after-2-every-2-2", "Thu 10-18 07:00"),
        ("after-8c", "Mon 10-22 07:00"),
        ("after-2-every-2-4", "Wed 10-24 07:00"),
    ]


def test_a_declared_closure_moves_steps_as_a_holiday_does():
    found = shown(FRIDAY, 5, closures=frozenset({date(2018, 10, 11), date(2018, 10, 15)}))
    assert found[1:] == [
        ("before-3", "Fri 10-05 07:00"),
        ("before-1", "Wed 10-10 07:00"),
        ("due", "Fri 10-12 07:00"),
        ("overdue-1", "Tue 10-16 07:00"),
    ]


def test_a_reminder_of_the_due_morning_is_left_out_where_it_would_come_too_late():
    assert [key for key, _at in shown(FRIDAY, 4, at=time(6))] == ["before-7", "before-3", "before-1", "overdue-1"]


def test_the_gap_leaves_out_the_earlier_of_two_ahead_and_the_lesser_of_two_notices_after():
    rules = (*STANDARD, StepRule(days=5, audience=OWNER))
    assert [key for key, _at in shown(FRIDAY, 6, rules)][4:] == ["overdue-1", "after-5"]
    keys = [key for key, _at in shown(FRIDAY, 5, rules, gap=4)]
    assert keys == ["before-7", "due", "overdue-1", "overdue-2", "overdue-3"], "the 19th is too near to the 22nd"


@settings(max_examples=60, deadline=None)
@given(DAYS, st.sampled_from(ZONES))
def test_steps_come_in_order_on_open_mornings_and_overdue_only_after_the_last_minute(due_on, zone):
    due_at = end_of(due_on, zone)
    found = list(islice(track(zone=zone).coming(due_on, due_at, due_at - timedelta(days=40)), 8))
    assert [step.at for step in found] == sorted({step.at for step in found})
    assert all(step.at.astimezone(zone).time() == time(7) for step in found)
    assert all(is_business_day(step.at.astimezone(zone).date()) for step in found)
    assert all((step.at > due_at) == (step.kind is MessageKind.OVERDUE) for step in found)


STEPS = st.lists(
    st.builds(
        lambda days, is_business, every: StepRule(
            days=days, is_business=is_business, every=every if days > 0 else None, audience=OWNER
        ),
        st.integers(-20, 30),
        st.booleans(),
        st.none() | st.integers(4, 20),
    ),
    max_size=6,
    unique_by=lambda rule: rule.key,
)


@settings(max_examples=80, deadline=None)
@given(DAYS, st.sampled_from(ZONES), st.integers(-20 * 24 * 60, 80 * 24 * 60), STEPS, st.integers(0, 4))
def test_the_newest_step_is_the_last_that_a_walk_up_the_ladder_finds(due_on, zone, minutes, rules, gap):
    due_at = end_of(due_on, zone)
    at = due_at + timedelta(minutes=minutes)
    found = track((*rules, *STANDARD), zone=zone, gap=gap)
    come = found.between(due_on, due_at, due_at - timedelta(days=60), at + timedelta(microseconds=1))
    assert found.newest(due_on, due_at, at) == (come[-1] if come else None)


def test_the_very_minute_counts():
    due_at, found = end_of(FRIDAY, EASTERN), track()
    seven = datetime(2018, 10, 9, 7, tzinfo=EASTERN)
    assert found.newest(FRIDAY, due_at, seven - timedelta(seconds=1)).key == "before-7"
    assert found.newest(FRIDAY, due_at, seven).key == "before-3"
    assert found.newest(FRIDAY, due_at, datetime(2018, 10, 1, 23, tzinfo=EASTERN)) is None


def test_a_step_that_joins_tells_nothing_of_before_and_one_that_stays_goes_on():
    at = datetime(2018, 10, 10, 12, tzinfo=EASTERN)
    new = [*STANDARD, StepRule(days=-2, audience=OWNER)]
    new[4] = replace(new[4], audience=told_to(Audience.OWNER, Audience.TEAM))
    rules = carried(STANDARD, new, at=at)
    by_key = {rule.key: dict(rule.audience) for rule in rules}
    assert by_key["before-2"] == {Audience.OWNER: at}
    assert by_key["before-3"] == {Audience.OWNER: None, Audience.BACKUP: None}
    assert by_key["overdue"] == {Audience.OWNER: None, Audience.TEAM: at}
    newest = track(rules).newest(FRIDAY, end_of(FRIDAY, EASTERN), at)
    assert newest.key == "before-3", "the second business day before was this morning"


def test_an_instrument_has_the_office_s_ladder_until_it_has_its_own_and_a_notification_its_own_words():
    office = ReminderLadder(instrument="ANY", steps=[rule.as_json for rule in STANDARD[2:]], gap=2)
    own = ReminderLadder(instrument="QFR", steps=[rule.as_json for rule in STANDARD[3:]], gap=0)
    ladders = Ladders([office, own], Calendar(EASTERN))
    assert [rule.key for rule in ladders.of(Instrument.LETTER).rules] == ["before-1", "due", "overdue"]
    assert [rule.key for rule in ladders.of(Instrument.QFR).rules] == ["due", "overdue"]
    assert {rule.wording for rule in ladders.of(Instrument.NOTIFY).rules} == {Wording.OUR_CLOCK}
    own.end(at=datetime(2018, 10, 1, tzinfo=UTC))
    again = Ladders([office, own], Calendar(EASTERN)).of(Instrument.QFR).rules
    assert dict(again[0].audience)[Audience.OWNER] == own.ended_at, "what the ladder left out is not told afterwards"


@pytest.mark.parametrize(
    ("rules", "gap", "words"),
    [
        (STANDARD[4:], 0, "on or before the due day"),
        (STANDARD[:4], 0, "again and again"),
        ([*STANDARD, STANDARD[0]], 0, "has a step at this distance"),
        (STANDARD, 8, "more often than the gap"),
        ([*STANDARD, StepRule(days=90, is_business=True, audience=())], 0, "who is told"),
        ([*STANDARD[:4], replace(STANDARD[4], stops=StopsWhen.HEARD)], 0, "again and again"),
        ([*STANDARD, StepRule(days=-3, is_business=False, every=2, audience=OWNER)], 0, "Only a step after"),
    ],
)
def test_no_ladder_leaves_an_owner_alone(rules, gap, words):
    with pytest.raises(Refused, match=words):
        ReminderLadder().write(rules, gap=gap, before=STANDARD, at=EPOCH)
