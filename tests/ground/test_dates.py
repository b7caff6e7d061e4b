"""Dates and times: what people may write, what is asked of them otherwise, and how the product writes them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.dates import day_text, formal_text, moment_text, read_day, read_time, relative_text, zone_label
from app.refusals import Refused
from app.workdays import end_of

TUESDAY = date(2018, 10, 9)
OCT_12 = date(2018, 10, 12)
EASTERN = ZoneInfo("America/New_York")

A_DAY = "Enter a date like 10/12/2018."
FOUR_DIGITS = "Write the year with 4 digits, like 10/12/2018."
YEARS = "Enter a date between 1900 and 2100."

real_days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        *("10/12/2018", "10-12-18", "10/12/18", "10.12.2018", " 10/12/2018 ", "2018-10-12"),
        *("Oct 12 2018", "Oct. 12, 2018", "October 12, 2018", "october 12 2018", "OCT 12 2018", "October 12th, 2018"),
        *("12 Oct 2018", "12 October 2018", "Fri, Oct 12, 2018", "Fri 12 Oct 2018", "Friday 10/12/2018"),
        *("fri", "Friday", "FRI", "fri.", "+3d", "+ 3 d", "+3bd"),
    ],
)
def test_the_same_day_can_be_written_in_many_ways(text):
    assert read_day(text, today=TUESDAY) == OCT_12


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TUESDAY),
        ("Tomorrow", date(2018, 10, 10)),
        ("tue", date(2018, 10, 16)),  # Today has its own word, so a weekday is always ahead.
        ("thurs", date(2018, 10, 11)),
        ("mon", date(2018, 10, 15)),
        ("+2w", date(2018, 10, 23)),
        ("+10bd", date(2018, 10, 23)),
        ("+24bd", date(2018, 11, 13)),  # over Veterans Day, observed on the Monday
        ("sept 4 2018", date(2018, 9, 4)),
        ("2/29/2020", date(2020, 2, 29)),
        ("1/1/1900", date(1900, 1, 1)),
        ("12/31/2100", date(2100, 12, 31)),
        ("12/31/99", date(2099, 12, 31)),
    ],
)
def test_days_are_read_as_they_are_meant(text, day):
    assert read_day(text, today=TUESDAY) == day


def test_an_office_s_own_closures_are_skipped_when_business_days_are_counted():
    assert read_day("+1bd", today=TUESDAY, closures=frozenset({date(2018, 10, 10)})) == date(2018, 10, 11)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        *(
            (text, A_DAY)
            for text in ("", "   ", "soon", "Oct 12", "10/12", "10/12-2018", "12", "2018", "+3", "+3y", "-3d")
        ),
        *(
            (text, A_DAY)
            for text in ("Octo 12 2018", "mond", "10/12/20188", "١٠/١٢/٢٠١٨", "10/12/2018 noon", "fri oct")
        ),
        *((text, FOUR_DIGITS) for text in ("Oct 12 18", "12 Oct 18", "24/10/12", "10/12/218", "10/12/8", "18-10-12")),
        ("2/30/2018", "February 2018 has no day 30."),
        ("Feb 29, 2019", "February 2019 has no day 29."),
        ("2/29/19", "February 2019 has no day 29."),
        ("10/0/2018", "October 2018 has no day 0."),
        ("31/10/2018", "There is no month 31. Write the month first, like 10/12/2018."),
        ("2018-13-01", "There is no month 13. Write the month first, like 10/12/2018."),
        *((text, YEARS) for text in ("12/31/1899", "1/1/2101", "10/12/0018", "10/12/9999", "+9999w", "+9999d")),
        ("Thu, Oct 12, 2018", "October 12, 2018 is a Friday. Check the date."),
    ],
)
def test_anything_else_is_refused_with_what_to_write_instead(text, sentence):
    with pytest.raises(Refused) as refusal:
        read_day(text, today=date(2090, 1, 1) if text.startswith("+9") else TUESDAY, field="until")
    assert (refusal.value.sentence, refusal.value.field) == (sentence, "until")


@pytest.mark.parametrize("text", ["+9999bd", "+9999w"])
def test_counting_past_the_end_of_the_calendar_is_refused(text):
    with pytest.raises(Refused, match="between 1900 and 2100"):
        read_day(text, today=date(9990, 1, 1))


@given(day=real_days)
def test_every_way_of_writing_a_day_reads_back(day):
    ways = [
        day_text(day),
        day_text(day, "day-first"),
        formal_text(day),
        day.isoformat(),
        f"{day:%m/%d/%Y}",
        f"{day:%d %b %Y}",
    ]
    assert {read_day(text, today=TUESDAY) for text in ways} == {day}


@given(text=st.text(alphabet="0123456789/-., +abcdefinorstuw", max_size=20))
@example("9" * 5_000)
def test_whatever_is_typed_gives_a_day_in_range_or_a_sentence(text):
    try:
        day = read_day(text, today=TUESDAY)
    except Refused as refusal:
        outcome = refusal.sentence.endswith(".")
    else:
        outcome = date(1900, 1, 1) <= day <= date(2100, 12, 31)
    assert outcome


@pytest.mark.parametrize(
    ("text", "at"),
    [
        *(
            (text, time(17))
            for text in ("5:00 p.m.", "5 pm", "5pm", "5:00PM", "17:00", "COB", "close of business", "5 p.m.")
        ),
        *((text, time(12)) for text in ("noon", "12 noon", "12:00 p.m.", "12 pm")),
        ("12 a.m.", time(0)),
        ("12:30 am", time(0, 30)),
        ("9:05 a.m.", time(9, 5)),
        ("11:59 pm", time(23, 59)),
        ("05:00", time(5)),
        ("00:00", time(0)),
    ],
)
def test_clock_times_are_read_as_letters_print_them(text, at):
    assert read_time(text) == at


@pytest.mark.parametrize("text", ["", "25:00", "17:60", "13 pm", "0 am", "5:0 pm", "evening", "1700", "17:00 pm"])
def test_a_time_that_is_none_is_refused(text):
    with pytest.raises(Refused) as refusal:
        read_time(text, field="until_time")
    assert (refusal.value.sentence, refusal.value.field) == ("Enter a time like 5:00 p.m.", "until_time")


@pytest.mark.parametrize("text", ["5:00", "5", "9:30"])
def test_morning_or_afternoon_is_asked_not_guessed(text):
    with pytest.raises(Refused, match=r"Say a\.m\. or p\.m\."):
        read_time(text)


def test_days_are_shown_month_first_or_day_first_and_formally():
    assert day_text(OCT_12) == "Fri, Oct 12, 2018"
    assert day_text(OCT_12, style="day-first") == "Fri 12 Oct 2018"
    assert formal_text(date(2018, 1, 2)) == "January 2, 2018"


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (time(17), "Fri, Oct 12, 2018, 5:00 p.m. ET"),
        (time(12), "Fri, Oct 12, 2018, noon ET"),
        (time(0, 5), "Fri, Oct 12, 2018, 12:05 a.m. ET"),
        (time(12, 1), "Fri, Oct 12, 2018, 12:01 p.m. ET"),
    ],
)
def test_a_moment_is_shown_with_the_clock_of_its_zone(at, text):
    assert moment_text(end_of(OCT_12, EASTERN, at), EASTERN) == text


@pytest.mark.parametrize("moment", [datetime(2018, 1, 15, 12, tzinfo=UTC), datetime(2018, 7, 15, 12, tzinfo=UTC)])
@pytest.mark.parametrize(
    ("zone", "label"),
    [
        *(("America/New_York", "ET"), ("America/Detroit", "ET"), ("America/Chicago", "CT"), ("America/Denver", "MT")),
        *(("America/Los_Angeles", "PT"), ("Pacific/Honolulu", "HT"), ("Pacific/Guam", "ChT"), ("UTC", "UTC")),
        *(("Asia/Kolkata", "UTC+5:30"), ("America/Phoenix", "UTC-7"), ("Asia/Shanghai", "UTC+8")),
    ],
)
def test_a_zone_has_one_label_in_winter_and_summer(zone, label, moment):
    assert zone_label(ZoneInfo(zone), moment) == label


def test_elsewhere_the_offset_is_that_of_the_moment():
    london = ZoneInfo("Europe/London")
    assert zone_label(london, datetime(2018, 1, 15, tzinfo=UTC)) == "UTC"
    assert zone_label(london, datetime(2018, 7, 15, tzinfo=UTC)) == "UTC+1"


@pytest.mark.parametrize(
    ("day", "today", "text"),
    [
        (OCT_12, TUESDAY, "in 3 business days"),
        (date(2018, 10, 2), TUESDAY, "4 business days overdue"),  # over Columbus Day
        (TUESDAY, TUESDAY, "today"),
        (date(2018, 10, 10), TUESDAY, "tomorrow"),
        (date(2018, 10, 15), OCT_12, "in 1 business day"),
        (date(2018, 10, 13), OCT_12, "tomorrow"),
        (date(2018, 10, 14), OCT_12, "in 2 days"),
        (OCT_12, date(2018, 10, 13), "1 day overdue"),
        (OCT_12, date(2018, 10, 14), "2 days overdue"),
        (OCT_12, date(2018, 10, 15), "1 business day overdue"),
    ],
)
def test_how_far_off_a_day_is_told_in_business_days(day, today, text):
    assert relative_text(day, today) == text
