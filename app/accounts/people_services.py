"""Invite people, give and end seats, let people in and shut them out."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from app.accounts import handover, invitations
from app.accounts import people_queries as queries
from app.accounts.queries import person_by_email
from app.clock import now, today
from app.extensions import db
from app.history import changes_of, hold, record
from app.models import BrowserSession, Office, Seat, SignInLink, User
from app.models.base import new_id
from app.models.seat import SeatFacts
from app.outbox import post
from app.policies import past_walls
from app.refusals import Refused

LAST_ADMINISTRATOR = "This is the last administrator who can sign in. Make another person an administrator first."
SWITCHED_OFF = "This person's account is switched off. An administrator can switch it on again."
AT_ONCE = "This person was invited at the same moment by somebody else. Look at the list of people."


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Whom to bring into which office, as what."""

    email: str
    name: str
    office: Office
    facts: SeatFacts


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What is told of a person apart from seats."""

    name: str
    is_administrator: bool


def invite(invitation: Invitation, *, invitation_id: int, by: User) -> User:
    """Give somebody a seat and mail a one-time sign-in link; the same form sent twice does it once.

    A person who is known by the address keeps the name that stands. Raises `Refused` where they sit there already.
    """
    made = queries.link_by_id(invitation_id)
    if made is not None:
        return made.user
    try:
        person = welcome(invitation, invitation_id=invitation_id, by=by)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        made = queries.link_by_id(invitation_id)
        if made is None:
            raise Refused(AT_ONCE) from None
        return made.user
    return person


def welcome(invitation: Invitation, *, invitation_id: int, by: User) -> User:
    """The person, the seat, the mail and what the history says of them, all in this transaction."""
    person = person_by_email(invitation.email)
    if person is not None and not person.active:
        raise Refused(SWITCHED_OFF, field="email")
    seat = place_for(person, invitation)
    if person is None:
        person = User.welcome(email=invitation.email, name=invitation.name)
    seat.user, seat.user_id = person, person.id
    seat.write(invitation.facts, today=today(invitation.office.zone))
    changes, act_id, words = changes_of(seat), new_id(), seat_words(seat)
    db.session.add_all([person, seat])
    address = invitations.issue(person, link_id=invitation_id)
    post(db.session, invitations.invitation(seat, address=address, by=by))
    told = f"Invited to {seat.office.short_name}; a one-time sign-in link was mailed."
    record(person, "invited", by=by, summary=told, act_id=act_id)
    record(
        seat, "given", by=by, summary=f"{person.name} sits in the office as {words}.", changes=changes, act_id=act_id
    )
    return person


def place_for(person: User | None, invitation: Invitation) -> Seat:
    """A new seat, or the one that this person had before; each has one at most in an office."""
    office = invitation.office
    seat = queries.seat_of(person, office) if person is not None else None
    if seat is None:
        return Seat(id=new_id(), office=office, office_id=office.id)
    hold(seat)
    if seat.ended_on is None:
        raise Refused(f"{seat.user.name} sits in {office.short_name} already.", field="email")
    return seat


def change_seat(seat: Seat, *, facts: SeatFacts, by: User) -> None:
    """Change what a person may do in an office, end the seat, or open it again."""
    hold(seat)
    ended_before = seat.ended_on is not None
    seat.write(facts, today=today(seat.office.zone))
    if changes_of(seat):
        is_ending = seat.ended_on is not None and not ended_before
        words = "no longer sits in the office" if is_ending else f"sits in the office as {seat_words(seat)}"
        record(seat, "ended" if is_ending else "changed", by=by, summary=f"{seat.user.name} {words}.")
    db.session.commit()


def seat_words(seat: Seat) -> str:
    """ "counsel, approver", for the middle of a sentence."""
    return seat.words[:1].lower() + seat.words[1:]


def change_person(person: User, *, facts: PersonFacts, by: User) -> None:
    """Correct a name; make somebody an administrator, or take that away from all but the last."""
    if person.is_administrator and not facts.is_administrator:
        demand_another_administrator(person)
    hold(person)
    person.name, person.is_administrator = facts.name, facts.is_administrator
    if changes_of(person):
        record(person, "changed", by=by, summary=f"{facts.name} changed.")
    db.session.commit()


def deactivate(person: User, *, heirs: Mapping[Office, User], by: User) -> int:
    """Shut a person out: every session and every link ends now. What they own goes to their heirs in the same act, one
    for each office; what is given to nobody stays theirs. Returns how many requests went."""
    demand_another_administrator(person)
    hold(person)
    moved, act_id = 0, new_id()
    if person.active:
        SignInLink.void_all(db.session, person, at=now())
        person.active = False
        BrowserSession.end_all(db.session, person, at=now())
        person.end_sessions()
        record(person, "deactivated", by=by, summary=f"{person.name} deactivated.", act_id=act_id)
        with past_walls(db.session) as session:
            by_office = {office.id: heir for office, heir in heirs.items()}
            moved = handover.hand_over(session, person, by_office, by=by, act_id=act_id)
    db.session.commit()
    return moved


def demand_another_administrator(person: User) -> None:
    """Raises `Refused` where nobody else could run the installation."""
    administrators = queries.hold_administrators()
    if person in administrators and len(administrators) == 1:
        raise Refused(LAST_ADMINISTRATOR)


def reactivate(person: User, *, by: User) -> None:
    """Let a person in again, with the seats that they still have."""
    hold(person)
    if not person.active:
        person.active = True
        record(person, "reactivated", by=by, summary=f"{person.name} reactivated.")
    db.session.commit()


def mail_link(person: User, *, by: User) -> None:
    """Mail another one-time sign-in link."""
    hold(person)
    demand_active(person)
    address = invitations.issue(person)
    post(db.session, invitations.new_link(person, address=address, by=by))
    record(person, "link_mailed", by=by, summary="One-time sign-in link mailed.", changes={})
    db.session.commit()


def show_link(person: User, *, by: User) -> str:
    """Make another one-time sign-in link, to be handed over by whoever asked for it; its address."""
    hold(person)
    demand_active(person)
    address = invitations.issue(person)
    record(person, "link_made", by=by, summary="One-time sign-in link made and shown.", changes={})
    db.session.commit()
    return address


def demand_active(person: User) -> None:
    if not person.active:
        raise Refused(SWITCHED_OFF)
