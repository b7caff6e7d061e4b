"""Verbs of calendar links: make one, give it another secret, remove it; and what is noted when one is asked."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.calendar import feed_queries as queries
from app.clock import now
from app.extensions import db
from app.history import hold, record
from app.models import CalendarFeed, Office, Throttle, User
from app.refusals import Refused

MOST = 20
WRITTEN_EVERY = timedelta(minutes=5)
GUESSES_A_MINUTE, MINUTE = 20, timedelta(minutes=1)


@dataclass(frozen=True)
class FeedFacts:
    """What a person says of a link."""

    name: str
    query: str


def make(facts: FeedFacts, *, office: Office, by: User, feed_id: int) -> tuple[CalendarFeed, str] | None:
    """A new link and its secret, which is told this once; None where the same form was sent before."""
    hold(by)
    if db.session.get(CalendarFeed, feed_id) is not None:
        return None
    if len(queries.own(by.id)) >= MOST:
        raise Refused(f"You have {MOST} calendar links already. Remove one first.", field="name")
    feed = CalendarFeed(id=feed_id, user_id=by.id, office_id=office.id)
    feed.write(name=facts.name, query=facts.query)
    token = feed.renew()
    db.session.add(feed)
    record(feed, "made", by=by, summary="A calendar link was made.", changes={})
    db.session.commit()
    return feed, token


def reset(feed: CalendarFeed, *, by: User) -> str:
    """Another secret for the same link; the address with the old one is unknown from now on."""
    hold(feed)
    token = feed.renew()
    feed.reset_at, feed.last_used_at = now(), None
    record(feed, "reset", by=by, summary="A calendar link was reset; the old address ended.", changes={})
    db.session.commit()
    return token


def remove(feed: CalendarFeed, *, by: User) -> None:
    record(feed, "removed", by=by, summary="A calendar link was removed.", changes={})
    db.session.delete(feed)
    db.session.commit()


def note_use(feed: CalendarFeed, *, at: datetime) -> None:
    """That a program asked, written at most every five minutes and past the page's transaction, which only reads."""
    if feed.last_used_at is not None and at - feed.last_used_at < WRITTEN_EVERY:
        return
    # A feed that was reset in between has another digest and was not used.
    used = sa.update(CalendarFeed).where(CalendarFeed.digest == feed.digest).values(last_used_at=at)
    with suppress(OperationalError), Session(db.engine.execution_options(writes=True)) as writing:
        writing.execute(used, execution_options={"synchronize_session": False})
        writing.commit()


def note_guess(address: str, *, at: datetime) -> bool:
    """Count a link that nobody has; whether this address may go on asking. While it may not, nothing is written."""
    known = queries.guesses_from(address)
    if known is not None and known.is_locked(at):
        return False
    with Session(db.engine.execution_options(writes=True)) as writing:
        row = Throttle.of(writing, queries.key_of(address), at=at)
        may_go_on = row.try_once(at=at, limit=GUESSES_A_MINUTE, window=MINUTE)
        writing.commit()
    return may_go_on
