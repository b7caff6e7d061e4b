"""Verbs of a declared closure: see what it would move, declare it and move that in one act, lift it again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.bases import told_day
from app.clock import now, today
from app.deadlines import closure_queries as queries
from app.extensions import db
from app.history import hold, record, record_each
from app.ledger import Entry, Kind
from app.models import Closure, Deadline, User
from app.models.base import new_id
from app.models.picklists import ClosureKind
from app.policies import past_walls
from app.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class ClosureTold:
    """What a person tells of a closure; without an office it holds for every one, without an agency for every one."""

    first_on: date
    last_on: date
    kind: ClosureKind
    reason: str = ""
    office_id: int | None = None
    agency_id: int | None = None


@dataclass(frozen=True)
class Moved:
    """A due date before and after."""

    deadline: Deadline
    before: date | None
    after: date | None


def preview(told: ClosureTold) -> list[Moved]:
    """What this closure would move, of all that the person may see; nothing is kept."""
    closure = sound(told)
    return [moved for moved, _entry in movable(closure, "closure", session=db.session)]


def declare(told: ClosureTold, *, closure_id: int, by: User) -> int:
    """Declare it and move every due date that it moves, in one act; how many. The same form again moves nothing."""
    if queries.by_id(closure_id) is not None:
        return 0
    with past_walls(db.session) as inner:
        closure = sound(told)
        closure.id, closure.act_id, closure.declared_by_id = closure_id, new_id(), by.id
        inner.add(closure)
        summary = f"Declared closed: {span(closure)} ({closure.words})."
        record(closure, "closure_declared", by=by, summary=summary, act_id=closure.act_id)
        moved = move(closure, "closure", session=inner, by=by, act_id=closure.act_id)
    db.session.commit()
    return moved


def lift(closure: Closure, *, by: User) -> int:
    """Take a closure back, and with it the days that it gave, in one act; how many due dates moved."""
    hold(closure)
    if closure.lifted_at is not None:
        raise Refused("This closure was lifted already.")
    with past_walls(db.session) as inner:
        own, act_id = inner.get_one(Closure, closure.id), new_id()
        own.lifted_at = now()
        summary = f"No longer closed: {span(own)} ({own.words})."
        record(own, "closure_lifted", by=by, summary=summary, act_id=act_id)
        moved = move(own, "reopening", session=inner, by=by, act_id=act_id)
    db.session.commit()
    return moved


def move(closure: Closure, kind: Kind, *, session: Session, by: User, act_id: int) -> int:
    """Write one row into the ledger of each deadline that moves, and one event about its request."""
    actor = session.get_one(User, by.id)
    requests = []
    for moved, entry in movable(closure, kind, session=session):
        moved.deadline.add(entry, by=actor)
        requests.append(moved.deadline.oversight_request)
    words = "closed" if kind == "closure" else "no longer closed"
    summary = f"The due date moved: {span(closure)} is {words} ({closure.words})."
    record_each(requests, "deadline_moved", by=by, summary=summary, act_id=act_id)
    return len(requests)


def movable(closure: Closure, kind: Kind, *, session: Session) -> Iterable[tuple[Moved, Entry]]:
    """Each deadline whose date this moves, with the row that says so; a printed or agreed date never is among them."""
    for deadline in queries.that_may_move(closure, session=session):
        before = deadline.standing
        entry = Entry(
            kind=kind,
            on=today(deadline.oversight_request.office.zone),
            day=closure.first_on,
            until=closure.last_on,
            reason=closure.words,
        )
        if before.withdrawn or (kind == "reopening" and not set(closure.days) & before.closures):
            continue
        after = deadline.after(entry)
        if (after.original_on, after.current_on) != (before.original_on, before.current_on):
            yield Moved(deadline, before.current_on, after.current_on), entry


def sound(told: ClosureTold) -> Closure:
    """The closure as it would stand; raises `Refused` beside the field."""
    closure = Closure(
        office_id=told.office_id,
        agency_id=told.agency_id,
        kind=told.kind,
        first_on=told.first_on,
        last_on=told.last_on,
        reason=told.reason,
    )
    closure.demand_sound()
    return closure


def span(closure: Closure) -> str:
    """Mon Oct 15, 2018; Mon Oct 15, 2018 to Fri Oct 19, 2018."""
    first = told_day(closure.first_on)
    return first if closure.first_on == closure.last_on else f"{first} to {told_day(closure.last_on)}"
