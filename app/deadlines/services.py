"""Verbs of a deadline: extend it, correct what was typed wrongly, take the last entry back."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from app.clock import now, today
from app.dates import clock_text, day_text
from app.deadlines.queries import entries_afresh, entry_of
from app.extensions import db
from app.history import changes_of, hold, hold_as_seen, record
from app.ledger import Entry, Kind
from app.models import Deadline, DeadlineEntry, OversightRequest, User
from app.models.oversight_request import NextStep
from app.models.picklists import EntryKind
from app.refusals import Refused

UNDO_FOR = timedelta(minutes=30)
CAN_BE_UNDONE = frozenset({EntryKind.EXTENSION, EntryKind.CORRECTION})


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a person asks for: the new due date and why. `entry_id` names the ledger's row that will say so.

    `seen_version` is the version of the deadline that the person had before their eyes.
    """

    entry_id: int
    seen_version: int
    until: date | None
    until_time: time | None = None
    reason: str = ""
    how: str = ""
    next_step: NextStep | None = None


def extend(oversight_request: OversightRequest, *, move: Move, by: User) -> DeadlineEntry:
    """Give the agency more time. The same move again is the same entry and moves nothing."""
    if oversight_request.office.is_extension_reason_needed and not move.reason:
        raise Refused("Your office asks for a reason with every extension. Say why.", field="reason")
    return add(oversight_request, move=move, by=by, kind="extension")


def correct(oversight_request: OversightRequest, *, move: Move, by: User) -> DeadlineEntry:
    """What stands was typed wrongly, or no date was known: write the right one, which is no extension."""
    return add(oversight_request, move=move, by=by, kind="correction")


def undo(oversight_request: OversightRequest, *, entry_id: int, by: User) -> None:
    """Take back the extension or correction just made; raises `Refused` once it is not the last word or too old."""
    hold(oversight_request)
    oversight_request.demand_open()
    deadline: Deadline | None = oversight_request.deadline
    last = entries_afresh(deadline)[-1] if deadline else None
    if deadline is None or last is None or last.id != entry_id or last.kind not in CAN_BE_UNDONE:
        raise Refused("The due date was changed since, so this can't be undone any more. Use a correction.")
    if now() - last.created_at > UNDO_FOR:
        raise Refused("This was more than 30 minutes ago. Use a correction.")
    deadline.add(Entry(kind="undo", on=today(oversight_request.office.zone)), by=by)
    what = "extension" if last.kind is EntryKind.EXTENSION else "correction"
    summary = f"The {what} was taken back; due {due_words(oversight_request)}."
    record(oversight_request, "deadline_undone", by=by, summary=summary)
    db.session.commit()


def correct_reason(entry: DeadlineEntry, *, reason: str, edition: int, by: User) -> None:
    """Correct the words that give an entry's reason; its dates stay, and the history keeps both texts."""
    oversight_request = entry.oversight_request
    hold(oversight_request)
    oversight_request.demand_not_void()
    hold_as_seen(entry, edition=edition, what="this reason")
    entry.reason = reason or None
    if changes_of(entry):
        entry.edition += 1
        what = entry.kind.label.lower()
        record(entry, "reason_corrected", by=by, summary=f"Reason corrected ({what} {day_text(entry.recorded_on)}).")
    db.session.commit()


def add(oversight_request: OversightRequest, *, move: Move, by: User, kind: Kind) -> DeadlineEntry:
    hold(oversight_request)
    if made := entry_of(oversight_request, move.entry_id):
        return made
    oversight_request.demand_open()
    if move.seen_version != oversight_request.due_version:
        raise Refused(
            f"The due date was changed while you were writing; it is now {due_words(oversight_request)}. "
            "Check yours and save again."
        )
    entry = Entry(
        kind=kind,
        on=today(oversight_request.office.zone),
        until=move.until,
        until_time=move.until_time,
        reason=move.reason,
        how=move.how,
    )
    row = enter(oversight_request, entry=entry, by=by)
    row.id = move.entry_id
    if move.next_step is not None:
        oversight_request.set_next_step(move.next_step, today=entry.on)
    verb, done = ("deadline_extended", "Deadline extended to") if kind == "extension" else EDITED
    summary = f"{done} {due_words(oversight_request)}."
    record(oversight_request, verb, by=by, summary=summary, note=move.reason)
    db.session.commit()
    return row


EDITED = ("deadline_corrected", "Due date corrected to")


def enter(oversight_request: OversightRequest, *, entry: Entry, by: User) -> DeadlineEntry:
    """Put the entry at the end of the ledger, which a correction opens where none was kept yet."""
    deadline: Deadline | None = oversight_request.deadline
    if deadline is not None:
        entries_afresh(deadline)
        deadline.add(entry, by=by)
    elif entry.kind == "correction":
        start = Entry(kind="start", on=entry.on, until=entry.until, until_time=entry.until_time, reason=entry.reason)
        deadline = Deadline.start(oversight_request, entry=start, by=by)
    else:
        raise Refused("There is no due date to extend. Correct it instead.", field="until")
    return deadline.entries[-1]


def due_words(oversight_request: OversightRequest) -> str:
    """Fri, Oct 12, 2018, 5:00 p.m.; "no date" where none is set."""
    if oversight_request.due_on is None:
        return "no date"
    at = f", {clock_text(oversight_request.due_time)}" if oversight_request.due_time else ""
    return day_text(oversight_request.due_on) + at
