"""What is wrong with rows of a sheet, gathered by what mends it: one choice for all rows of a group."""

import zlib
from dataclasses import dataclass, field
from datetime import date

from app.imports.spreadsheet_days import Trouble, read_cell, with_year
from app.imports.spreadsheet_fields import BY_KEY

BLANK, SKIP, DATE, FIRST, LAST, FIT = "blank", "skip", "date", "first", "last", "fit"
OPEN, SATISFIED, UNSATISFIED, WITHDRAWN = "open", "satisfied", "unsatisfied", "withdrawn"
CREATE, NOBODY, EACH, ONE = "create", "nobody", "each", "one"
SAMPLES = 4
Options = tuple[tuple[str, str], ...]

LEAVE_BLANK = (BLANK, "Leave blank; the words are kept as an extra")
CHOOSE_DATE = (DATE, "Choose a date for all of them")
SKIP_ROWS = (SKIP, "Skip these rows")
READ_BY = {
    Trouble.UNREAD: ("not read", (LEAVE_BLANK, CHOOSE_DATE, SKIP_ROWS), BLANK),
    Trouble.TWO: ("holds two dates", ((LAST, "Take the later date"), (FIRST, "Take the earlier date"), LEAVE_BLANK, SKIP_ROWS), LAST),
    Trouble.YEARLESS: ("without a year", ((FIT, "Take the year that fits the row's other dates"), LEAVE_BLANK, CHOOSE_DATE, SKIP_ROWS), FIT),
}  # fmt: skip


@dataclass
class Group:
    """One sort of problem: its rows by Excel's numbers, what they say, and what can be done. No default: it must be chosen."""

    key: str
    title: str
    options: Options
    default: str = ""
    rows: list[int] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The key as a form can bear it."""
        return f"fix-{zlib.crc32(self.key.encode()):08x}"

    @property
    def has_day(self) -> bool:
        return any(value == DATE for value, _ in self.options)

    def note(self, row: int, words: str) -> None:
        self.rows.append(row)
        if words and words not in self.samples and len(self.samples) < SAMPLES:
            self.samples.append(words)


class Unsettled(Exception):
    """The row waits for a choice, or is skipped by one."""

    def __init__(self, *, is_skipped: bool) -> None:
        super().__init__()
        self.is_skipped = is_skipped


class Problems:
    """The groups of a sheet and the choices made for them."""

    def __init__(self, choices: dict[str, str]) -> None:
        self.choices = choices
        self.groups: dict[str, Group] = {}

    def settle(self, group: Group, row: int, words: str) -> str:
        """What was chosen for rows of this group; raises `Unsettled` where they are skipped or nothing was chosen."""
        group = self.groups.setdefault(group.key, group)
        group.note(row, words)
        choice = self.choices.get(group.key, group.default)
        if choice not in {value for value, _ in group.options} or (choice == DATE and self.day(group.key) is None):
            choice = group.default
        if choice in {"", SKIP}:
            raise Unsettled(is_skipped=choice == SKIP)
        return choice

    def chosen(self, group: Group) -> str:
        return self.choices.get(group.key, group.default)

    def day(self, key: str) -> date | None:
        text = self.choices.get(f"{key}:day", "")
        return date.fromisoformat(text) if text else None

    @property
    def open_groups(self) -> list[Group]:
        """Those that still need a choice."""
        return [group for group in self.groups.values() if self.chosen(group) not in dict(group.options)]

    def read_day(
        self, key: str, text: str, row: int, *, is_day_first: bool, near: date | None, today: date
    ) -> date | None:
        """A cell of days; where it is no single day, what was chosen for such cells."""
        read = read_cell(text, is_day_first=is_day_first)
        if read.trouble is None:
            return read.day
        label = BY_KEY[key].label
        words, options, default = READ_BY[read.trouble]
        group = Group(f"{key}:{read.trouble.value}", f"{label} {words}", options, default)
        choice = self.settle(group, row, text)
        if choice == FIT:
            return with_year(*read.month_and_day, after=near, today=today)
        if choice in {FIRST, LAST}:
            return (min if choice == FIRST else max)(read.days)
        return self.day(group.key) if choice == DATE else None

    def disorder(self, key: str, sentence: str, row: int, words: str) -> None:
        """Two facts of a row that cannot both be right; the one named by `key` is left out unless the row is skipped."""
        self.settle(Group(f"{key}:disorder:{sentence}", sentence, (LEAVE_BLANK, SKIP_ROWS), BLANK), row, words)
