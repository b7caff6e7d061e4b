"""What stands on which day: due dates, next steps, closed days; a fixed number of statements, whatever there is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.calendar.period import Period
from app.extensions import db
from app.models import Agency, Closure, Office, OversightRequest
from app.policies import Viewer
from app.requests.docket_queries import BY_NUMBER, Filters, Line, conditions, lines, offered
from app.requests.state_queries import IS_OPEN, Glance, State, due_from, due_through
from app.web.paging import PER_PAGE, Page, offset

# Of a day in the table; of a page's list; of a page at all, where counting stops.
IN_CELL, LISTED, MOST = 3, 100, 5_000
MOST_STEPS = 200
R = OversightRequest


@dataclass(frozen=True)
class Cut:
    """What the calendar is cut by: the docket's own filters, and an office."""

    filters: Filters
    office_id: int | None = None

    def conditions(self, glance: Glance) -> list[sa.ColumnElement[bool]]:
        office = [R.office_id == self.office_id] if self.office_id is not None else []
        return [*conditions(self.filters, glance), *office]

    def in_any_state(self) -> "Cut":
        """The same for requests in whatever state."""
        return replace(self, filters=replace(self.filters, state=State.ALL))


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What the office itself does next about a request, on its day."""

    number: str
    agency: str
    text: str
    on: date


@dataclass(frozen=True)
class Due:
    """The lines that a page shows, and how many there are on each day; `is_capped` where counting stopped."""

    lines: list[Line]
    totals: dict[date, int]
    is_capped: bool = False


def due_between(first: date, last: date) -> list[sa.ColumnElement[bool]]:
    """Due on one of these days."""
    return [due_from(first), due_through(last)]


def due(period: Period, cut: Cut, glance: Glance) -> Due:
    """The first few of each day, and the first of the whole period as far as one page lists them."""
    wanted = [*cut.conditions(glance), *due_between(period.first, period.last)]
    order = (R.due_at, *BY_NUMBER)
    near = sa.select(R.id, R.due_on, sa.func.row_number().over(order_by=order).label("nth")).where(*wanted)
    known = near.order_by(*order).limit(MOST + 1).subquery()
    place = sa.func.row_number().over(partition_by=known.c.due_on, order_by=known.c.nth)
    placed = sa.select(known.c.id, known.c.nth, place.label("place")).subquery()
    counted = sa.select(known.c.due_on, sa.func.count()).group_by(known.c.due_on)
    totals = {row[0]: row[1] for row in db.session.execute(counted)}
    few = sa.select(placed.c.id).where(sa.or_(placed.c.place <= IN_CELL, placed.c.nth <= LISTED))
    shown = lines(R.id.in_(few), glance=glance, limit=LISTED + IN_CELL * len(period.days)) if totals else []
    return Due(shown, totals, is_capped=sum(totals.values()) > MOST)


def due_on_day(day: date, cut: Cut, glance: Glance, *, number: int) -> tuple[Due, Page[Line]]:
    """One page of all that is due on a day."""
    wanted = [*cut.conditions(glance), *due_between(day, day)]
    few = sa.select(R.id).where(*wanted).limit(MOST + 1).subquery()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(few)) or 0
    rows = lines(*wanted, glance=glance, limit=PER_PAGE + 1, skip=offset(number)) if total else []
    page = Page.cut(rows, number=number, total=total)
    return Due(list(page.rows), {day: total} if total else {}), page


def next_due(after: date, cut: Cut, glance: Glance) -> date | None:
    """The first due day after this one."""
    moment = datetime.combine(after, time(), tzinfo=UTC)
    wanted = [*cut.conditions(glance), R.due_at > moment, R.due_on > after]
    return db.session.scalar(sa.select(R.due_on).where(*wanted).order_by(R.due_at, R.due_on).limit(1))


def next_steps(period: Period, cut: Cut, glance: Glance) -> list[NextStep]:
    """The dated next steps of open requests: work product, so of the person's own offices only."""
    viewer: Viewer = db.session.info["viewer"]
    query = (
        sa.select(R.number, Agency.short_name, R.next_step, R.next_step_on)
        .join(Agency, Agency.id == R.agency_id)
        .where(
            *cut.conditions(glance),
            IS_OPEN,
            R.office_id.in_(viewer.staff_office_ids),
            R.next_step_on >= period.first,
            R.next_step_on <= period.last,
        )
        .order_by(R.next_step_on, *BY_NUMBER)
        .limit(MOST_STEPS)
    )
    found: Any = db.session.execute(query)
    return [NextStep(number=number, agency=agency, text=text or "", on=on) for number, agency, text, on in found]


def closures(first: date, last: date, *, office_id: int | None = None) -> Sequence[Closure]:
    """What is declared closed on some of these days, as far as it concerns this person."""
    query = sa.select(Closure).where(Closure.lifted_at.is_(None), Closure.first_on <= last, Closure.last_on >= first)
    if office_id is not None:
        query = query.where(sa.or_(Closure.office_id.is_(None), Closure.office_id == office_id))
    query = query.options(joinedload(Closure.office), joinedload(Closure.agency))
    return db.session.scalars(query.order_by(Closure.first_on, Closure.id).limit(LISTED)).all()


@dataclass(frozen=True)
class Choices:
    """What the calendar can be cut by, as (value, words)."""

    offices: list[tuple[str, str]]
    agencies: list[tuple[str, str]]
    people: list[tuple[str, str]]


def choices(office_ids: Sequence[int]) -> Choices:
    """Offices whose requests the person sees, agencies that they are to, people who own them."""
    asks = sa.select(R.id).where(R.office_id == Office.id).exists()
    offices: Any = db.session.execute(sa.select(Office.id, Office.short_name).where(asks).order_by(Office.short_name))
    found = offered(office_ids)
    return Choices([(str(key), name) for key, name in offices], found.agencies, found.people)
