"""Bring a sheet in: take it up, settle its columns and problems, import it whole or not at all, undo it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.clock import now, today
from app.deadlines import services as deadlines
from app.extensions import db
from app.garbage import uncollected
from app.history import Told, hold, record, record_all
from app.imports import spreadsheet_queries as queries
from app.imports.spreadsheet_fields import guess_columns
from app.imports.spreadsheet_plan import Change, Line, Plan, compare, day_first_fields, missing_fields, read_rows
from app.imports.spreadsheet_problems import Problems
from app.imports.spreadsheet_rows import RowReader
from app.ledger import Entry
from app.markings import refuse_marked
from app.models import Agency, ImportedRecord, Office, OversightRequest, SheetImport, SheetPart, User
from app.models.base import Picklist, new_id, words_in
from app.models.picklists import Handling, Instrument
from app.policies import Action, allowed
from app.refusals import Refused
from app.sheets import Sheet

LINES_AT_ONCE = 500
SENDS_ON_LETTER_DATE = "sends_on_letter_date"
COPIED = tuple(
    each.key for each in sa.inspect(ImportedRecord).column_attrs if each.key not in {"id", "created_at", "import_id"}
)


def take_up(sheet: Sheet, *, file_name: str, office: Office, by: User | None, import_id: int) -> SheetImport:
    """Keep an uploaded sheet as a draft, its columns guessed; the same form again gives the same draft."""
    made = db.session.get(SheetImport, import_id)
    if made is not None:
        return made
    sheet_import = begin(sheet, file_name=file_name, office=office, by=by, import_id=import_id)
    parts = [sheet.rows[start : start + LINES_AT_ONCE] for start in range(0, len(sheet.rows), LINES_AT_ONCE)]
    db.session.add(sheet_import)
    db.session.flush()
    db.session.add_all(
        SheetPart(
            import_id=import_id, owner_id=by.id if by else None, position=place, lines=[list(row) for row in part]
        )
        for place, part in enumerate(parts)
    )
    record(sheet_import, "sheet_uploaded", by=by, summary=f"Sheet uploaded: {file_name}, {sheet_import.rows} rows.")
    db.session.commit()
    return sheet_import


def begin(sheet: Sheet, *, file_name: str, office: Office, by: User | None, import_id: int) -> SheetImport:
    """The import as the sheet suggests it, outside the session."""
    columns = [[cells[place] for _, cells in sheet.rows[:200]] for place in range(len(sheet.headers))]
    guesses = guess_columns(sheet.headers, columns, queries.directory(office).agencies)
    mapping = {str(place): guess.key for place, guess in enumerate(guesses)}
    held = {guess.key for guess in guesses}
    choices = {SENDS_ON_LETTER_DATE: "yes"} if "dated_on" in held and "transmitted_on" not in held else {}
    return SheetImport(
        id=import_id,
        office_id=office.id,
        office=office,
        made_by_id=by.id if by else None,
        file_name=file_name,
        sheet_name=sheet.name,
        headers=sheet.headers,
        mapping=mapping,
        choices=choices,
        updates=[],
        rows=len(sheet.rows),
    )


def choose_columns(sheet_import: SheetImport, *, mapping: Mapping[str, str], sends: bool, by: User) -> None:  # noqa: ARG001
    """Say what each column holds; the choices for problems stay where they still fit."""
    hold(sheet_import)
    sheet_import.demand_draft()
    missing = missing_fields(list(mapping.values()))
    if missing:
        raise Refused(f"Say which column holds: {', '.join(missing).lower()}.")
    sheet_import.mapping = dict(mapping)
    sheet_import.choices = {**sheet_import.choices, SENDS_ON_LETTER_DATE: "yes" if sends else ""}
    db.session.commit()


def choose_fixes(sheet_import: SheetImport, *, choices: Mapping[str, str], by: User) -> None:  # noqa: ARG001
    """Say what becomes of the rows of each problem."""
    hold(sheet_import)
    sheet_import.demand_draft()
    sheet_import.choices = {**sheet_import.choices, **choices}
    db.session.commit()


def discard(sheet_import: SheetImport, *, by: User) -> None:
    """Throw an uploaded sheet away that was not imported; the history keeps that there was one."""
    hold(sheet_import)
    sheet_import.demand_draft()
    summary = f"Sheet discarded: {sheet_import.file_name}."
    record(sheet_import, "sheet_discarded", by=by, summary=summary, changes={})
    let_go(sheet_import)
    db.session.delete(sheet_import)
    db.session.commit()


def let_go(sheet_import: SheetImport) -> None:
    db.session.execute(sa.delete(SheetPart).where(SheetPart.import_id == sheet_import.id))


def plan_of(sheet_import: SheetImport, rows: queries.Rows, *, by: User | None) -> Plan:
    """What importing it now would do; `by` decides which agencies may be named and whether new ones may be made."""
    office = sheet_import.office
    mapping = [sheet_import.mapping[str(place)] for place in range(len(sheet_import.headers))]
    problems = Problems(sheet_import.choices)
    reader = RowReader(
        headers=sheet_import.headers,
        mapping=mapping,
        directory=queries.directory(office),
        problems=problems,
        today=today(office.zone),
        day_first=day_first_fields(mapping, rows),
        sends_on_letter_date=bool(sheet_import.choices.get(SENDS_ON_LETTER_DATE)),
        may_create=by is None or allowed(by, Action.ADMINISTER),
    )
    found = read_rows(reader, rows)
    return compare(found, queries.known(office, found), problems)


@uncollected()
def import_all(sheet_import: SheetImport, *, by: User | None) -> Plan:
    """Take everything over in one transaction, or nothing: new rows become records that wait for their release."""
    hold(sheet_import)
    sheet_import.demand_draft()
    plan = plan_of(sheet_import, queries.rows_of(sheet_import), by=by)
    take_over(sheet_import, plan, by=by)
    let_go(sheet_import)
    db.session.commit()
    return plan


@uncollected()
def import_at_once(sheet_import: SheetImport, plan: Plan) -> None:
    """For a command: take over what was planned, as System, with no draft before it."""
    db.session.add(sheet_import)
    db.session.flush()
    take_over(sheet_import, plan, by=None)
    db.session.commit()


def take_over(sheet_import: SheetImport, plan: Plan, *, by: User | None) -> None:
    """Write what the plan says; nothing is committed."""
    if not plan.is_settled:
        raise Refused("Choose first what becomes of the rows with a problem.")
    act_id = new_id()
    make_records(sheet_import, plan.of("create"), by=by)
    updates = [
        *update_records([line for line in plan.of("update") if line.standing and not line.standing.is_request]),
        *update_requests(
            [line for line in plan.of("update") if line.standing and line.standing.is_request],
            sheet_import.file_name,
            by=by,
            act_id=act_id,
        ),
    ]
    counts = plan.counts
    sheet_import.finish(at=now(), created=counts["create"], updates=updates)
    record(
        sheet_import,
        "sheet_imported",
        by=by,
        summary=f"Sheet imported: {sheet_import.file_name}, {plan.sentence}.",
        changes={},
        act_id=act_id,
    )


def make_records(sheet_import: SheetImport, lines: list[Line], *, by: User | None) -> None:
    agencies = make_agencies(lines, by=by)
    nothing = dict.fromkeys(COPIED)
    rows = []
    for line in lines:
        values = {**line.facts.values}
        new_agency = values.pop("new_agency", None)
        if new_agency is not None:
            values["agency_id"] = agencies[new_agency.lower()]
        refuse_marked("\n".join(words_in([values, line.facts.extras])))
        rows.append(
            {
                **nothing,
                "instrument": Instrument.LETTER,
                "handling": Handling.COMMITTEE_INTERNAL,
                **values,
                "id": new_id(),
                "office_id": sheet_import.office_id,
                "import_id": sheet_import.id,
                "row_number": line.facts.row,
                "extras": line.facts.extras,
            }
        )
    if rows:
        db.session.execute(sa.insert(ImportedRecord).execution_options(render_nulls=True), rows)


def make_agencies(lines: list[Line], *, by: User | None) -> dict[str, int]:
    """The agencies that the directory lacks and the person chose to add, by their names."""
    found: dict[str, int] = {}
    for line in lines:
        name = line.facts.values.get("new_agency")
        if name is None or name.lower() in found:
            continue
        agency = Agency(id=new_id(), name=name, short_name=name[:60])
        db.session.add(agency)
        record(agency, "added", by=by, summary=f"Agency added: {name}.", changes={})
        found[name.lower()] = agency.id
    return found


def update_records(lines: list[Line]) -> list[Any]:
    """Write changes onto records that wait for their release; answers how to take them back."""
    records = queries.records_with(line.standing.id for line in lines if line.standing)
    done = []
    for line in lines:
        noun = records[line.standing.id]  # type: ignore[union-attr]
        for change in line.changes:
            setattr(noun, change.key, change.after)
            done.append(remembered(noun.id, change))
    return done


def update_requests(lines: list[Line], source: str, *, by: User | None, act_id: int) -> list[Any]:
    """Write changes onto requests, each by its own verb; one that a rule refuses refuses the whole import."""
    requests = queries.requests_with(line.standing.id for line in lines if line.standing)
    told, done = [], []
    for line in lines:
        request = requests[line.standing.id]  # type: ignore[union-attr]
        try:
            for change in line.changes:
                apply(request, change.key, change.after, source=source, by=by)
                done.append(remembered(request.id, change))
        except Refused as refusal:
            raise Refused(f"Row {line.facts.row}, {request.number}: {refusal.sentence}") from None
        request.edition += 1
        told.append(event_of(request, line.changes, f"Changed by the sheet {source}"))
    db.session.flush()
    if told:
        office_id = next(iter(requests.values())).office_id
        record_all(db.session, told, office_id=office_id, by=by, act_id=act_id)
    return done


def event_of(request: OversightRequest, changes: list[Change], words: str) -> Told:
    labels = ", ".join(change.label.lower() for change in changes)
    before_after = {change.key: [as_json(change.before), as_json(change.after)] for change in changes}
    return Told("OversightRequest", request.id, "edited", f"{words}: {labels}.", request.id, before_after)


def apply(request: OversightRequest, key: str, value: Any, *, source: str, by: User | None) -> None:
    """One fact of a request, by the verb that guards it."""
    day = today(request.office.zone)
    if key == "dated_on":
        request.date_letter(value)
    elif key == "transmitted_on" and value is not None:
        request.mark_sent(on=value, today=day)
    elif key == "received_on" and value is not None:
        request.note_receipt(on=value, today=day)
    elif key == "due_on":
        if by is None:
            raise Refused("A due date is moved by a person: bring this sheet in on the page Import.")
        entry = Entry(kind="correction", on=day, until=value, reason=f"As in the sheet {source}.")
        deadlines.enter(request, entry=entry, by=by)
    else:
        request.demand_not_void()
        setattr(request, key, value)


def remembered(noun_id: int, change: Change) -> list[Any]:
    return [noun_id, change.key, as_json(change.before), as_json(change.after)]


def as_json(value: Any) -> Any:
    if isinstance(value, Picklist):
        return value.value
    return value.isoformat() if hasattr(value, "isoformat") else value
