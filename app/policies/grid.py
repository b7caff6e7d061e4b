"""Who may do what: every verb, the roles and marks that carry it, and the question that views ask."""

from enum import Enum, auto
from typing import Any

from flask import abort, g
from flask_login import current_user

from app.models import (
    Office,
    OversightRequest,
    Seat,
    User,
)
from app.models.base import OfRequest
from app.models.picklists import Role


class Action(Enum):
    """Everything a person can be allowed, in the staff's words."""

    SEE = auto()
    FILE = auto()
    EDIT = auto()
    LOG_REPLY = auto()
    LOG_INTELLIGENCE = auto()
    RECORD_OUTCOME = auto()
    SET_NEXT_STEP = auto()
    DECIDE_STEP = auto()
    LOG_CLAIM = auto()
    KEEP_MATTER = auto()
    KEEP_CONTACTS = auto()
    IMPORT = auto()
    MARK_SENT = auto()
    EXTEND_DEADLINE = auto()
    KEEP_CALENDAR = auto()
    CLOSE = auto()
    REOPEN = auto()
    VOID = auto()
    REASSIGN = auto()
    LIMIT = auto()
    SHARE = auto()
    KEEP_MEMO_STYLE = auto()
    KEEP_LADDERS = auto()
    WRITE_LETTER = auto()
    CLEAR_AS_COUNSEL = auto()
    CLEAR_AS_DIRECTOR = auto()
    RECORD_PRINCIPAL = auto()
    KEEP_TEMPLATES = auto()
    EXPORT_INTERNAL = auto()
    EXPORT_MEMBER = auto()
    EXPORT_PUBLIC = auto()
    PROPOSE_RELEASE = auto()
    APPROVE_RELEASE = auto()
    SEQUESTER = auto()
    READ_HISTORY = auto()
    INVITE = auto()
    ADMINISTER = auto()


class Own(Enum):
    """A role that may act on the requests it owns only."""

    INVESTIGATOR = Role.INVESTIGATOR


class Mark(Enum):
    """Marks on a seat that add to its role."""

    APPROVER = "is_approver"
    SECURITY_OFFICER = "is_security_officer"


DIRECTOR, COUNSEL, INVESTIGATOR, CLERK, READER = Role
STAFF = frozenset({DIRECTOR, COUNSEL, INVESTIGATOR, CLERK})
SENIOR = frozenset({DIRECTOR, COUNSEL})
SENIOR_CLERK = SENIOR | {CLERK}
SENIOR_CLERK_OWNER = SENIOR_CLERK | {Own.INVESTIGATOR}

GRANTS: dict[Action, frozenset[Role | Own | Mark]] = {
    Action.SEE: STAFF | {READER},
    Action.FILE: STAFF,
    Action.EDIT: STAFF,
    Action.LOG_REPLY: STAFF,
    Action.LOG_INTELLIGENCE: STAFF,
    Action.RECORD_OUTCOME: STAFF,
    Action.SET_NEXT_STEP: STAFF,
    Action.DECIDE_STEP: SENIOR,
    Action.LOG_CLAIM: STAFF,
    Action.KEEP_MATTER: STAFF,
    Action.KEEP_CONTACTS: STAFF,
    Action.READ_HISTORY: STAFF,
    Action.IMPORT: SENIOR_CLERK,
    Action.MARK_SENT: SENIOR_CLERK_OWNER,
    Action.EXTEND_DEADLINE: SENIOR_CLERK_OWNER,
    Action.KEEP_CALENDAR: SENIOR_CLERK,
    Action.CLOSE: SENIOR_CLERK_OWNER,
    Action.REOPEN: SENIOR_CLERK_OWNER,
    Action.VOID: SENIOR_CLERK_OWNER,
    Action.REASSIGN: SENIOR,
    Action.LIMIT: SENIOR,
    Action.SHARE: SENIOR,
    Action.KEEP_MEMO_STYLE: SENIOR,
    Action.KEEP_LADDERS: SENIOR,
    Action.WRITE_LETTER: STAFF,
    Action.CLEAR_AS_COUNSEL: SENIOR,
    Action.CLEAR_AS_DIRECTOR: frozenset({DIRECTOR}),
    Action.RECORD_PRINCIPAL: SENIOR,
    Action.KEEP_TEMPLATES: SENIOR,
    Action.EXPORT_INTERNAL: STAFF,
    Action.EXPORT_MEMBER: SENIOR_CLERK | {READER},
    Action.EXPORT_PUBLIC: SENIOR_CLERK,
    Action.PROPOSE_RELEASE: SENIOR,
    Action.APPROVE_RELEASE: frozenset({Mark.APPROVER}),
    Action.SEQUESTER: frozenset({Mark.SECURITY_OFFICER}),
    Action.INVITE: frozenset({DIRECTOR}),
    Action.ADMINISTER: frozenset(),
}


def seats_of(person: User) -> list[Seat]:
    """The seats a person holds now."""
    return [seat for seat in person.seats if seat.ended_on is None]


def allowed(person: Any, action: Action, noun: Any = None, *, office: Office | None = None) -> bool:
    """Whether `person`'s role lets them do `action` to `noun`, in `office`, or (with neither) in any office of theirs.

    Asks for the verb only: that the noun may be seen was settled when it was loaded.
    """
    if not getattr(person, "is_authenticated", False):
        return False
    if action is Action.ADMINISTER:
        return bool(person.is_administrator)
    office_id = office.id if office is not None else office_id_of(noun)
    return any(
        grants(seat, action, noun) for seat in seats_of(person) if office_id is None or seat.office_id == office_id
    ) or (action is Action.SEE and noun is not None)


def grants(seat: Seat, action: Action, noun: Any) -> bool:
    """Whether this one seat carries the action."""
    granted = GRANTS[action]
    if seat.role in granted:
        return True
    if any(isinstance(mark, Mark) and getattr(seat, mark.value) for mark in granted):
        return True
    return seat.role is Role.INVESTIGATOR and Own.INVESTIGATOR in granted and is_owner(seat, noun)


def is_owner(seat: Seat, noun: Any) -> bool:
    oversight_request = noun if isinstance(noun, OversightRequest) else getattr(noun, "oversight_request", None)
    return oversight_request is not None and oversight_request.owner_id == seat.user_id


def office_id_of(noun: Any) -> int | None:
    """The office that owns a noun, straight or through its request; None where there is no noun."""
    if noun is None:
        return None
    if isinstance(noun, Office):
        return noun.id
    if isinstance(noun, OfRequest):
        return int(noun.oversight_request.office_id)  # type: ignore[attr-defined]
    return int(noun.office_id)


def authorize(action: Action, noun: Any = None, *, office: Office | None = None) -> None:
    """403 unless the person who is signed in may do this."""
    if not allowed(current_user, action, noun, office=office):
        abort(403)
    g.authorized = noun


def offices_for(person: Any, action: Action) -> list[Office]:
    """The offices in which a person may do `action`, by name."""
    found = [seat.office for seat in seats_of(person) if grants(seat, action, None)]
    return sorted(found, key=lambda office: office.short_name)
