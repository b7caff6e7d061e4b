"""The neutral document goes to JSON and back unchanged and refuses what no writer could print."""

import dataclasses
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.layout import sections
from app.documents.model import Column, Heading, Link, Paragraph, Table, from_json, to_json
from app.documents.wording import said, said_in_full

CELLS = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.builds(Link, st.text(), st.text()),
)


def there_and_back(document):
    return from_json("".join(to_json(document)))


def test_a_document_comes_back_from_json_unchanged(make_document):
    assert there_and_back(make_document()) == make_document()


@settings(max_examples=60)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=4))
def test_every_kind_of_cell_comes_back_unchanged(make_document, rows):
    columns = (Column("a", "A"), Column("b", "B"))
    document = make_document(blocks=(Table("T", columns, tuple(rows)),))
    assert there_and_back(document) == document


def test_a_document_cannot_be_changed(make_document):
    with pytest.raises(dataclasses.FrozenInstanceError):
        make_document().title = "Another"


@pytest.mark.parametrize(
    "wrong",
    [{"title": " "}, {"version": "secret"}, {"as_of": datetime(2018, 10, 9)}],
)
def test_a_document_without_title_known_version_or_aware_moment_is_no_document(wrong, make_document):
    with pytest.raises(ValueError):
        make_document(**wrong)


def test_an_unknown_zone_is_an_error_at_once(make_document):
    with pytest.raises(KeyError):
        make_document(zone="Mars/Olympus")


@pytest.mark.parametrize("columns", [(), (Column("a", "A"), Column("a", "B")), (Column("a", "A"), Column("b", "A"))])
def test_a_table_needs_different_columns(columns):
    with pytest.raises(ValueError, match="different keys and labels"):
        Table("T", columns, ())


def test_a_row_with_a_cell_too_few_is_an_error(make_document):
    table = Table("T", (Column("a", "A"), Column("b", "B")), (("one",),))
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        there_and_back(make_document(blocks=(table,)))


@pytest.mark.parametrize("cell", [True, 1.5, datetime(2018, 10, 9), b"x"])
def test_a_cell_that_no_format_can_say_is_an_error(cell, make_document, make_table):
    with pytest.raises((TypeError, ValueError)):
        there_and_back(make_document(blocks=(make_table(cell),)))


def test_moments_are_said_in_the_zone_of_the_document():
    zone = "America/New_York"
    assert said(datetime(2018, 10, 12, 21, 0, tzinfo=UTC), zone) == "Oct 12, 2018, 5:00 p.m. EDT"
    assert said(datetime(2018, 12, 1, 5, 0, tzinfo=UTC), zone) == "Dec 1, 2018, 12:00 a.m. EST"
    noon = datetime(2018, 12, 1, 12, 5, tzinfo=timezone(timedelta(hours=-5)))
    assert said(noon, zone) == "Dec 1, 2018, 12:05 p.m. EST"
    assert said_in_full(date(2018, 9, 5), zone) == "September 5, 2018"
    assert said(None, zone) == ""
    assert said(0, zone) == "0"


def test_a_wide_table_takes_its_heading_and_lead_to_the_sideways_page(make_document, make_register, register_rows):
    register = make_register(register_rows(1))
    blocks = (Paragraph("One"), Heading(1, "All"), Paragraph("Lead"), register, Heading(1, "After"))
    upright, sideways = sections(make_document(blocks=blocks, method=()))
    assert (upright.is_sideways, upright.blocks) == (False, [Paragraph("One")])
    assert (sideways.is_sideways, sideways.blocks) == (
        True,
        [Heading(1, "All"), Paragraph("Lead"), register, blocks[-1]],
    )


def test_a_document_without_wide_tables_stays_upright(make_document, make_table, make_register):
    (only,) = sections(make_document(blocks=(make_table("a"), make_register(()))))
    assert not only.is_sideways


def test_a_document_that_begins_with_a_wide_table_is_sideways_throughout(make_document, make_register, register_rows):
    (only,) = sections(make_document(blocks=(Heading(1, "All"), make_register(register_rows(1)))))
    assert only.is_sideways
