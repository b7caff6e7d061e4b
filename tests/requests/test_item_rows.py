"""Rows of a letter's items: moved with their sub-items, nested, divided and joined, and never losing a word."""

import pytest

from app.models.picklists import ItemKind
from app.refusals import Refused
from app.requests.item_rows import MOVES, Row, columns_of, faults_of, listed, rearranged, rows_of

ROWS = [
    Row("1", 1, text="a"),
    Row("2", 1, text="b"),
    Row("2(a)", 2, text="c"),
    Row("2(b)", 2, text="d"),
    Row("3", 1, text="e"),
]


def after(move, place, rows=ROWS):
    moved, now = rearranged(rows, move, place)
    return " ".join(f"{row.level}{row.text}" for row in moved), now


@pytest.mark.parametrize(
    ("move", "place", "told", "now"),
    [
        ("down", 0, "1b 2c 2d 1a 1e", 3),
        ("up", 4, "1a 1e 1b 2c 2d", 1),
        ("up", 3, "1a 1b 2d 2c 1e", 2),
        ("up", 2, "1a 1b 2c 2d 1e", 2),
        ("down", 3, "1a 1b 2c 2d 1e", 3),
        ("in", 1, "1a 2b 3c 3d 1e", 1),
        ("in", 0, "1a 1b 2c 2d 1e", 0),
        ("out", 2, "1a 1b 1c 2d 1e", 2),
        ("add", 1, "1a 1b 2c 2d 1 1e", 4),
        ("remove", 1, "1a 2c 2d 1e", 0),
        ("merge", 1, "1a b 2c 2d 1e", 0),
        ("merge", 0, "1a 1b 2c 2d 1e", 0),
        ("nonsense", 1, "1a 1b 2c 2d 1e", 0),
        ("up", 99, "1a 1b 2c 2d 1e", 0),
    ],
)
def test_a_move_takes_the_sub_items_along(move, place, told, now):
    assert after(move, place) == (told, now)


def test_no_move_but_removing_loses_a_word():
    for move in set(MOVES) - {"remove", "split"}:
        for place in range(len(ROWS)):
            words = sorted(" ".join(row.text for row in rearranged(ROWS, move, place)[0]).split())
            assert words == ["a", "b", "c", "d", "e"], (move, place)


def test_an_item_is_divided_at_its_first_line_break_only():
    rows, _ = rearranged([Row("1", 1, "DOCS", "4", "one\ntwo\nthree")], "split", 0)
    assert [(row.text, row.mark) for row in rows] == [("one", "4"), ("two\nthree", "4")]
    with pytest.raises(Refused, match="line break"):
        rearranged(ROWS, "split", 0)


def test_columns_that_do_not_fit_are_read_without_a_fault():
    assert rows_of(columns_of(ROWS)) == ROWS
    rows = rows_of({"item_text": ["a", "b"], "item_level": ["5"], "item_number": ["1", "2", "3"]})
    assert [(row.number, row.level) for row in rows] == [("1", 1), ("2", 1)]


def test_what_is_wrong_with_a_row_is_told_with_its_line():
    faults = faults_of([Row("3/x", text="a"), Row(text=" "), Row(kind="NONE", text="b"), Row(text="c" * 9)], longest=5)
    assert [fault.partition(":")[0] for fault in faults] == [f"Item in line {n}" for n in (1, 2, 3, 4)]


def test_rows_become_items_with_canonical_numbers_and_kinds():
    (one, kind), (two, _) = listed([Row("3", 1, "LIST", text="a  b"), Row("3(b)", 2, text="c")])
    assert (one.number, one.text, kind) == ("3", "a b", ItemKind.LIST)
    assert (two.number, two.level) == ("3b", 2)
