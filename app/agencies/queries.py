"""Questions asked of the agency directory."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import aliased, joinedload

from app.extensions import db
from app.models import Agency, OversightRequest
from app.requests.docket_queries import IS_OPEN, Glance, Line, lines

MOST = 100
R = OversightRequest


@dataclass(frozen=True)
class Listed:
    """An agency in the directory, with the numbers of requests that the person sees."""

    id: int
    short_name: str
    name: str
    parent: str | None
    requests: int
    open: int


def directory() -> list[Listed]:
    """All agencies by short name; requests filed in error count nowhere."""
    parent = aliased(Agency)
    asked = (
        sa.select(R.agency_id, sa.func.count(R.id).label("all"), sa.func.count(sa.case((IS_OPEN, R.id))).label("open"))
        .where(R.void_at.is_(None))
        .group_by(R.agency_id)
        .subquery()
    )
    query = (
        sa.select(
            Agency.id,
            Agency.short_name,
            Agency.name,
            parent.short_name,
            sa.func.coalesce(asked.c.all, 0),
            sa.func.coalesce(asked.c.open, 0),
        )
        .outerjoin(parent, parent.id == Agency.parent_id)
        .outerjoin(asked, asked.c.agency_id == Agency.id)
        .order_by(Agency.short_name)
    )
    return [Listed(*row) for row in db.session.execute(query)]


def get(agency_id: int) -> Agency:
    """The agency with this id, or 404."""
    found = with_id(agency_id) if agency_id < 2**62 else None
    if found is None:
        abort(404)
    return found


def with_id(agency_id: int) -> Agency | None:
    return db.session.scalar(sa.select(Agency).where(Agency.id == agency_id).options(joinedload(Agency.parent)))


def named(*, name: str, short_name: str) -> Agency | None:
    """The agency that has this name or short name already, whatever the case."""
    lowered = sa.func.lower
    return db.session.scalar(
        sa.select(Agency)
        .where(sa.or_(lowered(Agency.name) == lowered(name), lowered(Agency.short_name) == lowered(short_name)))
        .limit(1)
    )


def requests_to(agency: Agency, glance: Glance) -> list[Line]:
    """What the person sees asked of it: the first by due date, what is open and what is closed."""
    return lines(R.agency_id == agency.id, R.void_at.is_(None), glance=glance, sort="due", limit=MOST)


def open_count(agency: Agency) -> int:
    return db.session.scalar(sa.select(sa.func.count(R.id)).where(R.agency_id == agency.id, IS_OPEN)) or 0


def names() -> list[tuple[int, str]]:
    query = sa.select(Agency.id, Agency.short_name).order_by(Agency.short_name)
    return [(row.id, row.short_name) for row in db.session.execute(query)]
