"""Questions asked of the directories before they are taken in again."""

import sqlalchemy as sa

from app.extensions import db
from app.models import Agency, AgencyAlias, AgencyDomain, Assignment, Committee, Member


def committees() -> dict[str, Committee]:
    return {each.code: each for each in db.session.scalars(sa.select(Committee))}


def members() -> dict[str, Member]:
    return {each.bioguide: each for each in db.session.scalars(sa.select(Member))}


def assignments() -> dict[tuple[int, int], Assignment]:
    """By the ids of the committee and the member."""
    return {(each.committee_id, each.member_id): each for each in db.session.scalars(sa.select(Assignment))}


def agencies() -> list[Agency]:
    """All of them, those that were merged into another included."""
    return list(db.session.scalars(sa.select(Agency).order_by(Agency.id)))


def aliases() -> list[AgencyAlias]:
    return list(db.session.scalars(sa.select(AgencyAlias).order_by(AgencyAlias.id)))


def domains() -> list[AgencyDomain]:
    return list(db.session.scalars(sa.select(AgencyDomain)))
