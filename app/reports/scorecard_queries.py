"""What a scorecard asks of the record, in a number of statements that does not grow with it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import abort

from app.extensions import db
from app.models import Agency, Communication, Office, OversightRequest
from app.models.communication import ANSWERS_NOTHING, SETTLES_NO_ITEM
from app.models.item import ordinal
from app.models.picklists import Direction
from app.policies import Action, offices_for, with_bureaus
from app.reports.scorecard import Line, Scope, share

ALL = "all"
R = OversightRequest


def office_of(person: Any, short_name: str | None) -> Office:
    """The office of this name among those whose internal figures the person may have, else the first; or 404."""
    offices = offices_for(person, Action.EXPORT_INTERNAL)
    named = [office for office in offices if short_name in (None, "", office.short_name)]
    return named[0] if named else abort(404)


def agency_ids(agency: Agency, *, has_bureaus: bool) -> tuple[int, ...]:
    return with_bureaus(db.session, {agency.id}) if has_bureaus else (agency.id,)


def sent_by(office: Office, congress: int | None = None) -> list[sa.ColumnElement[bool]]:
    in_congress = [] if congress is None else [R.congress == congress]
    return [R.office_id == office.id, R.transmitted_on.is_not(None), R.void_at.is_(None), *in_congress]


def congresses(office: Office, ids: tuple[int, ...]) -> list[int]:
    """The Congresses in which something was asked, the newest first."""
    asked = (*sent_by(office), R.agency_id.in_(ids))
    query = sa.select(R.congress).where(*asked).distinct().order_by(R.congress.desc())
    return list(db.session.scalars(query))


def chosen(asked: str | None, known: list[int]) -> int | None:
    """The Congress that the address names, if something was asked in it; else the newest; None for all."""
    if asked == ALL or not known:
        return None
    return next((each for each in known if str(each) == asked), known[0])


FIRST_REPLY = (
    sa.select(sa.func.min(Communication.dated_on))
    .where(
        Communication.request_id == R.id,
        Communication.direction == Direction.IN,
        Communication.kind.not_in(ANSWERS_NOTHING),
        sa.or_(Communication.settles.is_(None), Communication.settles.not_in(SETTLES_NO_ITEM)),
    )
    .correlate(R)
    .scalar_subquery()
    .label("first_reply_on")
)


def of_all_agencies(office: Office, congress: int | None, *, today: date) -> tuple[int, int]:
    """(on time, decided) over every agency that this office asked: the SQL twin of `Line`; a test holds the two together."""
    asked = (
        sa.select(R.first_due_on, FIRST_REPLY).where(*sent_by(office, congress), R.first_due_on.is_not(None)).subquery()
    )
    due, reply = asked.c.first_due_on, asked.c.first_reply_on
    counts = (reply <= due, sa.or_(reply.is_not(None), due < today))
    found = db.session.execute(
        sa.select(*(sa.func.count(sa.case((counted, 1))) for counted in counts)).select_from(asked)
    )
    row = found.one()
    return row[0], row[1]


def lines(office: Office, ids: tuple[int, ...], congress: int | None) -> tuple[Line, ...]:
    """Every request sent, in the order of sending."""
    columns = (
        *(R.number, R.subject, Agency.short_name.label("agency"), R.handling, R.transmitted_on, R.first_due_on),
        *(R.due_on, R.due_at, R.closed_on, R.extensions),
        *(R.counted_items, R.satisfied_items, R.partial_items, R.said_done_items, R.refused_items),
        FIRST_REPLY,
    )
    asked = (*sent_by(office, congress), R.agency_id.in_(ids))
    query = sa.select(*columns).select_from(R).join(Agency, Agency.id == R.agency_id).where(*asked)
    rows = db.session.execute(query.order_by(R.transmitted_on, R.congress, R.serial))
    return tuple(Line(**row._mapping) for row in rows)


def scope_of(office: Office, agency: Agency, *, has_bureaus: bool, congress: int | None, at: datetime) -> Scope:
    words = f"{ordinal(congress)} Congress" if congress else "All Congresses"
    others = share(*of_all_agencies(office, congress, today=at.astimezone(office.zone).date()))
    return Scope(office=office, agency=agency.name, has_bureaus=has_bureaus, congress=words, all_on_time=others)
