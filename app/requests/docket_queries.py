"""The docket: which requests a person sees, cut and ordered as the address says; columns only, one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app import index
from app.extensions import db
from app.models import Agency, Matter, Office, OversightRequest, RequestTopic, Seat, Topic, User
from app.models.counts import Count
from app.models.oversight_request import is_public
from app.models.picklists import ClosingReason, WaitsOn
from app.models.states import (
    Facts,
    Reply,
    Timing,
    reply_of,
    timing_of,
)
from app.requests.state_queries import IS_OPEN, Glance, State, due_from, due_through, in_state
from app.web.paging import CAP, PER_PAGE, Page, offset
from app.workdays import extension_days

LAST_PAGE = 200
R = OversightRequest


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the address asks for; what it got wrong was left out by whoever read it."""

    words: tuple[str, ...] = ()
    agency_id: int | None = None
    state: State = State.OPEN
    owner_id: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    matter_slug: str = ""
    waits_on: WaitsOn | None = None
    topic_id: int | None = None
    sort: str = "due"
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Line:
    """One request as a list shows it."""

    id: int
    number: str
    subject: str
    agency_id: int
    agency: str
    agency_name: str
    owner: str | None
    due_on: date | None
    due_time: time | None
    due_at: datetime | None
    stopped_on: date | None
    extensions: int
    last_heard_on: date | None
    transmitted_on: date | None
    closed_on: date | None
    closing_reason: ClosingReason | None
    void_at: datetime | None
    released_on: date | None
    public_from: datetime | None
    unclassified: int
    counted_items: int
    satisfied_items: int
    partial_items: int
    said_done_items: int
    refused_items: int
    timezone: str
    office_id: int
    owner_id: int | None
    due_version: int
    at: datetime

    @property
    def oversight_request(self) -> "Line":
        """A line stands for its request where the grid asks whose it is."""
        return self

    @property
    def extension_days(self) -> list[tuple[str, date]]:
        """The days that the row offers for an extension."""
        return extension_days(self.due_on, self.at.astimezone(self.zone).date())

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_ended(self) -> bool:
        """Closed or void: how late it is no longer matters."""
        return self.closed_on is not None or self.void_at is not None

    @property
    def due(self) -> date | None:
        """The due moment where a clock time is known, else the day."""
        return self.due_at if self.due_time else self.due_on

    @cached_property
    def count(self) -> Count:
        return Count(
            counted=self.counted_items,
            satisfied=self.satisfied_items,
            partial=self.partial_items,
            said_done=self.said_done_items,
            refused=self.refused_items,
        )

    @property
    def is_released(self) -> bool:
        return is_public(self.released_on, self.public_from, at=self.at)

    @property
    def is_embargoed(self) -> bool:
        return self.released_on is not None and not self.is_released

    @cached_property
    def timing(self) -> Timing | None:
        facts = Facts(
            is_void=self.void_at is not None,
            is_closed=self.closed_on is not None,
            is_sent=self.transmitted_on is not None,
            is_satisfied=self.count.is_satisfied,
            due_on=self.due_on,
            due_at=self.due_at,
            stopped_on=self.stopped_on,
        )
        return timing_of(facts, at=self.at, zone=self.zone)

    @cached_property
    def reply(self) -> Reply | None:
        return reply_of(self.count, unclassified=self.unclassified, is_void=self.void_at is not None)


COLUMNS = (
    *(R.id, R.number, R.subject, R.agency_id, R.due_on, R.due_time, R.due_at, R.stopped_on, R.extensions),
    *(
        R.last_heard_on,
        R.transmitted_on,
        R.closed_on,
        R.closing_reason,
        R.void_at,
        R.released_on,
        R.public_from,
        R.unclassified,
    ),
    *(R.office_id, R.owner_id, R.due_version),
    *(R.counted_items, R.satisfied_items, R.partial_items, R.said_done_items, R.refused_items),
    Agency.short_name.label("agency"),
    Agency.name.label("agency_name"),
    User.name.label("owner"),
    Office.timezone,
)

BY_NUMBER = (R.congress, R.serial, R.id)
SORTS: dict[str, tuple[Any, ...]] = {
    "due": (R.due_at.asc().nulls_last(), *BY_NUMBER),
    "-due": (R.due_at.desc().nulls_last(), *BY_NUMBER),
    "number": BY_NUMBER,
    "-number": tuple(column.desc() for column in BY_NUMBER),
    "agency": (Agency.short_name, R.due_at.asc().nulls_last(), R.id),
    "-agency": (Agency.short_name.desc(), R.due_at.asc().nulls_last(), R.id),
    "subject": (R.subject, R.id),
    "-subject": (R.subject.desc(), R.id.desc()),
    # Who has never been heard from is the most silent of all, so "never" comes before the earliest day.
    "heard": (R.last_heard_on.asc().nulls_first(), R.id),
    "-heard": (R.last_heard_on.desc().nulls_last(), R.id.desc()),
}


def conditions(filters: Filters, glance: Glance) -> list[sa.ColumnElement[bool]]:
    """What a request must meet to stand in the docket so cut."""
    found = [in_state(filters.state, glance)]
    if filters.words:
        found.append(R.id.in_(index.ids_of(R, filters.words)))
    exact = ((R.agency_id, filters.agency_id), (R.owner_id, filters.owner_id), (R.waits_on, filters.waits_on))
    found += [column == value for column, value in exact if value is not None]
    if filters.due_from:
        found.append(due_from(filters.due_from))
    if filters.due_to:
        found.append(due_through(filters.due_to))
    if filters.matter_slug:
        found.append(R.matter_id.in_(sa.select(Matter.id).where(Matter.slug == filters.matter_slug)))
    if filters.topic_id is not None:
        found.append(R.id.in_(sa.select(RequestTopic.request_id).where(RequestTopic.topic_id == filters.topic_id)))
    return found


def lines(*wanted: sa.ColumnElement[bool], glance: Glance, sort: str = "due", limit: int, skip: int = 0) -> list[Line]:
    """Some requests as lists show them, in an order of SORTS."""
    # SQLite takes the tables in the order that seems best to it, and then sorts. What is joined from outside comes
    # after the requests, which are read in their order until the page is full. By agency it is the other way round:
    # adding nothing to the id keeps it from looking agencies up one request at a time.
    by_agency = sort.endswith("agency")
    agency_id = Agency.id + 0 if by_agency else Agency.id
    query = (
        sa.select(*COLUMNS)
        .select_from(R)
        .join(Agency, agency_id == R.agency_id, isouter=not by_agency)
        .join(Office, Office.id == R.office_id, isouter=not by_agency)
        .outerjoin(User, User.id == R.owner_id)
        .where(*wanted)
        .order_by(*SORTS[sort])
        .limit(limit)
        .offset(skip)
    )
    return [Line(**row._mapping, at=glance.at) for row in db.session.execute(query)]


def capped(*wanted: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """How many meet this, as a part of a larger statement; counting stops one above the cap."""
    found = sa.select(R.id).where(*wanted).limit(CAP + 1).subquery()
    return sa.select(sa.func.count()).select_from(found).scalar_subquery()


def counts(wanted: dict[str, Sequence[sa.ColumnElement[bool]]]) -> dict[str, int]:
    """Several capped counts in one statement."""
    query = sa.select(*(capped(*each).label(name) for name, each in wanted.items()))
    return dict(db.session.execute(query).one()._mapping)


def views(glance: Glance) -> dict[str, list[sa.ColumnElement[bool]]]:
    """The built-in views of the docket."""
    return {
        "open": [IS_OPEN],
        "mine": [IS_OPEN, R.owner_id == glance.person_id],
        "overdue": [in_state(State.OVERDUE, glance)],
        "due_soon": [in_state(State.DUE_SOON, glance)],
        "to_classify": [in_state(State.TO_CLASSIFY, glance)],
        "our_move": [IS_OPEN, R.waits_on == WaitsOn.US],
        "untouched": [in_state(State.UNTOUCHED, glance)],
    }


@dataclass(frozen=True)
class Docket:
    """One page of it, the numbers of the views, and whether there is any request at all."""

    page: Page[Line]
    views: dict[str, int]
    has_any: bool


def docket(filters: Filters, glance: Glance) -> Docket:
    """The page that was asked for, or the last one that exists."""
    wanted = conditions(filters, glance)
    is_cut = filters != Filters(sort=filters.sort, page=filters.page)
    numbers = counts({**views(glance), **({"total": wanted} if is_cut else {})})
    total = numbers.pop("total", numbers["open"])
    number = min(filters.page, LAST_PAGE)
    if total <= CAP:
        number = min(number, max(1, -(-total // PER_PAGE)))
    rows = lines(*wanted, glance=glance, sort=filters.sort, limit=PER_PAGE + 1, skip=offset(number)) if total else []
    has_any = bool(total or numbers["open"] or has_any_request())
    return Docket(Page.cut(rows, number=number, total=total), numbers, has_any)


def has_any_request() -> bool:
    return db.session.scalar(sa.select(R.id).limit(1)) is not None


@dataclass(frozen=True)
class Offered:
    """What the docket can be cut by, as (value, words) by their words."""

    agencies: list[tuple[str, str]]
    people: list[tuple[str, str]]
    matters: list[tuple[str, str]]
    topics: list[tuple[str, str]]


def offered(office_ids: Sequence[int]) -> Offered:
    """In one statement: agencies to which the person sees a request, people who sit or sat in these offices (a leaver
    may still own requests), matters and topics."""
    asked = sa.select(R.id).where(R.agency_id == Agency.id).exists()
    kinds = (
        sa.select(*choice("agencies", Agency.id, Agency.short_name)).where(asked),
        sa.select(*choice("people", User.id, User.name)).where(
            User.id.in_(sa.select(Seat.user_id).where(Seat.office_id.in_(office_ids)))
        ),
        sa.select(*choice("matters", Matter.slug, Matter.title)),
        sa.select(*choice("topics", Topic.id, Topic.name)),
    )
    every = sa.union_all(*kinds).subquery()
    query = sa.select(every).order_by(every.c.words, every.c.value)
    found: dict[str, list[tuple[str, str]]] = {"agencies": [], "people": [], "matters": [], "topics": []}
    for kind, value, words in db.session.execute(query):
        found[kind].append((value, words))
    return Offered(**found)


def choice(kind: str, value: Any, words: Any) -> tuple[Any, ...]:
    return sa.literal_column(f"'{kind}'").label("kind"), sa.cast(value, sa.Text).label("value"), words.label("words")


def ids_of(filters: Filters, glance: Glance, *, most: int) -> list[int]:
    """The ids of the requests that stand in the docket so cut, up to one more than `most`."""
    query = sa.select(R.id).where(*conditions(filters, glance)).order_by(*BY_NUMBER).limit(most + 1)
    return list(db.session.scalars(query))
