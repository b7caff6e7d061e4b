"""Give a request one of its office's topics, and take it away."""

import sqlalchemy as sa

from app.extensions import db
from app.history import hold, record
from app.models import OversightRequest, RequestTopic, Topic, User
from app.refusals import Refused


def add_topic(oversight_request: OversightRequest, *, name: str, by: User) -> None:
    """A name that no topic of the office bears yet makes one."""
    hold(oversight_request)
    oversight_request.demand_not_void()
    topic = Topic.take(db.session, name, office_id=oversight_request.office_id)
    if bears(oversight_request, topic.id):
        raise Refused(f"{oversight_request.number} has the topic {topic.name} already.", field="name")
    db.session.add(RequestTopic(request_id=oversight_request.id, topic_id=topic.id))
    told = {"topic": [None, topic.name]}
    record(oversight_request, "topic_added", by=by, summary=f"Topic added: {topic.name}.", changes=told)
    db.session.commit()


def remove_topic(oversight_request: OversightRequest, *, topic_id: int, by: User) -> None:
    hold(oversight_request)
    borne = bears(oversight_request, topic_id)
    if borne is None:
        raise Refused(f"{oversight_request.number} does not have this topic.")
    name = borne.topic.name
    db.session.delete(borne)
    told = {"topic": [name, None]}
    record(oversight_request, "topic_removed", by=by, summary=f"Topic removed: {name}.", changes=told)
    db.session.commit()


def bears(oversight_request: OversightRequest, topic_id: int) -> RequestTopic | None:
    borne = RequestTopic.request_id == oversight_request.id, RequestTopic.topic_id == topic_id
    return db.session.scalar(sa.select(RequestTopic).where(*borne))
