"""Questions asked of claims: those of a communication, of a matter, and how many independent sources bear on each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.intelligence import queries as intelligence
from app.models import Claim, ClaimTie, Communication, Item, Matter, OversightRequest
from app.models.picklists import Relation

LARGEST_ID = 2**63 - 1
MOST = 200


@dataclass(frozen=True)
class Weight:
    """How many intelligence items support or contradict a claim, and how many independent sources they are."""

    relation: Relation
    items: int
    sources: int

    @property
    def words(self) -> str:
        """2 items, 1 independent source"""
        items = f"{self.items} item{'s' if self.items != 1 else ''}"
        return f"{items}, {self.sources} independent source{'s' if self.sources != 1 else ''}"


def shown() -> tuple[Any, ...]:
    """All that the table of claims shows."""
    return (
        joinedload(Claim.communication, innerjoin=True),
        joinedload(Claim.oversight_request, innerjoin=True).joinedload(OversightRequest.office, innerjoin=True),
        selectinload(Claim.items),
        selectinload(Claim.ties).joinedload(ClaimTie.intelligence_item, innerjoin=True),
    )


def get_communication(number: str, communication_id: int) -> Communication:
    """The communication of this request, ready to be split; 404 for unknown and unseen alike."""
    if not number.isprintable() or communication_id > LARGEST_ID:
        abort(404)
    with_request = joinedload(Communication.oversight_request, innerjoin=True)
    query = (
        sa.select(Communication)
        .join(Communication.oversight_request)
        .where(Communication.id == communication_id, OversightRequest.number == number)
        .options(
            with_request.joinedload(OversightRequest.office, innerjoin=True),
            with_request.selectinload(OversightRequest.items).joinedload(Item.parent),
        )
    )
    return db.session.scalar(query) or abort(404)


def get_claim(number: str, claim_id: int) -> Claim:
    """One claim of this request, or 404."""
    if not number.isprintable() or claim_id > LARGEST_ID:
        abort(404)
    query = sa.select(Claim).join(Claim.oversight_request).options(*shown())
    return db.session.scalar(query.where(Claim.id == claim_id, OversightRequest.number == number)) or abort(404)


def get_tie(claim: Claim, tie_id: int) -> ClaimTie:
    return next((tie for tie in claim.ties if tie.id == tie_id), None) or abort(404)


def claim_by_id(claim_id: int) -> Claim | None:
    return db.session.get(Claim, claim_id)


def of_communication(communication: Communication) -> Sequence[Claim]:
    query = sa.select(Claim).where(Claim.communication_id == communication.id).options(*shown())
    return db.session.scalars(query.order_by(Claim.created_at, Claim.id)).all()


def of_matter(matter: Matter) -> Sequence[Claim]:
    """The claims about a matter's requests, the earliest first."""
    query = (
        sa.select(Claim)
        .join(Claim.oversight_request)
        .where(OversightRequest.matter_id == matter.id, OversightRequest.void_at.is_(None))
        .options(*shown())
        .order_by(Claim.dated_on, Claim.created_at, Claim.id)
        .limit(MOST)
    )
    return db.session.scalars(query).all()


def weights_of(claims: Iterable[Claim]) -> dict[int, list[Weight]]:
    """{claim id: its weights}; several stories that go back to one origin are one source."""
    told = list(claims)
    offices = {claim.oversight_request.office_id for claim in told if claim.ties}
    told_after: dict[int, int] = {}
    for office_id in offices:
        told_after |= intelligence.parents(office_id)
    return {claim.id: weigh(claim, told_after) for claim in told}


def weigh(claim: Claim, told_after: Mapping[int, int]) -> list[Weight]:
    found = []
    for relation in (Relation.SUPPORTS, Relation.CONTRADICTS):
        ids = {tie.intelligence_item_id for tie in claim.ties if tie.relation is relation}
        if ids:
            found.append(Weight(relation, len(ids), len({intelligence.root_of(each, told_after) for each in ids})))
    return found
