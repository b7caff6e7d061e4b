"""Take in a public directory: reconcile it with what stands, in one transaction and as one recorded act."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.history import record
from app.imports import queries
from app.imports.agencies import Listing
from app.imports.committees import Roll
from app.imports.reconciling import Directory
from app.models import Assignment, Committee, DirectoryImport, Member
from app.models.base import new_id
from app.refusals import Refused

Counts = dict[str, dict[str, int]]
AT_ONCE = "The directory was changed at the same moment by somebody else. Nothing was taken in; run it again."


def import_committees(roll: Roll, *, dry_run: bool = False) -> Counts:
    """Bring committees, members and assignments to what the roll says; whoever left it is kept and not current."""
    committees, members, assignments = queries.committees(), queries.members(), queries.assignments()
    counts: Counts = {}
    facts = {code: dict(told) for code, told in roll.committees.items()}
    for code, told in facts.items():
        parent = told.pop("parent")
        # A parent stands before its subcommittees, so that it has its id by now.
        told["parent_id"] = committees[parent].id if parent else None
        if code not in committees:
            committees[code] = Committee(id=new_id(), **told)
    counts["committees"] = bring_up(committees, facts)
    for bioguide, told in roll.members.items():
        if bioguide not in members:
            members[bioguide] = Member(id=new_id(), **told)
    counts["members"] = bring_up(members, roll.members)
    told_by_id = {
        (committees[code].id, members[bioguide].id): told for (code, bioguide), told in roll.assignments.items()
    }
    counts["assignments"] = bring_assignments(assignments, told_by_id)
    return finish("Committees", roll.sha256, counts, dry_run=dry_run)


def bring_up(standing: Mapping[Any, Any], told: Mapping[Any, Mapping[str, Any]]) -> dict[str, int]:
    """Write what is told over what stands; what is no longer told of is no longer current."""
    added = changed = gone = 0
    for key, noun in standing.items():
        if key not in told:
            gone += noun.is_current
            noun.is_current = False
        elif noun not in db.session:
            db.session.add(noun)
            added += 1
        else:
            changed += change(noun, {**told[key], "is_current": True})
    return {"listed": len(told), "added": added, "changed": changed, "no longer current": gone}


def bring_assignments(standing: Mapping[Any, Assignment], told: Mapping[Any, Mapping[str, Any]]) -> dict[str, int]:
    """A place that a member left is taken away: the table says who sits where now."""
    added = changed = gone = 0
    for key, assignment in standing.items():
        if key not in told:
            db.session.delete(assignment)
            gone += 1
    for key, facts in told.items():
        if key in standing:
            changed += change(standing[key], facts)
        else:
            db.session.add(Assignment(committee_id=key[0], member_id=key[1], **facts))
            added += 1
    return {"listed": len(told), "added": added, "changed": changed, "taken away": gone}


def change(noun: Any, facts: Mapping[str, Any]) -> bool:
    """Write only what differs; whether anything did."""
    differing = {name: value for name, value in facts.items() if getattr(noun, name) != value}
    for name, value in differing.items():
        setattr(noun, name, value)
    return bool(differing)


def import_agencies(listing: Listing, *, dry_run: bool = False) -> Counts:
    """Add the agencies, names, bureaus, successors and domains that the directory lacks."""
    directory = Directory(queries.agencies(), queries.aliases(), queries.domains())
    with db.session.no_autoflush:
        directory.take_in(listing.entries)
    db.session.add_all(directory.made)
    return finish("Agencies", listing.sha256, {"agencies": directory.tally.counts}, dry_run=dry_run)


def finish(directory: str, sha256: str, counts: Counts, *, dry_run: bool) -> Counts:
    """Record the act and commit, or take everything back; what changed nothing leaves no trace."""
    if dry_run or (not db.session.new and not db.session.dirty and not db.session.deleted):
        db.session.rollback()
        return counts
    taken_in = DirectoryImport(id=new_id(), directory=directory, sha256=sha256, counts=counts)
    db.session.add(taken_in)
    told = "; ".join(f"{noun}: {words(numbers)}" for noun, numbers in counts.items())
    try:
        record(
            taken_in, "imported", by=None, summary=f"Directory taken in: {told}.", note=f"SHA-256 {sha256}", changes={}
        )
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(AT_ONCE) from error
    return counts


def words(numbers: Mapping[str, int]) -> str:
    """3,879 listed, 3,879 added, 0 changed"""
    return ", ".join(f"{number:,} {what}" for what, number in numbers.items())
