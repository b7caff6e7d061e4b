"""Questions asked before anybody is reminded: of which deadlines, whom, and what was told already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.bulk import among
from app.clock import now
from app.models import Absence, Agency, Message, Office, OversightRequest, Reminder, Seat, Snooze, User
from app.models.picklists import MessageKind, Role
from app.models.reminder import OF_A_DATE
from app.outbox import Claimed, waiting
from app.policies import Viewer, viewers_of
from app.reminders.date_queries import DateNow, date_in, dates_now
from app.reminders.seeing import Seen
from app.reminders.seeing import seen_by as seen_by

STOPPED = "the clock stands still"
UNSEEN = "the person may no longer see this request"


def offices(session: Session) -> list[Office]:
    return list(session.scalars(sa.select(Office).order_by(Office.short_name)))


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
            .where(among(session, OversightRequest.id, ids), is_waiting())
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


def last_told(session: Session, ids: Iterable[int]) -> dict[tuple[int, int, int], datetime]:
    """(request, version, person) -> the moment of the latest step in the ledger."""
    last = sa.func.max(Reminder.due_for, type_=Reminder.due_for.type)
    key = (Reminder.request_id, Reminder.due_version, Reminder.recipient_id)
    query = sa.select(*key, last).where(among(session, Reminder.request_id, ids)).group_by(*key)
    return {(row[0], row[1], row[2]): row[3] for row in session.execute(query)}


@dataclass(frozen=True)
class Asked:
    """What is true of some mails right before they leave: why which must not go out, and what the digests tell of."""

    reasons: dict[int, str]
    lines: dict[int, list["ToldLine"]]
    people: dict[int, User]


def ask(session: Session, mails: list[Claimed]) -> Asked:
    """Reasons in words and lines, by the mails' ids."""
    reasons = outdated(session, [mail.id for mail in mails if mail.kind is not MessageKind.DIGEST])
    people = recipients(session, mails)
    known = viewers_of(session, people.values())
    viewers: dict[int, Viewer] = {}
    for mail in mails:
        if mail.recipient_id is None or mail.id in reasons:
            continue
        if not people[mail.recipient_id].active:
            reasons[mail.id] = "Not sent: the person no longer signs in here."
        elif mail.kind is MessageKind.DIGEST or mail.request_id is not None:
            viewers[mail.id] = known[mail.recipient_id]
    many = {mail.id: viewers[mail.id] for mail in mails if mail.kind is MessageKind.DIGEST and mail.id in viewers}
    lines = told_in(session, many)
    for message_id, told in lines.items():
        reasons |= unwanted_digest(message_id, told)
    about = {mail.id: mail.request_id for mail in mails if mail.request_id and mail.id in viewers}
    seen = Seen(session, set(about.values()))
    reasons |= {
        message_id: "Not sent: the person may no longer see this request."
        for message_id, request_id in about.items()
        if not seen.by(viewers[message_id], [request_id])
    }
    return Asked(reasons, lines, people)


def recipients(session: Session, mails: Iterable[Claimed]) -> dict[int, User]:
    """To whom these mails go, with their seats, by id."""
    ids = {mail.recipient_id for mail in mails if mail.recipient_id is not None}
    query = sa.select(User).where(User.id.in_(ids)).options(selectinload(User.seats))
    return {person.id: person for person in session.scalars(query.execution_options(populate_existing=True))}


def unwanted_digest(message_id: int, lines: list["ToldLine"]) -> dict[int, str]:
    """Why a digest must not go out at all: nothing that it tells of stands any more."""
    if any(line.stale_because is None for line in lines):
        return {}
    if lines and all(line.stale_because == UNSEEN for line in lines):
        return {message_id: "Not sent: the person may no longer see any of these requests."}
    return {message_id: "Not sent: none of these requests waits for an answer any more."}


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One request of a digest as it stands now; `stale_because` says why it is not to be told of any more.

    `what` names a date beside the deadline, and `due_on` is then that date.
    """

    reminder_id: int
    number: str
    agency: str
    due_on: date
    is_overdue: bool
    why: str
    stale_because: str | None
    what: str = ""


def told_in(session: Session, viewers: dict[int, Viewer]) -> dict[int, list[ToldLine]]:
    """What each of these digests tells of, the earliest deadline first, asked right before they leave.

    `viewers` says for each mail as whom its recipient sees.
    """
    if not viewers:
        return {}
    rows = session.execute(lines_of_mails(), {"asked_mails": list(viewers), "asked_at": now()}).all()
    dates = dates_now(session, [date_in(row.step) for row in rows if row.due_version == OF_A_DATE])
    asked: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        asked[row.message_id].add(row.request_id)
    all_seen = Seen(session, set().union(*asked.values()))
    seen = {message_id: all_seen.by(viewers[message_id], ids) for message_id, ids in asked.items()}
    found: dict[int, list[ToldLine]] = {message_id: [] for message_id in viewers}
    for row in rows:
        date = dates[date_in(row.step)] if row.due_version == OF_A_DATE else None
        stale = stale_because(row, date, is_seen=row.request_id in seen[row.message_id])
        due_on, what = (date.due_on, date.what) if date else (row.due_on, "")
        is_overdue = row.kind is MessageKind.OVERDUE
        line = ToldLine(row.id, row.number, row.short_name, due_on, is_overdue, row.why or "", stale, what)
        found[row.message_id].append(line)
    return found


def stale_because(row: Any, date: DateNow | None, *, is_seen: bool) -> str | None:
    """The first thing that speaks against telling of a line now."""
    against = (
        (not is_seen, UNSEEN),
        (not row.waits, "it waits for no answer any more"),
        (date and row.stopped_on, STOPPED),
        (date and date.stale_because, date.stale_because if date else ""),
        (not date and (not row.stands or row.due_on is None), "the deadline moved"),
        (row.is_replaced, "a later notice took its place"),
        (row.is_put_off, "the person put it off"),
    )
    return next((why for holds, why in against if holds), None)


@cache
def lines_of_mails() -> Any:
    """Asked of all digests that leave, so it is put together once."""
    about = OversightRequest
    return (
        sa.select(
            Reminder.id, Reminder.kind, Reminder.why, about.id.label("request_id"), about.number, about.due_on,
            Agency.short_name, is_waiting().label("waits"), (about.due_version == Reminder.due_version).label("stands"),
            is_replaced().label("is_replaced"), is_put_off().label("is_put_off"),
            about.stopped_on, Reminder.step, Reminder.due_version, Reminder.message_id,
        )
        .join(about, about.id == Reminder.request_id)
        .join(Agency, Agency.id == about.agency_id)
        .where(Reminder.message_id.in_(sa.bindparam("asked_mails", expanding=True)), Reminder.dropped_because.is_(None))
        .order_by(about.due_at, about.number)
    )  # fmt: skip


def is_replaced() -> sa.ColumnElement[bool]:
    """Whether the ledger holds a later step of the same deadline, or of the same other date, to the same person."""
    later = aliased(Reminder)
    replaced = sa.select(later.id).where(
        later.recipient_id == Reminder.recipient_id,
        later.request_id == Reminder.request_id,
        later.due_version == Reminder.due_version,
        later.due_for > Reminder.due_for,
        sa.or_(Reminder.due_version != OF_A_DATE, Reminder.step == later.step + "-before"),
    )
    return replaced.exists()


def is_put_off() -> sa.ColumnElement[bool]:
    """Whether the person wants to hear of it only after `asked_at`; an overdue notice is never put off."""
    put_off = sa.select(Snooze.id).where(
        Snooze.request_id == Reminder.request_id,
        Snooze.person_id == Reminder.recipient_id,
        Snooze.due_version == Reminder.due_version,
        Snooze.wakes_at > sa.bindparam("asked_at", type_=Snooze.wakes_at.type),
    )
    return sa.and_(Reminder.kind == MessageKind.REMINDER, put_off.exists())


def known_mails(session: Session, smtp_ids: list[str]) -> set[str]:
    """Which of these mails stand in the outbox already, sent or not."""
    return set(session.scalars(sa.select(Message.smtp_id).where(Message.smtp_id.in_(smtp_ids))))


def hold_waiting_digest(session: Session, person: User, office: Office) -> int | None:
    """The id of a digest that waits to be sent to this person; held until the commit, so that nobody sends it meanwhile."""
    mine = (
        Message.kind == MessageKind.DIGEST,
        Message.recipient_id == person.id,
        Message.office_id == office.id,
        Message.smtp_id.like("<daily.%"),
        Message.leased_until.is_(None),
        waiting(),
    )
    found = session.scalar(sa.select(Message.id).where(*mine).limit(1))
    if found is None:
        return None
    held = sa.update(Message).where(Message.id == found, *mine).values(attempts=Message.attempts).returning(Message.id)
    return session.scalar(held, execution_options={"synchronize_session": False})


def outdated(session: Session, message_ids: list[int]) -> dict[int, str]:
    """Reminders of deadlines that moved or ended meanwhile, and those that a later one of the same deadline replaces."""
    rows = session.execute(
        sa.select(Reminder, OversightRequest, is_replaced(), is_put_off())
        .join(OversightRequest, OversightRequest.id == Reminder.request_id)
        .where(Reminder.message_id.in_(message_ids))
        .execution_options(populate_existing=True),
        {"asked_at": now()},
    )
    asked = rows.all()
    dates = dates_now(session, [date_in(row[0].step) for row in asked if row[0].is_of_a_date])
    found = [
        (row[0].message_id, why_no_date(dates[date_in(row[0].step)], row[1], is_replaced=row[2]))
        if row[0].is_of_a_date
        else (row[0].message_id, why_not(row[0], row[1], is_replaced=row[2], is_put_off=row[3]))
        for row in asked
    ]
    return {message_id: f"Not sent: {why}." for message_id, why in found if message_id and why}


def why_not(reminder: Reminder, about: OversightRequest, *, is_replaced: bool, is_put_off: bool) -> str | None:
    """The first thing that speaks against telling somebody of this deadline now."""
    against: tuple[tuple[Any, str], ...] = (
        *ended(about),
        (about.due_version != reminder.due_version, "the deadline moved"),
        (about.due_at is None, "no due date is set any more"),
        (is_replaced, "a later notice took its place"),
        (is_put_off, "the person put it off"),
    )
    return next((why for holds, why in against if holds), None)


def ended(about: OversightRequest) -> list[tuple[Any, str]]:
    """What speaks against any reminder of a request."""
    return [
        (about.is_void, "the request is void"),
        (about.is_closed, "the request was closed"),
        (about.count.is_satisfied, "every item is satisfied"),
        (about.is_quiet, "the request sends no mail"),
    ]


def why_no_date(date: DateNow, about: OversightRequest, *, is_replaced: bool) -> str | None:
    """The first thing that speaks against telling somebody of this date beside the deadline now."""
    against = (
        *ended(about),
        (about.stopped_on, STOPPED),
        (date.stale_because, date.stale_because or ""),
        (is_replaced, "a later notice took its place"),
    )
    return next((why for holds, why in against if holds), None)
