"""Verbs of the directory, for those who run the installation: add, change, name, merge, and take a merge back."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.agencies import merging, queries
from app.clock import now
from app.extensions import db
from app.history import changes_of, hold, record
from app.models import Agency, AgencyAlias, AgencyMerge, User
from app.models.base import new_id
from app.policies import past_walls
from app.refusals import Refused

TAKEN = "The directory has an agency of this name already."


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the directory says of an agency."""

    name: str
    short_name: str
    parent_id: int | None = None
    successor_id: int | None = None
    succeeded_on: date | None = None
    is_inauguration_kept: bool = False


@dataclass(frozen=True, kw_only=True)
class Name:
    """A further name, perhaps from one day until another."""

    name: str
    valid_from: date | None = None
    valid_until: date | None = None


def add(entry: Entry, *, agency_id: int, by: User) -> Agency:
    """Add an agency. The same form again gives the same agency; a name that is taken is refused."""
    if made := queries.with_id(agency_id):
        return made
    demand_free(entry)
    agency = Agency(id=agency_id, name=entry.name, short_name=entry.short_name, parent_id=entry.parent_id)
    db.session.add(agency)
    try:
        record(agency, "added", by=by, summary=f"Agency added: {entry.name}.", changes={})
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        if made := queries.with_id(agency_id):
            return made
        raise Refused(TAKEN, field="short_name") from None
    return agency


def change(agency: Agency, *, entry: Entry, by: User) -> None:
    """Correct what the directory says of an agency; a bureau never becomes the parent of what it belongs to."""
    hold(agency)
    agency.demand_standing()
    demand_free(entry, but=agency)
    if entry.parent_id is not None and entry.parent_id in queries.tree_of(agency):
        raise Refused(f"This belongs to {agency.short_name} itself. Choose another.", field="parent_id")
    successor = queries.with_id(entry.successor_id) if entry.successor_id else None
    agency.succeed(successor, on=entry.succeeded_on)
    agency.is_inauguration_kept = entry.is_inauguration_kept
    agency.name, agency.short_name, agency.parent_id = entry.name, entry.short_name, entry.parent_id
    if changed := changes_of(agency):
        agency.edition += 1
        record(agency, "changed", by=by, summary=f"Agency changed: {agency.name}.", changes=changed)
    try:
        db.session.commit()
    except IntegrityError:
        raise Refused(TAKEN, field="short_name") from None


def demand_free(entry: Entry, *, but: Agency | None = None) -> None:
    """Raises `Refused` where another entry has one of these names, as its own or as an alias."""
    twin = queries.named(name=entry.name, short_name=entry.short_name, but=but)
    if twin is not None:
        raise Refused(f"The directory has {twin.name} ({twin.short_name}) already.", field="short_name")


def add_name(agency: Agency, *, told: Name, by: User) -> None:
    """A further name; requests under it are found, and a directory that uses it makes no twin."""
    hold(agency)
    agency.demand_standing()
    demand_free(Entry(name=told.name, short_name=told.name), but=agency)
    alias = AgencyAlias.of(agency, told.name, valid_from=told.valid_from, valid_until=told.valid_until)
    db.session.add(alias)
    agency.edition += 1
    record(agency, "named", by=by, summary=f"{agency.short_name} also goes by {told.name}.", changes={})
    db.session.commit()


def remove_name(agency: Agency, *, alias: AgencyAlias, by: User) -> None:
    hold(agency)
    agency.edition += 1
    db.session.delete(alias)
    summary = f"{agency.short_name} no longer goes by {alias.name}."
    dates = {"valid_from": [day_or_none(alias.valid_from), None], "valid_until": [day_or_none(alias.valid_until), None]}
    record(agency, "unnamed", by=by, summary=summary, changes={"name": [alias.name, None], **dates})
    db.session.commit()


def day_or_none(day: date | None) -> str | None:
    return day.isoformat() if day else None


def merge(gone: Agency, *, kept_id: int, by: User) -> AgencyMerge:
    """`gone` becomes a name of another entry, which takes over all that names it. Raises `Refused` for what would loop."""
    kept = queries.with_id(kept_id)
    if kept is None or kept is gone or kept.is_merged:
        raise Refused("Choose another agency from the list.", field="kept_id")
    for agency in sorted((gone, kept), key=lambda each: each.id):
        hold(agency)
    gone.demand_standing()
    kept.demand_standing()
    if kept.id in queries.tree_of(gone):
        raise Refused(f"{kept.short_name} belongs to {gone.short_name}. Give it another parent first.", field="kept_id")
    act_id = new_id()
    gone.merged_into_id, kept.edition = kept.id, kept.edition + 1
    summary = f"{gone.name} was merged into {kept.name}."
    record(kept, "merged", by=by, summary=summary, changes={"merged": [gone.name, kept.name]}, act_id=act_id)
    with past_walls(db.session) as session:
        moved = merging.move_all(session, gone, kept, by=by, act_id=act_id)
    db.session.expire_all()
    made = [AgencyAlias(id=new_id(), agency_id=kept.id, name=name) for name in names_left(gone, kept)]
    moved["made"] = [alias.id for alias in made]
    merged = AgencyMerge(
        id=new_id(), kept=kept, gone=gone, merged_at=now(), merged_by_id=by.id, edition=kept.edition, moved=moved
    )
    db.session.add_all([*made, merged])
    db.session.commit()
    return merged


def names_left(gone: Agency, kept: Agency) -> list[str]:
    """The names of the merged entry that the kept one does not bear yet."""
    known = {name.casefold() for name in kept.names}
    return [name for name in dict.fromkeys((gone.name, gone.short_name)) if name.casefold() not in known]


def undo_merge(merged: AgencyMerge, *, by: User) -> int:
    """Put everything back that still stands where the merge put it; returns the number of requests."""
    for agency in sorted((merged.gone, merged.kept), key=lambda each: each.id):
        hold(agency)
    hold(merged)
    merged.undo(now())
    act_id = new_id()
    merged.gone.merged_into_id = None
    merged.kept.edition += 1
    summary = f"Merge undone: {merged.gone.name} is an agency of its own again."
    record(merged.kept, "merge_undone", by=by, summary=summary, changes={}, act_id=act_id)
    with past_walls(db.session) as session:
        requests = merging.put_back(session, merged, by=by, act_id=act_id)
    db.session.commit()
    return requests
