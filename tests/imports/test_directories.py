"""Public directories of committees, members and agencies: taken in once, completed later, refused in one sentence."""

import json
import shutil
from datetime import date
from pathlib import Path
from time import process_time

import pytest
import sqlalchemy as sa

from app.models import (
    Agency,
    AgencyAlias,
    AgencyDomain,
    Assignment,
    Committee,
    DirectoryImport,
    Event,
    Member,
)
from app.models.picklists import Chamber
from tests.accounts.reading import history

COMMITTEES = """
- type: house
  name: House Committee on Examples
  thomas_id: HSEX
  phone: (202) 555-0100
  subcommittees:
  - {name: Sub One, thomas_id: '03'}
"""
LEGISLATORS = """
- id: {bioguide: A000001}
  name: {first: Ana, last: Peña, official_full: Ana María Peña}
  terms: [{type: sen, state: XX, party: Democrat}, {type: rep, state: XX, district: 0, party: Democrat}]
- id: {bioguide: B000002}
  name: {first: Bo, last: Best}
  terms: [{type: rep, state: YY, district: 12, party: Republican}]
"""
MEMBERSHIP = """
HSEX:
- {bioguide: A000001, party: majority, rank: 1, title: Chair}
- {bioguide: B000002, party: minority, rank: 1, title: Ranking Member}
HSEX03:
- {bioguide: B000002, party: minority, rank: 2}
"""


@pytest.fixture
def run(app):
    """A command as one types it: `run("committees", folder)`."""

    def command(*words):
        return app.test_cli_runner().invoke(args=["import", *map(str, words)])

    return command


@pytest.fixture
def folder(tmp_path):
    return laid(tmp_path, COMMITTEES, MEMBERSHIP, LEGISLATORS)


def laid(folder: Path, committees: str, membership: str, legislators: str) -> Path:
    for name, text in (
        ("committees-current.yaml", committees),
        ("committee-membership-current.yaml", membership),
        ("legislators-current.yaml", legislators),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def written(folder: Path, told: object) -> Path:
    path = folder / "agencies.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def ecfr(name: str, short_name: str | None, *children: dict) -> dict:
    slug = name.lower().replace(" ", "-")
    return {"name": name, "short_name": short_name, "display_name": name, "slug": slug, "children": list(children)}


def standing(given) -> dict[str, int]:
    nouns = (Committee, Member, Assignment, Agency, AgencyAlias, AgencyDomain, DirectoryImport, Event)
    return {noun.__name__: given.count(noun) for noun in nouns}


def test_the_real_directories_taken_in_twice_give_the_same_and_change_nothing(given, shared, run):
    for short_name, name in (("State", "Department of State"), ("DoD", "Department of Defense")):
        given.agency(short_name, name=name)
    given.agency("PM", name="Bureau of Political-Military Affairs", parent=given.agency("State"))
    data = shared / "data"
    files = ["ecfr-agencies.json", "dotgov-agencies-and-subs.csv", "dotgov-current-federal.csv"]
    words = [("committees", data), *(("agencies", data / name) for name in files)]
    first = []
    for each in words:
        started = process_time()
        answer = run(*each)
        assert answer.exit_code == 0, answer.output
        assert process_time() - started < 10, f"{each} takes too long"
        first.append(answer.output)
    counts = standing(given)
    assert (counts["Committee"], counts["Member"], counts["Assignment"]) == (230, 537, 3879)
    assert counts["DirectoryImport"] == 4
    assert "Assignments: 3,879 listed, 3,879 added, 0 changed, 0 taken away." in first[0]
    second = [run(*each).output for each in words]
    assert standing(given) == counts, "a second run writes nothing, not even an event"
    assert "Assignments: 3,879 listed, 0 added, 0 changed, 0 taken away." in second[0]
    assert all(" 0 added, 0 completed, 0 names added, 0 domains added" in output for output in second[1:])

    state = given.row(Agency, name="Department of State")
    assert (state.short_name, state.slug) == ("State", "state-department"), "the entry that stood was completed"
    assert {"H", "PM", "DRL", "NEA", "CT", "L", "Embassy Baghdad"} <= names_below(given, state)
    defense = given.row(Agency, name="Department of Defense")
    assert {"OSD-LA", "DSCA", "CENTCOM"} <= names_below(given, defense)
    war = given.row(AgencyAlias, name="Department of War")
    assert (war.agency_id, war.valid_from) == (defense.id, date(2025, 9, 5))
    assert given.row(AgencyDomain, domain="state.gov").agency_id == state.id
    opic = given.row(Agency, short_name="OPIC")
    assert opic.successor_id == given.row(Agency, short_name="DFC").id
    interior = given.row(Agency, slug="interior-department")
    assert given.row(AgencyDomain, domain="doi.gov").agency_id == interior.id, "with and without an article it is one"


def names_below(given, agency) -> set[str]:
    with given.session() as session:
        return set(session.scalars(sa.select(Agency.short_name).where(Agency.parent_id == agency.id)))


def test_members_keep_accents_and_committees_their_codes_with_leading_noughts(given, folder, run):
    assert run("committees", folder).exit_code == 0
    assert given.row(Committee, code="HSEX03").parent_id == given.row(Committee, code="HSEX").id
    ana = given.row(Member, bioguide="A000001")
    assert (ana.name, ana.chamber, ana.district) == ("Ana María Peña", Chamber.HOUSE, "0")
    assert given.row(Member, bioguide="B000002").name == "Bo Best"
    seat = given.row(Assignment, committee_id=given.row(Committee, code="HSEX03").id)
    assert (seat.is_majority, seat.rank, seat.title) == (False, 2, None)
    told = [event for event in history(given) if event.verb == "imported"]
    assert [(event.chain, event.actor) for event in told] == [("installation", "System")]


def test_who_leaves_loses_the_assignment_and_is_kept_as_not_current(given, folder, run):
    run("committees", folder)
    laid(
        folder,
        COMMITTEES.split("  subcommittees")[0],
        MEMBERSHIP.split("- {bioguide: B")[0],
        LEGISLATORS.split("- id: {bioguide: B")[0],
    )
    dry = run("committees", folder, "--dry-run")
    assert "Assignments: 1 listed, 0 added, 0 changed, 2 taken away." in dry.output
    assert given.count(Assignment) == 3
    run("committees", folder)
    assert given.count(Assignment) == 1
    assert given.row(Member, bioguide="B000002").is_current is False
    assert given.row(Committee, code="HSEX03").is_current is False
    laid(folder, COMMITTEES, MEMBERSHIP, LEGISLATORS)
    run("committees", folder)
    assert given.row(Member, bioguide="B000002").is_current is True
    assert given.count(Assignment) == 3


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nHSEX: [*b, *b]\n"


@pytest.mark.parametrize(
    ("membership", "sentence"),
    [
        (BOMB, "committee-membership-current.yaml: it uses YAML aliases, which are not taken in."),
        ("HSEX: [", "committee-membership-current.yaml: it is not YAML that can be read at line 2."),
        ("[" * 100_000, "is not YAML that can be read at line 1."),
        ("- HSEX", "should give the members of each committee by its code."),
        ("HSNO: []", "HSNO is no committee of committees-current.yaml."),
        ("HSEX: [{bioguide: Z999999, party: majority, rank: 1}]", "Z999999, a member of HSEX, is not in"),
        ("HSEX: [{bioguide: A000001, party: Democrat, rank: 1}]", "the side (majority, minority) or the rank of"),
        ("HSEX: [{bioguide: A000001, party: majority, rank: 1}]\nHSEX03: [{bioguide: [x], party: majority}]", "bioguide"),
        (MEMBERSHIP + "- {bioguide: B000002, party: minority, rank: 3}", "HSEX03 on B000002 stands there twice."),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_sentence_and_nothing_is_half_written(given, folder, run, membership, sentence):
    laid(folder, COMMITTEES, membership, LEGISLATORS)
    answer = run("committees", folder)
    assert answer.exit_code == 1
    assert sentence in answer.output
    assert "Traceback" not in answer.output
    assert given.count(Committee) == given.count(Member) == given.count(Event) == 0


def test_files_that_are_missing_too_large_or_marked_are_refused(given, folder, run, tmp_path):
    assert "committees-current.yaml cannot be read" in run("committees", tmp_path / "nowhere").output
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    assert "large.json is larger than 16 MB" in run("agencies", large).output
    assert "it is none of the directories" in run("agencies", folder / "legislators-current.yaml").output
    nested = tmp_path / "nested.json"
    nested.write_text('[{"a":' * 200_000)
    assert "it is not JSON that can be read" in run("agencies", nested).output
    banner = written(tmp_path, [ecfr("TOP SECRET//SI//NOFORN", "TS")])
    answer = run("agencies", banner)
    assert (answer.exit_code, given.count(Agency)) == (1, 0), answer.output


def test_agencies_are_reconciled_by_slug_name_alias_and_short_name_and_never_doubled(given, run, tmp_path):
    given.agency("DOE", name="Energy Department")
    given.agency("ED", name="The Department of Education")
    told = [
        ecfr("Department of Energy", "DOE", ecfr("Office of the Secretary", "OS")),
        ecfr("Department of Education", "EDUC", ecfr("Office of the Secretary", "OS")),
    ]
    for child, parent in ((told[0]["children"][0], "Energy"), (told[1]["children"][0], "Education")):
        child |= {"display_name": f"Office of the Secretary, {parent}", "slug": f"os-{parent}"}
    assert run("agencies", written(tmp_path, told)).exit_code == 0
    energy = given.row(Agency, short_name="DOE")
    assert (energy.name, energy.slug) == ("Energy Department", "department-of-energy"), "what a person wrote stands"
    assert given.row(AgencyAlias, name="Department of Energy").agency_id == energy.id
    education = given.row(Agency, short_name="ED")
    assert given.row(AgencyAlias, name="EDUC").agency_id == education.id
    with given.session() as session:
        offices = session.execute(
            sa.select(Agency.name, Agency.parent_id).where(Agency.name.like("Office of the Secretary%"))
        )
        parents = {parent for _name, parent in offices}
    assert parents == {energy.id, education.id}, "two offices of one name stay two"
    count = given.count(Agency)
    with given.session() as session:
        session.get_one(Agency, education.id).name = "Education, renamed by hand"
        session.commit()
    shutil.copy(tmp_path / "agencies.json", tmp_path / "again.json")
    run("agencies", tmp_path / "again.json")
    assert given.count(Agency) == count, "the directory's own key knows a renamed entry again"
