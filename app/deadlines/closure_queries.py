"""Questions asked of declared closures, and of the deadlines that they may move."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import Session, joinedload, selectinload

from app.bases import Counted, Rule, count
from app.extensions import db
from app.models import Agency, Closure, Deadline, DeadlineEntry, Office, OversightRequest
from app.models.picklists import DueBasis

NEWEST = 200
LARGEST_ID = 2**62


def newest() -> Sequence[Closure]:
    """What was declared for every office or for the person's own, the newest days first."""
    query = sa.select(Closure).options(
        joinedload(Closure.office), joinedload(Closure.agency), joinedload(Closure.declared_by)
    )
    return db.session.scalars(query.order_by(Closure.first_on.desc(), Closure.id).limit(NEWEST)).all()


def get(closure_id: int) -> Closure:
    """One closure; 404 for unknown and unseen alike."""
    found = by_id(closure_id)
    if found is None:
        abort(404)
    return found


def by_id(closure_id: int) -> Closure | None:
    return db.session.get(Closure, closure_id) if closure_id < LARGEST_ID else None


def office_of(closure: Closure) -> Office:
    """The office that declared it; 404 where it holds for every office, which only an administrator lifts."""
    if closure.office is None:
        abort(404)
    return closure.office


def counted(rule: Rule) -> Counted:
    """What a rule comes to under the closures that hold for this person's requests to every agency."""
    query = sa.select(Closure).where(Closure.lifted_at.is_(None), Closure.agency_id.is_(None))
    return count(rule, {day: closure.words for closure in db.session.scalars(query) for day in closure.days})


def agencies() -> Sequence[tuple[int, str]]:
    """Every agency of the directory, as id and short name."""
    query = sa.select(Agency.id, Agency.short_name).where(Agency.merged_into_id.is_(None))
    return [(found.id, found.short_name) for found in db.session.execute(query.order_by(Agency.short_name))]


def known_to(*, office_id: int, agency: Agency, session: Session) -> tuple[tuple[date, str], ...]:
    """Every day declared closed for this office's requests to this agency, with its reason, in order."""
    lineage = lineage_of(agency)
    query = sa.select(Closure).where(
        Closure.lifted_at.is_(None),
        sa.or_(Closure.office_id.is_(None), Closure.office_id == office_id),
        sa.or_(Closure.agency_id.is_(None), Closure.agency_id.in_([each.id for each in lineage])),
    )
    days = [(day, closure.words) for closure in session.scalars(query) for day in closure.days]
    return tuple(sorted(days))


def keeps_inauguration_day(agency: Agency) -> bool:
    """Whether it, or what it belongs to, is closed on Inauguration Day."""
    return any(each.is_inauguration_kept for each in lineage_of(agency))


def lineage_of(agency: Agency) -> list[Agency]:
    """The agency and what it belongs to, upward; a circle ends the walk."""
    found: list[Agency] = []
    above: Agency | None = agency
    while above is not None and above not in found:
        found.append(above)
        above = above.parent
    return found


def that_may_move(closure: Closure, *, session: Session) -> Sequence[Deadline]:
    """Open deadlines counted in business days, within the closure's reach, held until the commit, by number."""
    request = OversightRequest
    query = (
        sa.select(Deadline)
        .join(Deadline.oversight_request)
        .where(Deadline.basis == DueBasis.N_BUS_DAYS, request.closed_on.is_(None), request.void_at.is_(None))
        .options(
            joinedload(Deadline.oversight_request).joinedload(OversightRequest.office),
            selectinload(Deadline.entries).joinedload(DeadlineEntry.by),
        )
        .order_by(request.number)
    )
    if closure.office_id is not None:
        query = query.where(request.office_id == closure.office_id)
    if closure.agency_id is not None:
        tree = sa.select(Agency.id).where(Agency.id == closure.agency_id).cte("closed_agency", recursive=True)
        below = sa.select(Agency.id).join(tree, Agency.parent_id == tree.c.id)
        query = query.where(request.agency_id.in_(sa.select(tree.union(below).c.id)))
    return session.scalars(query, execution_options={"populate_existing": True}).all()
