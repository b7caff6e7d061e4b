"""Release imported records: they become requests with numbers, and each person gets one digest. And undo an import."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.clock import now, today
from app.congress import congress_of
from app.extensions import db
from app.history import Told, hold, record, record_all
from app.imports import spreadsheet_queries as queries
from app.imports.spreadsheet_services import apply, as_json
from app.ledger import Entry, Standing, replay
from app.models import (
    Deadline,
    DeadlineEntry,
    ImportedRecord,
    Item,
    NumberSeries,
    OversightRequest,
    SheetImport,
    User,
)
from app.models.base import new_id
from app.models.item import WHOLE
from app.models.picklists import ClosingReason, EntryKind, Handling, Instrument, WaitsOn
from app.refusals import Refused
from app.reminders import digest_services as digests
from app.reminders import queries as reminders
from app.workdays import end_of

Row = dict[str, Any]
COPIED = (
    *("office_id", "agency_id", "control_number", "subject", "instrument", "addressee", "handling", "owner_id"),
    *("dated_on", "transmitted_on", "received_on", "due_on", "closed_on", "closing_reason", "next_step"),
    *("next_step_on", "waits_on", "import_id"),
)
CODES = {"instrument": Instrument, "handling": Handling, "waits_on": WaitsOn, "closing_reason": ClosingReason}


def foresee(sheet_import: SheetImport) -> list[digests.Digest]:
    """What a release now would send, person by person; nothing is written."""
    office = sheet_import.office
    found = [deadline_of(each, each.id, f"row {each.row_number}") for each in queries.records(sheet_import)]
    seen_by = partial(queries.records_seen_by, sheet_import=sheet_import)
    return digests.digests_for(db.session, office, [one for one in found if one], now(), seen_by=seen_by)


def deadline_of(noun: ImportedRecord, noun_id: int, number: str) -> digests.Deadline | None:
    """The deadline that somebody is to be told of; None where nothing is due, or nothing is waited for."""
    if noun.due_on is None or noun.transmitted_on is None or noun.closed_on is not None:
        return None
    due_at = end_of(noun.due_on, noun.office.zone, None)
    return digests.Deadline(
        noun_id, number, noun.agency.short_name, noun.due_on, due_at, noun.owner, None, noun.instrument
    )


def release(sheet_import: SheetImport, *, by: User) -> int:
    """Give every record of the import its number and its deadline, and put one digest a person into the outbox.

    All in one transaction. The ledger holds every step that the digests tell of, so no reminder repeats them.
    """
    hold(sheet_import)
    at, act_id = now(), new_id()
    sheet_import.release(at=at)
    found = queries.records(sheet_import)
    if not found:
        raise Refused("Nothing of this import waits for its release.")
    made = [request_row(each, at=at, by=by) for each in found]
    number_all(sheet_import, made)
    insert_all(made, found, at=at, by=by)
    told = [deadline_of(each, row["id"], row["number"]) for each, row in zip(found, made, strict=True)]
    seen_by = partial(seen_requests, [row["id"] for row in made])
    waiting = [one for one in told if one]
    planned = digests.digests_for(db.session, sheet_import.office, waiting, at, seen_by=seen_by)
    digests.put_into_outbox(db.session, sheet_import.office, planned, at, act_id=act_id)
    remove_records(sheet_import)
    record_all(
        db.session,
        [Told("OversightRequest", row["id"], "filed", filed_words(row), row["id"]) for row in made],
        office_id=sheet_import.office_id,
        by=by,
        act_id=act_id,
    )
    words = f"Import released: {sheet_import.file_name}, {len(made)} requests."
    record(sheet_import, "sheet_released", by=by, summary=words, changes={}, act_id=act_id)
    db.session.commit()
    return len(made)


def remove_records(sheet_import: SheetImport) -> int:
    """Those that this person sees; a detailee's act leaves the home agency's to a colleague."""
    mine = sa.delete(ImportedRecord).where(ImportedRecord.import_id == sheet_import.id)
    done: Any = db.session.execute(mine, execution_options={"synchronize_session": False})
    return int(done.rowcount)


def seen_requests(ids: Sequence[int], viewer: Any) -> set[int]:
    return {
        each
        for start in range(0, len(ids), 1000)
        for each in reminders.seen_by(db.session, viewer, ids[start : start + 1000])
    }


def filed_words(row: Row) -> str:
    old = f", before that {row['control_number']}" if row["control_number"] else ""
    return f"Filed as {row['number']} from an import{old}."


def request_row(noun: ImportedRecord, *, at: datetime, by: User) -> Row:
    """The request's own columns; its number comes when all are known."""
    agency, office = noun.agency, noun.office
    is_satisfied = noun.closing_reason is ClosingReason.SATISFIED
    topic = f"{agency.short_name} - {noun.subject}" if office.is_subject_in_mail else agency.short_name
    standing = standing_of(noun.due_on, noun, at=at) if noun.due_on else None
    return {
        **{name: getattr(noun, name) for name in COPIED},
        "id": new_id(),
        "extras": noun.extras or None,
        "congress": congress_of(noun.dated_on or noun.transmitted_on or today(office.zone)),
        "mail_topic": topic,
        "signatories": [],
        "filed_by_id": by.id,
        "filed_at": at,
        "due_at": standing.due_at if standing else None,
        "first_due_on": noun.due_on,
        "first_due_at": standing.due_at if standing else None,
        "due_version": standing.version if standing else 0,
        "counted_items": 1,
        "satisfied_items": int(is_satisfied),
    }


def standing_of(due_on: date, noun: ImportedRecord, *, at: datetime) -> Standing:
    zone = noun.office.zone
    return replay([Entry(kind="start", on=at.astimezone(zone).date(), until=due_on)], zone=zone)


def number_all(sheet_import: SheetImport, rows: list[Row]) -> None:
    """The next numbers of each Congress, in the order of the rows; the series has no gap."""
    by_congress: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_congress[row["congress"]].append(row)
    for congress, theirs in sorted(by_congress.items()):
        last = NumberSeries.take(db.session, office_id=sheet_import.office_id, congress=congress, how_many=len(theirs))
        for serial, row in enumerate(theirs, start=last - len(theirs) + 1):
            row["serial"], row["number"] = serial, f"{sheet_import.office.short_name}-{congress}-{serial:04d}"


def insert_all(rows: list[Row], records: Sequence[ImportedRecord], *, at: datetime, by: User) -> None:
    """Requests, the one item that stands for each letter as a whole, and the deadlines' ledgers. Their words passed the
    guard when they were imported."""
    if not rows:
        return
    due = [(row, record) for row, record in zip(rows, records, strict=True) if row["due_on"]]
    ledgers = [{"id": new_id(), "request_id": row["id"]} for row, _ in due]
    db.session.execute(sa.insert(OversightRequest).execution_options(render_nulls=True), rows)
    db.session.execute(sa.insert(Item), [item_row(row, by=by) for row in rows])
    if not due:
        return
    db.session.execute(sa.insert(Deadline), ledgers)
    entries = [
        {
            "id": new_id(),
            "deadline_id": ledger["id"],
            "request_id": row["id"],
            "position": 1,
            "kind": EntryKind.START,
            "recorded_on": at.astimezone(record.office.zone).date(),
            "until_on": row["due_on"],
            "how": "imported from a sheet",
            "by_id": by.id,
        }
        for ledger, (row, record) in zip(ledgers, due, strict=True)
    ]
    db.session.execute(sa.insert(DeadlineEntry), entries)


def item_row(row: Row, *, by: User) -> Row:
    """What the sheet calls satisfied is accepted on the day on which it was closed."""
    is_satisfied = bool(row["satisfied_items"])
    return {
        "id": new_id(),
        "request_id": row["id"],
        "position": 1,
        "level": 1,
        "text": WHOLE,
        "accepted_on": row["closed_on"] if is_satisfied else None,
        "accepted_by_id": by.id if is_satisfied else None,
    }


def undo(sheet_import: SheetImport, *, by: User) -> str:
    """Take the import back: what waits for its release goes, what was released is void, what was changed is as before."""
    hold(sheet_import)
    at, act_id = now(), new_id()
    sheet_import.undo(at=at)
    removed = remove_records(sheet_import)
    voided = void_all(sheet_import, at=at, by=by, act_id=act_id)
    restored, left = restore_all(sheet_import, by=by, act_id=act_id)
    words = [f"{removed} records removed"] * bool(removed)
    words += [f"{voided} requests void"] * bool(voided)
    words += [f"{restored} changes taken back"] * bool(restored)
    words += [f"{left} left, since they were changed again"] * bool(left)
    done = ", ".join(words) or "nothing was left of it"
    summary = f"Import undone: {sheet_import.file_name}; {done}."
    record(sheet_import, "sheet_undone", by=by, summary=summary, changes={}, act_id=act_id)
    db.session.commit()
    return done


def void_all(sheet_import: SheetImport, *, at: datetime, by: User, act_id: int) -> int:
    """What was released keeps its number and drops out of every count."""
    found, reason = queries.released(sheet_import), f"The import of {sheet_import.file_name} was undone."
    for request in found:
        request.void(at=at, reason=reason)
    told = [Told("OversightRequest", each.id, "voided", f"{each.number} was voided.", each.id) for each in found]
    db.session.flush()
    if told:
        record_all(db.session, told, office_id=sheet_import.office_id, by=by, act_id=act_id)
    return len(found)


def restore_all(sheet_import: SheetImport, *, by: User, act_id: int) -> tuple[int, int]:
    """Changes of what stood already go back, where nobody changed the same again; answers how many went and stayed."""
    ids = {noun_id for noun_id, *_ in sheet_import.updates}
    requests, records = queries.requests_with(ids), queries.records_with(ids)
    restored, left, told = 0, 0, []
    for noun_id, changes in by_noun(sheet_import.updates):
        noun: Any = requests.get(noun_id) or records.get(noun_id)
        stands = [change for change in changes if noun is not None and as_json(getattr(noun, change[0])) == change[2]]
        left += len(changes) - len(stands)
        for key, before, _after in stands:
            value = as_noun(key, before)
            if isinstance(noun, OversightRequest):
                apply(noun, key, value, source=f"{sheet_import.file_name}, undone", by=by)
            else:
                setattr(noun, key, value)
        restored += len(stands)
        if isinstance(noun, OversightRequest) and stands:
            noun.edition += 1
            changed = {key: [after, before] for key, before, after in stands}
            words = f"Changes of the sheet {sheet_import.file_name} taken back."
            told.append(Told("OversightRequest", noun.id, "edited", words, noun.id, changed))
    db.session.flush()
    if told:
        record_all(db.session, told, office_id=sheet_import.office_id, by=by, act_id=act_id)
    return restored, left


def by_noun(updates: Sequence[Any]) -> Iterator[tuple[int, list[tuple[str, Any, Any]]]]:
    found: dict[int, list[tuple[str, Any, Any]]] = defaultdict(list)
    for noun_id, key, before, after in updates:
        found[noun_id].append((key, before, after))
    yield from found.items()


def as_noun(key: str, value: Any) -> Any:
    """A value of the history as a column holds it."""
    if value is None:
        return None
    if key in CODES:
        return CODES[key](value)
    return date.fromisoformat(value) if key.endswith("_on") else value
