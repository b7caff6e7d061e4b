"""Verbs of the dates beside a deadline: add one, put another in its place, say that it was met, take it away."""

from datetime import date, timedelta

from app.clock import now, today
from app.dates import day_text
from app.deadlines import date_queries as queries
from app.extensions import db
from app.history import hold, record
from app.models import OtherDate, OversightRequest, User
from app.models.other_date import OtherDateTold
from app.refusals import Refused

MOST = 100
UNDO_FOR = timedelta(minutes=30)
TAKEN_BACK = {
    "date_added": "The date is taken away again",
    "date_changed": "The change of the date was taken back",
    "date_met": "It is waited for again",
    "date_removed": "The date stands again",
}


def add(oversight_request: OversightRequest, told: OtherDateTold, *, date_id: int, by: User) -> OtherDate:
    """Add a date. The same form again is the same date."""
    hold(oversight_request)
    if made := queries.by_id(date_id):
        return made
    oversight_request.demand_open()
    if len(queries.listed(oversight_request)) >= MOST:
        raise Refused(f"A request has at most {MOST} such dates. Remove one that is done with.")
    made = OtherDate.of(oversight_request, told, today=today(oversight_request.office.zone), by=by)
    made.id = date_id
    db.session.add(made)
    record(made, "date_added", by=by, summary=f"Date added: {words(made)}.")
    db.session.commit()
    return made


def change(old: OtherDate, told: OtherDateTold, *, date_id: int, by: User) -> OtherDate:
    """Another date takes the place of this one, which stays in the record."""
    oversight_request = old.oversight_request
    hold(oversight_request)
    if made := queries.by_id(date_id):
        return made
    hold(old)
    oversight_request.demand_open()
    old.demand_standing()
    made = OtherDate.of(oversight_request, told, today=today(oversight_request.office.zone), by=by)
    made.id, made.entry_id = date_id, old.entry_id if told.due_on == old.due_on else None
    db.session.add(made)
    db.session.flush()
    before = words(old)
    old.end(at=now(), replaced_by=made)
    record(made, "date_changed", by=by, summary=f"Date changed: {words(made)} (before: {before}).")
    db.session.commit()
    return made


def meet(own: OtherDate, *, on: date, by: User) -> None:
    """What was expected came on that day."""
    hold(own.oversight_request)
    hold(own)
    own.oversight_request.demand_not_void()
    own.meet(on=on, today=today(own.oversight_request.office.zone))
    record(own, "date_met", by=by, summary=f"{own.label}, due {day_text(own.due_on)}, came on {day_text(on)}.")
    db.session.commit()


def remove(own: OtherDate, *, by: User) -> None:
    """It is waited for no more; the record keeps it."""
    hold(own.oversight_request)
    hold(own)
    own.oversight_request.demand_not_void()
    own.end(at=now())
    record(own, "date_removed", by=by, summary=f"Date removed: {words(own)}.")
    db.session.commit()


def undo(own: OtherDate, *, event_id: int, by: User) -> str:
    """Take back what was just done with a date; returns what was, in words. Raises `Refused` once it is too late."""
    hold(own.oversight_request)
    hold(own)
    own.oversight_request.demand_not_void()
    last = queries.last_event(own)
    if last is None or last.id != event_id or last.verb not in TAKEN_BACK:
        raise Refused("This date was changed since, so this can't be undone any more. Look at the list again.")
    if now() - last.at > UNDO_FOR:
        raise Refused("This was more than 30 minutes ago. Change the date instead.")
    if last.verb in {"date_added", "date_changed"}:
        own.end(at=now())
        for before in queries.replaced_by(own):
            before.stand_again()
    elif last.verb == "date_met":
        own.wait_again()
    else:
        own.stand_again()
    record(own, "date_undone", by=by, summary=f"{TAKEN_BACK[last.verb]}: {words(own)}.")
    db.session.commit()
    return TAKEN_BACK[last.verb]


def words(own: OtherDate) -> str:
    """Item 3(b), Fri, Oct 26, 2018."""
    return f"{own.label}, {day_text(own.due_on)}"
