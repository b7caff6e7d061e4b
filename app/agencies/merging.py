"""What moves when one entry of the directory takes another's place, and how it is put back; nothing here commits.

Requests and drafts are moved by a session that sees past the walls: whoever keeps the directory reads none of them.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import record_each
from app.models import (
    Agency,
    AgencyAlias,
    AgencyContact,
    AgencyDomain,
    AgencyMerge,
    OversightRequest,
    RequestDraft,
    Seat,
    User,
)

# What names an agency, by the word under which a merge remembers its ids: (noun, the column that names the agency).
NAMING: dict[str, tuple[Any, str]] = {
    "requests": (OversightRequest, "agency_id"),
    "drafts": (RequestDraft, "agency_id"),
    "seats": (Seat, "home_agency_id"),
    "bureaus": (Agency, "parent_id"),
    "predecessors": (Agency, "successor_id"),
    "contacts": (AgencyContact, "agency_id"),
    "domains": (AgencyDomain, "agency_id"),
    "aliases": (AgencyAlias, "agency_id"),
}


def counts_of(session: Session, agency: Agency) -> dict[str, int]:
    """How much names this agency, by the words of NAMING."""
    counts = {
        what: sa.select(sa.func.count()).select_from(noun).where(getattr(noun, column) == agency.id).scalar_subquery()
        for what, (noun, column) in NAMING.items()
    }
    row = session.execute(sa.select(*(count.label(what) for what, count in counts.items()))).one()
    return dict(row._mapping)


def move_all(session: Session, gone: Agency, kept: Agency, *, by: User, act_id: int) -> dict[str, Any]:
    """Everything that names `gone` names `kept` from now on; the ids of what moved."""
    moved: dict[str, Any] = {}
    known = set(session.scalars(sa.select(AgencyAlias.name).where(AgencyAlias.agency_id == kept.id)))
    for what, (noun, column) in NAMING.items():
        rows = held(session, noun, getattr(noun, column) == gone.id)
        rows = [row for row in rows if not (isinstance(row, AgencyAlias) and row.name in known)]
        rows = [row for row in rows if not (isinstance(row, Agency) and row.id == kept.id)]
        point(rows, column, kept.id)
        moved[what] = [row.id for row in rows]
        if noun is OversightRequest:
            words = (
                f"{gone.short_name} was merged into {kept.short_name}: the agency of this request is the latter now."
            )
            record_each(rows, "agency_merged", by=by, summary=words, act_id=act_id)
    session.flush()
    return moved


def put_back(session: Session, merge: AgencyMerge, *, by: User, act_id: int) -> int:
    """What moved names the other entry again, save what somebody has given to a third since; how many requests went."""
    requests = 0
    for what, (noun, column) in NAMING.items():
        rows = [
            row
            for ids in in_parts(merge.moved[what])
            for row in held(session, noun, noun.id.in_(ids), getattr(noun, column) == merge.kept_id)
        ]
        point(rows, column, merge.gone_id)
        if noun is OversightRequest:
            words = f"{merge.gone.short_name} is an agency of its own again, and that of this request."
            record_each(rows, "agency_merge_undone", by=by, summary=words, act_id=act_id)
            requests = len(rows)
    for alias in held(session, AgencyAlias, AgencyAlias.id.in_(merge.moved["made"])):
        session.delete(alias)
    session.flush()
    return requests


def held(session: Session, noun: Any, *wanted: sa.ColumnElement[bool]) -> list[Any]:
    """These rows, locked in the order of their ids."""
    query = sa.select(noun).where(*wanted).order_by(noun.id).with_for_update(of=noun)
    return list(session.scalars(query, execution_options={"populate_existing": True}))


def point(rows: list[Any], column: str, agency_id: int) -> None:
    for row in rows:
        setattr(row, column, agency_id)
        if isinstance(row, RequestDraft) and "agency_id" in row.fields:
            row.fields = {**row.fields, "agency_id": [str(agency_id)]}


def in_parts(ids: list[int], size: int = 500) -> list[list[int]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
