"""A view of the docket as rows for a spreadsheet, in one statement; and the marks by which an edited sheet is told."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.documents.model import Cell, Kind, Link
from app.extensions import db
from app.models import Agency, Office, OversightRequest, User
from app.models.base import Picklist
from app.models.counts import Count
from app.models.picklists import ClosingReason, Handling
from app.models.states import Facts, Timing, reply_of, timing_of
from app.requests.docket_queries import SORTS, Filters, conditions
from app.requests.state_queries import Glance

R = OversightRequest
ROWS_AT_ONCE = 1000

# What may be edited in an exported sheet and brought back. The order is that of the marks.
EDITABLE = (
    *("control_number", "agency_id", "subject", "instrument", "addressee", "dated_on", "transmitted_on"),
    *("received_on", "due_on", "owner_id", "handling", "next_step", "next_step_on", "waits_on"),
)


@dataclass(frozen=True)
class SheetColumn:
    """A column of the sheet; what is told of the request itself is hidden from a person's eye."""

    key: str
    label: str
    kind: Kind = "text"
    width: int = 14
    is_hidden: bool = False


COLUMNS = (
    SheetColumn("number", "Number", "link", 18),
    SheetColumn("control_number", "Old control number", width=18),
    SheetColumn("agency_id", "Agency", width=16),
    SheetColumn("subject", "Subject", width=44),
    SheetColumn("state", "State", width=18),
    SheetColumn("due_on", "Due", "date", 16),
    SheetColumn("reply", "Reply", width=16),
    SheetColumn("satisfied", "Items satisfied", "number", 9),
    SheetColumn("counted", "Items counted", "number", 9),
    SheetColumn("instrument", "Instrument", width=24),
    SheetColumn("addressee", "Addressee", width=24),
    SheetColumn("dated_on", "Date on the letter", "date", 16),
    SheetColumn("transmitted_on", "Sent on", "date", 16),
    SheetColumn("received_on", "Received by the agency on", "date", 16),
    SheetColumn("heard_on", "Last heard", "date", 16),
    SheetColumn("owner_id", "Owner", width=20),
    SheetColumn("handling", "Handling", width=20),
    SheetColumn("next_step", "Next step", width=30),
    SheetColumn("next_step_on", "Next step by", "date", 16),
    SheetColumn("waits_on", "Waits on", width=14),
    SheetColumn("extras", "Extra facts", width=40),
    SheetColumn("id", "Tecum id", is_hidden=True),
    SheetColumn("edition", "Edition", is_hidden=True),
)
STATES = (
    *(str(timing) for timing in Timing if timing is not Timing.CLOSED),
    *(f"Closed: {str(reason)[:1].lower()}{str(reason)[1:]}" for reason in ClosingReason),
)


def canonical(value: Any) -> str:
    """A value as it is compared: codes of picklists, ISO days, words with single blanks."""
    if value is None:
        return ""
    if isinstance(value, Picklist):
        return str(value.value)
    return " ".join(value.split()) if isinstance(value, str) else str(value)


@lru_cache(maxsize=16_384)
def mark_of(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def seen_marks(edition: int, values: Iterable[Any]) -> str:
    """The request's edition and a mark for each editable value, as they were when the sheet was written."""
    return f"e{edition}:{''.join(mark_of(canonical(value)) for value in values)}"


def marks_in(text: str) -> dict[str, str]:
    """The marks by their fields; nothing where the text is not ours."""
    marks = text.partition(":")[2]
    if len(marks) != 8 * len(EDITABLE):
        return {}
    return {name: marks[8 * place : 8 * place + 8] for place, name in enumerate(EDITABLE)}


def handlings(filters: Filters, glance: Glance) -> dict[Handling, int]:
    """How many requests of the view there are of each handling."""
    query = sa.select(R.handling, sa.func.count(R.id)).where(*conditions(filters, glance)).group_by(R.handling)
    return {row[0]: row[1] for row in db.session.execute(query)}


def sheet_rows(filters: Filters, glance: Glance, *, own_offices: frozenset[int], address: str) -> Iterator[list[Cell]]:
    """One row of cells for each request of the view, read a thousand at a time.

    What only an office's own staff reads is left empty for requests that another office shares.
    """
    query = (
        sa.select(
            *(R.id, R.edition, R.office_id, R.number, *(getattr(R, name) for name in EDITABLE), R.extras, R.due_at),
            *(R.closed_on, R.closing_reason, R.void_at, R.unclassified, R.last_heard_on),
            *(R.counted_items, R.satisfied_items, R.partial_items, R.said_done_items, R.refused_items),
            *(Agency.short_name, User.name, Office.timezone),
        )
        .select_from(R)
        .outerjoin(Agency, Agency.id == R.agency_id)
        .outerjoin(Office, Office.id == R.office_id)
        .outerjoin(User, User.id == R.owner_id)
        .where(*conditions(filters, glance))
        .order_by(*SORTS[filters.sort])
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for row in db.session.execute(query):
        yield cells_of(row, glance.at, row[2] in own_offices, address)


def cells_of(row: Any, at: datetime, is_own: bool, address: str) -> list[Cell]:
    request_id, edition, _office, number = row[:4]
    control, _agency, subject, instrument, addressee, dated, sent, received, due, _owner, handling = row[4:15]
    step, step_on, waits_on, extras, due_at, closed, reason, void_at, unclassified, heard = row[15:25]
    counted, satisfied, partial, said_done, refused, agency, owner, zone = row[25:]
    count = Count(counted, satisfied, partial, said_done, refused)
    reply = reply_of(count, unclassified=unclassified, is_void=void_at is not None)
    facts = (void_at is not None, closed is not None, sent is not None, count.is_satisfied, due, due_at)
    if not is_own:
        step = step_on = waits_on = extras = None
    return [
        Link(number, f"{address}/requests/{number}"),
        *(control, agency, subject, state_words(facts, at, zone, reason), due, str(reply) if reply else None),
        *(satisfied, counted, str(instrument), addressee, dated, sent, received, heard, owner, str(handling)),
        *(step, step_on, str(waits_on) if waits_on else None, extras_text(extras)),
        *(f"r{request_id}", seen_marks(edition, row[4 : 4 + len(EDITABLE)]) if is_own else None),
    ]


@lru_cache(maxsize=8192)
def state_words(facts: tuple[Any, ...], at: datetime, zone: str, reason: Any) -> str | None:
    """As on the request's page; a closed request says why."""
    void, closed, sent, satisfied, due_on, due_at = facts
    told = Facts(is_void=void, is_closed=closed, is_sent=sent, is_satisfied=satisfied, due_on=due_on, due_at=due_at)
    timing = timing_of(told, at=at, zone=zone_named(zone))
    if timing is Timing.CLOSED and reason:
        return f"Closed: {str(reason)[:1].lower()}{str(reason)[1:]}"
    return str(timing) if timing else None


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def extras_text(extras: Any) -> str | None:
    """One fact a line."""
    return "\n".join(f"{label}: {text}" for label, text in extras.items()) if extras else None
