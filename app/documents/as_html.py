"""Write a document as one self-contained HTML page that prints well and asks nothing of any network."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from app.documents import layout
from app.documents.model import Document, Facts, Figures, Heading, Paragraph, Table
from app.documents.wording import (
    METHOD_HEADING,
    banner,
    byline,
    clean,
    iso,
    live_url,
    said,
    said_in_full,
    with_steady_levels,
)

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
PAGES.tests |= {
    "heading": lambda block: isinstance(block, Heading),
    "paragraph": lambda block: isinstance(block, Paragraph),
    "figures": lambda block: isinstance(block, Figures),
    "table": lambda block: isinstance(block, Table),
    "facts": lambda block: isinstance(block, Facts),
}
PAGES.filters |= {"clean": clean, "said": said, "said_in_full": said_in_full, "iso": iso, "live_url": live_url}


def write(document: Document) -> bytes:
    head = layout.memo_head(document)
    page = PAGES.get_template("page.html").render(
        document=document,
        banner=banner(document),
        byline=byline(document),
        head=head,
        method_heading=METHOD_HEADING,
        blocks=list(with_steady_levels(document.blocks[1:] if head else document.blocks)),
    )
    return page.encode("utf-8", "replace")
