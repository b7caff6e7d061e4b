"""Where the paper of a document turns sideways, and how wide the columns of its tables are, for PDF and DOCX."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.documents.model import Block, Column, Document, Facts, Heading, Paragraph, Table
from app.documents.wording import METHOD_HEADING, with_steady_levels

# About how many characters of a table fit across an upright Letter page with 1-inch margins.
MOST_UPRIGHT = 96
UPRIGHT_POINTS, SIDEWAYS_POINTS = 468, 648


@dataclass
class Section:
    is_sideways: bool
    blocks: list[Block] = field(default_factory=list)

    @property
    def points(self) -> int:
        """How much room there is between the margins, in points of 1/72 inch."""
        return SIDEWAYS_POINTS if self.is_sideways else UPRIGHT_POINTS

    def column_points(self, columns: tuple[Column, ...]) -> list[int]:
        """How wide each column is when the table fills the page."""
        total = sum(max(1, column.width) for column in columns)
        return [max(1, column.width) * self.points // total for column in columns]


def memo_head(document: Document) -> Facts | None:
    """The facts that open a memo (TO, FROM, DATE, RE), if the document opens with facts."""
    first = document.blocks[0] if document.blocks else None
    return first if isinstance(first, Facts) else None


def sections(document: Document) -> list[Section]:
    """The body and the note on method. The paper turns once, at the first wide table, and stays turned, since each
    turn costs a page; a document that begins with a wide table is sideways from its first page."""
    blocks = document.blocks[1:] if memo_head(document) else document.blocks
    found = [Section(is_sideways=False)]
    for block in with_steady_levels((*blocks, *_method(document))):
        if isinstance(block, Table) and _is_wide(block) and not found[-1].is_sideways:
            found.append(Section(is_sideways=True, blocks=_take_lead(found[-1].blocks)))
        found[-1].blocks.append(block)
    return found if found[0].blocks else found[-1:]


def _is_wide(table: Table) -> bool:
    return bool(table.rows) and sum(column.width for column in table.columns) > MOST_UPRIGHT


def _take_lead(blocks: list[Block]) -> list[Block]:
    """Take away the heading, and its paragraphs, that stand right before a table: they belong to it."""
    start = len(blocks)
    while start and isinstance(blocks[start - 1], Paragraph):
        start -= 1
    if not start or not isinstance(blocks[start - 1], Heading):
        return []
    while start and isinstance(blocks[start - 1], Heading):
        start -= 1
    lead = blocks[start:]
    del blocks[start:]
    return lead


def _method(document: Document) -> Iterator[Block]:
    if document.method:
        yield Heading(1, METHOD_HEADING)
        yield from (Paragraph(text) for text in document.method)
