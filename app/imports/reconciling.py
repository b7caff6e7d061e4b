"""Tell which agency of ours an entry of a public directory is, so that no twin is made; nothing here asks the database.

What a person wrote stands: an import fills what is missing and adds names and domains, and never takes one away.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.imports.agencies import Alias, Entry
from app.models import Agency, AgencyAlias, AgencyDomain
from app.models.agency import key_of
from app.models.base import new_id


@dataclass
class Tally:
    """What an import did, or would do."""

    listed: int = 0
    added: int = 0
    filled: set[int] = field(default_factory=set)
    aliases: int = 0
    domains: int = 0
    left_out: int = 0

    @property
    def counts(self) -> dict[str, int]:
        return {
            "listed": self.listed,
            "added": self.added,
            "completed": len(self.filled),
            "names added": self.aliases,
            "domains added": self.domains,
            "left out": self.left_out,
        }

    @property
    def has_changes(self) -> bool:
        return bool(self.added or self.filled or self.aliases or self.domains)


class Directory:
    """The agencies as they stand, found by slug, by any of their names, and by short name; `made` collects what is new."""

    def __init__(
        self, agencies: Iterable[Agency], aliases: Iterable[AgencyAlias], domains: Iterable[AgencyDomain]
    ) -> None:
        self.by_id = {agency.id: agency for agency in agencies}
        self.by_slug: dict[str, Agency] = {}
        self.by_key: dict[str, list[Agency]] = defaultdict(list)
        self.by_short: dict[str, Agency] = {}
        self.names: set[str] = set()
        self.known_as: dict[int, set[str]] = defaultdict(set)
        self.domains = {domain.domain for domain in domains}
        self.made: list[Any] = []
        self.tally = Tally()
        for agency in list(self.by_id.values()):
            self.enter(agency)
        for alias in aliases:
            self.know(self.standing(self.by_id[alias.agency_id]), alias.name)

    def standing(self, agency: Agency) -> Agency:
        """The agency, or the one into which it was merged."""
        while agency.merged_into_id is not None:
            agency = self.by_id[agency.merged_into_id]
        return agency

    def enter(self, agency: Agency) -> None:
        standing = self.standing(agency)
        if agency.slug:
            self.by_slug[agency.slug] = standing
        self.by_short.setdefault(agency.short_name.casefold(), standing)
        self.names.add(agency.name)
        self.know(standing, agency.name)
        self.know(standing, agency.short_name)

    def know(self, agency: Agency, name: str) -> None:
        key = key_of(name)
        self.known_as[agency.id] |= {key, name.casefold()}
        if agency not in self.by_key[key]:
            self.by_key[key].append(agency)

    def take_in(self, entries: Iterable[Entry]) -> None:
        """Entry by entry, a parent before its bureaus."""
        successors = []
        for entry in entries:
            self.tally.listed += 1
            parent = self.best(self.by_key[key_of(entry.parent)], None) if entry.parent else None
            agency = self.find(entry, parent)
            if agency is None and entry.is_only_known:
                self.tally.left_out += 1
                if parent is not None:
                    self.add_domains(parent, entry.domains)
                continue
            agency = self.make(entry, parent) if agency is None else self.fill(agency, entry, parent)
            for alias in entry.aliases:
                self.add_alias(agency, alias)
            self.add_domains(agency, entry.domains)
            if entry.successor:
                successors.append((agency, entry))
        for agency, entry in successors:
            self.set_successor(agency, entry)

    def find(self, entry: Entry, parent: Agency | None) -> Agency | None:
        """By the directory's own key; by name, within the same parent; by short name where a person made it."""
        if entry.slug in self.by_slug:
            return self.by_slug[entry.slug]
        found = self.best(self.by_key[key_of(entry.name)], parent)
        if found is None and entry.full_name:
            found = self.best(self.by_key[key_of(entry.full_name)], parent)
        if found is None and entry.short_name:
            by_short = self.by_short.get(entry.short_name.casefold())
            is_handmade = by_short is not None and by_short.slug is None
            same_place = by_short is not None and by_short.parent_id == (parent.id if parent else None)
            found = by_short if is_handmade and same_place else None
        return found

    def best(self, candidates: list[Agency], parent: Agency | None) -> Agency | None:
        """Of several of one name the one in this place; a bureau of somebody else is never taken for ours."""
        place = parent.id if parent else None
        own = [each for each in candidates if each.parent_id == place and each is not parent]
        if own:
            return own[0]
        others = [each for each in candidates if place is None or each.parent_id is None]
        return others[0] if len(others) == 1 and others[0] is not parent else None

    def make(self, entry: Entry, parent: Agency | None) -> Agency:
        name = entry.name
        if name in self.names or (parent is not None and self.by_key[key_of(name)]):
            name = entry.full_name or name
        if name in self.names:
            name = f"{name}, {parent.name}" if parent else f"{name} (2)"
        agency = Agency(
            id=new_id(), name=name, short_name=self.free_short_name(entry, name, parent), slug=entry.slug, edition=1
        )
        agency.parent_id, agency.merged_into_id = parent.id if parent else None, None
        self.by_id[agency.id] = agency
        self.enter(agency)
        self.know(agency, entry.name)
        self.made.append(agency)
        self.tally.added += 1
        return agency

    def free_short_name(self, entry: Entry, name: str, parent: Agency | None) -> str:
        """The one it is given; that of its parent before it where another agency has it; else its name."""
        given = entry.short_name
        if given and parent is not None and given.casefold() in self.by_short:
            given = f"{parent.short_name} {given}"
        return given if given and given.casefold() not in self.by_short else name

    def fill(self, agency: Agency, entry: Entry, parent: Agency | None) -> Agency:
        is_handmade = agency.slug is None
        if is_handmade and parent is not None and agency.parent_id is None and not self.is_above(agency, parent):
            agency.parent_id = parent.id
            self.tally.filled.add(agency.id)
        if is_handmade and entry.slug and entry.slug not in self.by_slug:
            agency.slug = entry.slug
            self.by_slug[entry.slug] = agency
            self.tally.filled.add(agency.id)
        self.add_alias(agency, Alias(entry.name))
        if entry.short_name:
            self.add_alias(agency, Alias(entry.short_name))
        return agency

    def is_above(self, agency: Agency, other: Agency) -> bool:
        """Whether `other` is this agency or belongs to it."""
        place: Agency | None = other
        while place is not None:
            if place is agency:
                return True
            place = self.by_id.get(place.parent_id) if place.parent_id else None
        return False

    def add_alias(self, agency: Agency, alias: Alias) -> None:
        """A name that is new to this agency and that no other agency bears."""
        known = self.known_as[agency.id]
        is_known = alias.name.casefold() in known or key_of(alias.name) in known
        if is_known or self.by_key[key_of(alias.name)] or alias.name.casefold() in self.by_short:
            return
        dates = {"valid_from": alias.valid_from, "valid_until": alias.valid_until}
        self.made.append(AgencyAlias(agency_id=agency.id, name=alias.name, **dates))
        self.know(agency, alias.name)
        self.tally.aliases += 1

    def add_domains(self, agency: Agency, domains: Iterable[str]) -> None:
        for domain in domains:
            if domain not in self.domains:
                self.domains.add(domain)
                self.made.append(AgencyDomain(agency_id=agency.id, domain=domain))
                self.tally.domains += 1

    def set_successor(self, agency: Agency, entry: Entry) -> None:
        successor = self.best(self.by_key[key_of(entry.successor or "")], None)
        if successor is not None and agency.successor_id is None and successor is not agency:
            agency.successor_id, agency.succeeded_on = successor.id, entry.succeeded_on
            if agency not in self.made:
                self.tally.filled.add(agency.id)
