"""Questions asked while a sheet is brought in: its rows, the directory, and what stands already."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.imports.spreadsheet_fields import plain
from app.imports.spreadsheet_known import Directory, Known, Standing
from app.imports.spreadsheet_rows import Facts
from app.models import Agency, AgencyAlias, ImportedRecord, Office, OversightRequest, SheetImport, SheetPart, User
from app.policies import Viewer, look
from app.requests import queries as requests
from app.requests.sheet_queries import EDITABLE
from app.web.paging import PER_PAGE, Page, offset

ASKED_AT_ONCE = 400
LARGEST_ID = 2**62
NEWEST = 50
R = OversightRequest
Rows = list[tuple[int, list[str]]]


def newest() -> Sequence[SheetImport]:
    """The last imports of the person's offices; a draft is its maker's own until it is imported."""
    viewer: Viewer = db.session.info["viewer"]
    shown = sa.or_(SheetImport.imported_at.is_not(None), SheetImport.made_by_id == viewer.user_id)
    query = sa.select(SheetImport).where(shown).order_by(SheetImport.created_at.desc()).limit(NEWEST)
    return db.session.scalars(query.options(joinedload(SheetImport.office), joinedload(SheetImport.made_by))).all()


def get(import_id: int) -> SheetImport:
    """One import; 404 for unknown and unseen alike, and for another's draft."""
    viewer: Viewer = db.session.info["viewer"]
    options = [joinedload(SheetImport.office), joinedload(SheetImport.made_by)]
    found = db.session.get(SheetImport, import_id, options=options) if import_id < LARGEST_ID else None
    if found is None or (found.is_draft and found.made_by_id != viewer.user_id):
        abort(404)
    return found


def office_named(short_name: str) -> Office | None:
    return db.session.scalar(sa.select(Office).where(Office.short_name == short_name))


def rows_of(sheet_import: SheetImport) -> Rows:
    query = sa.select(SheetPart.lines).where(SheetPart.import_id == sheet_import.id).order_by(SheetPart.position)
    return [(number, cells) for lines in db.session.scalars(query) for number, cells in lines]


def directory(office: Office) -> Directory:
    """Agencies that the person may write to, and the people who hold requests in the office."""
    agencies = requests.agencies()
    offered = {each.id for each in agencies}
    aliases = db.session.execute(sa.select(AgencyAlias.name, AgencyAlias.agency_id))
    named = {plain(name): agency_id for name, agency_id in aliases if agency_id in offered}
    for names in ([each.name for each in agencies], [each.short_name for each in agencies]):
        named |= {plain(name): each.id for name, each in zip(names, agencies, strict=True)}
    people = [seat.user for seat in requests.staff_of([office.id])]
    # A name that two people bear says nothing; each is still known by the address.
    borne = Counter(person.name.lower() for person in people)
    known = {person.email.lower(): person.id for person in people}
    known |= {person.name.lower(): person.id for person in people if borne[person.name.lower()] == 1}
    return Directory(
        agencies=named,
        agency_names={each.id: f"{each.name} ({each.short_name})" for each in agencies},
        people=known,
        people_names={person.id: person.name for person in people},
    )


def known(office: Office, found: Iterable[Facts]) -> Known:
    """What of the sheet's rows stands already in the office, as requests or as records that wait for their release."""
    rows, result = list(found), Known()
    ids = {facts.id for facts in rows if facts.id is not None and facts.id < LARGEST_ID}
    numbers = {facts.values.get("control_number") for facts in rows} - {None}
    subjects = {facts.values.get("subject") for facts in rows if not facts.values.get("control_number")} - {None}
    for row in matching(R, office, ids=ids, numbers=numbers, subjects=subjects):
        values = {name: getattr(row, name) for name in EDITABLE}
        standing = Standing(row.id, row.number, True, values, row.extras or {}, row.closed_on is None)
        result.add(standing, (row.number, row.control_number))
    for row in matching(ImportedRecord, office, ids=ids, numbers=numbers, subjects=subjects):
        values = {name: getattr(row, name) for name in (*EDITABLE, "closed_on", "closing_reason")}
        result.add(Standing(row.id, f"row {row.row_number}", False, values, row.extras), (row.control_number,))
    return result


def matching(noun: Any, office: Office, *, ids: set[Any], numbers: set[Any], subjects: set[Any]) -> Iterator[Any]:
    """Rows of the office with one of these ids, numbers or subjects, asked some hundred at a time."""
    is_request = noun is R
    columns = [noun.id, noun.closed_on, noun.extras, *(getattr(noun, name) for name in EDITABLE)]
    columns += [noun.number, noun.void_at] if is_request else [noun.row_number, noun.closing_reason]
    by = [(noun.id, ids), (noun.control_number, numbers), (noun.subject, subjects)] + [(R.number, numbers)] * is_request
    for column, values in by:
        asked = sorted(values)
        for start in range(0, len(asked), ASKED_AT_ONCE):
            wanted = (noun.office_id == office.id, column.in_(asked[start : start + ASKED_AT_ONCE]))
            # What is void is left out here: asked of SQLite, it would walk all that is not void, once for each part.
            rows = db.session.execute(sa.select(*columns).where(*wanted))
            yield from (row for row in rows if not is_request or row.void_at is None)


def requests_with(ids: Iterable[int]) -> dict[int, OversightRequest]:
    """The requests of these ids, each locked until the commit."""
    asked, found = sorted(ids), dict[int, OversightRequest]()
    for start in range(0, len(asked), ASKED_AT_ONCE):
        query = (
            sa.select(R)
            .where(R.id.in_(asked[start : start + ASKED_AT_ONCE]))
            .with_for_update(of=R)
            .options(joinedload(R.office, innerjoin=True), joinedload(R.agency, innerjoin=True))
            .execution_options(populate_existing=True)
        )
        found |= {each.id: each for each in db.session.scalars(query)}
    return found


def records_with(ids: Iterable[int]) -> dict[int, ImportedRecord]:
    asked, found = sorted(ids), dict[int, ImportedRecord]()
    for start in range(0, len(asked), ASKED_AT_ONCE):
        query = sa.select(ImportedRecord).where(ImportedRecord.id.in_(asked[start : start + ASKED_AT_ONCE]))
        found |= {each.id: each for each in db.session.scalars(query)}
    return found


def records(sheet_import: SheetImport) -> Sequence[ImportedRecord]:
    """All records that wait for their release, in the order in which they will be numbered: by their days."""
    day = sa.func.coalesce(ImportedRecord.dated_on, ImportedRecord.transmitted_on, ImportedRecord.due_on)
    query = (
        sa.select(ImportedRecord)
        .where(ImportedRecord.import_id == sheet_import.id)
        .options(joinedload(ImportedRecord.agency, innerjoin=True), joinedload(ImportedRecord.owner))
        .order_by(day.asc().nulls_last(), ImportedRecord.row_number)
    )
    return db.session.scalars(query).all()


def record_page(sheet_import: SheetImport, number: int) -> Page[ImportedRecord]:
    """The records as they stand in the sheet."""
    mine = ImportedRecord.import_id == sheet_import.id
    total = db.session.scalar(sa.select(sa.func.count(ImportedRecord.id)).where(mine)) or 0
    number = min(number, max(1, -(-total // PER_PAGE)))
    query = (
        sa.select(ImportedRecord)
        .where(mine)
        .options(joinedload(ImportedRecord.agency, innerjoin=True), joinedload(ImportedRecord.owner))
        .order_by(ImportedRecord.row_number)
        .limit(PER_PAGE + 1)
        .offset(offset(number))
    )
    return Page.cut(db.session.scalars(query).all(), number=number, total=total)


def record(sheet_import: SheetImport, record_id: int) -> ImportedRecord:
    """One record of this import, or 404."""
    found = db.session.get(ImportedRecord, record_id) if record_id < LARGEST_ID else None
    if found is None or found.import_id != sheet_import.id:
        abort(404)
    return found


def released(sheet_import: SheetImport) -> Sequence[OversightRequest]:
    """The requests that came of it and are not void."""
    query = sa.select(R).where(R.import_id == sheet_import.id, R.void_at.is_(None)).order_by(R.congress, R.serial)
    return db.session.scalars(query).all()


def first_numbers(sheet_import: SheetImport) -> list[tuple[str, str | None, str]]:
    """The first fifty requests that came of it: number, old number, subject."""
    query = sa.select(R.number, R.control_number, R.subject).where(R.import_id == sheet_import.id)
    return [
        (row[0], row[1], row[2]) for row in db.session.execute(query.order_by(R.congress, R.serial).limit(PER_PAGE))
    ]


def records_seen_by(viewer: Viewer, sheet_import: SheetImport) -> set[int]:
    """The records that somebody may see: the session looks for that person, for this one question."""
    before = db.session.info["viewer"]
    look(db.session, viewer)
    try:
        query = sa.select(ImportedRecord.id).where(ImportedRecord.import_id == sheet_import.id)
        return set(db.session.scalars(query))
    finally:
        look(db.session, before)


def names_of_agencies(ids: Iterable[int]) -> dict[int, str]:
    query = sa.select(Agency.id, Agency.short_name).where(Agency.id.in_(list(ids)))
    return {row[0]: row[1] for row in db.session.execute(query)}


def names_of_people(ids: Iterable[int]) -> dict[int, str]:
    query = sa.select(User.id, User.name).where(User.id.in_(list(ids)))
    return {row[0]: row[1] for row in db.session.execute(query)}
