"""Which Congress a day belongs to."""

from datetime import date

FIRST = 1789
# The Twentieth Amendment moved the start from March 4 to January 3; the 74th was the first to meet under it.
MOVED = 1935


def congress_of(day: date) -> int:
    """The Congress that sits on this day: the 115th from January 3, 2017, until the next begins."""
    year = day.year - (day.year + 1) % 2
    start = date(year, 1, 3) if year >= MOVED else date(year, 3, 4)
    return (year - FIRST) // 2 + (1 if day >= start else 0)
