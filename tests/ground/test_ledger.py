"""A deadline's ledger: what each entry does, what is refused, and that the last sentence says what is due."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ledger import Entry, replay
from app.refusals import Refused

EASTERN = ZoneInfo("America/New_York")
OCT_1, OCT_2, OCT_5, OCT_12 = (date(2018, 10, day) for day in (1, 2, 5, 12))
START = Entry(kind="start", on=date(2018, 9, 21), until=OCT_5, how="printed in the letter")
WEEK = Entry(kind="extension", on=OCT_1, until=OCT_12, reason="one week", how="phone")
UNDO = Entry(kind="undo", on=OCT_2)
WITHDRAWAL = Entry(kind="withdrawal", on=OCT_2, reason="letter withdrawn")


def standing(*entries):
    return replay(entries, zone=EASTERN)


def facts(result):
    """What is due, apart from how many entries and sentences it took."""
    return (
        result.original_on,
        result.original_time,
        result.current_on,
        result.current_time,
        result.due_at,
        result.extensions,
    )


def correction(until, **given):
    return Entry(kind="correction", on=OCT_2, until=until, **given)


def test_a_start_is_due_at_the_end_of_its_day_in_the_zone():
    result = standing(START)
    assert facts(result) == (OCT_5, None, OCT_5, None, datetime(2018, 10, 6, 3, 59, tzinfo=UTC), 0)
    assert result.version == 1
    assert result.explanation == (
        "Due Fri Oct 5, 2018, end of day ET (printed in the letter).",
        "Now due Fri Oct 5, 2018, end of day ET.",
    )


def test_an_extension_moves_the_due_date_and_keeps_the_first_one():
    result = standing(START, WEEK)
    assert facts(result) == (OCT_5, None, OCT_12, None, datetime(2018, 10, 13, 3, 59, tzinfo=UTC), 1)
    assert result.version == 2
    assert result.explanation == (
        "Due Fri Oct 5, 2018, end of day ET (printed in the letter).",
        "Extended to Fri Oct 12, 2018 on Mon Oct 1: one week by phone.",
        "Now due Fri Oct 12, 2018, end of day ET; first due Fri Oct 5, 2018, extended once.",
    )


def test_the_numbered_explanation_is_for_plain_text():
    assert standing(START).numbered[0] == "1. Due Fri Oct 5, 2018, end of day ET (printed in the letter)."
    assert standing(START).numbered[-1] == "2. Now due Fri Oct 5, 2018, end of day ET."


def test_a_printed_clock_time_is_the_last_minute_and_is_told():
    result = standing(Entry(kind="start", on=OCT_1, until=OCT_12, until_time=time(17)))
    assert result.due_at == datetime(2018, 10, 12, 21, tzinfo=UTC)
    assert result.explanation[-1] == "Now due Fri Oct 12, 2018, 5:00 p.m. ET."


def test_noon_can_be_extended_to_the_end_of_the_same_day():
    noon = Entry(kind="start", on=OCT_1, until=OCT_5, until_time=time(12))
    result = standing(noon, Entry(kind="extension", on=OCT_2, until=OCT_5))
    assert (result.current_time, result.extensions) == (None, 1)
    assert result.explanation[-1].endswith("first due Fri Oct 5, 2018, noon ET, extended once.")


def test_an_undo_takes_back_the_latest_entry_and_each_more_one_before():
    later = Entry(kind="extension", on=OCT_2, until=date(2018, 10, 19))
    assert facts(standing(START, WEEK, later, UNDO)) == facts(standing(START, WEEK))
    assert facts(standing(START, WEEK, later, UNDO, UNDO)) == facts(standing(START))
    assert (
        standing(START, WEEK, UNDO).explanation[2] == "The extension to Fri Oct 12, 2018 was undone on Tue Oct 2, 2018."
    )


def test_an_undone_extension_can_be_granted_again():
    result = standing(START, WEEK, UNDO, WEEK)
    assert facts(result) == facts(standing(START, WEEK))
    assert result.version == 4


def test_a_correction_before_any_extension_corrects_the_first_date_too():
    result = standing(START, correction(date(2018, 10, 3), reason="misread."))
    assert (result.original_on, result.current_on, result.extensions) == (date(2018, 10, 3), date(2018, 10, 3), 0)
    assert result.explanation[1] == "Corrected to Wed Oct 3, 2018 on Tue Oct 2: misread."


def test_a_correction_after_an_extension_leaves_the_first_date_alone():
    result = standing(START, WEEK, correction(date(2018, 10, 10)))
    assert (result.original_on, result.current_on, result.extensions) == (OCT_5, date(2018, 10, 10), 1)


def test_a_request_may_have_no_due_date_until_a_correction_sets_one():
    none = Entry(kind="start", on=OCT_1)
    assert standing(none).due_at is None
    assert standing(none).explanation == ("No due date.", "No due date is set.")
    assert standing(none, correction(OCT_5)).original_on == OCT_5
    assert standing(START, correction(None)).due_at is None


def test_no_entries_at_all_are_no_due_date():
    result = standing()
    assert (result.due_at, result.version, result.explanation) == (None, 0, ("No due date is set.",))


def test_a_withdrawal_leaves_nothing_due_and_can_be_undone():
    result = standing(START, WEEK, WITHDRAWAL)
    assert facts(result) == (OCT_5, None, None, None, None, 1)
    assert result.explanation[-2:] == ("Withdrawn on Tue Oct 2, 2018: letter withdrawn.", "Withdrawn: nothing is due.")
    assert facts(standing(START, WEEK, WITHDRAWAL, UNDO)) == facts(standing(START, WEEK))


@pytest.mark.parametrize(
    ("entries", "sentence", "field"),
    [
        ((WEEK,), "A deadline starts with a first due date. Set one.", "until"),
        ((UNDO,), "A deadline starts with a first due date. Set one.", "until"),
        ((START, START), "The first due date was set already. Extend or correct it.", "until"),
        ((START, UNDO), "There is nothing to undo.", None),
        ((START, WEEK, UNDO, UNDO), "There is nothing to undo.", None),
        ((START, WEEK, WEEK), "An extension must be later than the current due date, Fri Oct 12, 2018.", "until"),
        ((START, Entry(kind="extension", on=OCT_1)), "Enter the new due date.", "until"),
        (
            (START, Entry(kind="correction", on=OCT_1, until_time=time(9))),
            "Enter the day as well as the time.",
            "until",
        ),
        ((Entry(kind="start", on=OCT_1), WEEK), "There is no due date to extend. Correct it instead.", "until"),
        ((START, correction(OCT_5)), "That is the due date already.", "until"),
        (
            (START, WEEK, correction(OCT_2)),
            "An extended date must be later than the first due date, Fri Oct 5, 2018.",
            "until",
        ),
        ((START, WITHDRAWAL, WEEK), "The deadline was withdrawn. Undo that first.", "until"),
        ((START, WITHDRAWAL, WITHDRAWAL), "The deadline was withdrawn. Undo that first.", "until"),
    ],
)
def test_what_cannot_follow_is_refused_in_a_plain_sentence(entries, sentence, field):
    with pytest.raises(Refused) as refusal:
        standing(*entries)
    assert (refusal.value.sentence, refusal.value.field) == (sentence, field)


def test_an_earlier_clock_time_on_the_same_day_is_not_an_extension():
    with pytest.raises(Refused, match="must be later"):
        standing(START, Entry(kind="extension", on=OCT_1, until=OCT_5, until_time=time(17)))


entries = st.builds(
    Entry,
    kind=st.sampled_from(["extension", "correction", "undo", "withdrawal"]),
    on=st.just(OCT_1),
    until=st.dates(date(2018, 9, 1), date(2019, 12, 31)),
    until_time=st.sampled_from([None, time(12), time(17)]),
)


@st.composite
def ledgers(draw):
    """A start and then whatever of a random pile the ledger lets in."""
    kept = [START]
    for entry in draw(st.lists(entries, max_size=12)):
        try:
            standing(*kept, entry)
        except Refused:
            continue
        kept.append(entry)
    return kept


@settings(max_examples=100)
@given(kept=ledgers(), later=st.integers(1, 90))
def test_extend_then_undo_is_as_before(kept, later):
    before = standing(*kept)
    if before.current_on is None:
        return
    extension = Entry(kind="extension", on=OCT_1, until=before.current_on + timedelta(days=later))
    extended = standing(*kept, extension)
    assert extended.due_at > before.due_at
    undone = standing(*kept, extension, UNDO)
    assert facts(undone) == facts(before)
    assert undone.explanation[-1] == before.explanation[-1]
    assert undone.version == before.version + 2


@settings(max_examples=100)
@given(kept=ledgers())
def test_the_last_sentence_tells_the_result_and_each_entry_has_one(kept):
    result = standing(*kept)
    assert result.version == len(kept) == len(result.explanation) - 1
    if result.current_on is None:
        assert result.explanation[-1] == "Withdrawn: nothing is due."
        return
    day = result.current_on
    assert f"Now due {day:%a} {day:%b} {day.day}, {day.year}, " in result.explanation[-1]
    clock = {None: "end of day ET", time(12): "noon ET", time(17): "5:00 p.m. ET"}[result.current_time]
    assert f"{day.year}, {clock}" in result.explanation[-1]
    assert ("extended" in result.explanation[-1]) == (result.extensions > 0)


@settings(max_examples=100)
@given(kept=ledgers())
def test_an_extended_deadline_is_never_earlier_than_its_start(kept):
    result = standing(*kept)
    if result.extensions and result.current_on:
        first = standing(Entry(kind="start", on=OCT_1, until=result.original_on, until_time=result.original_time))
        assert result.due_at > first.due_at
