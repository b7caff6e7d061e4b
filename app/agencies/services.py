"""The one verb of the directory: add an agency by hand."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from app.agencies.queries import named, with_id
from app.extensions import db
from app.history import record
from app.models import Agency, User
from app.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the directory says of an agency."""

    name: str
    short_name: str
    parent_id: int | None = None


def add(entry: Entry, *, agency_id: int, by: User) -> Agency:
    """Add an agency. The same form again gives the same agency; a name that is taken is refused."""
    if made := with_id(agency_id):
        return made
    if twin := named(name=entry.name, short_name=entry.short_name):
        raise Refused(f"The directory has {twin.name} ({twin.short_name}) already.", field="short_name")
    agency = Agency(id=agency_id, name=entry.name, short_name=entry.short_name, parent_id=entry.parent_id)
    db.session.add(agency)
    try:
        record(agency, "added", by=by, summary=f"Agency added: {entry.name}.", changes={})
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        if made := with_id(agency_id):
            return made
        raise Refused("The directory has an agency of this name already.", field="short_name") from None
    return agency
