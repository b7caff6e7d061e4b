"""Paging: which rows of how many, and addresses that keep the rest."""

import pytest

from app.web.paging import CAP, Page, offset, page_number, url_with


def page_of(number, total, rows=51):
    return Page.cut(list(range(rows)), number=number, total=total)


def test_the_row_too_many_only_says_that_there_is_a_next_page():
    page = page_of(1, 60)
    assert len(page.rows) == 50
    assert page.has_next
    assert not page_of(2, 60, rows=10).has_next


def test_the_total_is_exact_up_to_the_cap_and_open_above():
    assert page_of(1, CAP).total_text == "1,000"
    assert page_of(1, CAP + 1).total_text == "1,000+"
    assert page_of(1, 42, rows=42).total_text == "42"


def test_it_says_which_rows_are_shown():
    assert page_of(2, CAP + 1).showing == "Showing 51 to 100 of 1,000+"
    assert page_of(2, 60, rows=10).showing == "Showing 51 to 60 of 60"
    assert page_of(1, 0, rows=0).showing == "Showing none of 0"


@pytest.mark.parametrize(
    ("number", "total", "rows", "near"),
    [(1, 60, 51, [1, 2]), (2, 60, 10, [1, 2]), (5, 1001, 51, [3, 4, 5, 6, 7]), (40, 1001, 51, [38, 39, 40, 41])],
)
def test_the_pages_around_this_one_are_those_that_exist(number, total, rows, near):
    assert list(page_of(number, total, rows).near) == near


@pytest.mark.parametrize(
    ("asked", "number"), [("3", 3), ("0", 1), ("-2", 1), ("x", 1), ("", 1), ("٣", 1), ("9" * 40, 1)]
)
def test_a_page_number_that_is_nonsense_asks_for_the_first(app, asked, number):
    with app.test_request_context("/requests", query_string={"page": asked}):
        assert page_number() == number


def test_the_rows_before_a_page_are_left_out():
    assert offset(1) == 0
    assert offset(3, per_page=20) == 40


def test_an_address_keeps_what_is_not_changed(app):
    with app.test_request_context("/requests?agency=DOE&agency=DOJ&sort=due&page=2"):
        assert url_with(page=3) == "/requests?agency=DOE&agency=DOJ&sort=due&page=3"
        assert url_with(page=None, agency=None) == "/requests?sort=due"
        assert url_with(page=None, agency=["DOD", "DOS"]) == "/requests?sort=due&agency=DOD&agency=DOS"
        assert url_with(page=None, agency=None, sort=None) == "/requests"


def test_an_address_survives_words_that_mean_something_in_addresses(app):
    with app.test_request_context("/requests", query_string={"words": "a&b=c #d"}):
        assert url_with(page=2) == "/requests?words=a%26b%3Dc+%23d&page=2"
