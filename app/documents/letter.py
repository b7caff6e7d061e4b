"""One letter as it goes on paper: letterhead, address, text with its numbered points, signatures, enclosures."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from app.documents.wording import DEMONSTRATION, clean
from app.markers import read_mark

INDENT = 3  # spaces before a point, for each level below the first
DEEPEST = 3
ENCLOSURE = "# "
RULE = re.compile(r"[\s|:-]+")


@dataclass(frozen=True)
class Prose:
    text: str


@dataclass(frozen=True)
class Point:
    """A numbered point: the mark as printed, its words, and how deep it stands (1 to 3)."""

    mark: str
    text: str
    level: int


@dataclass(frozen=True)
class Rows:
    """A table; its first row names the columns."""

    cells: tuple[tuple[str, ...], ...]


Block = Prose | Point | Rows


@dataclass(frozen=True)
class Part:
    """The letter itself (without a heading), or one enclosure."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """`text` is what people edit: paragraphs apart by blank lines, points led by their marks, `# ` before an enclosure,
    table rows with `|` between their cells. `at` is the moment of its date, in seconds, for the file's own properties."""

    title: str
    office: str
    date: str
    address: tuple[str, ...]
    salutation: str
    text: str
    at: int
    letterhead: tuple[str, ...] = ()
    delivery: str = ""
    subject: str = ""
    signatories: tuple[tuple[str, str], ...] = ()
    copies: str = ""
    language: str = "en-US"
    is_demonstration: bool = False
    parts: tuple[Part, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("A letter needs a title.")
        object.__setattr__(self, "parts", tuple(parts_of(clean(self.text))))

    @property
    def notice(self) -> str:
        """What stands on every page beside the letter itself."""
        return DEMONSTRATION if self.is_demonstration else ""

    @property
    def enclosures(self) -> tuple[str, ...]:
        return tuple(part.heading for part in self.parts if part.heading)


def to_json(letter: Letter) -> str:
    told = asdict(letter)
    del told["parts"]
    return json.dumps(told)


def from_json(text: str | bytes) -> Letter:
    """The same letter back; raises ValueError, TypeError or KeyError for anything else."""
    told = json.loads(text)
    for name in ("address", "letterhead"):
        told[name] = tuple(told[name])
    told["signatories"] = tuple((name, title) for name, title in told["signatories"])
    return Letter(**told)


def parts_of(text: str) -> Iterator[Part]:
    """The letter and its enclosures, in their order."""
    heading, lines = "", list[str]()
    for line in text.split("\n"):
        if line.startswith(ENCLOSURE) and line[len(ENCLOSURE) :].strip():
            yield Part(heading, tuple(blocks_of(lines)))
            heading, lines = line[len(ENCLOSURE) :].strip(), []
        else:
            lines.append(line)
    yield Part(heading, tuple(blocks_of(lines)))


def blocks_of(lines: list[str]) -> Iterator[Block]:
    """Paragraphs, points and tables: a blank line, a mark or a table's bar begins a new one."""
    held: list[str] = []
    for line in [*lines, ""]:
        begins = not line.strip() or is_row(line) or is_point(line) or bool(held and is_row(held[-1]))
        if begins and not (held and is_row(held[-1]) and is_row(line)):
            if held:
                yield block_of(held)
            held = []
        if line.strip():
            held.append(line.rstrip())


def is_row(line: str) -> bool:
    return line.lstrip().startswith("|")


def is_point(line: str) -> bool:
    return read_mark(line)[0] is not None


def block_of(lines: list[str]) -> Block:
    if is_row(lines[0]):
        rows = [cells_of(line) for line in lines if not RULE.fullmatch(line)]
        width = max((len(row) for row in rows), default=0)
        return Rows(tuple(row + ("",) * (width - len(row)) for row in rows))
    words = " ".join(line.strip() for line in lines)
    mark, _ = read_mark(lines[0])
    if mark is None:
        return Prose(words)
    level = min(DEEPEST, 1 + (len(lines[0]) - len(lines[0].lstrip())) // INDENT)
    return Point(mark.printed, words[len(mark.printed) :].strip(), level)


def cells_of(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
