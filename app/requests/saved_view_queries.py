"""Questions asked of saved views: a person's own, and those that colleagues share; and what a kept address asks for."""

from collections.abc import Collection, Sequence
from datetime import date
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app import index
from app.dates import read_day
from app.extensions import db
from app.models import SavedView
from app.models.picklists import WaitsOn
from app.refusals import Refused
from app.requests.docket_queries import SORTS, Filters
from app.requests.state_queries import Glance, State

ME = "me"
LONGEST, MOST_WORDS = 200, 8
CUTS = ("q", "state", "agency", "owner", "due_from", "due_to", "matter", "waits_on", "topic")
DAYS = ("due_from", "due_to")
MOST = 200
LARGEST_ID = 2**62


def listed() -> Sequence[SavedView]:
    """Every view that this person may use, by name."""
    query = sa.select(SavedView).options(joinedload(SavedView.owner, innerjoin=True), joinedload(SavedView.office))
    return db.session.scalars(query.order_by(SavedView.name, SavedView.id).limit(MOST)).all()


def own(view_id: int, *, person_id: int) -> SavedView:
    """A view that this person made; 404 for all others, shared ones too: only its owner changes a view."""
    known = view_id if view_id < LARGEST_ID else 0
    query = sa.select(SavedView).where(SavedView.id == known, SavedView.owner_id == person_id)
    found: SavedView | None = db.session.scalar(query)
    return found or abort(404)


def namesake(name: str, *, office_id: int, person_id: int) -> SavedView | None:
    """The person's own view that bears this name already."""
    query = sa.select(SavedView).where(
        SavedView.name == name, SavedView.office_id == office_id, SavedView.owner_id == person_id
    )
    return db.session.scalar(query.limit(1))


def cleaned(query: str, *, also: Collection[str] = ()) -> str:
    """What of an address belongs to the docket (and to `also`), so that what is kept of it can hold nothing else."""
    pairs = parse_qsl(query.replace("\0", ""), max_num_fields=200)
    kept = {*CUTS, *also}
    return urlencode([(name, value) for name, value in pairs if name in kept or (name == "sort" and value in SORTS)])


def filters_of(query: str, glance: Glance) -> Filters:
    """What a kept address asks of the docket, read without its page."""
    told = dict(reversed(parse_qsl(query)))
    return Filters(
        words=index.phrases_of(told.get("q"), longest=LONGEST, most=MOST_WORDS),
        agency_id=id_in(told.get("agency", "")),
        state=State(told["state"]) if told.get("state") in set(State) else State.OPEN,
        owner_id=glance.person_id if told.get("owner") == ME else id_in(told.get("owner", "")),
        due_from=day_in(told.get("due_from", ""), glance.today),
        due_to=day_in(told.get("due_to", ""), glance.today),
        matter_slug=told.get("matter", ""),
        waits_on=WaitsOn(told["waits_on"]) if told.get("waits_on") in set(WaitsOn) else None,
        topic_id=id_in(told.get("topic", "")),
    )


def id_in(text: str) -> int | None:
    """An id, whether there still is such a row or not; nonsense asks for nothing."""
    is_id = text.isascii() and text.isdecimal() and len(text) < 20
    return int(text) if is_id and int(text) < LARGEST_ID else None


def day_in(text: str, today: date) -> date | None:
    try:
        return read_day(text, today=today) if text else None
    except Refused:
        return None
