"""Make an office, and change what is told of it."""

from sqlalchemy.exc import IntegrityError

from app.accounts import office_queries as queries
from app.extensions import db
from app.history import changes_of, hold, record
from app.models import Office, User
from app.models.office import OfficeFacts
from app.refusals import Refused

TAKEN = "Another office has this short name. Choose one that differs."


def make_office(*, office_id: int, facts: OfficeFacts, by: User) -> Office:
    """Make an office; the same form sent twice makes one and gives it back."""
    made = queries.by_id(office_id)
    if made is not None:
        return made
    demand_free(facts)
    office = Office(id=office_id)
    office.write(facts)
    db.session.add(office)
    try:
        record(office, "created", by=by, summary=f"Office {office.short_name} created.")
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        made = queries.by_id(office_id)
        if made is None:
            raise Refused(TAKEN, field="short_name") from None
        return made
    return office


def change_office(office: Office, *, facts: OfficeFacts, by: User) -> None:
    """Change an office; its short name stays once a request bears it."""
    hold(office)
    demand_free(facts, but_by=office)
    office.write(facts, is_frozen=queries.has_numbers(office))
    try:
        if changes_of(office):
            record(office, "changed", by=by, summary=f"Office {office.short_name} changed.")
        db.session.commit()
    except IntegrityError:
        raise Refused(TAKEN, field="short_name") from None


def demand_free(facts: OfficeFacts, *, but_by: Office | None = None) -> None:
    if queries.is_taken(facts.short_name, but_by=but_by):
        raise Refused(TAKEN, field="short_name")
