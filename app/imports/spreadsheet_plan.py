"""What an import would do, row by row: create, update, leave as it is, skip; nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from app.imports.spreadsheet_days import is_day_first
from app.imports.spreadsheet_fields import BY_KEY, FIELDS
from app.imports.spreadsheet_known import Known, Standing, likeness_of
from app.imports.spreadsheet_problems import EACH, ONE, SKIP, SKIP_ROWS, Group, Problems, Unsettled
from app.imports.spreadsheet_rows import Facts, RowReader
from app.requests.sheet_queries import EDITABLE, canonical, mark_of, marks_in

Kind = Literal["create", "update", "here", "skip", "wait"]
SENT, CLOSED = "It was marked as sent already.", "It is closed. Reopen it first."
STALE = "Somebody changed it in Tecum after this sheet was written."
TO_CLOSE = "A request is closed on its own page, with what came of it."
OF_THE_OPEN = frozenset({"due_on", "transmitted_on", "received_on", "next_step", "next_step_on", "waits_on"})


LABELS_BESIDE = {"extras": "Extra facts", "closing_reason": "Closing reason"}


@dataclass(frozen=True)
class Change:
    """One cell that differs from the record."""

    key: str
    before: Any
    after: Any

    @property
    def label(self) -> str:
        return LABELS_BESIDE.get(self.key) or BY_KEY[self.key].label


@dataclass
class Line:
    """What becomes of one row; a clash is a cell that is not taken over, with the reason."""

    facts: Facts
    kind: Kind
    standing: Standing | None = None
    changes: list[Change] = field(default_factory=list)
    clashes: list[tuple[Change, str]] = field(default_factory=list)


@dataclass
class Plan:
    lines: list[Line]
    problems: Problems

    def of(self, kind: Kind) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        found = dict.fromkeys(("create", "update", "here", "skip", "wait"), 0)
        for line in self.lines:
            found[line.kind] += 1
        return found

    @property
    def clashing(self) -> list[Line]:
        return [line for line in self.lines if line.clashes]

    @property
    def sentence(self) -> str:
        """create 206 · update 8 · skip 0"""
        counts = self.counts
        words = [f"{kind} {counts[kind]}" for kind in ("create", "update", "skip")]
        words += [f"already here {counts['here']}"] * bool(counts["here"])
        words += [f"waiting for a choice {counts['wait']}"] * bool(counts["wait"])
        return " · ".join(words)

    @property
    def is_settled(self) -> bool:
        return not self.problems.open_groups


def read_rows(reader: RowReader, rows: Iterable[tuple[int, list[str]]]) -> list[Facts]:
    return [reader.read(number, cells) for number, cells in rows]


def day_first_fields(mapping: list[str], rows: list[tuple[int, list[str]]]) -> frozenset[str]:
    """The columns of days that write the day before the month."""
    places = {key: place for place, key in enumerate(mapping) if key in BY_KEY and BY_KEY[key].is_day}
    return frozenset(
        key for key, place in places.items() if is_day_first(cells[place] for _, cells in rows if place < len(cells))
    )


def compare(found: list[Facts], known: Known, problems: Problems) -> Plan:
    """Each row against what stands already and against the rows before it."""
    lines, seen = [], dict[Any, int]()
    for facts in found:
        if facts.is_skipped or facts.is_waiting:
            lines.append(Line(facts, "skip" if facts.is_skipped else "wait"))
            continue
        try:
            lines.append(compare_row(facts, known, problems, seen))
        except Unsettled as unsettled:
            lines.append(Line(facts, "skip" if unsettled.is_skipped else "wait"))
    return Plan(lines, problems)


def compare_row(facts: Facts, known: Known, problems: Problems, seen: dict[Any, int]) -> Line:
    standing = standing_of(facts, known)
    if standing is not None and facts.values.get("control_number", "").lower() == standing.label.lower():
        del facts.values["control_number"]  # Our own number, which some column calls by its own name.
    if facts.id is not None and standing is None:
        options = (SKIP_ROWS, (EACH, "Import them as new"))
        group = Group("id:unknown", "Tecum's hidden id is not known here", options, SKIP)
        problems.settle(group, facts.row, str(facts.id))
    key = facts.values.get("control_number", "").lower() or (*likeness_of(facts.values), facts.values.get("new_agency"))
    key = standing.id if standing is not None else key
    if key in seen:
        options = ((ONE, "Take the first of them only"), (EACH, "Import each"))
        group = Group("twice", "The same request stands twice in the sheet", options, ONE)
        if problems.settle(group, facts.row, f"as in row {seen[key]}") == ONE or standing is not None:
            return Line(facts, "skip")
    seen.setdefault(key, facts.row)
    if standing is None:
        return Line(facts, "create")
    changes, clashes = changes_of(facts, standing)
    return Line(facts, "update" if changes else "here", standing, changes, clashes)


def standing_of(facts: Facts, known: Known) -> Standing | None:
    """By Tecum's id, else by the number, else (without a number) by agency, subject and day."""
    if facts.id is not None:
        return known.by_id.get(facts.id)
    number = facts.values.get("control_number")
    if number:
        return known.by_number.get(number.lower())
    return known.by_likeness.get(likeness_of(facts.values))


def changes_of(facts: Facts, standing: Standing) -> tuple[list[Change], list[tuple[Change, str]]]:
    """What the row says otherwise. An empty cell changes nothing. A cell that we wrote is told by its mark: unchanged in
    the sheet, it says nothing; changed in both places, it clashes."""
    changes, clashes = [], []
    marks = marks_in(facts.seen)
    for key in EDITABLE:
        value, before = facts.values.get(key), standing.values.get(key)
        told = canonical(value)
        if value is None or told == canonical(before) or marks.get(key) == mark_of(told):
            continue
        change, why = Change(key, before, value), ""
        if marks and marks[key] != mark_of(canonical(before)):
            why = STALE
        elif standing.is_request:
            why = why_not(key, before, standing)
        if why:
            clashes.append((change, why))
        else:
            changes.append(change)
    if "closing_reason" in facts.values and standing.values.get("closing_reason") is None:
        ending = [Change(key, None, facts.values[key]) for key in ("closed_on", "closing_reason")]
        if standing.is_request:
            clashes += [(ending[0], TO_CLOSE)] * standing.is_open
        else:
            changes += ending
    extras = {**standing.extras, **facts.extras}
    if not facts.id and extras != standing.extras:
        changes.append(Change("extras", standing.extras, extras))
    return changes, clashes


def why_not(key: str, before: Any, standing: Standing) -> str:
    """Why a request that stands takes this change by no sheet."""
    if key in OF_THE_OPEN and not standing.is_open:
        return CLOSED
    return SENT if key == "transmitted_on" and before is not None else ""


def missing_fields(mapping: list[str]) -> list[str]:
    """The labels of the required fields that no column holds."""
    return [each.label for each in FIELDS if each.is_required and each.key not in mapping]


def doubled_fields(mapping: list[str]) -> list[str]:
    """The labels of the fields that several columns hold."""
    return [each.label for each in FIELDS if mapping.count(each.key) > 1]
