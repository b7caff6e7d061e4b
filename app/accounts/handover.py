"""What a leaver owns goes to colleagues: in numbers for whoever decides it, by request for the offices' histories."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import record_each
from app.models import NamedPerson, OversightRequest, User
from app.policies import seats_of, with_bureaus
from app.refusals import Refused

R = OversightRequest


def owned_by(person: User) -> sa.ColumnElement[bool]:
    """The open requests that this person owns."""
    return sa.and_(R.owner_id == person.id, R.closed_on.is_(None), R.void_at.is_(None))


def hand_over(session: Session, leaver: User, heirs: Mapping[int, User], *, by: User, act_id: int) -> int:
    """Give the leaver's open requests of each office (by id) to its heir; how many went. `session` sees past the walls.

    Raises `Refused`, in numbers alone, where an heir may not see some of them.
    """
    query = sa.select(R).where(owned_by(leaver), R.office_id.in_(list(heirs)))
    locked = query.order_by(R.office_id, R.id).with_for_update(of=R)
    requests = list(session.scalars(locked, execution_options={"populate_existing": True}))
    for office_id, heir in sorted(heirs.items(), key=lambda each: str(each[0])):
        theirs = [each for each in requests if each.office_id == office_id]
        demand_can_see(session, heir, theirs, field=field_of(office_id))
        give(session, theirs, heir)
        record_each(theirs, "reassigned", by=by, summary=f"Assigned to {heir.name}: {leaver.name} left.", act_id=act_id)
    return len(requests)


def field_of(office_id: int) -> str:
    """The name of the field that asks for the heir in this office."""
    return f"heir_{office_id}"


def demand_can_see(session: Session, heir: User, requests: list[OversightRequest], *, field: str) -> None:
    homes = {seat.home_agency_id for seat in seats_of(heir) if seat.home_agency_id is not None}
    barred = with_bureaus(session, homes) if homes else ()
    count = sum(each.agency_id in barred for each in requests)
    if count:
        are = "is" if count == 1 else "are"
        raise Refused(f"{count} of them {are} to {heir.name}'s home agency. Choose somebody else.", field=field)


def give(session: Session, requests: list[OversightRequest], heir: User) -> None:
    """The heir is named where a request is limited, and is no backup of what they own."""
    limited = [each.id for each in requests if each.is_limited]
    named = sa.select(NamedPerson.request_id).where(NamedPerson.user_id == heir.id, NamedPerson.request_id.in_(limited))
    known = set(session.scalars(named))
    for each in requests:
        each.owner_id = heir.id
        if each.backup_id == heir.id:
            each.backup_id = None
    session.add_all(NamedPerson(request_id=each, user_id=heir.id) for each in limited if each not in known)
