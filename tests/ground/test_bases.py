"""Thousands of due dates against another library's walk, and what must hold whatever is recorded in whatever order."""

import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.bases import Rule, count, told_day
from app.ledger import Entry, replay
from app.refusals import Refused
from app.workdays import is_overdue

EASTERN = ZoneInfo("America/New_York")
WED = date(2018, 10, 3)
FIRST, LAST = datetime(2021, 1, 1), datetime(2035, 12, 31)
# Executive orders 14129, on the day of mourning for President Carter, and of December 2025.
BY_ORDER = {date(2024, 12, 24), date(2025, 1, 9), date(2025, 12, 24), date(2025, 12, 26)}
FLOATING = [
    *((1, rrule.MO(3)), (2, rrule.MO(3)), (5, rrule.MO(-1))),
    *((9, rrule.MO(1)), (10, rrule.MO(2)), (11, rrule.TH(4))),
]
FIXED = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)]


@cache
def open_days() -> frozenset[date]:
    """The oracle: Mondays to Fridays by dateutil, less the days of 5 U.S.C. 6103 and the orders, none of it ours."""
    closed = set(BY_ORDER)
    for month, weekday in FLOATING:
        found = rrule.rrule(rrule.YEARLY, bymonth=month, byweekday=weekday, dtstart=FIRST, until=LAST)
        closed |= {each.date() for each in found}
    for year in range(FIRST.year, LAST.year + 2):
        for month, number in FIXED:
            day = date(year, month, number)
            closed.add(day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0)))
    weekdays = rrule.rrule(rrule.DAILY, byweekday=range(5), dtstart=FIRST, until=LAST)
    return frozenset(each.date() for each in weekdays) - closed


def walked(start: date, n: int, closures: set[date]) -> date:
    day = start
    while n:
        day += timedelta(days=1)
        n -= day in open_days() and day not in closures
    return day


def test_thousands_of_due_dates_agree_with_an_independent_walk():
    chance = random.Random(20181003)
    for _ in range(2400):
        start = date(2021, 2, 1) + timedelta(days=chance.randrange(4400))
        closures = {start + timedelta(days=chance.randrange(60)) for _ in range(chance.choice([0, 0, 1, 3, 15]))}
        n, basis = chance.randint(1, 60), chance.choice(["N_BUS_DAYS", "N_BUS_DAYS", "N_CAL_DAYS", "N_WEEKS"])
        is_before = chance.random() < 0.2
        known, declared = sorted(closures)[::2], sorted(closures)[1::2]
        rule = Rule(basis=basis, start=start, n=n, is_before=is_before, closures=tuple((day, "snow") for day in known))
        told = [Entry(kind="closure", on=start, day=day, reason="snow") for day in declared]
        standing = replay([Entry(kind="start", on=start, rule=rule), *told], zone=EASTERN)
        by_calendar = rrule.rrule(
            rrule.WEEKLY if basis == "N_WEEKS" else rrule.DAILY,
            dtstart=datetime.combine(start, time()),
            count=n + 1,
        )
        expected = walked(start, n, closures) if basis == "N_BUS_DAYS" else by_calendar[-1].date()
        expected -= timedelta(days=is_before)
        assert standing.current_on == expected, (rule, declared)
        assert standing.original_on == expected


def test_a_letter_counted_in_business_days_explains_itself():
    rule = Rule(basis="N_BUS_DAYS", start=WED, n=10)
    week = Entry(kind="extension", on=date(2018, 10, 15), until=date(2018, 10, 25), reason="one week", how="phone")
    standing = replay([Entry(kind="start", on=WED, rule=rule), week], zone=EASTERN)
    assert standing.numbered == (
        "1. Letter dated Wed Oct 3, 2018; 10 business days, Mon Oct 8 (Columbus Day) skipped: "
        "due Thu Oct 18, 2018, end of day ET.",
        "2. Extended to Thu Oct 25, 2018 on Mon Oct 15: one week by phone.",
        "3. Now due Thu Oct 25, 2018, end of day ET; first due Thu Oct 18, 2018, extended once.",
    )
    assert standing.business_days_left(datetime(2018, 10, 22, 14, tzinfo=UTC)) == 3
    assert standing.business_days_left(datetime(2018, 10, 30, 14, tzinfo=UTC)) == -3


@pytest.mark.parametrize(
    ("rule", "on", "at", "words"),
    [
        (Rule(basis="DATE", start=WED), WED, None, "The letter says Wed Oct 3, 2018"),
        (Rule(basis="DATE", start=WED, is_before=True), date(2018, 10, 2), None, "before that day"),
        (Rule(basis="DATE_TIME", start=WED, at=time(17)), WED, time(17), "The letter says"),
        (Rule(basis="DATE_TIME", start=WED, at=time(0), is_before=True), date(2018, 10, 2), time(23, 59), "before"),
        (Rule(basis="COB", start=WED), WED, time(17), "close of business"),
        (Rule(basis="N_CAL_DAYS", start=date(2024, 2, 28), n=1), date(2024, 2, 29), None, "1 calendar day"),
        (Rule(basis="N_CAL_DAYS", start=date(2024, 2, 29), n=366), date(2025, 3, 1), None, "366 calendar days"),
        (Rule(basis="N_WEEKS", start=WED, n=2), date(2018, 10, 17), None, "2 weeks"),
        (
            Rule(basis="N_DAYS_AFTER_ENACTMENT", start=date(2018, 8, 13), start_words="Enacted", n=180),
            date(2019, 2, 9),
            None,
            "Enacted Mon Aug 13, 2018; 180 days after enactment",
        ),
        (
            Rule(basis="EVENT", start=WED, at=time(10), start_words="Hearing on"),
            WED,
            time(9, 59),
            "Hearing on Wed Oct 3",
        ),
        (Rule(basis="IMMEDIATE", start=WED), WED, None, "at once"),
        (Rule(basis="RECURRING", start=WED, n=7), date(2018, 10, 10), None, "every 7 days"),
        (Rule(basis="NONE"), None, None, "sets no date"),
        (Rule(basis="N_BUS_DAYS", start=date(2027, 12, 30), n=1), date(2028, 1, 3), None, "New Year"),
    ],
    ids=lambda value: value.basis if isinstance(value, Rule) else "",
)
def test_every_basis_comes_to_its_day_and_says_how(rule, on, at, words):
    found = count(rule, {})
    assert (found.on, found.at) == (on, at)
    assert words in found.words


SITTING = tuple(date(2018, 10, day) for day in (4, 5, 9, 11, 12))


def test_chamber_days_are_counted_on_the_imported_calendar_and_never_guessed():
    rule = Rule(basis="N_LEGISLATIVE_DAYS", start=WED, n=6, chamber="House", chamber_days=SITTING)
    start = Entry(kind="start", on=WED, rule=rule)
    unknown = replay([start], zone=EASTERN)
    assert unknown.due_at is None
    assert "6 legislative days of the House: can't be computed yet" in unknown.explanation[0]
    longer = Rule(**{**rule.__dict__, "chamber_days": (*SITTING, date(2018, 11, 13))})
    known = replay([start, Entry(kind="calendar", on=WED, rule=longer)], zone=EASTERN)
    assert known.current_on == date(2018, 11, 13)
    with pytest.raises(Refused, match="from 1 to 500"):
        count(Rule(basis="N_SESSION_DAYS", start=WED, n=0), {})


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule(basis="N_BUS_DAYS", start=WED, n=10_000), "n"),
        (Rule(basis="N_BUS_DAYS", start=WED, n=0), "n"),
        (Rule(basis="N_CAL_DAYS", start=date(2099, 1, 1), n=3650), "n"),
        (Rule(basis="N_CAL_DAYS", start=date.max, n=3650), "n"),
        (Rule(basis="N_BUS_DAYS", start=date.max, n=3), "n"),
        (Rule(basis="N_WEEKS"), "start"),
        (Rule(basis="DATE_TIME", start=WED), "at"),
    ],
)
def test_what_no_letter_can_mean_is_refused_beside_its_field(rule, field):
    with pytest.raises(Refused) as refusal:
        count(rule, {})
    assert refusal.value.field == field


def test_a_rule_is_kept_and_read_back_as_it_was():
    rule = Rule(
        basis="N_BUS_DAYS", start=WED, n=3, at=time(17), is_before=True, closures=((date(2018, 10, 5), "snow"),)
    )
    assert Rule.of_json(rule.as_json) == rule


# Properties. An entry that the ledger refuses is left out, so that every ledger here could have been recorded.
DAYS = st.dates(date(2018, 10, 4), date(2018, 12, 31))
STARTS = st.builds(
    Entry,
    kind=st.just("start"),
    on=st.just(WED),
    rule=st.builds(
        Rule,
        basis=st.sampled_from(["N_BUS_DAYS", "N_CAL_DAYS", "N_WEEKS", "DATE"]),
        start=st.just(WED),
        n=st.integers(1, 25),
    ),
)
CLOSURES = st.builds(Entry, kind=st.just("closure"), on=st.just(WED), day=DAYS, reason=st.just("snow"))
MOVES = st.one_of(
    st.builds(Entry, kind=st.sampled_from(["extension", "correction"]), on=st.just(WED), until=DAYS),
    st.builds(Entry, kind=st.sampled_from(["stop", "restart"]), on=st.just(WED), day=DAYS),
    st.just(Entry(kind="withdrawal", on=WED)),
)


def standing_of(entries):
    return replay(entries, zone=EASTERN)


def facts(standing):
    return (standing.original_on, standing.current_on, standing.due_at, standing.extensions, standing.stopped_on)


@st.composite
def recorded(draw):
    kept = [draw(STARTS)]
    for entry in draw(st.lists(st.one_of(MOVES, CLOSURES), max_size=8)):
        try:
            standing_of([*kept, entry])
        except Refused:
            continue
        kept.append(entry)
    return kept


@settings(max_examples=60, deadline=None)
@given(kept=recorded(), seed=st.randoms())
def test_when_a_closure_was_told_changes_nothing(kept, seed):
    moves = [entry for entry in kept if entry.kind != "closure"]
    shuffled = list(moves)
    for closure in (entry for entry in kept if entry.kind == "closure"):
        shuffled.insert(seed.randint(1, len(shuffled)), closure)
    try:
        other = standing_of(shuffled)
    except Refused:
        # A closure told first can carry the date past what was agreed later; the ledger says so instead of bending.
        assume(False)
    assert facts(other) == facts(standing_of(kept))


@settings(max_examples=60, deadline=None)
@given(kept=recorded(), day=DAYS)
def test_a_closure_that_is_lifted_was_never_there(kept, day):
    before = standing_of(kept)
    assume(not before.current_on or day not in before.closures)
    assume(before.current_on is not None)
    lifted = [*kept, Entry(kind="closure", on=WED, day=day, reason="x"), Entry(kind="reopening", on=WED, day=day)]
    assert facts(standing_of(lifted)) == facts(before)


@settings(max_examples=60, deadline=None)
@given(kept=recorded(), days=st.integers(1, 30))
def test_what_is_only_said_of_a_date_moves_neither_it_nor_its_version(kept, days):
    before = standing_of(kept)
    assume(before.current_on is not None)
    later = before.current_on + timedelta(days=days)
    ask = Entry(kind="ask", on=WED, until=later, who="J. Smith")
    asked = standing_of([*kept, ask])
    part = Entry(kind="part", on=WED, until=later, scope="item 1")
    for answer in (Entry(kind="refusal", on=WED), part, Entry(kind="undo", on=WED)):
        answered = standing_of([*kept, ask, answer])
        assert (asked.asked, answered.asked) == (ask, None)
        for standing in (asked, answered):
            assert (facts(standing), standing.version) == (facts(before), before.version)
    taken_back = standing_of([*kept, ask, Entry(kind="refusal", on=WED), Entry(kind="undo", on=WED)])
    assert taken_back.asked == ask
    granted = standing_of([*kept, ask, Entry(kind="extension", on=WED, until=later)])
    assert (granted.asked, granted.current_on, granted.version) == (None, later, before.version + 1)


@settings(max_examples=60, deadline=None)
@given(kept=recorded(), days=st.integers(0, 30))
def test_stop_and_restart_give_back_the_days_between_and_none_more(kept, days):
    before = standing_of(kept)
    assume(before.current_on is not None)
    stops = [entry.day for entry in kept if entry.kind == "restart"]
    day = max([before.current_on - timedelta(days=3), *stops])
    assume(day <= before.current_on)
    stop = Entry(kind="stop", on=WED, day=day, category="lapse")
    again = Entry(kind="restart", on=WED, day=day + timedelta(days=days))
    stopped = standing_of([*kept, stop])
    assert stopped.due_at is None
    after = standing_of([*kept, stop, again])
    assert after.due_at >= before.due_at
    if days == 0:
        assert after.due_at == before.due_at or before.target_on == after.current_on
    assert facts(standing_of([*kept, stop, Entry(kind="undo", on=WED)])) == facts(before)


@settings(max_examples=60, deadline=None)
@given(kept=recorded())
def test_never_before_its_start_and_the_last_line_is_the_result(kept):
    standing = standing_of(kept)
    last = standing.explanation[-1]
    assert standing.version == len(kept) == len(standing.explanation) - 1
    if standing.current_on is None:
        assert "nothing is due" in last
        return
    assert f"Now due {told_day(standing.current_on)}" in last
    corrected = any(entry.kind == "correction" for entry in kept)
    assert standing.current_on >= WED or corrected
    with pytest.raises(Refused, match="must be later"):
        standing_of([*kept, Entry(kind="extension", on=WED, until=standing.current_on)])


# The clock: what was typed is what is shown, and the minute after it is late, wherever server and reader are.
@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Honolulu", "Pacific/Guam"])
@pytest.mark.parametrize(
    ("on", "at"),
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), time(17)),
        (date(2026, 11, 1), time(1, 30)),
        (date(2027, 3, 14), time(17)),
        (date(2027, 3, 14), None),
        (date(2028, 2, 29), None),
        (date(2026, 12, 31), None),
    ],
)
def test_the_date_typed_is_the_date_shown_and_late_comes_a_minute_after(zone, on, at):
    zone = ZoneInfo(zone)
    standing = replay([Entry(kind="start", on=on, rule=Rule(basis="DATE", start=on, at=at))], zone=zone)
    assert told_day(on) in standing.explanation[-1]
    local = standing.due_at.astimezone(zone)
    assert (local.date(), local.time()) == (on, at or time(23, 59))
    assert not is_overdue(standing.due_at, standing.due_at + timedelta(seconds=59))
    assert is_overdue(standing.due_at, standing.due_at + timedelta(minutes=1))


def test_a_time_that_the_spring_change_skips_is_shown_as_typed_with_the_minute_that_counts():
    march = date(2027, 3, 14)
    standing = replay([Entry(kind="start", on=march, until=march, until_time=time(2, 30))], zone=EASTERN)
    assert standing.due_at == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
    assert "2:30 a.m. ET (the clocks skip that time, so it counts until 3:30 a.m.)" in standing.explanation[-1]


def test_a_closure_that_covers_every_day_of_the_count_gives_all_of_them_after_it():
    shut = Entry(kind="closure", on=WED, day=WED, until=WED + timedelta(days=119), reason="a lapse")
    start = Entry(kind="start", on=WED, rule=Rule(basis="N_BUS_DAYS", start=WED, n=10))
    standing = replay([start, shut], zone=EASTERN)
    assert standing.current_on == date(2019, 2, 13), "ten business days after January 30"
    assert told_day(standing.current_on) in standing.explanation[-1]


def test_a_printed_date_on_a_holiday_stays_says_so_and_offers_a_day_to_aim_at():
    columbus = date(2018, 10, 8)
    snow = Entry(kind="closure", on=WED, day=date(2018, 10, 9), reason="snow")
    standing = replay([Entry(kind="start", on=WED, until=columbus), snow], zone=EASTERN)
    assert (standing.current_on, standing.target_on) == (columbus, date(2018, 10, 10))
    assert standing.note.startswith("Mon Oct 8, 2018 falls on Columbus Day. The date stands;")


SCRIPT = """
from datetime import date, time
from zoneinfo import ZoneInfo
from app.bases import Rule
from app.ledger import Entry, replay
rules = [Rule(basis="N_BUS_DAYS", start=date(2026, 10, 28), n=n, at=at) for n in (1, 3, 9) for at in (None, time(17))]
for rule in rules:
    standing = replay([Entry(kind="start", on=date(2026, 10, 28), rule=rule)], zone=ZoneInfo("America/New_York"))
    print(standing.due_at.isoformat(), standing.explanation)
"""


def test_the_zone_of_the_server_changes_nothing():
    told = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
        ).stdout
        for zone in ("UTC", "Asia/Tokyo")
    }
    assert len(told) == 1
    assert told.pop().count("Now due") == 6
