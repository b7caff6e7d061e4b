"""The CSV is one plain sheet: rectangular, streamable, and with nothing that a spreadsheet runs."""

import csv
import io
import tracemalloc
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import as_csv
from app.documents.formulas import guarded, unguarded, would_run
from app.documents.model import Column, Table

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\tx", "\r=1", "\0=1", "＝1", "＋1", "－1", "＠A1")
HIDDEN = (" =1", '"=1', "'=1", "\n=1", '"\n+1', "\u00a0-1", "\ufeff=1", "  \t1")
HARMLESS = ("", "a=1", "2018-10-12", "Re: -2", "(-2)", "n/a", "'quoted'", "1+1", 'a"\n=1')


def lines_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize("text", FORMULAS + HIDDEN)
def test_text_that_would_run_gets_an_apostrophe(text):
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_left_alone(text):
    assert guarded(text) == text
    assert unguarded(text) == text


@settings(max_examples=100)
@given(st.text(alphabet="=+-@'\" \t\r\n\0ab＝1"))
def test_guarding_can_be_undone_and_leaves_nothing_that_runs(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] == "'" or not would_run(text)


def test_formulas_are_guarded_in_every_field_and_numbers_and_dates_are_unharmed(make_document):
    moment = datetime(2018, 10, 12, 21, 0, tzinfo=UTC)
    table = Table("T", (Column("a", "=A1"), Column("b", "B")), (("=1+1", -2), (date(2018, 10, 12), moment)))
    lines = lines_of(as_csv.write(make_document(title="@x", blocks=(table,))))
    assert lines[0][-2:] == ["'=A1", "B"]
    assert lines[1][2:4] == ["Title", "'@x"]
    assert [line[-2:] for line in lines[-2:]] == [["'=1+1", "-2"], ["2018-10-12", "2018-10-12T17:00:00-04:00"]]


def test_the_file_is_utf8_with_mark_and_crlf_and_rectangular(make_document):
    data = as_csv.write(make_document())
    assert data.startswith(b"\xef\xbb\xbfSection,Group,Label,Value,Note,Number,")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert len({len(line) for line in lines_of(data)}) == 1


def test_quotes_commas_and_line_ends_come_back(make_document, make_table):
    words = ('say "no", twice', "one\ntwo\r\nthree", "a,b")
    lines = lines_of(as_csv.write(make_document(blocks=(make_table(*words),))))
    assert [line[-1] for line in lines[-3:]] == list(words)


def test_each_table_keeps_its_name_and_shares_columns_of_the_same_label(make_document):
    lines = lines_of(as_csv.write(make_document()))
    assert lines[0].count("Number") == 1
    assert [line[0] for line in lines].count("overdue") == 2
    assert [line[0] for line in lines].count("register") == 24


def test_it_says_what_it_is_and_how_the_figures_were_computed(make_document):
    rows = list(csv.DictReader(io.StringIO(as_csv.write(make_document()).decode("utf-8-sig"), newline="")))
    said = {row["Label"]: row["Value"] for row in rows if row["Section"] == "about"}
    assert said["Data"] == "Demonstration data"
    assert said["Handling"] == "COMMITTEE INTERNAL – do not forward"
    assert said["As of"] == "October 9, 2018, 9:30 a.m. EDT"
    assert said["Method"].startswith("Overdue means")
    assert {row["Label"] for row in rows if row["Section"] == "fact"} == {"TO", "FROM", "DATE", "RE"}


@pytest.mark.parametrize("table", [{"name": "figure"}, {"columns": (Column("a", "Value"),)}])
def test_names_that_the_layout_needs_are_not_given_twice(table, make_document):
    given = {"caption": "T", "columns": (Column("a", "A"),), "rows": ()} | table
    with pytest.raises(ValueError, match="needs these names"):
        as_csv.write(make_document(blocks=(Table(**given),)))


def test_twenty_thousand_rows_are_streamed_in_little_memory(make_document, make_register, register_rows):
    few = register_rows(24)
    document = make_document(blocks=(make_register(few[n % 24] for n in range(20_000)),))
    tracemalloc.start()
    count = sum(piece.count(b"\r\n") for piece in as_csv.pieces(document))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count > 20_000
    assert most < 2_000_000
