"""Verbs of a deadline: more time asked for, granted or refused, a wrong date corrected, the last entry taken back."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from app.clock import now, today
from app.dates import clock_text, day_text
from app.deadlines import date_queries
from app.deadlines.queries import entries_afresh, entry_of
from app.extensions import db
from app.history import changes_of, hold, hold_as_seen, record
from app.ledger import Entry, Kind, Standing
from app.models import Deadline, DeadlineEntry, OtherDate, OversightRequest, User
from app.models.deadline_picklists import OtherKind
from app.models.other_date import OtherDateTold
from app.models.oversight_request import NextStep
from app.models.picklists import EntryKind
from app.refusals import Refused

UNDO_FOR = timedelta(minutes=30)
# What can be taken back, and what it is called then.
CAN_BE_UNDONE = {
    EntryKind.EXTENSION: "extension",
    EntryKind.CORRECTION: "correction",
    EntryKind.ASK: "request for more time",
    EntryKind.REFUSAL: "refusal",
    EntryKind.PART: "extension for some items",
    EntryKind.STOP: "stop of the clock",
    EntryKind.RESTART: "restart of the clock",
}
VERBS: dict[Kind, str] = {
    "extension": "deadline_extended",
    "correction": "deadline_corrected",
    "ask": "more_time_asked",
    "refusal": "more_time_refused",
    "part": "items_extended",
    "stop": "clock_stopped",
    "restart": "clock_restarted",
}


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a person asks for: the new due date and why. `entry_id` names the ledger's row that will say so.

    `seen_version` is the version of the deadline that the person had before their eyes. `who` spoke for the agency,
    `agreed_by` for the committee, on the day `said_on` (today where none is told); no items are all of them. `day` is
    when a clock stops or runs again, `category` why it stops.
    """

    entry_id: int
    seen_version: int
    until: date | None
    until_time: time | None = None
    reason: str = ""
    how: str = ""
    next_step: NextStep | None = None
    said_on: date | None = None
    who: str = ""
    agreed_by: str = ""
    conditions: str = ""
    item_ids: tuple[int, ...] = ()
    day: date | None = None
    category: str = ""


def extend(oversight_request: OversightRequest, *, move: Move, by: User) -> DeadlineEntry:
    """Give the agency more time. The same move again is the same entry and moves nothing."""
    if oversight_request.office.is_extension_reason_needed and not move.reason:
        raise Refused("Your office asks for a reason with every extension. Say why.", field="reason")
    is_part = bool(move.item_ids) and set(move.item_ids) < {item.id for item in oversight_request.items}
    return add(oversight_request, move=move, by=by, kind="part" if is_part else "extension")


def ask(oversight_request: OversightRequest, *, move: Move, by: User) -> DeadlineEntry:
    """The agency asked for more time: a fact of its own, which moves nothing until it is granted."""
    return add(oversight_request, move=move, by=by, kind="ask")


def refuse(oversight_request: OversightRequest, *, move: Move, by: User) -> DeadlineEntry:
    """The agency was told no: the date stands."""
    return add(oversight_request, move=move, by=by, kind="refusal")


def stop(oversight_request: OversightRequest, *, move: Move, by: User) -> DeadlineEntry:
    """The clock stands still after a day: nothing is due, nobody is reminded, until it runs again."""
    return add(oversight_request, move=move, by=by, kind="stop")


def restart(oversight_request: OversightRequest, *, move: Move, by: User) -> DeadlineEntry:
    """The clock runs again, and the agency has the days left that it had when it stopped."""
    return add(oversight_request, move=move, by=by, kind="restart")


def correct(oversight_request: OversightRequest, *, move: Move, by: User) -> DeadlineEntry:
    """What stands was typed wrongly, or no date was known: write the right one, which is no extension."""
    return add(oversight_request, move=move, by=by, kind="correction")


def undo(oversight_request: OversightRequest, *, entry_id: int, by: User) -> None:
    """Take back what was just entered; raises `Refused` once it is not the last word or too old."""
    hold(oversight_request)
    oversight_request.demand_open()
    deadline: Deadline | None = oversight_request.deadline
    last = entries_afresh(deadline)[-1] if deadline else None
    if deadline is None or last is None or last.id != entry_id or last.kind not in CAN_BE_UNDONE:
        raise Refused("The due date was changed since, so this can't be undone any more. Use a correction.")
    if now() - last.created_at > UNDO_FOR:
        raise Refused("This was more than 30 minutes ago. Use a correction.")
    deadline.add(Entry(kind="undo", on=today(oversight_request.office.zone)), by=by)
    for own in date_queries.of_entry(last.id):
        own.end(at=now())
        for before in date_queries.replaced_by(own):
            before.stand_again()
    summary = f"The {CAN_BE_UNDONE[last.kind]} was taken back; due {due_words(oversight_request)}."
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
    entry = entry_for(oversight_request, move=move, kind=kind)
    row = enter(oversight_request, entry=entry, by=by)
    row.id, row.item_ids = move.entry_id, list(move.item_ids) or None
    if kind == "part":
        date_the_items(row, move=move, by=by)
    if move.next_step is not None:
        oversight_request.set_next_step(move.next_step, today=entry.on)
    record(oversight_request, VERBS[kind], by=by, summary=told(oversight_request, entry), note=move.reason)
    db.session.commit()
    return row


def told(oversight_request: OversightRequest, entry: Entry) -> str:
    """One sentence for the history."""
    due, until = due_words(oversight_request), day_text(entry.until) if entry.until else ""
    day = day_text(entry.day) if entry.day else ""
    return {
        "extension": f"Deadline extended to {due}.",
        "correction": f"Due date corrected to {due}.",
        "ask": f"The agency asked for more time{f' until {until}' if until else ''}.",
        "refusal": f"More time refused; due {due}.",
        "part": f"Extended for {entry.scope} to {until}.",
        "stop": f"The clock stopped on {day}.",
        "restart": f"The clock runs again after {day}; due {due}.",
    }[entry.kind]


def preview(oversight_request: OversightRequest, *, move: Move, kind: Kind) -> Standing:
    """How the deadline would stand; nothing is kept. Raises `Refused` as the verb would."""
    entry = entry_for(oversight_request, move=move, kind=kind)
    if oversight_request.deadline is None:
        raise Refused("There is no due date whose clock could stop.", field="day")
    found: Standing = oversight_request.deadline.after(entry)
    return found


def entry_for(oversight_request: OversightRequest, *, move: Move, kind: Kind) -> Entry:
    """The ledger's row for what a person told; raises `Refused` for a day on which it cannot have happened."""
    day, happened_on = today(oversight_request.office.zone), move.day or move.said_on
    field, letter_on = "day" if move.day else "said_on", oversight_request.dated_on
    if happened_on and happened_on > day:
        raise Refused("This day is still to come.", field=field)
    if happened_on and letter_on and happened_on < letter_on:
        raise Refused("This is before the date of the letter.", field=field)
    return Entry(
        kind=kind,
        on=day,
        day=move.day or (happened_on if happened_on != day else None),
        until=move.until,
        until_time=move.until_time,
        reason=move.reason,
        how=move.how,
        who=move.who,
        agreed_by=move.agreed_by,
        conditions=move.conditions,
        category=move.category,
        scope=scope_words(oversight_request, move.item_ids) if kind != "extension" else "",
    )


def scope_words(oversight_request: OversightRequest, item_ids: tuple[int, ...]) -> str:
    """items 1, 2 and 3(b); empty for none, which are all of them."""
    chosen = [item for item in oversight_request.items if item.id in item_ids]
    if len(chosen) < len(set(item_ids)):
        raise Refused("Choose items of this request.", field="item_ids")
    paths = [item.path or item.label for item in chosen]
    if len(paths) < 2:
        return f"item {paths[0]}" if paths else ""
    return f"items {', '.join(paths[:-1])} and {paths[-1]}"


def date_the_items(row: DeadlineEntry, *, move: Move, by: User) -> None:
    """Each of the items gets this date as its own; the one that it had before is replaced."""
    oversight_request, day = row.oversight_request, row.recorded_on
    db.session.flush()
    assert move.until is not None, "the ledger asks for the date of an extension in part"
    standing = {each.item_id: each for each in date_queries.standing(oversight_request)}
    for item_id in dict.fromkeys(move.item_ids):
        told = OtherDateTold(kind=OtherKind.ITEM, item_id=item_id, due_on=move.until, said_on=row.day_on or day)
        own = OtherDate.of(oversight_request, told, today=day, by=by)
        own.entry_id = row.id
        db.session.add(own)
        db.session.flush()
        if before := standing.get(item_id):
            before.end(at=now(), replaced_by=own)


def enter(oversight_request: OversightRequest, *, entry: Entry, by: User) -> DeadlineEntry:
    """Put the entry at the end of the ledger, which a correction opens where none was kept yet."""
    deadline: Deadline | None = oversight_request.deadline
    if deadline is not None:
        entries_afresh(deadline)
        deadline.add(entry, by=by)
    elif entry.kind == "correction":
        start = Entry(kind="start", on=entry.on, until=entry.until, until_time=entry.until_time, reason=entry.reason)
        deadline = Deadline.start(oversight_request, entry=start, by=by)
    elif entry.kind == "ask":
        raise Refused("There is no due date for which more time could be asked.", field="until")
    elif entry.kind in {"stop", "restart"}:
        raise Refused("There is no due date whose clock could stop.", field="day")
    else:
        raise Refused("There is no due date to extend. Correct it instead.", field="until")
    return deadline.entries[-1]


def due_words(oversight_request: OversightRequest) -> str:
    """Fri, Oct 12, 2018, 5:00 p.m.; "no date" where none is set."""
    if oversight_request.due_on is None:
        return "no date"
    at = f", {clock_text(oversight_request.due_time)}" if oversight_request.due_time else ""
    return day_text(oversight_request.due_on) + at
