"""The days of a page with what stands on each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.calendar import date_queries, queries
from app.calendar.date_queries import MOST_DATES, OtherDay
from app.calendar.period import Period
from app.calendar.queries import IN_CELL, MOST_STEPS, Cut, Due, NextStep
from app.models import Closure
from app.requests.docket_queries import Line
from app.requests.state_queries import Glance
from app.web.paging import Page
from app.workdays import federal_holiday


@dataclass
class Day:
    """One day: what is closed or sits, what is due (`total` of it, perhaps more than is shown here), what else stands.

    `dates` are those beside deadlines, `steps` what we do next.
    """

    on: date
    is_own: bool
    is_today: bool
    notes: list[str]
    lines: list[Line] = field(default_factory=list)
    dates: list[OtherDay] = field(default_factory=list)
    steps: list[NextStep] = field(default_factory=list)
    total: int = 0

    @property
    def in_cell(self) -> list[Line]:
        return self.lines[:IN_CELL]

    @property
    def dates_in_cell(self) -> list[OtherDay]:
        return self.dates[: IN_CELL - len(self.in_cell)]

    @property
    def steps_in_cell(self) -> list[NextStep]:
        return self.steps[: IN_CELL - len(self.in_cell) - len(self.dates_in_cell)]

    @property
    def more_in_cell(self) -> int:
        """How many a cell of the table leaves to the day's own list."""
        shown = len(self.in_cell) + len(self.dates_in_cell) + len(self.steps_in_cell)
        return self.total + len(self.dates) + len(self.steps) - shown

    @property
    def more(self) -> int:
        """How many the list leaves to the day's own."""
        return self.total - len(self.lines)

    @property
    def is_empty(self) -> bool:
        return not (self.notes or self.total or self.dates or self.steps)


@dataclass(frozen=True)
class Calendar:
    """A page of the calendar. `page` is there for one day only, whose list has pages of its own."""

    period: Period
    days: list[Day]
    page: Page[Line] | None
    next_due: date | None
    is_capped: bool
    has_all_steps: bool
    has_all_dates: bool
    knows_chambers: bool

    @property
    def weeks(self) -> list[list[Day]]:
        return [self.days[start : start + 7] for start in range(0, len(self.days), 7)]

    @property
    def listed(self) -> list[Day]:
        """The days of a list: the period's own, and those only on which there is something to say."""
        return [day for day in self.days if day.is_own and not day.is_empty]

    @property
    def has_any_due(self) -> bool:
        return any(day.total for day in self.days if day.is_own)


def calendar_of(period: Period, cut: Cut, glance: Glance, *, page_number: int) -> Calendar:
    """Everything that stands on these days, as far as this person sees it."""
    if period.view == "day":
        due, page = queries.due_on_day(period.on, cut, glance, number=page_number)
    else:
        due, page = queries.due(period, cut, glance), None
    steps = queries.next_steps(period, cut, glance)
    dates = date_queries.other_dates(period, cut, glance)
    closed = queries.closures(period.first, period.last, office_id=cut.office_id)
    sitting = date_queries.chamber_days(period)
    days = filled(period, due, [*dates, *steps], notes_by_day(period, closed, sitting or {}), today=glance.today)
    has_any = any(day.total for day in days if day.is_own)
    next_due = None if has_any else queries.next_due(period.ends, cut, glance)
    return Calendar(
        period,
        days,
        page,
        next_due,
        is_capped=due.is_capped,
        has_all_steps=len(steps) < MOST_STEPS,
        has_all_dates=len(dates) < MOST_DATES,
        knows_chambers=sitting is not None,
    )


def filled(
    period: Period, due: Due, others: Sequence[OtherDay | NextStep], notes: dict[date, list[str]], *, today: date
) -> list[Day]:
    days = {on: Day(on, period.holds(on), on == today, notes[on], total=due.totals.get(on, 0)) for on in period.days}
    for line in due.lines:
        if line.due_on is not None:
            days[line.due_on].lines.append(line)
    for each in others:
        if isinstance(each, OtherDay):
            days[each.on].dates.append(each)
        else:
            days[each.on].steps.append(each)
    return list(days.values())


def notes_by_day(period: Period, closed: Sequence[Closure], sitting: dict[date, list[str]]) -> dict[date, list[str]]:
    """What is closed on each day, and which chamber's day it is."""
    return {on: [*notes_of(on, closed), *sitting.get(on, [])] for on in period.days}


def notes_of(on: date, closed: Sequence[Closure]) -> list[str]:
    """Columbus Day; Closed: snow (DEMO, State)."""
    holiday = federal_holiday(on)
    declared = [closed_words(closure) for closure in closed if closure.first_on <= on <= closure.last_on]
    return [*([holiday] if holiday else []), *declared]


def closed_words(closure: Closure) -> str:
    told = [each.short_name for each in (closure.office, closure.agency) if each is not None]
    return f"Closed: {closure.words}" + (f" ({', '.join(told)})" if told else "")
