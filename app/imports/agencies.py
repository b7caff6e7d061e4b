"""Public directories of federal agencies as plain facts: eCFR's agencies (JSON) and those of .gov domains (CSV)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.imports.directory_files import Source, digest_of, mappings, read_csv, read_json, words, words_or_none
from app.models.agency import key_of

BUREAUS = Path(__file__).with_name("bureaus.toml")
DOMAIN_HEADER, BUREAU_HEADER = "Domain name", "Bureau"
CSV_BEGINS = ("Domain name,", "Agency,")
UNKNOWN = "it is none of the directories that are known: eCFR's agencies, .gov domains, .gov agencies."
EXECUTIVE = "Federal - Executive"
NO_AGENCY = frozenset({".gov Administration"})
NO_BUREAU = frozenset({"other"})
DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
MOST = 20_000


@dataclass(frozen=True)
class Alias:
    """Another name, perhaps from one day until another."""

    name: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Entry:
    """One body. `parent` is the name of the one that it belongs to; `is_only_known` adds to an agency and makes none."""

    name: str
    short_name: str | None = None
    parent: str | None = None
    slug: str | None = None
    full_name: str | None = None
    aliases: tuple[Alias, ...] = ()
    domains: tuple[str, ...] = ()
    successor: str | None = None
    succeeded_on: date | None = None
    is_only_known: bool = False


@dataclass(frozen=True)
class Listing:
    """What one file says, a parent before its bureaus; `notes` tells what was left out of it and why."""

    sha256: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = field(default=())


def read_listing(path: Path) -> Listing:
    """Read one file, of whichever kind it is. Raises `Refused` with what will not do."""
    source = Source.at(path)
    if source.text.lstrip()[:1] in {"[", "{"}:
        entries = [*known_bureaus(), *ecfr_entries(source)]
        return Listing(digest_of([source]), bounded(source, entries))
    if not source.text.lstrip().startswith(CSV_BEGINS):
        raise source.wrong(UNKNOWN)
    rows = read_csv(source)
    header = set(rows[0]) if rows else set()
    if {DOMAIN_HEADER, "Organization name", "Domain type"} <= header:
        return Listing(digest_of([source]), bounded(source, domain_entries(source, rows)), notes_of(rows))
    if {"Agency", BUREAU_HEADER} <= header:
        return Listing(digest_of([source]), bounded(source, bureau_entries(rows)))
    raise source.wrong(UNKNOWN)


def bounded(source: Source, entries: list[Entry]) -> tuple[Entry, ...]:
    if not entries or len(entries) > MOST:
        raise source.wrong(f"it names {len(entries):,} agencies; between 1 and {MOST:,} can be taken in.")
    return tuple(entries)


def ecfr_entries(source: Source) -> list[Entry]:
    told = read_json(source)
    if isinstance(told, dict):
        told = told.get("agencies")
    found = []
    for agency in mappings(source, told, "the file"):
        top = ecfr_entry(source, agency, parent=None)
        found.append(top)
        inner = mappings(source, agency.get("children") or [], f"the children of {top.name}")
        found += [ecfr_entry(source, each, parent=top.name) for each in inner]
    return found


def ecfr_entry(source: Source, entry: dict[str, Any], *, parent: str | None) -> Entry:
    name = words(source, entry, "name", where="an agency")
    return Entry(
        name=name,
        short_name=words_or_none(source, entry, "short_name", where=name),
        parent=parent,
        slug=words(source, entry, "slug", where=name),
        full_name=words_or_none(source, entry, "display_name", where=name),
    )


def known_bureaus() -> Iterator[Entry]:
    """Bureaus, names and successors that staff write to and the public directories lack."""
    for told in tomllib.loads(BUREAUS.read_text(encoding="utf-8"))["agencies"]:
        aliases = tuple(Alias(**alias) for alias in told.pop("aliases", ()))
        yield Entry(**told, aliases=aliases)


def bureau_entries(rows: list[dict[str, str]]) -> list[Entry]:
    """An agency on each line, perhaps with a bureau; what names the agency again or no bureau at all is no bureau."""
    found: dict[tuple[str, str | None], Entry] = {}
    for row in rows:
        agency, bureau = row["Agency"].strip(" ,"), row[BUREAU_HEADER].strip(" ,")
        if not agency:
            continue
        found.setdefault((key_of(agency), None), Entry(name=agency))
        if bureau and key_of(bureau) != key_of(agency) and bureau.casefold() not in NO_BUREAU:
            entry = Entry(name=bureau, parent=agency, full_name=f"{bureau}, {agency}")
            found.setdefault((key_of(bureau), key_of(agency)), entry)
    return list(found.values())


def domain_entries(source: Source, rows: list[dict[str, str]]) -> list[Entry]:
    """Each organization, then its parts that the directory may know by that name, with the domains of each."""
    organizations: dict[str, list[str]] = {}
    parts: dict[tuple[str, str], list[str]] = {}
    executive = {row["Organization name"] for row in rows if row["Domain type"] == EXECUTIVE}
    for row in rows:
        organization, part = row["Organization name"], row.get("Suborganization name")
        domain = row[DOMAIN_HEADER].casefold()
        if not DOMAIN.fullmatch(domain):
            raise source.wrong(f"{row[DOMAIN_HEADER]!r} is not a domain.")
        if organization and organization not in NO_AGENCY:
            theirs = organizations.setdefault(organization, [])
            (parts.setdefault((part, organization), []) if part else theirs).append(domain)
    tops = [
        Entry(name=name, domains=tuple(domains), is_only_known=name not in executive)
        for name, domains in organizations.items()
    ]
    inner = [
        Entry(name=name, parent=organization, domains=tuple(domains), is_only_known=True)
        for (name, organization), domains in parts.items()
    ]
    return [*tops, *inner]


def notes_of(rows: list[dict[str, str]]) -> tuple[str, ...]:
    others = sum(row["Domain type"] != EXECUTIVE for row in rows)
    return (f"{others} domains of Congress and the courts are kept only where the directory has the body already.",)
