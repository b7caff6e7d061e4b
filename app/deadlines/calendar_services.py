"""Verbs of a chamber's calendar: see what an import would move, then take the days in and move that in one act."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.bases import Rule
from app.clock import now, today
from app.deadlines import calendar_queries as queries
from app.deadlines.calendar_reading import LARGEST, read_days
from app.deadlines.closure_services import Moved
from app.extensions import db
from app.history import record, record_each
from app.ledger import Entry
from app.models import ChamberCalendar, Deadline, User
from app.models.base import new_id
from app.models.chamber_calendar import Change
from app.models.deadline_picklists import DayKind
from app.models.picklists import Chamber
from app.policies import past_walls
from app.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class CalendarTold:
    """The days of a file, and of which chamber and kind they are."""

    chamber: Chamber
    kind: DayKind
    days: tuple[date, ...]
    file_name: str = ""


@dataclass(frozen=True)
class Preview:
    """What an import would do: to the calendar, to how many due dates, and to those that the person may see."""

    change: Change
    total: int
    moved: tuple[Moved, ...]


def preview(told: CalendarTold) -> Preview:
    """Nothing is kept."""
    calendar, change = as_told(told, session=db.session)
    seen = tuple(moved for moved, _entry in movable(calendar, session=db.session))
    with past_walls(db.session) as inner:
        total = sum(1 for _ in movable(calendar, session=inner))
    return Preview(change, total, seen)


def take_in(told: CalendarTold, *, by: User) -> Preview:
    """Take the days in and move every due date that is counted by them, in one act. The same days again change nothing."""
    with past_walls(db.session) as inner:
        calendar, change = as_told(told, session=inner)
        if not any(change):
            return Preview(change, 0, ())
        act_id, actor = new_id(), inner.get_one(User, by.id)
        own = queries.of(told.chamber, told.kind, session=inner) or calendar
        own.listed, own.file_name = calendar.listed, told.file_name or None
        own.imported_at, own.imported_by = now(), actor
        inner.add(own)
        words = f"{change.added} days added, {change.removed} removed"
        facts = {"days": [None, len(own.listed)]}
        summary = f"Calendar imported: {own.title}; {words}."
        record(own, "calendar_imported", by=by, summary=summary, changes=facts, act_id=act_id)
        requests = []
        for moved, entry in movable(own, session=inner):
            moved.deadline.add(entry, by=actor)
            requests.append(moved.deadline.oversight_request)
        summary = f"The due date was counted again: the calendar of the {own.chamber.label} was imported."
        record_each(requests, "deadline_moved", by=by, summary=summary, act_id=act_id)
    db.session.commit()
    return Preview(change, len(requests), ())


def told_of_file(path: Path, *, chamber: Chamber, kind: DayKind) -> CalendarTold:
    """Read for a command; raises `Refused` with the line that can't be read."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from error
    return CalendarTold(chamber=chamber, kind=kind, days=tuple(read_days(data)), file_name=path.name)


def as_told(told: CalendarTold, *, session: Session) -> tuple[ChamberCalendar, Change]:
    """The calendar as it would stand, in no session, and what changed."""
    found = queries.of(told.chamber, told.kind, session=session)
    listed = list(found.listed) if found is not None else []
    calendar = ChamberCalendar(chamber=told.chamber, kind=told.kind, listed=listed)
    return calendar, calendar.take_in(told.days)


def movable(calendar: ChamberCalendar, *, session: Session) -> Iterator[tuple[Moved, Entry]]:
    """Each deadline whose date comes to stand elsewhere, with the row that says so."""
    days = calendar.days
    for deadline in queries.counted_by(calendar, session=session):
        rule, before = rule_of(deadline), deadline.standing
        if rule is None or rule.chamber != calendar.chamber.label or before.withdrawn:
            continue
        counted = replace(rule, chamber_days=queries.needed(rule, days))
        entry = Entry(kind="calendar", on=today(deadline.oversight_request.office.zone), rule=counted)
        after = deadline.after(entry)
        if (after.original_on, after.current_on) != (before.original_on, before.current_on):
            yield Moved(deadline, before.current_on, after.current_on), entry


def rule_of(deadline: Deadline) -> Rule | None:
    """The rule by which it is counted now: that of the last calendar, else that of the letter."""
    rules = [row.as_ledger.rule for row in deadline.entries if row.rule]
    return rules[-1] if rules else None
