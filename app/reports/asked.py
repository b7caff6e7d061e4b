"""What a report is asked about: whose requests, in which version, and who may have that."""

from dataclasses import dataclass
from typing import Any

from app.documents.model import Version
from app.models import Office
from app.models.picklists import Role
from app.policies import Action, allowed, seats_of

ACTIONS: dict[Version, Action] = {
    "internal": Action.EXPORT_INTERNAL,
    "member": Action.EXPORT_MEMBER,
    "public": Action.EXPORT_PUBLIC,
}


@dataclass(frozen=True)
class Asked:
    """The requests of one office in one version; for a reader's office, those that are shared with it."""

    office: Office
    version: Version
    is_shared: bool = False


def asked_by(person: Any, office: Office, version: Version) -> Asked:
    """A reader's seat shows what others share with the office; any other seat shows the office's own requests."""
    seats = [seat for seat in seats_of(person) if seat.office_id == office.id]
    return Asked(office, version, is_shared=any(seat.role is Role.READER for seat in seats))


def versions_for(person: Any, office: Office) -> list[Version]:
    """The versions that this person may have of this office's report, the fullest first."""
    return [version for version, action in ACTIONS.items() if allowed(person, action, office=office)]


def offices_for_reports(person: Any) -> list[Office]:
    """The offices of whose report the person may have some version, by name."""
    offices = {seat.office.short_name: seat.office for seat in seats_of(person) if versions_for(person, seat.office)}
    return [offices[name] for name in sorted(offices)]
