"""Which days a page of the calendar shows, and what they are called; no database."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.dates import EARLIEST, LATEST, MONTHS, DateStyle, day_text

View = Literal["month", "week", "agenda", "day"]
VIEWS: tuple[tuple[View, str], ...] = (("month", "Month"), ("week", "Week"), ("agenda", "Agenda"))
ONE_DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
# A page shows whole weeks around its month, and links to the month before and after.
FIRST, LAST = date(EARLIEST.year, 3, 1), date(LATEST.year, 10, 31)


@dataclass(frozen=True)
class Period:
    """The days of one page. A month's table shows whole weeks, so `first` and `last` may lie outside the month."""

    view: View
    on: date
    begins: date
    ends: date
    first: date
    last: date

    @classmethod
    def around(cls, on: date, view: View) -> "Period":
        """The period of this kind that holds the day."""
        on = min(max(on, FIRST), LAST)
        if view == "day":
            return cls(view, on, on, on, on, on)
        if view == "week":
            sunday = sunday_of(on)
            return cls(view, on, sunday, sunday + 6 * ONE_DAY, sunday, sunday + 6 * ONE_DAY)
        begins, ends = on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1])
        if view == "agenda":
            return cls(view, on, begins, ends, begins, ends)
        return cls(view, on, begins, ends, sunday_of(begins), sunday_of(ends) + 6 * ONE_DAY)

    @property
    def has_table(self) -> bool:
        return self.view in ("month", "week")

    @property
    def days(self) -> list[date]:
        return [self.first + ahead * ONE_DAY for ahead in range((self.last - self.first).days + 1)]

    @property
    def before(self) -> date:
        return self.begins - ONE_DAY

    @property
    def after(self) -> date:
        return self.ends + ONE_DAY

    @property
    def unit(self) -> str:
        return {"day": "day", "week": "week"}.get(self.view, "month")

    def holds(self, day: date) -> bool:
        """Whether it is one of the period's own days, and not only of the weeks around a month."""
        return self.begins <= day <= self.ends

    def title(self, style: DateStyle) -> str:
        """October 2018; Week of Sun, Oct 7, 2018; Fri, Oct 12, 2018."""
        if self.unit == "month":
            return f"{MONTHS[self.on.month - 1]} {self.on.year}"
        return day_text(self.on, style) if self.view == "day" else f"Week of {day_text(self.begins, style)}"

    def words(self, style: DateStyle) -> str:
        """To end a sentence: in October 2018; in the week of Sun, Oct 7, 2018; on Fri, Oct 12, 2018."""
        title = self.title(style)
        return {"day": f"on {title}", "week": f"in the w{title[1:]}"}.get(self.unit, f"in {title}")


def sunday_of(day: date) -> date:
    """The Sunday on which this day's week began."""
    return day - (day.isoweekday() % 7) * ONE_DAY


def view_of(text: str) -> View:
    """What the address asks for; nonsense asks for the month."""
    known: dict[str, View] = {"month": "month", "week": "week", "agenda": "agenda", "day": "day"}
    return known.get(text, "month")


def day_of(text: str, *, today: date) -> date:
    """The day in the address; nonsense means today."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def near_text(day: date, *, period: Period, style: DateStyle) -> str:
    """Mon, Dec 3; with its year where that is another one."""
    words = day_text(day, style)
    return words if day.year != period.on.year else words.removesuffix(f" {day.year}").removesuffix(",")
