"""Questions asked of calendar links: whose they are, and what a program finds behind one."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import parse_qsl

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, lazyload, load_only

from app.calendar.queries import Cut, due_between
from app.extensions import db
from app.models import Agency, CalendarFeed, OversightRequest, Seat, Throttle, User
from app.models.browser_session import digest_of
from app.policies import look_for
from app.requests.docket_queries import BY_NUMBER
from app.requests.saved_view_queries import filters_of, id_in
from app.requests.state_queries import Glance, in_state
from app.web.digests import fingerprint

LARGEST_ID = 2**62
MOST = 1_000
BACK, AHEAD, KEPT = timedelta(days=30), timedelta(days=365), timedelta(days=30)
R = OversightRequest

TOLD = (
    load_only(
        *(R.number, R.is_limited, R.mail_topic, R.filed_at, R.touched_at, R.closed_on, R.void_at),
        *(R.due_on, R.due_time, R.due_at, R.first_due_on, R.due_version, R.counted_items, R.satisfied_items),
        *(R.partial_items, R.said_done_items, R.refused_items, R.office_id, R.agency_id),
    ),
    # From outside, so that SQLite reads the requests in their order and then looks these up, and does not sort.
    joinedload(R.agency).load_only(Agency.name, Agency.short_name),
    joinedload(R.office),
)


def own(person_id: int) -> Sequence[CalendarFeed]:
    """A person's calendar links, by name."""
    query = sa.select(CalendarFeed).where(CalendarFeed.user_id == person_id)
    return db.session.scalars(query.order_by(CalendarFeed.name, CalendarFeed.id)).all()


def get(feed_id: int, *, person_id: int) -> CalendarFeed:
    """One of the person's own links; 404 for all others."""
    known = feed_id if feed_id < LARGEST_ID else 0
    query = sa.select(CalendarFeed).where(CalendarFeed.id == known, CalendarFeed.user_id == person_id)
    found: CalendarFeed | None = db.session.scalar(query)
    return found or abort(404)


def opened(token: str, view: str) -> CalendarFeed | None:
    """The link with this secret, if its person is active; from now on the session looks for that person."""
    query = (
        sa.select(CalendarFeed)
        .join(CalendarFeed.user)
        .where(CalendarFeed.digest == digest_of(token), User.active)
        .options(joinedload(CalendarFeed.user).joinedload(User.seats).joinedload(Seat.office))
        .options(joinedload(CalendarFeed.user).options(lazyload(User.roles)))
    )
    found = db.session.scalars(query).unique().one_or_none()
    if found is None or found.view != view:
        return None
    look_for(db.session, found.user)
    return found


def key_of(address: str) -> str:
    """Under which name the guesses from this address are counted."""
    return fingerprint("calendar", address)


def guesses_from(address: str) -> Throttle | None:
    return db.session.get(Throttle, key_of(address))


def cut_of(query: str, glance: Glance) -> Cut:
    return Cut(filters_of(query, glance), id_in(dict(parse_qsl(query)).get("office", "")))


def in_feed(query: str, glance: Glance) -> list[sa.ColumnElement[bool]]:
    """The requests of a feed; what ended stays for 30 days, so that a calendar takes it back."""
    cut = cut_of(query, glance)
    standing = in_state(cut.filters.state, glance)
    ended = sa.or_(R.closed_on >= glance.today - KEPT, R.void_at >= glance.at - KEPT)
    return [*cut.in_any_state().conditions(glance), sa.or_(standing, ended)]


def due_dates(query: str, glance: Glance) -> Sequence[OversightRequest]:
    """What is due from a month ago to a year ahead."""
    asked = (
        sa.select(R)
        .where(*in_feed(query, glance))
        .where(*due_between(glance.today - BACK, glance.today + AHEAD))
        .options(*TOLD)
        .order_by(R.due_at, *BY_NUMBER)
        .limit(MOST)
    )
    return db.session.scalars(asked).all()


def with_due_date(number: str) -> OversightRequest:
    """The request of this number, if it has a due date; 404 for those without, unknown and unseen alike."""
    query = sa.select(R).where(R.number == number.replace("\0", " "), R.due_on.is_not(None)).options(*TOLD)
    return db.session.scalar(query) or abort(404)
