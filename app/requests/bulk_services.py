"""Do one act to many requests, and take the whole of it back: one commit each, one event for each request."""

from typing import Any

import sqlalchemy as sa

from app.clock import now, today
from app.dates import day_text
from app.extensions import db
from app.history import record
from app.ledger import Entry
from app.models import Event, OversightRequest, RequestTopic, Topic, User
from app.models.base import new_id
from app.models.picklists import EntryKind
from app.refusals import Refused
from app.requests import bulk_queries as queries
from app.requests.bulk import MOST, Assign, Change, Done, Extend, is_undoable, row_of

UNDONE = "bulk_undone"


def apply(change: Change, *, seen: dict[int, str], by: User, act_id: int) -> Done:
    """Do the change to every request that still stands as the person saw it; the same act sent again does nothing.

    Raises `Refused` where nothing is left to do.
    """
    made = queries.act(act_id, by=by)
    if made:
        db.session.rollback()
        return Done(act_id, len(made))
    if len(seen) > MOST:
        raise Refused(f"At most {MOST} requests are changed at a time. Narrow the filters.")
    requests = queries.requests_of(seen, is_held=True)
    rows = [(each, row_of(each, change, by=by)) for each in requests]
    ready = [each for each, row in rows if not row.refusal and row.was == seen[each.id]]
    left_out = tuple(row.number for _, row in rows if not row.refusal and row.was != seen[row.id])
    if not ready:
        raise Refused("None of these can be changed. See why beside each.")
    for oversight_request in ready:
        write(change, oversight_request, by=by, act_id=act_id)
    db.session.commit()
    return Done(act_id, len(ready), left_out)


def write(change: Change, oversight_request: OversightRequest, *, by: User, act_id: int) -> None:
    """One request and its event."""
    if isinstance(change, Assign):
        assert change.owner is not None, "the form asks for an owner"
        oversight_request.owner_id = change.owner.id
        verb, summary, changes = "bulk_assigned", f"Assigned to {change.owner.name}.", None
    elif isinstance(change, Extend):
        oversight_request.deadline.add(change.entry(oversight_request), by=by)
        due_on = oversight_request.due_on
        verb, summary, changes = "bulk_extended", f"Deadline extended to {day_text(due_on) if due_on else ''}.", None
    else:
        topic = Topic.take(db.session, change.name, office_id=oversight_request.office_id)
        db.session.add(RequestTopic(request_id=oversight_request.id, topic_id=topic.id))
        verb, summary, changes = "bulk_topic_added", f"Topic added: {topic.name}.", {"topic": [None, topic.name]}
    note = change.reason if isinstance(change, Extend) else None
    record(oversight_request, verb, by=by, summary=summary, note=note, changes=changes, act_id=act_id)


def undo(act_id: int, *, by: User) -> Done:
    """Take the act back wherever nobody has changed the same since; raises `Refused` when it is too old or not one's own."""
    events = queries.act(act_id, by=by)
    if not events or events[0].verb == UNDONE:
        raise Refused("There is nothing to undo.")
    if not is_undoable(events[0].at, now()):
        raise Refused("This was more than 30 minutes ago, so it can't be undone any more.")
    requests = {each.id: each for each in queries.requests_of([e.noun_id for e in events], is_held=True)}
    undone_id, left_out, number = new_id(), [], 0
    for event in events:
        oversight_request = requests.get(event.noun_id)
        if oversight_request is None:
            continue
        if take_back(event, oversight_request, by=by):
            number += 1
            summary = f"{event.payload.summary if event.payload else 'Erased.'} This was undone."
            record(oversight_request, UNDONE, by=by, summary=summary, changes=None, act_id=undone_id)
        else:
            left_out.append(oversight_request.number)
    if not number:
        db.session.rollback()
        raise Refused("All of these were changed since, so nothing was undone.")
    db.session.commit()
    return Done(undone_id, number, tuple(left_out))


def take_back(event: Event, oversight_request: OversightRequest, *, by: User) -> bool:
    """Whether the request stands as the act left it, and so was put back."""
    changes: dict[str, Any] = event.payload.changes if event.payload else {}
    if event.verb == "bulk_assigned":
        return give_back(changes, oversight_request)
    if event.verb == "bulk_extended":
        return shorten(changes, oversight_request, by=by)
    return take_topic(changes, oversight_request)


def give_back(changes: dict[str, Any], oversight_request: OversightRequest) -> bool:
    before, after = changes.get("owner_id", (None, None))
    if after is None or oversight_request.owner_id != after:
        return False
    oversight_request.owner_id = before
    return True


def shorten(changes: dict[str, Any], oversight_request: OversightRequest, *, by: User) -> bool:
    _, version = changes.get("due_version", (None, None))
    deadline = oversight_request.deadline
    if deadline is None or version != oversight_request.due_version or not oversight_request.is_open:
        return False
    if deadline.entries[-1].kind is not EntryKind.EXTENSION:
        return False
    deadline.add(Entry(kind="undo", on=today(oversight_request.office.zone)), by=by)
    return True


def take_topic(changes: dict[str, Any], oversight_request: OversightRequest) -> bool:
    _, name = changes.get("topic", (None, None))
    topic = Topic.office_id == oversight_request.office_id, Topic.name == str(name)
    borne = sa.select(RequestTopic).join(Topic, Topic.id == RequestTopic.topic_id).where(*topic)
    found = db.session.scalar(borne.where(RequestTopic.request_id == oversight_request.id))
    if found is None:
        return False
    db.session.delete(found)
    return True
