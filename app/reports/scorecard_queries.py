"""What a scorecard asks of the record, in a number of statements that does not grow with it."""

from typing import Any

import sqlalchemy as sa
from flask import abort

from app.extensions import db
from app.models import Agency, Communication, Office, OversightRequest
from app.models.communication import ANSWERS_NOTHING, SETTLES_NO_ITEM
from app.models.item import ordinal
from app.models.picklists import Direction
from app.policies import Action, offices_for, with_bureaus
from app.reports.scorecard import Line, Scope

ALL = "all"
R = OversightRequest


def office_of(person: Any, short_name: str | None) -> Office:
    """The office of this name among those whose internal figures the person may have, else the first; or 404."""
    offices = offices_for(person, Action.EXPORT_INTERNAL)
    named = [office for office in offices if short_name in (None, "", office.short_name)]
    return named[0] if named else abort(404)


def agency_ids(agency: Agency, *, has_bureaus: bool) -> tuple[int, ...]:
    return with_bureaus(db.session, {agency.id}) if has_bureaus else (agency.id,)


def sent_to(office: Office, ids: tuple[int, ...]) -> list[sa.ColumnElement[bool]]:
    sent = (R.transmitted_on.is_not(None), R.void_at.is_(None))
    return [R.office_id == office.id, R.agency_id.in_(ids), *sent]


def congresses(office: Office, ids: tuple[int, ...]) -> list[int]:
    """The Congresses in which something was asked, the newest first."""
    query = sa.select(R.congress).where(*sent_to(office, ids)).distinct().order_by(R.congress.desc())
    return list(db.session.scalars(query))


def chosen(asked: str | None, known: list[int]) -> int | None:
    """The Congress that the address names, if something was asked in it; else the newest; None for all."""
    if asked == ALL or not known:
        return None
    return next((each for each in known if str(each) == asked), known[0])


def lines(office: Office, ids: tuple[int, ...], congress: int | None) -> tuple[Line, ...]:
    """Every request sent, in the order of sending."""
    first_reply = sa.select(sa.func.min(Communication.dated_on)).where(
        Communication.request_id == R.id,
        Communication.direction == Direction.IN,
        Communication.kind.not_in(ANSWERS_NOTHING),
        sa.or_(Communication.settles.is_(None), Communication.settles.not_in(SETTLES_NO_ITEM)),
    )
    columns = (
        *(R.number, R.subject, Agency.short_name.label("agency"), R.handling, R.transmitted_on, R.first_due_on),
        *(R.due_on, R.due_at, R.closed_on, R.extensions),
        *(R.counted_items, R.satisfied_items, R.partial_items, R.said_done_items, R.refused_items),
        first_reply.correlate(R).scalar_subquery().label("first_reply_on"),
    )
    query = sa.select(*columns).select_from(R).join(Agency, Agency.id == R.agency_id).where(*sent_to(office, ids))
    if congress is not None:
        query = query.where(R.congress == congress)
    rows = db.session.execute(query.order_by(R.transmitted_on, R.congress, R.serial))
    return tuple(Line(**row._mapping) for row in rows)


def scope_of(office: Office, agency: Agency, *, has_bureaus: bool, congress: int | None) -> Scope:
    words = f"{ordinal(congress)} Congress" if congress else "All Congresses"
    return Scope(office=office, agency=agency.name, has_bureaus=has_bureaus, congress=words)
