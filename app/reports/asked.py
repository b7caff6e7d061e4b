"""What a report is asked about: whose requests, in which version, and who may have that."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.documents.model import Version
from app.models import Office
from app.models.picklists import Role
from app.policies import Action, allowed, seats_of

ACTIONS: dict[Version, Action] = {
    "internal": Action.EXPORT_INTERNAL,
    "member": Action.EXPORT_MEMBER,
    "public": Action.EXPORT_PUBLIC,
}


Group = Literal["agency", "matter"]


@dataclass(frozen=True)
class Asked:
    """The requests of one office in one version; for a reader's office, those that are shared with it.

    `day` asks for what was known at the end of that day; `group` gathers the internal version by agency or matter.
    """

    office: Office
    version: Version
    is_shared: bool = False
    day: date | None = None
    group: Group = "agency"

    @property
    def is_by_matter(self) -> bool:
        """Matters are the office's own work product, so no other version names one."""
        return self.group == "matter" and self.version == "internal"


@dataclass(frozen=True)
class Choice:
    """What a person chose beside office and version."""

    day: date | None = None
    group: Group = "agency"


def asked_by(person: Any, office: Office, version: Version, choice: Choice = Choice()) -> Asked:
    """A reader's seat shows what others share with the office; any other seat shows the office's own requests."""
    is_shared = is_reader_of(person, office)
    return Asked(office, version, is_shared=is_shared, day=choice.day, group=choice.group)


def is_reader_of(person: Any, office: Office) -> bool:
    return any(seat.role is Role.READER for seat in seats_of(person) if seat.office_id == office.id)


def versions_for(person: Any, office: Office) -> list[Version]:
    """The versions that this person may have of this office's report, the fullest first."""
    return [version for version, action in ACTIONS.items() if allowed(person, action, office=office)]


def offices_for_reports(person: Any) -> list[Office]:
    """The offices of whose report the person may have some version, by name."""
    offices = {seat.office.short_name: seat.office for seat in seats_of(person) if versions_for(person, seat.office)}
    return [offices[name] for name in sorted(offices)]
