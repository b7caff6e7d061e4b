"""The weekly summary: one mail on the first open day of the week about what one owns, to who asked for it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.mail import message_id
from app.models import Agency, Office, OversightRequest, User
from app.models.picklists import MessageKind
from app.outbox import Post
from app.policies import look, viewer_of
from app.reminders import digests, queries
from app.reminders.hours import Hours
from app.reminders.ledger import enter_message
from app.workdays import is_overdue, on_or_after
from config import Settings

# A scheduler that stood still on Monday catches up; later the week is half over.
STILL_NEWS = timedelta(days=2)


def slot_of(hours: Hours, at: datetime) -> datetime:
    """When this week's summary comes: on its first open day, at the person's hour of digests."""
    today = at.astimezone(hours.zone).date()
    monday = today - timedelta(days=today.weekday())
    return hours.on(on_or_after(monday), hours.facts.digest_at)


def next_slot(hours: Hours, at: datetime) -> datetime:
    slot = slot_of(hours, at)
    return slot if slot > at else slot_of(hours, at + timedelta(days=7))


def put_into_outbox(session: Session, office: Office, hours: dict[int, Hours], at: datetime) -> int:
    """The summaries that are due and do not stand in the outbox yet; returns how many. Nothing is committed."""
    settings: Settings = current_app.extensions["tecum"]
    due = {}
    for person_id, each in hours.items():
        slot = slot_of(each, at)
        if each.facts.is_weekly and slot <= at < slot + STILL_NEWS:
            due[person_id] = message_id(
                f"weekly.{office.short_name.lower()}.{slot.astimezone(each.zone):%Y%m%d}.u{person_id}",
                settings.mail_domain,
            )
    known = queries.known_mails(session, list(due.values())) if due else set()
    missing = [person_id for person_id, smtp_id in due.items() if smtp_id not in known]
    return sum(put(session, office, person_id, due[person_id], at) for person_id in missing)


def put(session: Session, office: Office, person_id: int, smtp_id: str, at: datetime) -> int:
    person = session.get(User, person_id)
    table = table_of(session, office, person, at) if person is not None and person.active else None
    if person is None or table is None or not table.lines:
        return 0
    mail = Post(
        kind=MessageKind.SUMMARY,
        person=person,
        smtp_id=smtp_id,
        headers=digests.headers_of(person.id, "weekly", is_urgent=False),
        **digests.parts_of(table, office, at=at),
    )
    return int(enter_message(session, mail, office_id=office.id, next_try_at=at) is not None)


def table_of(session: Session, office: Office, person: User, at: datetime) -> digests.Table:
    """What the person owns or backs up, as far as they see it, that is overdue or due within four weeks."""
    about = OversightRequest
    query = (
        sa.select(about.number, Agency.short_name, about.due_on, about.due_at)
        .join(Agency, Agency.id == about.agency_id)
        .where(about.office_id == office.id, queries.is_waiting(), about.due_at <= at + timedelta(weeks=4))
        .where(sa.or_(about.owner_id == person.id, about.backup_id == person.id))
        .order_by(about.due_at, about.number)
    )
    before = session.info["viewer"]
    look(session, viewer_of(session, person))
    try:
        rows = session.execute(query).all()
    finally:
        look(session, before)
    table = digests.Table(digests.WEEKLY)
    for row in rows:
        line = digests.Line(row.number, row.short_name, row.due_on, is_overdue(row.due_at, at))
        table.add(line, "you asked for a weekly summary")
    return table
