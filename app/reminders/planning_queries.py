"""Questions that the sweep asks of an office: its ladders and people, and which deadlines have a step to tell of."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.bulk import among
from app.models import (
    Agency,
    Closure,
    DeadlineEntry,
    MailRules,
    Office,
    OversightRequest,
    Reminder,
    ReminderLadder,
    Seat,
    Snooze,
    User,
)
from app.models.base import Moment
from app.models.mail_terms import Audience, StopsWhen
from app.models.picklists import EntryKind, Instrument
from app.policies import STAFF
from app.reminders import queries
from app.reminders.hours import FARTHEST_EARLIER, Hours
from app.reminders.ladder import NO_STOPS, Calendar, Ladders
from app.reminders.notices import Crew, Deadline

AT_ONCE = 2_000
# Entries that leave the deadline as it stands: asked for, refused, granted for some items.
LEAVE_IT = (EntryKind.ASK, EntryKind.REFUSAL, EntryKind.PART)
NEVER = datetime.fromisoformat("1900-01-01T00:00:00+00:00")


def ladders_of(session: Session, office: Office) -> Ladders:
    """The ladders of an office, with the days on which it is closed."""
    found = session.scalars(sa.select(ReminderLadder).where(ReminderLadder.office_id == office.id))
    return Ladders(list(found), Calendar(office.zone, closures_of(session, office)))


def ladder_row(session: Session, office: Office, instrument: Instrument | None) -> ReminderLadder | None:
    """The ladder that the office once made for this instrument, in force or taken back."""
    name = instrument.value if instrument else ReminderLadder.ANY
    query = sa.select(ReminderLadder).where(ReminderLadder.office_id == office.id, ReminderLadder.instrument == name)
    return session.scalar(query)


def closures_of(session: Session, office: Office) -> frozenset[date]:
    """The days declared closed for this office whatever agency is asked; an agency's own storm stops no reminder."""
    query = sa.select(Closure.first_on, Closure.last_on).where(
        Closure.lifted_at.is_(None),
        Closure.agency_id.is_(None),
        sa.or_(Closure.office_id.is_(None), Closure.office_id == office.id),
    )
    return frozenset(
        first + timedelta(days=ahead)
        for first, last in session.execute(query)
        for ahead in range((last - first).days + 1)
    )


def crew_of(session: Session, office: Office, ladders: Ladders, at: datetime) -> Crew:
    """Whom the ladders of the office may name, free of the session, so that they outlive its transactions."""
    kinds = {kind for ladder in ladders.all() for rule in ladder.rules for kind in rule.kinds}
    ids = {rule.person_id for ladder in ladders.all() for rule in ladder.rules if rule.person_id is not None}
    seated = staff_of(session, office) if Audience.TEAM in kinds or ids else []
    return Crew(
        office=office,
        directors=queries.directors(session, office),
        team=seated if Audience.TEAM in kinds else [],
        named={person.id: person for person in seated if person.id in ids},
        covers=queries.covers(session, office, at.astimezone(office.zone).date()),
        hours=hours_of(session, office),
    )


def staff_of(session: Session, office: Office) -> list[User]:
    """Those who sit on the office's staff now."""
    seated = sa.and_(Seat.office_id == office.id, Seat.role.in_(STAFF), Seat.ended_on.is_(None))
    query = sa.select(User).join(Seat, Seat.user_id == User.id).where(seated, User.active)
    return list(session.scalars(query.order_by(User.name, User.id).options(selectinload(User.seats))))


def hours_of(session: Session, office: Office) -> dict[int, Hours]:
    """What the people of an office said about their mail, by their id; who said nothing is not in it."""
    query = (
        sa.select(MailRules, User.timezone)
        .join(User, User.id == MailRules.user_id)
        .join(Seat, sa.and_(Seat.user_id == User.id, Seat.office_id == office.id))
    )
    rows = session.execute(query)
    return {row[0].user_id: Hours(row[0].facts, ZoneInfo(row[1]) if row[1] else office.zone) for row in rows}


def news(session: Session, office: Office, ladders: Ladders, crew: Crew, at: datetime) -> list[int]:
    """The requests of which somebody may have to be told at `at`, by owner, so that few people are asked for at once."""
    later = at + (FARTHEST_EARLIER if crew.early else timedelta())
    closed = timedelta(days=sum(1 for day in ladders.calendar.closures if day >= at.date()))
    horizon = later + max(ladder.farthest_ahead for ladder in ladders.all()) + closed
    by_instrument = not ladders.are_alike
    days = groups(session, office.id, horizon, by_instrument=by_instrument)
    found: dict[int, int] = {}
    # Whose quiet hours bring reminders forward is asked for ahead of time, and nobody else.
    for moment, people in [(at, None)] + ([(later, crew.early)] if crew.early else []):
        wanted = asked_of(days, ladders, crew, moment)
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            found |= untold(session, office.id, part, by_instrument=by_instrument, people=people)
    found |= waking(session, office.id, at)
    return sorted(found, key=lambda request_id: (found[request_id], request_id))


def asked_of(
    days: list[tuple[Instrument | None, date, datetime]], ladders: Ladders, crew: Crew, at: datetime
) -> list[tuple[Any, ...]]:
    """The due days of which a step has come at a moment, with the newest steps' moments."""
    found = [
        (due_at, instrument, newest_moments(ladders, crew, instrument, due_on, due_at, at))
        for instrument, due_on, due_at in days
    ]
    return [
        (due_at, instrument.value if instrument else "", *moments)
        for due_at, instrument, moments in found
        if moments is not None
    ]


def groups(
    session: Session, office_id: int, horizon: datetime, *, by_instrument: bool
) -> list[tuple[Instrument | None, date, datetime]]:
    """The due days of all open requests up to the horizon: steps are counted once for each, not for each request."""
    about = OversightRequest
    keys = (about.due_on, about.due_at, *((about.instrument,) if by_instrument else ()))
    query = (
        sa.select(*keys)
        .where(
            about.office_id == office_id,
            about.void_at.is_(None),
            about.closed_on.is_(None),
            about.due_at <= horizon,
            about.transmitted_on.is_not(None),
        )
        .group_by(*keys)
    )
    return [(row[2] if by_instrument else None, row[0], row[1]) for row in session.execute(query)]


def newest_moments(
    ladders: Ladders, crew: Crew, instrument: Instrument | None, due_on: date, due_at: datetime, at: datetime
) -> tuple[datetime, datetime] | None:
    """Of the newest step for the owner, and of one that came later for somebody else; None where no step has come.

    `NEVER` where there is no such step: then any row of the ledger will do.
    """
    own = ladders.track(instrument, Audience.OWNER)
    step = own.newest(due_on, due_at, at)
    from_owner = step.at if step else None
    if from_owner is None and own.newest(due_on, due_at, at, is_untold=True) is not None:
        from_owner = NEVER
    others = [ladders.track(instrument, Audience.BACKUP)]
    others += [ladders.track(instrument, Audience.DIRECTOR)] if crew.directors else []
    others += [ladders.track(instrument, Audience.TEAM)] if crew.team else []
    others += [ladders.track(instrument, Audience.PERSON, person_id) for person_id in crew.named]
    steps = [found for track in others if (found := track.newest(due_on, due_at, at)) is not None]
    last = max((each.at for each in steps), default=None)
    if from_owner is None and last is None:
        return None
    return from_owner or NEVER, last if last and (from_owner is None or last > from_owner) else NEVER


def untold(
    session: Session,
    office_id: int,
    wanted: list[tuple[Any, ...]],
    *,
    by_instrument: bool,
    people: set[int] | None = None,
) -> dict[int, int]:
    """Request -> owner (or 0), of those whose owner has not, or nobody has, heard of the newest step of their due day.

    With `people` only those that one of them owns or backs up.
    """
    about = OversightRequest
    columns = (
        sa.column("due_at", Moment()),
        sa.column("instrument", sa.String()),
        sa.column("from_owner", Moment()),
        sa.column("from_others", Moment()),
    )
    asked = sa.values(*columns, name="asked").data(wanted).cte("asked_days")
    told = sa.select(Reminder.id).where(Reminder.request_id == about.id, Reminder.due_version == about.due_version)
    # Of a request without an owner the staff directors hear in the owner's stead: whoever it was counts.
    is_owners = sa.or_(about.owner_id.is_(None), Reminder.recipient_id == about.owner_id)
    owner_knows = told.where(is_owners, Reminder.due_for >= asked.c.from_owner).exists()
    somebody_knows = told.where(Reminder.due_for >= asked.c.from_others).exists()
    same = about.due_at == asked.c.due_at
    if by_instrument:
        same = sa.and_(same, sa.type_coerce(about.instrument, sa.String()) == asked.c.instrument)
    query = (
        sa.select(about.id, about.owner_id)
        .join(asked, same)
        .where(about.office_id == office_id, queries.is_waiting())
        # Where no step came later for others, the owner's row is somebody's, and one look into the ledger is enough.
        .where(sa.or_(sa.not_(owner_knows), sa.and_(asked.c.from_others > NEVER, sa.not_(somebody_knows))))
    )
    if people is not None:
        query = query.where(sa.or_(about.owner_id.in_(people), about.backup_id.in_(people)))
    return {row[0]: row[1] or 0 for row in session.execute(query)}


def waking(session: Session, office_id: int, at: datetime) -> dict[int, int]:
    """Request -> owner (or 0), where somebody's snooze has ended ahead of the deadline and nothing was told since."""
    about = OversightRequest
    ended = list(session.scalars(sa.select(Snooze.request_id).where(Snooze.wakes_at <= at).distinct()))
    told = sa.select(Reminder.id).where(
        Reminder.request_id == about.id,
        Reminder.due_version == about.due_version,
        Reminder.recipient_id == Snooze.person_id,
        Reminder.due_for >= Snooze.wakes_at,
    )
    query = (
        sa.select(about.id, about.owner_id)
        .join(Snooze, sa.and_(Snooze.request_id == about.id, Snooze.due_version == about.due_version))
        .where(about.office_id == office_id, queries.is_waiting(), about.due_at > at)
        .where(Snooze.wakes_at <= at, sa.not_(told.exists()))
    )
    parts = (query.where(about.id.in_(part)) for part in batches(ended, AT_ONCE))
    return {row[0]: row[1] or 0 for part in parts for row in session.execute(part)}


def deadlines(session: Session, ids: list[int], people: dict[int, User]) -> list[Deadline]:
    """Those of these requests that still wait, the earliest deadline first. `people` is kept from batch to batch."""
    about = OversightRequest
    entries = sa.select(sa.func.max(DeadlineEntry.created_at)).where(
        DeadlineEntry.request_id == about.id, DeadlineEntry.kind.not_in(LEAVE_IT)
    )
    query = (
        sa.select(
            about.id, about.number, Agency.short_name, about.due_on, about.due_at, about.owner_id, about.backup_id,
            about.instrument, about.due_version, about.last_heard_on, about.counted_items,
            (about.satisfied_items + about.said_done_items).label("done_items"),
            sa.type_coerce(entries.scalar_subquery(), Moment()).label("recorded_at"),
        )
        .join(Agency, Agency.id == about.agency_id)
        .where(among(session, about.id, ids), queries.is_waiting(), about.due_at.is_not(None))
        .order_by(about.due_at, about.id)
    )  # fmt: skip
    rows: Any = session.execute(query).all()
    meet(session, {person_id for row in rows for person_id in row[5:7] if person_id}, people)
    # Taken apart by place: a hundred thousand rows asked by name take a second longer.
    return [
        Deadline(
            request_id, number, agency, due_on, due_at, people.get(owner_id), people.get(backup_id), instrument,
            version, recorded_at, stopped_of(heard_on, counted, done),
        )
        for request_id, number, agency, due_on, due_at, owner_id, backup_id, instrument, version, heard_on, counted,
        done, recorded_at in rows
    ]  # fmt: skip


def meet(session: Session, ids: Iterable[int], people: dict[int, User]) -> None:
    """Load who is not known yet, with their seats."""
    strangers = [each for each in ids if each not in people]
    query = sa.select(User).where(User.id.in_(strangers)).options(selectinload(User.seats))
    people |= {person.id: person for person in session.scalars(query)} if strangers else {}


def stopped_of(heard_on: date | None, counted: int, done: int) -> frozenset[StopsWhen]:
    """The conditions that have come true of a request."""
    if heard_on is None:
        return NO_STOPS
    found = {StopsWhen.HEARD}
    if counted and done >= counted:
        found.add(StopsWhen.SAID_DONE)
    return frozenset(found)


def snoozes(session: Session, ids: list[int]) -> dict[tuple[int, int, int], Snooze]:
    """(request, version of its deadline, person) -> what was put off."""
    found = session.scalars(sa.select(Snooze).where(among(session, Snooze.request_id, ids)))
    return {(each.request_id, each.due_version, each.person_id): each for each in found}


def batches(ids: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
