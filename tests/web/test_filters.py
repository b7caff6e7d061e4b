"""Filters: dates in the person's zone, tones, counts in words and as a bar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from app.models.counts import Count, Standing
from app.web import filters

EASTERN = ZoneInfo("America/New_York")
ASKED = datetime(2018, 10, 9, 16, 0, tzinfo=UTC)
DUE = datetime(2018, 10, 12, 21, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def page(app):
    with app.test_request_context("/"), time_machine.travel(ASKED, tick=False):
        yield


def test_a_day_is_written_with_its_weekday():
    assert filters.day(date(2018, 10, 12)) == "Fri, Oct 12, 2018"


def test_a_moment_is_written_in_the_zone_that_is_asked_for():
    assert filters.moment(DUE, EASTERN) == "Fri, Oct 12, 2018, 5:00 p.m. ET"
    assert filters.moment(DUE, ZoneInfo("America/Denver")) == "Fri, Oct 12, 2018, 3:00 p.m. MT"


def test_no_clock_time_is_shown_where_nobody_wrote_one():
    assert filters.absolute(date(2018, 10, 12)) == "Fri, Oct 12, 2018"
    assert filters.absolute(DUE) == "Fri, Oct 12, 2018, 5:00 p.m. ET"


def test_how_far_off_counts_business_days():
    assert filters.relative(date(2018, 10, 12)) == "in 3 business days"
    assert filters.relative(date(2018, 10, 1)) == "5 business days overdue"
    assert filters.relative(date(2018, 10, 9)) == "today"


def test_how_far_off_a_moment_is_counts_from_its_day_in_the_zone():
    late_evening = datetime(2018, 10, 11, 2, 0, tzinfo=UTC)
    assert filters.relative(late_evening, EASTERN) == "tomorrow"
    assert filters.relative(late_evening, ZoneInfo("UTC")) == "in 2 business days"


@pytest.mark.parametrize("write", [filters.day, filters.moment, filters.absolute, filters.relative])
def test_where_there_is_no_date_there_are_no_words(write):
    assert write(None) == ""


def test_words_go_on_inside_a_sentence_but_abbreviations_keep_their_capitals():
    assert filters.lower_first("Agency says done") == "agency says done"
    assert filters.lower_first("GAO report") == "GAO report"
    assert filters.lower_first("") == ""


def test_every_standing_has_a_tone_and_an_unknown_state_is_neutral():
    assert filters.tone_of(Standing.SATISFIED) == "good"
    assert filters.tone_of(Standing.REFUSED) == "bad"
    assert filters.tone_of("LONG_OVERDUE") == "bad"
    assert filters.tone_of("something new") == "neutral"
    assert all(standing.value in filters.TONES for standing in Standing)


def test_a_count_in_words_leaves_out_what_is_zero():
    count = Count(counted=8, satisfied=3, partial=2, refused=1)
    assert filters.count_words(count) == "3 of 8 satisfied; 2 partial; 1 withheld or refused; 2 nothing yet"


def test_the_bar_fills_the_whole_count_without_gaps():
    count = Count(counted=8, satisfied=3, partial=2, said_done=1, refused=1)
    parts = filters.bar_parts(count)
    assert [(part.name, part.width) for part in parts] == [
        ("satisfied", 3),
        ("partial", 2),
        ("said-done", 1),
        ("refused", 1),
        ("nothing", 1),
    ]
    assert [part.start for part in parts] == [0, 3, 5, 6, 7]
    assert filters.bar_parts(Count()) == []
