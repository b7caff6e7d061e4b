"""The hours of one person: quiet ones across midnight and zones, and when a digest comes, in summer time and out of it."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.models.mail_rules import MailFacts, MailRules
from app.models.mail_terms import MailMode
from app.models.picklists import MessageKind
from app.refusals import Refused
from app.reminders.hours import Hours

EASTERN, HONOLULU = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")
NIGHT = {"quiet_from": time(19), "quiet_until": time(7)}


def hours(zone=EASTERN, **facts):
    return Hours(MailFacts(**facts), zone)


def at(zone, *moment):
    return datetime(*moment, tzinfo=zone).astimezone(UTC)


def test_quiet_hours_run_across_midnight_and_their_end_is_loud():
    night = hours(**NIGHT)
    quiet = [at(EASTERN, 2018, 10, 9, hour, minute) for hour, minute in ((19, 0), (23, 59), (0, 0), (6, 59))]
    assert all(night.is_quiet(moment) for moment in quiet)
    assert not any(night.is_quiet(at(EASTERN, 2018, 10, 9, hour)) for hour in (7, 12, 18))
    assert not hours().is_quiet(quiet[0])


@pytest.mark.parametrize(
    ("moment", "comes"),
    [
        ((2018, 10, 11), (2018, 10, 10)),  # Thursday 7 a.m. in New York is 1 a.m. in Honolulu.
        ((2018, 10, 9), (2018, 10, 5)),  # Monday the 8th is closed, so the evening before it is Friday's.
        ((2018, 11, 5), (2018, 11, 2)),  # Winter time began on Sunday.
        ((2019, 3, 11), (2019, 3, 8)),  # Summer time began on Sunday.
    ],
)
def test_a_reminder_in_quiet_hours_comes_on_the_open_evening_before(moment, comes):
    found = hours(HONOLULU, **NIGHT).earlier(at(EASTERN, *moment, 7))
    assert found == at(HONOLULU, *comes, 18, 45)


def test_an_overdue_notice_waits_for_the_end_and_nothing_waits_past_a_deadline():
    night, written = hours(**NIGHT), at(EASTERN, 2018, 10, 12, 23)
    assert night.leaves_at(MessageKind.OVERDUE, written, due_at=written) == at(EASTERN, 2018, 10, 13, 7)
    assert night.leaves_at(MessageKind.REMINDER, written, due_at=at(EASTERN, 2018, 10, 12, 23, 59)) == written
    assert night.leaves_at(MessageKind.REMINDER, written, due_at=at(EASTERN, 2018, 10, 15)) > written


@pytest.mark.parametrize("day", [(2018, 11, 3), (2018, 11, 4), (2019, 3, 9), (2019, 3, 10)])
def test_a_digest_comes_at_its_clock_time_on_both_sides_of_a_clock_change(day):
    daily = hours(mode=MailMode.DIGEST, digest_at=time(7, 30))
    seven = at(EASTERN, *day, 7)
    leaves = daily.leaves_at(MessageKind.REMINDER, seven, due_at=at(EASTERN, day[0] + 1, 1, 1))
    assert leaves.astimezone(EASTERN).time() == time(7, 30)
    assert leaves.astimezone(EASTERN).date().day == day[2]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"quiet_from": time(19)}, "quiet_from"),
        ({"quiet_from": time(19), "quiet_until": time(19)}, "quiet_until"),
        ({**NIGHT, "digest_at": time(6)}, "digest_at"),
    ],
)
def test_rules_that_contradict_themselves_are_refused_beside_their_field(facts, field):
    with pytest.raises(Refused) as refusal:
        MailRules().write(MailFacts(**facts))
    assert refusal.value.field == field
