"""Which Congress a day belongs to."""

from datetime import date

import pytest

from app.congress import congress_of


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2017, 1, 2), 114),
        (date(2017, 1, 3), 115),
        (date(2018, 10, 12), 115),
        (date(2019, 1, 2), 115),
        (date(2019, 1, 3), 116),
        (date(2026, 11, 23), 119),
        (date(1935, 1, 3), 74),
        (date(1934, 12, 31), 73),
        (date(1933, 3, 3), 72),
        (date(1933, 3, 4), 73),
    ],
)
def test_a_congress_starts_on_january_3_of_odd_years_and_on_march_4_before_1935(day, number):
    assert congress_of(day) == number
