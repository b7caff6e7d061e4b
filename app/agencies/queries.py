"""Questions asked of the agency directory."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.agencies import merging
from app.clock import now
from app.extensions import db
from app.models import Agency, AgencyAlias, AgencyContact, AgencyMerge, OversightRequest
from app.models.agency_merge import UNDONE_WITHIN
from app.policies import past_walls, with_bureaus
from app.requests.docket_queries import Line, lines
from app.requests.state_queries import IS_OPEN, Glance
from app.web.paging import CAP, PER_PAGE, Page, offset

MOST = 100
LARGEST_ID = 2**62
R = OversightRequest
IS_LISTED = Agency.merged_into_id.is_(None)


@dataclass(frozen=True)
class Listed:
    """An agency in the directory, with the numbers of requests that the person sees."""

    id: int
    short_name: str
    name: str
    parent: str | None
    requests: int
    open: int


def directory(words: tuple[str, ...], *, number: int) -> Page[Listed]:
    """One page of the agencies, those asked first and then by short name; requests filed in error count nowhere."""
    parent = aliased(Agency)
    asked = (
        sa.select(R.agency_id, sa.func.count(R.id).label("all"), sa.func.count(sa.case((IS_OPEN, R.id))).label("open"))
        .where(R.void_at.is_(None))
        .group_by(R.agency_id)
        .subquery()
    )
    wanted = [IS_LISTED, *(bears(word) for word in words)]
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
        .where(*wanted)
        .order_by(asked.c.all.is_(None), Agency.short_name)
        .limit(PER_PAGE + 1)
        .offset(offset(number))
    )
    found = sa.select(Agency.id).where(*wanted).limit(CAP + 1).subquery()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0
    return Page.cut([Listed(*row) for row in db.session.execute(query)], number=number, total=total)


def bears(word: str) -> sa.ColumnElement[bool]:
    """Whether the word stands in one of an agency's names."""
    also = sa.select(AgencyAlias.id).where(
        AgencyAlias.agency_id == Agency.id, AgencyAlias.name.icontains(word, autoescape=True)
    )
    named = (Agency.name.icontains(word, autoescape=True), Agency.short_name.icontains(word, autoescape=True))
    return sa.or_(*named, also.exists())


def get(agency_id: int) -> Agency:
    """The agency with this id, or 404."""
    found = with_id(agency_id) if agency_id <= LARGEST_ID else None
    if found is None:
        abort(404)
    return found


def with_id(agency_id: int) -> Agency | None:
    query = sa.select(Agency).where(Agency.id == agency_id)
    return db.session.scalar(query.options(joinedload(Agency.parent), joinedload(Agency.successor)))


def whole(agency_id: int) -> Agency:
    """The agency with its other names and domains, or 404."""
    agency = get(agency_id)
    db.session.refresh(agency, ["aliases", "domains"])
    return agency


def named(*, name: str, short_name: str, but: Agency | None = None) -> Agency | None:
    """The agency that has this name or short name already, as its own or as an alias, whatever the case."""
    lowered = sa.func.lower
    wanted = [lowered(name), lowered(short_name)]
    also = sa.select(AgencyAlias.agency_id).where(lowered(AgencyAlias.name).in_(wanted))
    has = sa.or_(lowered(Agency.name).in_(wanted), lowered(Agency.short_name).in_(wanted), Agency.id.in_(also))
    return db.session.scalar(sa.select(Agency).where(has, Agency.id != (but.id if but else 0)).limit(1))


def bureaus(agency: Agency) -> list[Agency]:
    query = sa.select(Agency).where(Agency.parent_id == agency.id, IS_LISTED)
    return list(db.session.scalars(query.order_by(Agency.short_name).limit(MOST)))


def tree_of(agency: Agency) -> tuple[int, ...]:
    """The ids of the agency and of all that belongs to it."""
    return with_bureaus(db.session, {agency.id})


def requests_to(agency: Agency, glance: Glance) -> list[Line]:
    """What the person sees asked of it: the first by due date, what is open and what is closed."""
    return lines(R.agency_id == agency.id, R.void_at.is_(None), glance=glance, sort="due", limit=MOST)


def open_count(agency: Agency) -> int:
    return db.session.scalar(sa.select(sa.func.count(R.id)).where(R.agency_id == agency.id, IS_OPEN)) or 0


def names(*, but: Agency | None = None) -> list[tuple[int, str]]:
    query = sa.select(Agency.id, Agency.short_name, Agency.name).where(IS_LISTED).order_by(Agency.short_name)
    rows = db.session.execute(query.where(Agency.id != (but.id if but else 0)))
    return [
        (row.id, row.short_name if row.short_name == row.name else f"{row.short_name} – {row.name}") for row in rows
    ]


def alias(agency: Agency, alias_id: int) -> AgencyAlias:
    """A further name of this agency, or 404."""
    wanted = AgencyAlias.id == min(alias_id, LARGEST_ID), AgencyAlias.agency_id == agency.id
    return db.session.scalar(sa.select(AgencyAlias).where(*wanted)) or abort(404)


def contacts(agency: Agency) -> list[AgencyContact]:
    """The contacts that the person's offices keep, by purpose."""
    query = sa.select(AgencyContact).where(AgencyContact.agency_id == agency.id, AgencyContact.removed_at.is_(None))
    found = db.session.scalars(query.options(selectinload(AgencyContact.office), joinedload(AgencyContact.verified_by)))
    return sorted(found, key=lambda each: (each.purpose.label, each.words.casefold()))


def contact(agency_id: int, contact_id: int) -> AgencyContact:
    """One contact at this agency, one that was removed included; 404 for unknown and unseen alike."""
    wanted = AgencyContact.id == min(contact_id, LARGEST_ID), AgencyContact.agency_id == min(agency_id, LARGEST_ID)
    query = sa.select(AgencyContact).where(*wanted)
    return db.session.scalar(
        query.options(joinedload(AgencyContact.office), joinedload(AgencyContact.agency))
    ) or abort(404)


def contact_by_id(contact_id: int) -> AgencyContact | None:
    return db.session.get(AgencyContact, contact_id)


def merged_counts(agency: Agency) -> dict[str, int]:
    """How much a merge would move, in numbers alone."""
    with past_walls(db.session) as session:
        return merging.counts_of(session, agency)


def merges_to_undo(agency: Agency, *, at: datetime) -> list[AgencyMerge]:
    """The merges into this agency that can still be taken back, the newest first."""
    recent = AgencyMerge.merged_at >= at - UNDONE_WITHIN
    query = (
        sa.select(AgencyMerge)
        .where(AgencyMerge.kept_id == agency.id, AgencyMerge.undone_at.is_(None), recent)
        .options(joinedload(AgencyMerge.gone), joinedload(AgencyMerge.kept), joinedload(AgencyMerge.merged_by))
        .order_by(AgencyMerge.merged_at.desc())
    )
    return [merge for merge in db.session.scalars(query) if merge.is_undoable(at)]


def merge(merge_id: int) -> AgencyMerge:
    query = sa.select(AgencyMerge).where(AgencyMerge.id == min(merge_id, LARGEST_ID))
    return db.session.scalar(query.options(joinedload(AgencyMerge.gone), joinedload(AgencyMerge.kept))) or abort(404)


def shown(agency: Agency, glance: Glance) -> dict[str, Any]:
    """All that the agency's page tells."""
    return {
        "bureaus": bureaus(agency),
        "contacts": contacts(agency),
        "merges": merges_to_undo(agency, at=now()),
        "rows": requests_to(agency, glance),
        "open_count": open_count(agency),
        "most": MOST,
    }
