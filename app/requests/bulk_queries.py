"""Questions that an act on many requests asks."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Deadline, DeadlineEntry, Event, OversightRequest, RequestTopic, Topic, User

R = OversightRequest


def requests_of(ids: Collection[int], *, is_held: bool = False) -> Sequence[OversightRequest]:
    """These requests, as far as the person sees them, in the order of their numbers; `is_held` locks the rows first."""
    if is_held:
        locked = sa.select(R).where(R.id.in_(ids)).order_by(R.id).with_for_update(of=R)
        db.session.scalars(locked, execution_options={"populate_existing": True}).all()
    ledger = joinedload(R.deadline).selectinload(Deadline.entries).joinedload(DeadlineEntry.by)
    query = (
        sa.select(R)
        .where(R.id.in_(ids))
        .options(joinedload(R.office), joinedload(R.agency), joinedload(R.owner), ledger)
        .order_by(R.office_id, R.congress, R.serial)
    )
    return db.session.scalars(query, execution_options={"populate_existing": True}).unique().all()


def topics_of(ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """{request id: its topics by name}."""
    query = (
        sa.select(RequestTopic.request_id, Topic.name)
        .join(Topic, Topic.id == RequestTopic.topic_id)
        .where(RequestTopic.request_id.in_(ids))
        .order_by(Topic.name)
    )
    found: dict[int, tuple[str, ...]] = {}
    for request_id, name in db.session.execute(query):
        found[request_id] = (*found.get(request_id, ()), name)
    return found


def person(user_id: int | None) -> User | None:
    query = sa.select(User).where(User.id == (user_id or 0)).options(selectinload(User.seats))
    return db.session.scalar(query)


def act(act_id: int, *, by: User) -> Sequence[Event]:
    """The events of one act of this person, with their words."""
    query = sa.select(Event).where(Event.act_id == act_id, Event.actor_id == by.id, Event.verb.like("bulk_%"))
    return db.session.scalars(query.order_by(Event.sequence)).unique().all()
