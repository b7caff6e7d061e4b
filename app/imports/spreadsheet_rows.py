"""One row of a sheet read into the facts of a request; what it says otherwise is kept as extras."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.imports import spreadsheet_problems as problems
from app.imports.spreadsheet_days import read_cell
from app.imports.spreadsheet_fields import BY_KEY, EXTRA, FIELDS, LEAVE_OUT, plain
from app.imports.spreadsheet_known import Directory
from app.imports.spreadsheet_problems import Group, Problems, Unsettled
from app.models.base import Picklist
from app.models.picklists import ClosingReason, Handling, Instrument, WaitsOn

SUBJECT, LINE, TEXT = 300, 200, 20_000
OPEN_WORDS = frozenset(
    {"open", "pending", "awaiting reply", "awaiting response", "overdue", "sent", "in progress", "active", "outstanding",
     "due soon", "long overdue", "ready to send", "ongoing", "no response", "waiting", "late", "partial", "partial response",
     "reply in part"}
)  # fmt: skip
ENDED: dict[str, ClosingReason] = {
    **dict.fromkeys(("satisfied", "complete", "completed", "closed satisfied", "answered", "done", "fulfilled"), ClosingReason.SATISFIED),
    **dict.fromkeys(("unsatisfied", "closed unsatisfied", "closed no response"), ClosingReason.UNSATISFIED),
    **dict.fromkeys(("withdrawn", "closed withdrawn", "rescinded", "cancelled", "canceled"), ClosingReason.WITHDRAWN),
    **dict.fromkeys(("superseded", "closed superseded"), ClosingReason.SUPERSEDED),
    **dict.fromkeys(("end of congress", "closed end of congress"), ClosingReason.END_OF_CONGRESS),
    **dict.fromkeys(("carried over", "closed carried over"), ClosingReason.CARRIED_OVER),
}  # fmt: skip
BY_CHOICE = {
    problems.SATISFIED: ClosingReason.SATISFIED,
    problems.UNSATISFIED: ClosingReason.UNSATISFIED,
    problems.WITHDRAWN: ClosingReason.WITHDRAWN,
}
STATUS_OPTIONS: problems.Options = (
    (problems.OPEN, "Leave open; the word is kept as an extra"),
    (problems.SATISFIED, "Closed: satisfied"),
    (problems.UNSATISFIED, "Closed: unsatisfied"),
    (problems.WITHDRAWN, "Closed: withdrawn"),
    problems.SKIP_ROWS,
)
CODES: dict[str, type[Picklist]] = {"instrument": Instrument, "handling": Handling, "waits_on": WaitsOn}
DAYS = tuple(each.key for each in FIELDS if each.is_day)


@dataclass
class Facts:
    """What a row says: facts by their columns, the rest by the sheet's own headers, and Tecum's marks if it bears them."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)
    id: int | None = None
    seen: str = ""
    is_skipped: bool = False
    is_waiting: bool = False


@dataclass
class RowReader:
    """Reads rows by their columns' fields; `day_first` names the columns that write the day before the month."""

    headers: list[str]
    mapping: list[str]
    directory: Directory
    problems: Problems
    today: date
    day_first: frozenset[str] = frozenset()
    sends_on_letter_date: bool = False
    may_create: bool = False

    def read(self, row: int, cells: list[str]) -> Facts:
        facts = Facts(row)
        texts = self.texts_of(facts, cells)
        try:
            self.read_words(facts, texts)
            self.read_days(facts, texts)
            self.read_names(facts, texts)
            self.read_status(facts, texts)
            self.check_order(facts)
        except Unsettled as unsettled:
            facts.is_skipped, facts.is_waiting = unsettled.is_skipped, not unsettled.is_skipped
        return facts

    def texts_of(self, facts: Facts, cells: list[str]) -> dict[str, str]:
        """The cells of known columns; those to be kept as extras go there."""
        texts: dict[str, str] = {}
        for place, (key, cell) in enumerate(zip(self.mapping, cells, strict=False)):
            if not cell or key == LEAVE_OUT:
                continue
            if key == EXTRA:
                facts.extras[(self.headers[place] or f"Column {place + 1}")[:LINE]] = cell[:TEXT]
            elif key == "id":
                facts.id = id_in(cell)
            elif key == "edition":
                facts.seen = cell
            else:
                texts[key] = cell
        return texts

    def keep_words(self, facts: Facts, key: str, text: str) -> None:
        facts.extras[f"{BY_KEY[key].label} (as written)"] = text[:TEXT]

    def read_words(self, facts: Facts, texts: dict[str, str]) -> None:
        subject = " ".join(texts.get("subject", "").split())
        if not subject:
            self.problems.settle(Group("subject:missing", "No subject", (problems.SKIP_ROWS,)), facts.row, "")
        if len(subject) > SUBJECT:
            self.keep_words(facts, "subject", subject)
        facts.values["subject"] = subject[:SUBJECT]
        for key, most in (("control_number", LINE), ("addressee", LINE), ("next_step", TEXT)):
            if words := " ".join(texts.get(key, "").split()):
                facts.values[key] = words[:most]
        for key, picklist in CODES.items():
            self.read_code(facts, key, picklist, texts.get(key, ""))

    def read_code(self, facts: Facts, key: str, picklist: type[Picklist], text: str) -> None:
        """A word of a picklist, by its label or its code; handling decides who reads it, so an unknown one is asked about."""
        if not text:
            return
        found = next((each for each in picklist if plain(text) in {plain(each.label), plain(each.value)}), None)
        if found is None and key == "handling":
            offered = tuple((each.value, each.label) for each in picklist)
            group = Group(
                f"handling:{plain(text)}", f"Handling not known: '{text[:60]}'", (*offered, problems.SKIP_ROWS)
            )
            found = picklist(self.problems.settle(group, facts.row, text))
        if found is None:
            self.keep_words(facts, key, text)
        else:
            facts.values[key] = found

    def read_days(self, facts: Facts, texts: dict[str, str]) -> None:
        """The days in their own order, since one without its year is told by those before it."""
        near: date | None = None
        for key in ("dated_on", "transmitted_on", "received_on", "due_on", "closed_on", "next_step_on"):
            text = texts.get(key, "")
            if not text:
                continue
            is_day_first = key in self.day_first
            found = self.problems.read_day(key, text, facts.row, is_day_first=is_day_first, near=near, today=self.today)
            if found is not None:
                facts.values[key] = found
                near = near or found
            if read_cell(text, is_day_first=is_day_first).trouble is not None:
                self.keep_words(facts, key, text)
        if self.sends_on_letter_date and "dated_on" in facts.values:
            facts.values.setdefault("transmitted_on", facts.values["dated_on"])

    def read_names(self, facts: Facts, texts: dict[str, str]) -> None:
        facts.values["agency_id"] = self.agency(facts, texts.get("agency_id", ""))
        text = texts.get("owner_id", "")
        if not text:
            return
        owner = self.directory.person(text)
        if owner is None:
            people = tuple((f"id:{each}", name) for each, name in self.directory.people_names.items())
            options = ((problems.NOBODY, "Nobody yet; the name is kept as an extra"), *people, problems.SKIP_ROWS)
            group = Group(f"owner:{text.lower()}", f"Owner not known: '{text[:60]}'", options, problems.NOBODY)
            choice = self.problems.settle(group, facts.row, text)
            self.keep_words(facts, "owner_id", text)
            owner = int(choice[3:]) if choice.startswith("id:") else None
        if owner is not None:
            facts.values["owner_id"] = owner

    def agency(self, facts: Facts, text: str) -> int:
        """The agency's id; a new one's is negative until it is made."""
        found = self.directory.agency(text) if text else None
        if found is not None:
            return found
        known = tuple((f"id:{each}", name) for each, name in self.directory.agency_names.items())
        create = ((problems.CREATE, "Add it to the directory"),) if self.may_create and text else ()
        title = f"Agency not known: '{text[:60]}'" if text else "No agency"
        group = Group(f"agency:{plain(text)}", title, (*create, *known, problems.SKIP_ROWS))
        choice = self.problems.settle(group, facts.row, text)
        if text:
            self.keep_words(facts, "agency_id", text)
        if choice == problems.CREATE:
            facts.values["new_agency"] = " ".join(text.split())[:LINE]
            return -1
        return int(choice[3:])

    def read_status(self, facts: Facts, texts: dict[str, str]) -> None:
        text, reason = texts.get("status", ""), None
        words = plain(text)
        if words in ENDED:
            reason = ENDED[words]
        elif words and words not in OPEN_WORDS:
            default = "" if "closed" in words else problems.OPEN
            group = Group(f"status:{words}", f"Status not known: '{text[:60]}'", STATUS_OPTIONS, default)
            reason = BY_CHOICE.get(self.problems.settle(group, facts.row, text))
        elif not words and "closed_on" in facts.values:
            group = Group("status:closed day", "A closing date without a status", STATUS_OPTIONS, problems.OPEN)
            reason = BY_CHOICE.get(self.problems.settle(group, facts.row, str(facts.values["closed_on"])))
        if text and not facts.id:
            self.keep_words(facts, "status", text)
        closed_on = facts.values.pop("closed_on", None)
        if reason is None:
            return
        if closed_on is None:
            options = ((problems.BLANK, "Close them as of today"), problems.CHOOSE_DATE, problems.SKIP_ROWS)
            group = Group("closed_on:missing", "Closed without a date", options, problems.BLANK)
            choice = self.problems.settle(group, facts.row, text)
            closed_on = self.problems.day(group.key) if choice == problems.DATE else self.today
        facts.values["closed_on"], facts.values["closing_reason"] = closed_on, reason

    def check_order(self, facts: Facts) -> None:
        """The order that days must have; where they have not, the later fact gives way."""
        values, row = facts.values, facts.row
        dated, sent = values.get("dated_on"), values.get("transmitted_on")
        checks = (
            ("transmitted_on", "Sent on a day that is still to come", sent and sent > self.today),
            ("transmitted_on", "Sent before the date on the letter", dated and sent and sent < dated),
            ("due_on", "Due before the date on the letter", before(values.get("due_on"), dated)),
            ("due_on", "Due before it was sent", before(values.get("due_on"), sent)),
            ("received_on", "Received before it was sent", before(values.get("received_on"), sent or date.max)),
            ("received_on", "Received on a day that is still to come", before(self.today, values.get("received_on"))),
            ("closed_on", "Closed on a day that is still to come", before(self.today, values.get("closed_on"))),
        )
        for key, sentence, is_wrong in checks:
            if is_wrong and key in values:
                self.problems.disorder(key, sentence, row, str(values[key]))
                self.keep_words(facts, key, str(values.pop(key)))
                if key == "closed_on":
                    values.pop("closing_reason", None)


def id_in(text: str) -> int:
    """Tecum's own id as the sheet bears it (with a letter before it, or Excel would round it); 0 for anything else."""
    figures = text.removeprefix("r")
    return int(figures) if figures.isascii() and figures.isdecimal() and len(figures) < 20 else 0


def before(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other
