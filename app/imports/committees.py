"""The public directory of committees and members (github.com/unitedstates/congress-legislators) as plain facts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.imports.directory_files import Source, digest_of, mappings, read_yaml, words, words_or_none
from app.models.picklists import Chamber

FILES = ("committees-current.yaml", "committee-membership-current.yaml", "legislators-current.yaml")
CHAMBERS = {"house": Chamber.HOUSE, "senate": Chamber.SENATE, "joint": Chamber.JOINT}
SEATED = {"rep": Chamber.HOUSE, "sen": Chamber.SENATE}
SIDES = {"majority": True, "minority": False}
CONTACT = ("url", "minority_url", "jurisdiction", "address", "phone")


@dataclass(frozen=True)
class Roll:
    """Everything by its public key: committees by code (a parent before its subcommittees), members by Bioguide id,
    assignments by both."""

    sha256: str
    committees: dict[str, dict[str, Any]]
    members: dict[str, dict[str, Any]]
    assignments: dict[tuple[str, str], dict[str, Any]]


def read_roll(folder: Path) -> Roll:
    """Read the three files of a folder. Raises `Refused` with the file and the entry that will not do."""
    committees, memberships, legislators = (Source.at(folder / name) for name in FILES)
    known = committees_in(committees)
    members = members_in(legislators)
    return Roll(
        sha256=digest_of([committees, memberships, legislators]),
        committees=known,
        members=members,
        assignments=assignments_in(memberships, known, members),
    )


def committees_in(source: Source) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for entry in mappings(source, read_yaml(source), "the file"):
        code = words(source, entry, "thomas_id", where="a committee")
        chamber = CHAMBERS.get(str(entry.get("type")))
        if chamber is None:
            raise source.wrong(f"committee {code} is of no chamber that is known (house, senate, joint).")
        add(source, found, code, committee(source, entry, code, chamber, parent=None))
        for inner in mappings(source, entry.get("subcommittees") or [], f"the subcommittees of {code}"):
            # The code of a subcommittee is that of its committee and two digits, the first of which may be a nought.
            inner_code = code + words(source, inner, "thomas_id", where=f"a subcommittee of {code}")
            add(source, found, inner_code, committee(source, inner, inner_code, chamber, parent=code))
    return found


def committee(source: Source, entry: Any, code: str, chamber: Chamber, *, parent: str | None) -> dict[str, Any]:
    facts: dict[str, Any] = {key: words_or_none(source, entry, key, where=f"committee {code}") for key in CONTACT}
    name = words(source, entry, "name", where=f"committee {code}")
    return {"code": code, "name": name, "chamber": chamber, "parent": parent, **facts}


def add(source: Source, found: dict[Any, Any], key: Any, facts: dict[str, Any]) -> None:
    if key in found:
        raise source.wrong(f"{' on '.join(key) if isinstance(key, tuple) else key} stands there twice.")
    found[key] = facts


def members_in(source: Source) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for entry in mappings(source, read_yaml(source), "the file"):
        bioguide = words(source, entry.get("id"), "bioguide", where="a member")
        terms = mappings(source, entry.get("terms"), f"the terms of {bioguide}")
        if not terms or terms[-1].get("type") not in SEATED:
            raise source.wrong(
                f"the last term of {bioguide} is neither a senator's (sen) nor a representative's (rep)."
            )
        term = terms[-1]
        district = term.get("district")
        if district is not None and not isinstance(district, int):
            raise source.wrong(f"the district of {bioguide} is not a number.")
        facts = {
            "bioguide": bioguide,
            "name": full_name(source, entry.get("name"), bioguide),
            "chamber": SEATED[term["type"]],
            "state": words_or_none(source, term, "state", where=bioguide),
            "district": None if district is None else str(district),
            "party": words_or_none(source, term, "party", where=bioguide),
        }
        add(source, found, bioguide, facts)
    return found


def full_name(source: Source, name: Any, bioguide: str) -> str:
    """The official name where one is given, else first and last."""
    official = words_or_none(source, name, "official_full", where=bioguide)
    if official:
        return official
    return " ".join(words(source, name, part, where=bioguide) for part in ("first", "last"))


def assignments_in(
    source: Source, committees: dict[str, Any], members: dict[str, Any]
) -> dict[tuple[str, str], dict[str, Any]]:
    told = read_yaml(source)
    if not isinstance(told, dict):
        raise source.wrong("the file should give the members of each committee by its code.")
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for code, entries in told.items():
        if code not in committees:
            raise source.wrong(f"{code} is no committee of {FILES[0]}.")
        for entry in mappings(source, entries, f"the members of {code}"):
            bioguide = words(source, entry, "bioguide", where=f"a member of {code}")
            if bioguide not in members:
                raise source.wrong(f"{bioguide}, a member of {code}, is not in {FILES[2]}.")
            add(source, found, (code, bioguide), assignment(source, entry, f"{bioguide} on {code}"))
    return found


def assignment(source: Source, entry: Any, where: str) -> dict[str, Any]:
    """Majority or minority is the side on that committee, whatever the member's party."""
    rank = entry.get("rank")
    if entry.get("party") not in SIDES or not (rank is None or (isinstance(rank, int) and 0 < rank < 1000)):
        raise source.wrong(f"the side (majority, minority) or the rank of {where} cannot be read.")
    return {
        "is_majority": SIDES[entry["party"]],
        "rank": rank,
        "title": words_or_none(source, entry, "title", where=where),
    }
