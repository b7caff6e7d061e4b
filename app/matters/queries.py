"""Questions asked of matters: the list with its counts, and one matter with all that it gathers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Communication, IntelligenceItem, IntelligenceLink, Matter, Office, Outcome, OversightRequest
from app.models.counts import Count
from app.requests.docket_queries import Line, lines
from app.requests.state_queries import IS_OPEN, Glance

MOST = 500
R = OversightRequest
SUMS = (
    sa.func.coalesce(sa.func.sum(R.counted_items), 0).label("counted"),
    sa.func.coalesce(sa.func.sum(R.satisfied_items), 0).label("satisfied"),
    sa.func.coalesce(sa.func.sum(R.partial_items), 0).label("partial"),
    sa.func.coalesce(sa.func.sum(R.said_done_items), 0).label("said_done"),
    sa.func.coalesce(sa.func.sum(R.refused_items), 0).label("refused"),
)


@dataclass(frozen=True)
class Gathered:
    """A matter in the list: how many requests, how many of them open, and the sum of their counts."""

    slug: str
    title: str
    requests: int
    open: int
    count: Count


def gathered() -> list[Gathered]:
    """The matters by title; requests filed in error count nowhere."""
    query = (
        sa.select(Matter.slug, Matter.title, sa.func.count(R.id), sa.func.count(sa.case((IS_OPEN, R.id))), *SUMS)
        .outerjoin(R, sa.and_(R.matter_id == Matter.id, R.void_at.is_(None)))
        .group_by(Matter.id, Matter.slug, Matter.title)
        .order_by(Matter.title, Matter.id)
        .limit(MOST)
    )
    return [Gathered(*row[:4], Count(*row[4:])) for row in db.session.execute(query)]


def get(slug: str) -> Matter:
    """The matter at this address; 404 for unknown and unseen alike."""
    query = sa.select(Matter).where(Matter.slug == slug.replace("\0", " ")).options(joinedload(Matter.office))
    found = db.session.scalar(query)
    if found is None:
        abort(404)
    return found


def with_id(matter_id: int) -> Matter | None:
    return db.session.scalar(sa.select(Matter).where(Matter.id == matter_id))


def count_of(matter: Matter) -> Count:
    """The one count, summed over the matter's requests."""
    row = db.session.execute(sa.select(*SUMS).where(R.matter_id == matter.id, R.void_at.is_(None))).one()
    return Count(**row._mapping)


def requests_of(matter: Matter, glance: Glance) -> list[Line]:
    return lines(R.matter_id == matter.id, R.void_at.is_(None), glance=glance, sort="number", limit=MOST)


def intelligence_of(matter: Matter) -> list[Any]:
    """What is linked to the matter's requests: title, source class, relation and the request's number."""
    query = (
        sa.select(
            IntelligenceItem.id,
            IntelligenceItem.title,
            IntelligenceItem.source_class,
            IntelligenceItem.collected_on,
            IntelligenceLink.relation,
            R.number,
        )
        .join(IntelligenceLink, IntelligenceLink.intelligence_item_id == IntelligenceItem.id)
        .join(R, R.id == IntelligenceLink.request_id)
        .where(R.matter_id == matter.id, R.void_at.is_(None))
        .order_by(IntelligenceItem.collected_on, IntelligenceItem.id, R.congress, R.serial)
        .limit(MOST)
    )
    return list(db.session.execute(query))


def outcomes_of(matter: Matter) -> list[Any]:
    query = (
        sa.select(Outcome.dated_on, Outcome.kind, Outcome.claim, Outcome.attributable, R.number)
        .join(R, R.id == Outcome.request_id)
        .where(R.matter_id == matter.id, R.void_at.is_(None))
        .order_by(Outcome.dated_on, Outcome.id)
        .limit(MOST)
    )
    return list(db.session.execute(query))


@dataclass(frozen=True, order=True)
class Step:
    """One line of the chronology."""

    on: date
    number: str
    words: str


def communications_of(matter: Matter) -> list[Step]:
    query = (
        sa.select(Communication.dated_on, Communication.kind, Communication.summary, R.number)
        .join(R, R.id == Communication.request_id)
        .where(R.matter_id == matter.id, R.void_at.is_(None))
        .order_by(Communication.dated_on, Communication.id)
        .limit(MOST)
    )
    return [Step(row.dated_on, row.number, f"{row.kind}: {row.summary}") for row in db.session.execute(query)]


def chronology(matter: Matter, requests: list[Line], outcomes: list[Any]) -> list[Step]:
    """What was sent, what went to and fro and what came of it, by date."""
    sent = [
        Step(line.transmitted_on, line.number, f"Sent to {line.agency_name}: {line.subject}")
        for line in requests
        if line.transmitted_on
    ]
    came = [Step(each.dated_on, each.number, f"Outcome: {each.claim}") for each in outcomes]
    return sorted([*sent, *communications_of(matter), *came])


def office_names() -> list[str]:
    return list(db.session.scalars(sa.select(Office.short_name)))
