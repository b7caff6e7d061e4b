"""A committee's summary as it would be handed to the chair, with an invented docket."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.documents.model import (
    Column,
    Document,
    Facts,
    Figure,
    Figures,
    Heading,
    Link,
    Paragraph,
    Row,
    Table,
)

AS_OF = datetime(2018, 10, 9, 13, 30, tzinfo=UTC)
COLUMNS = (
    Column("number", "Number", "link", 15),
    Column("agency", "Agency", "text", 18),
    Column("subject", "Subject", "text", 34),
    Column("sent_on", "Sent", "date", 13),
    Column("due_at", "Due", "moment", 17),
    Column("satisfied", "Satisfied", "number", 9),
    Column("counted", "Items", "number", 8),
    Column("next_step", "Next step", "text", 24),
)
AGENCIES = ("Department of State", "Department of Energy", "Department of Defense", "Office of Management and Budget")
SUBJECTS = (
    "End-use monitoring of M1A1 tanks transferred to Iraq",
    "Grid-security vendor contracts & waivers",
    "Statement of 27 September on end-use rules",
    "Apportionment of security assistance",
)
FIVE = (
    Figure("Satisfied", 3, "accepted by us, each on a dated finding"),
    Figure("Partial", 2, "in part, or a briefing in place of documents"),
    Figure("Agency says done", 1, "not yet accepted"),
    Figure("Withheld or refused", 1, "a ground was named"),
    Figure("Nothing yet", 1),
)


def some_rows(count: int) -> tuple[Row, ...]:
    return tuple(
        (
            Link(f"DEMO-115-{n + 1:04d}", f"https://oversight.example.gov/requests/DEMO-115-{n + 1:04d}"),
            AGENCIES[n % 4],
            SUBJECTS[n % 4],
            date(2018, 8, 1) + timedelta(days=n % 60),
            datetime(2018, 10, 12, 21, 0, tzinfo=UTC) + timedelta(days=n % 45),
            n % 4,
            4 + n % 3,
            None if n % 5 == 0 else "Call legislative affairs",
        )
        for n in range(count)
    )


def a_register(rows: Any, **given: Any) -> Table:
    return Table(caption="Open requests", columns=COLUMNS, rows=rows, **given)


@pytest.fixture(scope="session")
def register_rows() -> Callable[[int], tuple[Row, ...]]:
    return some_rows


@pytest.fixture(scope="session")
def make_register() -> Callable[..., Table]:
    return a_register


@pytest.fixture(scope="session")
def make_table() -> Callable[..., Table]:
    """A register with one column of text, one row for each word."""

    def make(*words: Any, **given: Any) -> Table:
        return Table("Words", (Column("words", "Words", width=40),), tuple((word,) for word in words), **given)

    return make


@pytest.fixture(scope="session")
def make_document() -> Callable[..., Document]:
    def make(**given: Any) -> Document:
        blocks = (
            Facts(
                (
                    ("TO", "Chair, Subcommittee on Oversight"),
                    ("FROM", "Staff director"),
                    ("DATE", date(2018, 10, 9)),
                    ("RE", "Requests to the Department of State and three other agencies"),
                )
            ),
            Heading(1, "Bottom line"),
            Paragraph(
                "Of 8 numbered items asked, 3 of 8 are satisfied. Two requests are overdue; the Department of State "
                "has not answered the letter of 14 August, and its statement of 27 September answers none of the "
                "three questions that the letter asks."
            ),
            Figures(FIVE, "Numbered items, by state"),
            Heading(1, "Overdue"),
            Table(
                "Overdue requests",
                COLUMNS[:3] + COLUMNS[4:5],
                tuple(row[:3] + row[4:5] for row in some_rows(2)),
                name="overdue",
            ),
            Heading(1, "Due next"),
            Table("Due within five business days", COLUMNS[:3], (), name="due next", when_empty="No requests."),
            Heading(1, "All open requests"),
            Paragraph("In the order of their numbers."),
            a_register(some_rows(24)),
        )
        facts: dict[str, Any] = {
            "title": "Summary of oversight requests",
            "subtitle": "Week of October 8, 2018",
            "as_of": AS_OF,
            "zone": "America/New_York",
            "office": "Demonstration Committee, majority staff",
            "version": "internal",
            "handling": "COMMITTEE INTERNAL – do not forward",
            "demonstration": True,
            "method": (
                "Items are counted as printed at the top level of each letter. An item withdrawn by us or moot is not "
                "counted. A request without numbered items counts as one item.",
                "Overdue means past the end of the due day in the office's time zone.",
            ),
            "blocks": blocks,
        }
        return Document(**(facts | given))

    return make
