"""One neutral document: what a report says, before anybody decides whether it is a PDF, a memo or a spreadsheet."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

Kind = Literal["text", "number", "date", "moment", "link"]
Version = Literal["internal", "member", "public"]


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere; writers make only http, https and mailto addresses live."""

    text: str
    url: str


Cell = str | int | date | datetime | Link | None
Row = tuple[Cell, ...]


class Figure(NamedTuple):
    label: str
    value: int | str
    note: str = ""


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Figures:
    """Counts with their names, such as the five states of the numbered items."""

    rows: tuple[Figure, ...]
    caption: str = "Figures"


@dataclass(frozen=True)
class Column:
    """`width` is about how many characters the column should hold on one line."""

    key: str
    label: str
    kind: Kind = "text"
    width: int = 16


@dataclass(frozen=True)
class Table:
    """Rows under columns; `name` is the stable name of the table in CSV, JSON and as the sheet's name in XLSX.

    `rows` may be any iterable. A generator is read once, so such a document can be written once."""

    caption: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    name: str = "register"
    when_empty: str = "No requests."

    def __post_init__(self) -> None:
        for names in ([column.key for column in self.columns], [column.label for column in self.columns]):
            if not names or len(names) != len(set(names)):
                raise ValueError(f"The table {self.name!r} needs columns with different keys and labels.")

    def each_row(self) -> Iterator[Row]:
        """The rows, each checked to have a cell for every column."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"A row of {self.name!r} has {len(row)} cells for {len(self.columns)} columns.")
            yield row


@dataclass(frozen=True)
class Facts:
    """Pairs of a label and a value, such as TO, FROM, DATE and RE at the head of a memo."""

    pairs: tuple[tuple[str, Cell], ...]


Block = Heading | Paragraph | Figures | Table | Facts


@dataclass(frozen=True, kw_only=True)
class Document:
    """`handling` stands on every page; `method` says how the figures were computed; `zone` is an IANA name."""

    title: str
    as_of: datetime
    zone: str
    office: str
    version: Version
    handling: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    language: str = "en-US"
    demonstration: bool = False
    author: str = "Tecum"
    method: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("A document needs a title.")
        if self.as_of.tzinfo is None:
            raise ValueError("The moment of a document must know its time zone.")
        if self.version not in ("internal", "member", "public"):
            raise ValueError(f"There is no version {self.version!r}.")
        ZoneInfo(self.zone)

    @property
    def local_as_of(self) -> datetime:
        return self.as_of.astimezone(ZoneInfo(self.zone))

    @property
    def figures(self) -> tuple[Figures, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Figures))

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))


def to_json(document: Document) -> Iterator[str]:
    """The document as JSON text in pieces, row by row, so that a long register is never whole in memory."""
    head = {name: value for name, value in vars(document).items() if name != "blocks"}
    head["as_of"] = document.as_of.astimezone(UTC).isoformat()
    yield json.dumps(head)[:-1] + ', "blocks": ['
    for number, block in enumerate(document.blocks):
        yield ",\n" if number else "\n"
        yield from _block_to_json(block)
    yield "]}"


def from_json(text: str | bytes) -> Document:
    """The same document back; raises ValueError, TypeError or KeyError for anything else."""
    data = json.loads(text)
    blocks = tuple(_block_from_data(block) for block in data.pop("blocks"))
    data["as_of"] = datetime.fromisoformat(data["as_of"])
    data["method"] = tuple(data["method"])
    return Document(blocks=blocks, **data)


def _block_to_json(block: Block) -> Iterator[str]:
    data: dict[str, Any] = {"block": type(block).__name__.lower()}
    match block:
        case Table():
            data |= {"caption": block.caption, "name": block.name, "when_empty": block.when_empty}
            data["columns"] = [vars(column) for column in block.columns]
            yield json.dumps(data)[:-1] + ', "rows": ['
            for number, row in enumerate(block.each_row()):
                yield (",\n" if number else "\n") + json.dumps([_cell_to_data(cell) for cell in row])
            yield "]}"
        case Facts():
            yield json.dumps(data | {"pairs": [(label, _cell_to_data(cell)) for label, cell in block.pairs]})
        case _:
            yield json.dumps(data | vars(block))


def _block_from_data(data: dict[str, Any]) -> Block:
    kind = data.pop("block")
    match kind:
        case "heading":
            return Heading(**data)
        case "paragraph":
            return Paragraph(**data)
        case "figures":
            return Figures(tuple(Figure(*row) for row in data["rows"]), data["caption"])
        case "facts":
            return Facts(tuple((label, _cell_from_data(cell)) for label, cell in data["pairs"]))
        case "table":
            columns = tuple(Column(**column) for column in data.pop("columns"))
            rows = tuple(tuple(_cell_from_data(cell) for cell in row) for row in data.pop("rows"))
            return Table(columns=columns, rows=rows, **data)
        case _:
            raise ValueError(f"There is no block {kind!r}.")


def _cell_to_data(cell: Cell) -> object:
    """Text, whole numbers and nothing stay themselves; the rest is an object with one telling key."""
    match cell:
        case bool():
            raise TypeError("A cell cannot hold yes or no; write the words.")
        case None | str() | int():
            return cell
        case Link():
            return {"link": [cell.text, cell.url]}
        case datetime():
            if cell.tzinfo is None:
                raise ValueError("A moment in a cell must know its time zone.")
            return {"moment": cell.astimezone(UTC).isoformat()}
        case date():
            return {"date": cell.isoformat()}
        case _:
            raise TypeError(f"A cell cannot hold a {type(cell).__name__}.")


def _cell_from_data(data: Any) -> Cell:
    match data:
        case None | str() | int():
            return data
        case {"link": [str(text), str(url)]}:
            return Link(text, url)
        case {"moment": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case _:
            raise ValueError(f"A cell cannot hold {data!r}.")
