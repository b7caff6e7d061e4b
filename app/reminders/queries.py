"""Questions asked before anybody is reminded: of which deadlines, whom, and what was told already."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from app.models import Absence, DeadlineEntry, Office, OversightRequest, Reminder, Seat, User
from app.models.base import Moment
from app.models.picklists import EntryKind, MessageKind, Role
from app.outbox import Claimed
from app.policies import Viewer, look, viewer_of
from app.reminders.ladder import FARTHEST_AHEAD, WEEK

# From here on a request is told of by its weekly notices alone, whatever its zone or clock time.
SURELY_OVERDUE = timedelta(days=3)
# Notices are a week apart by the calendar, so an hour less by the clock when summer time begins.
FRESH = WEEK - timedelta(hours=2)
# Entries that leave the deadline as it stands: asked for, refused, granted for some items.
QUIET = (EntryKind.ASK, EntryKind.REFUSAL, EntryKind.PART)


def offices(session: Session) -> list[Office]:
    return list(session.scalars(sa.select(Office).order_by(Office.short_name)))


def candidates(session: Session, office_id: int, at: datetime) -> list[Any]:
    """Requests of the office whose deadline may have a step to tell of at `at`, the earliest deadline first.

    `recorded_at` is when the deadline came to stand as it does, `told_at` the latest step that the owner was told of.
    Those long overdue are left out where their owner has this week's notice.
    """
    told = sa.select(Reminder.due_for).where(
        Reminder.request_id == OversightRequest.id,
        Reminder.recipient_id == OversightRequest.owner_id,
        Reminder.due_version == OversightRequest.due_version,
    )
    entries = sa.select(sa.func.max(DeadlineEntry.created_at)).where(
        DeadlineEntry.request_id == OversightRequest.id, DeadlineEntry.kind.not_in(QUIET)
    )
    is_fresh = told.where(Reminder.kind == MessageKind.OVERDUE, Reminder.due_for > at - FRESH).exists()
    latest = told.order_by(Reminder.due_for.desc()).limit(1)
    rows = session.execute(
        sa.select(
            OversightRequest.id,
            OversightRequest.owner_id,
            OversightRequest.due_on,
            OversightRequest.due_at,
            sa.type_coerce(entries.scalar_subquery(), Moment()).label("recorded_at"),
            sa.type_coerce(latest.scalar_subquery(), Moment()).label("told_at"),
        )
        .where(
            OversightRequest.office_id == office_id,
            is_waiting(),
            OversightRequest.due_at <= at + FARTHEST_AHEAD,
            sa.or_(OversightRequest.due_at > at - SURELY_OVERDUE, sa.not_(is_fresh)),
        )
        .order_by(OversightRequest.due_at, OversightRequest.id)
    )
    return list(rows)


def is_waiting() -> sa.ColumnElement[bool]:
    """Open, sent, released and not satisfied: the clock runs and people want to hear of it."""
    return sa.and_(
        OversightRequest.closed_on.is_(None),
        OversightRequest.void_at.is_(None),
        OversightRequest.transmitted_on.is_not(None),
        sa.not_(OversightRequest.is_quiet),
        sa.or_(
            OversightRequest.counted_items == 0,
            OversightRequest.satisfied_items < OversightRequest.counted_items,
        ),
    )


def requests_with_people(session: Session, ids: Iterable[int]) -> list[OversightRequest]:
    """The requests still waiting among these, with what their mail tells, in the order of their deadlines."""
    return list(
        session.scalars(
            sa.select(OversightRequest)
            .where(OversightRequest.id.in_(list(ids)), is_waiting(), OversightRequest.due_at.is_not(None))
            .order_by(OversightRequest.due_at, OversightRequest.id)
            .options(
                joinedload(OversightRequest.agency),
                joinedload(OversightRequest.office),
                joinedload(OversightRequest.owner),
                joinedload(OversightRequest.backup),
            )
        )
    )


def directors(session: Session, office: Office) -> list[User]:
    """The staff directors who sit in the office now."""
    seated = sa.and_(Seat.office_id == office.id, Seat.role == Role.STAFF_DIRECTOR, Seat.ended_on.is_(None))
    query = sa.select(User).join(Seat, Seat.user_id == User.id).where(seated, User.active)
    return list(session.scalars(query.order_by(User.name, User.id)))


def covers(session: Session, office: Office, day: date) -> dict[int, User]:
    """Who covers for whom (by id) in the office on this day, as far as the cover sits there."""
    cover_seat = aliased(Seat)
    query = (
        sa.select(Seat.user_id, User)
        .select_from(Absence)
        .join(Seat, Seat.id == Absence.seat_id)
        .join(User, User.id == Absence.cover_id)
        .join(cover_seat, sa.and_(cover_seat.user_id == User.id, cover_seat.office_id == office.id))
        .where(Seat.office_id == office.id, cover_seat.ended_on.is_(None), User.active)
        .where(Absence.from_on <= day, Absence.until_on >= day)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def recorded_at(session: Session, ids: Iterable[int]) -> dict[int, datetime]:
    """When the deadline of each request came to stand as it does: its last entry."""
    last = sa.func.max(DeadlineEntry.created_at, type_=DeadlineEntry.created_at.type)
    moves = (DeadlineEntry.request_id.in_(list(ids)), DeadlineEntry.kind.not_in(QUIET))
    query = sa.select(DeadlineEntry.request_id, last).where(*moves)
    return {row[0]: row[1] for row in session.execute(query.group_by(DeadlineEntry.request_id))}


def last_told(session: Session, ids: Iterable[int]) -> dict[tuple[int, int, int], datetime]:
    """(request, version, person) -> the moment of the latest step in the ledger."""
    last = sa.func.max(Reminder.due_for, type_=Reminder.due_for.type)
    key = (Reminder.request_id, Reminder.due_version, Reminder.recipient_id)
    query = sa.select(*key, last).where(Reminder.request_id.in_(list(ids))).group_by(*key)
    return {(row[0], row[1], row[2]): row[3] for row in session.execute(query)}


def seen_by(session: Session, viewer: Viewer, ids: Iterable[int]) -> set[int]:
    """Which of these requests somebody may see: the session looks for that person, for this one question."""
    before = session.info["viewer"]
    look(session, viewer)
    try:
        return set(session.scalars(sa.select(OversightRequest.id).where(OversightRequest.id.in_(list(ids)))))
    finally:
        look(session, before)


def unwanted(session: Session, mails: list[Claimed]) -> dict[int, str]:
    """Mail that must not go out any more, by its id, with the reason in words; asked right before it is sent."""
    reasons = outdated(session, [mail.id for mail in mails if mail.kind is not MessageKind.DIGEST])
    ids = {mail.recipient_id for mail in mails if mail.recipient_id is not None}
    people = {person.id: person for person in session.scalars(sa.select(User).where(User.id.in_(ids)))}
    told_about: dict[int, list[Claimed]] = defaultdict(list)
    for mail in mails:
        if mail.recipient_id is None or mail.id in reasons:
            continue
        if not people[mail.recipient_id].active:
            reasons[mail.id] = "Not sent: the person no longer signs in here."
        elif mail.kind is MessageKind.DIGEST:
            reasons |= unwanted_digest(session, mail, viewer_of(session, people[mail.recipient_id]))
        elif mail.request_id is not None:
            told_about[mail.recipient_id].append(mail)
    for person_id, theirs in told_about.items():
        viewer = viewer_of(session, people[person_id])
        seen = seen_by(session, viewer, {mail.request_id for mail in theirs if mail.request_id})
        reasons |= {
            mail.id: "Not sent: the person may no longer see this request."
            for mail in theirs
            if mail.request_id not in seen
        }
    return reasons


def unwanted_digest(session: Session, mail: Claimed, viewer: Viewer) -> dict[int, str]:
    """Why a digest must not go out: it tells of several requests, so the person must still see every one of them."""
    ids = list(session.scalars(sa.select(Reminder.request_id).where(Reminder.message_id == mail.id)))
    seen = (seen_by(session, viewer, ids[start : start + 1000]) for start in range(0, len(ids), 1000))
    if len(set().union(*seen)) < len(set(ids)):
        return {mail.id: "Not sent: the person may no longer see all of these requests."}
    told = sa.select(OversightRequest.id).join(Reminder, Reminder.request_id == OversightRequest.id)
    if session.scalar(told.where(Reminder.message_id == mail.id, is_waiting()).limit(1)) is None:
        return {mail.id: "Not sent: none of these requests waits for an answer any more."}
    return {}


def outdated(session: Session, message_ids: list[int]) -> dict[int, str]:
    """Reminders of deadlines that moved or ended meanwhile, and those that a later one of the same deadline replaces."""
    later = sa.orm.aliased(Reminder)
    replaced = sa.select(later.id).where(
        later.recipient_id == Reminder.recipient_id,
        later.request_id == Reminder.request_id,
        later.due_version == Reminder.due_version,
        later.due_for > Reminder.due_for,
    )
    rows = session.execute(
        sa.select(Reminder, OversightRequest, replaced.exists().label("is_replaced"))
        .join(OversightRequest, OversightRequest.id == Reminder.request_id)
        .where(Reminder.message_id.in_(message_ids))
        .execution_options(populate_existing=True)
    )
    found = [(reminder.message_id, why_not(reminder, about, is_replaced)) for reminder, about, is_replaced in rows]
    return {message_id: f"Not sent: {why}." for message_id, why in found if message_id and why}


def why_not(reminder: Reminder, about: OversightRequest, is_replaced: bool) -> str | None:
    """The first thing that speaks against telling somebody of this deadline now."""
    against: tuple[tuple[Any, str], ...] = (
        (about.is_void, "the request is void"),
        (about.is_closed, "the request was closed"),
        (about.due_version != reminder.due_version, "the deadline moved"),
        (about.due_at is None, "no due date is set any more"),
        (about.count.is_satisfied, "every item is satisfied"),
        (about.is_quiet, "the request sends no mail"),
        (is_replaced, "a later notice took its place"),
    )
    return next((why for holds, why in against if holds), None)
