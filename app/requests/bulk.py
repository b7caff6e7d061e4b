"""One change to many requests: what it would do to each, and to which it can't be done and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.clock import today
from app.dates import day_text
from app.ledger import Entry, replay
from app.models import OversightRequest, User
from app.policies import Action, allowed
from app.refusals import Refused
from app.workdays import on_or_after

MOST = 500
UNDO_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Row:
    """One request on the check page; `was` tells what the person saw, so that a colleague's change is not written over."""

    id: int
    number: str
    subject: str
    before: str
    after: str = ""
    was: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class Assign:
    """Every request gets this owner; `homes` are the agencies whose records that person may not see."""

    owner: User | None
    office_ids: frozenset[int] = frozenset()
    homes: frozenset[int] = frozenset()
    action = Action.REASSIGN
    is_for_open_only = False

    def before(self, oversight_request: OversightRequest) -> str:
        return oversight_request.owner.name if oversight_request.owner else "Nobody"

    def was(self, oversight_request: OversightRequest) -> str:
        return str(oversight_request.owner_id or "")

    def after(self, oversight_request: OversightRequest) -> str:
        if oversight_request.is_limited:
            raise Refused("It is limited to named people. Reassign it on its own page.")
        if self.owner is None:
            return ""
        if oversight_request.office_id not in self.office_ids:
            raise Refused(f"{self.owner.name} is not of {oversight_request.office.short_name}'s staff.")
        if oversight_request.agency_id in self.homes:
            agency = oversight_request.agency.short_name
            raise Refused(f"{self.owner.name} is on detail from {agency} and cannot see this.")
        if oversight_request.owner_id == self.owner.id:
            raise Refused(f"{self.owner.name} owns it already.")
        if oversight_request.backup_id == self.owner.id:
            raise Refused(f"{self.owner.name} is its backup. Reassign it on its own page.")
        return self.owner.name


@dataclass(frozen=True)
class Extend:
    """Every request gets some weeks from its own due date (from today once that is past), or one day for all."""

    weeks: int = 0
    until: date | None = None
    reason: str = ""
    action = Action.EXTEND_DEADLINE
    is_for_open_only = True

    def before(self, oversight_request: OversightRequest) -> str:
        return day_text(oversight_request.due_on) if oversight_request.due_on else "No date set"

    def was(self, oversight_request: OversightRequest) -> str:
        return str(oversight_request.due_version)

    def after(self, oversight_request: OversightRequest) -> str:
        deadline = oversight_request.deadline
        if deadline is None or oversight_request.due_on is None:
            raise Refused("There is no due date to extend.")
        if not self.weeks and self.until is None:
            return ""
        entry = self.entry(oversight_request)
        replay([*(old.as_ledger for old in deadline.entries), entry], zone=oversight_request.office.zone)
        return day_text(entry.until) if entry.until else ""

    def entry(self, oversight_request: OversightRequest) -> Entry:
        day = today(oversight_request.office.zone)
        from_day = max(oversight_request.due_on or day, day)
        until = self.until or on_or_after(from_day + timedelta(weeks=self.weeks))
        return Entry(kind="extension", on=day, until=until, until_time=oversight_request.due_time, reason=self.reason)


@dataclass(frozen=True)
class AddTopic:
    """Every request gets this topic; `borne` are the topics that each has."""

    name: str = ""
    borne: dict[int, tuple[str, ...]] | None = None
    action = Action.EDIT
    is_for_open_only = False

    def before(self, oversight_request: OversightRequest) -> str:
        return ", ".join(self.names(oversight_request)) or "None"

    def was(self, _oversight_request: OversightRequest) -> str:
        return ""

    def after(self, oversight_request: OversightRequest) -> str:
        if not self.name:
            return ""
        names = self.names(oversight_request)
        if self.name.casefold() in {name.casefold() for name in names}:
            raise Refused("It has this topic already.")
        return ", ".join([*names, self.name])

    def names(self, oversight_request: OversightRequest) -> tuple[str, ...]:
        return (self.borne or {}).get(oversight_request.id, ())


Change = Assign | Extend | AddTopic


def plan(requests: Sequence[OversightRequest], change: Change, *, by: User) -> list[Row]:
    """What the change would do to each."""
    return [row_of(each, change, by=by) for each in requests]


def row_of(oversight_request: OversightRequest, change: Change, *, by: User) -> Row:
    after, refusal = "", ""
    try:
        demand_may(oversight_request, change, by=by)
        after = change.after(oversight_request)
    except Refused as refused:
        refusal = refused.sentence
    return Row(
        id=oversight_request.id,
        number=oversight_request.number,
        subject=oversight_request.subject,
        before=change.before(oversight_request),
        after=after,
        was=change.was(oversight_request),
        refusal=refusal,
    )


def demand_may(oversight_request: OversightRequest, change: Change, *, by: User) -> None:
    if not allowed(by, change.action, oversight_request):
        is_staff = allowed(by, Action.EDIT, oversight_request)
        raise Refused("You may do this to your own requests only." if is_staff else "It belongs to another office.")
    if change.is_for_open_only:
        oversight_request.demand_open()
    else:
        oversight_request.demand_not_void()


def told(rows: Collection[Row]) -> str:
    """Which rows the person saw, as the check page carries them: id.was, blank between."""
    return " ".join(f"{row.id}.{row.was}" for row in rows)


def read_told(text: str) -> dict[int, str]:
    """{id: was}; nonsense is left out."""
    found = {}
    for part in text.split()[: MOST + 1]:
        left, _, was = part.partition(".")
        if left.isascii() and left.isdecimal() and len(left) < 20 and int(left) < 2**62:
            found[int(left)] = was
    return found


@dataclass(frozen=True)
class Done:
    """What an act did: to how many, and which it left out as somebody had changed them meanwhile."""

    act_id: int
    number: int
    left_out: tuple[str, ...] = ()


def is_undoable(at: datetime, now: datetime) -> bool:
    return now - at <= UNDO_FOR
