"""Pages of a list: which rows are shown, of how many, and addresses that keep the rest of the query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import Flask, request

Row = TypeVar("Row")

PER_PAGE = 50
# Counting further would cost more than the number is worth; beyond it the page says "1,000+".
CAP = 1000
NEAR = 2


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(url_with=url_with)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list. `total` is what a count capped at CAP + 1 rows gave."""

    rows: Sequence[Row]
    number: int
    per_page: int
    total: int
    has_next: bool

    @classmethod
    def cut(cls, rows: Sequence[Row], *, number: int, total: int, per_page: int = PER_PAGE) -> "Page[Row]":
        """A page from one row more than it shows: the row too many only says that there is a next page."""
        return cls(rows[:per_page], number, per_page, total, len(rows) > per_page)

    @property
    def is_capped(self) -> bool:
        return self.total > CAP

    @property
    def total_text(self) -> str:
        """42, or "1,000+" where counting stopped."""
        return f"{CAP:,}+" if self.is_capped else f"{self.total:,}"

    @property
    def showing(self) -> str:
        """Showing 51 to 100 of 1,000+"""
        if not self.rows:
            return f"Showing none of {self.total_text}"
        first = (self.number - 1) * self.per_page + 1
        return f"Showing {first:,} to {first + len(self.rows) - 1:,} of {self.total_text}"

    @property
    def last(self) -> int:
        """The last page that is known to exist."""
        counted = -(-min(self.total, CAP) // self.per_page)
        return max(counted, self.number + self.has_next)

    @property
    def near(self) -> range:
        """The numbers of the pages around this one."""
        return range(max(1, self.number - NEAR), min(self.last, self.number + NEAR) + 1)


def page_number() -> int:
    """The page that the address asks for; nonsense asks for the first."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def offset(number: int, per_page: int = PER_PAGE) -> int:
    """How many rows stand before this page."""
    return (number - 1) * per_page


def url_with(**changes: Any) -> str:
    """This page's address with some of its query changed: None takes an argument away, a list gives it several times."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    for name, value in changes.items():
        values = value if isinstance(value, list | tuple) else [value]
        pairs += [(name, str(each)) for each in values if each is not None]
    return f"{request.path}?{urlencode(pairs)}" if pairs else request.path
