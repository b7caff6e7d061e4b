"""What a column of a spreadsheet can hold, and a guess at each: by its name, and by what its cells look like."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.imports.spreadsheet_days import looks_like_day

EXTRA, LEAVE_OUT = "extra", "leave_out"
SAMPLES, LOOKED_AT = 3, 200


@dataclass(frozen=True)
class Field:
    """`names` are headers in plain words; a field that `is_day` takes only columns of days."""

    key: str
    label: str
    names: tuple[str, ...]
    is_day: bool = False
    is_required: bool = False


def field(key: str, label: str, names: str, **more: bool) -> Field:
    return Field(key, label, tuple(name.strip() for name in names.split(",")), **more)


FIELDS = (
    field("control_number", "Old control number", "old control number, control number, control no, control, number, no, "
          "ref, ref no, reference, reference number, tracking number, tracking no, case number, log number, log no, "
          "request number, request no, letter no, id, ctrl"),
    field("agency_id", "Agency", "agency, department, dept, agency department, recipient agency, recipient, entity, to, "
          "agency name, addressed agency, sent to", is_required=True),
    field("subject", "Subject", "subject, topic, title, description, request, request subject, re, issue, "
          "subject of request, letter subject, summary", is_required=True),
    field("instrument", "Instrument", "instrument, type, request type, kind, letter type, type of request"),
    field("addressee", "Addressee", "addressee, recipient name, official, addressed to, witness"),
    field("dated_on", "Date on the letter", "date on the letter, letter date, date of letter, date, dated, request date, "
          "date of request, letter dated", is_day=True),
    field("transmitted_on", "Sent on", "sent on, date sent, sent, sent date, transmitted, date transmitted, "
          "transmitted on, sent out", is_day=True),
    field("received_on", "Received by the agency on", "received by the agency on, agency receipt, received by agency, "
          "acknowledged, receipt", is_day=True),
    field("due_on", "Due", "due, due date, deadline, response due, date due, due by, due on, suspense, suspense date, "
          "response deadline, response due date", is_day=True),
    field("owner_id", "Owner", "owner, staff, assigned to, assigned, staffer, lead, staff lead, poc, assignee, "
          "responsible, investigator, counsel, staff poc"),
    field("status", "Status", "status, state, open closed, current status, request status"),
    field("closed_on", "Closed on", "closed on, closed, date closed, closed date, completed on, date completed, "
          "completion date, close date", is_day=True),
    field("handling", "Handling", "handling, sensitivity, handling caveat"),
    field("next_step", "Next step", "next step, next steps, next action, action, action item"),
    field("next_step_on", "Next step by", "next step by, next step date, action date", is_day=True),
    field("waits_on", "Waits on", "waits on, whose move, waiting on, ball in court"),
)  # fmt: skip
BY_KEY = {each.key: each for each in FIELDS}
HIDDEN = {"tecum id": "id", "edition": "edition"}
LABELS = {
    **{each.key: each.label for each in FIELDS},
    EXTRA: "Keep as extra",
    LEAVE_OUT: "Leave out",
    "id": "Tecum's own id",
    "edition": "Tecum's own edition",
}
# Columns of our own export that follow from other facts.
DERIVED = frozenset(
    {"number", "state", "reply", "items satisfied", "items counted", "last heard", "extra facts"}
)  # fmt: skip


@dataclass(frozen=True)
class Guess:
    """What a column seems to hold, and how sure that is in percent."""

    key: str
    sure: int


def plain(header: str) -> str:
    """Letters and digits in lower case, single blanks; "#" is a number."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", header.lower().replace("#", " no ")).split())


def guess_columns(headers: Sequence[str], columns: Sequence[Sequence[str]], agencies: Collection[str]) -> list[Guess]:
    """A guess for each column, no field twice; `agencies` are the names that the directory knows, in plain words."""
    names = [plain(header) for header in headers]
    if "tecum id" in names:
        return [own_column(name) for name in names]
    scored = [
        (score(each, name, column, agencies), place, each.key)
        for place, (name, column) in enumerate(zip(names, columns, strict=True))
        for each in FIELDS
    ]
    found, taken = [Guess(EXTRA, 0)] * len(headers), set()
    for sure, place, key in sorted(scored, key=lambda one: (-one[0], one[1])):
        if sure >= 50 and key not in taken and found[place].key == EXTRA:
            found[place] = Guess(key, sure)
            taken.add(key)
    return found


def own_column(name: str) -> Guess:
    """A sheet that we wrote ourselves tells its columns by their names."""
    if name in HIDDEN:
        return Guess(HIDDEN[name], 100)
    key = next((each.key for each in FIELDS if plain(each.label) == name), LEAVE_OUT if name in DERIVED else EXTRA)
    return Guess(key, 100)


def score(each: Field, name: str, column: Sequence[str], agencies: Collection[str]) -> int:
    """By the name: 80 where it is known, 60 where it holds a known one of some length; the cells speak for it or against."""
    held = [cell for cell in column[:LOOKED_AT] if cell]
    by_name = 0
    if name in each.names:
        by_name = 80
    elif any(f" {known} " in f" {name} " for known in each.names if len(known) > 3):
        by_name = 60
    if not held:
        return by_name - 25 if by_name else 0
    days = share(held, looks_like_day)
    if each.is_day:
        return min(98, by_name + round(18 * days)) if by_name and days >= 0.3 else 0
    if days > 0.7:
        return 0
    if each.key == "agency_id":
        known = share(held, lambda cell: plain(cell) in agencies)
        return min(98, max(by_name + round(18 * known), round(90 * known)))
    if each.key == "control_number" and by_name:
        return by_name + round(16 * len(set(held)) / len(held))
    return by_name + 10 if by_name else 0


def share(cells: Sequence[str], holds: object) -> float:
    return sum(bool(holds(cell)) for cell in cells) / len(cells)  # type: ignore[operator]
