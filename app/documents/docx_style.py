"""A Word document that lends its styles, page header and footer: what may be taken from it, and what refuses it.

Nothing of it is ever run. Parts that could carry code or fetch something refuse the file; its text, comments and
properties, and the template that it was made from, are left behind.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document as Paper
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.oxml.ns import qn

# What a field in a header may do: say where it stands, when, or what the document is called.
HARMLESS_FIELDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "TITLE", "STYLEREF", "SAVEDATE"}
)
KEPT_BY_BODY = frozenset(
    {
        KIND.STYLES,
        KIND.NUMBERING,
        KIND.SETTINGS,
        KIND.THEME,
        KIND.FONT_TABLE,
        KIND.WEB_SETTINGS,
        KIND.HEADER,
        KIND.FOOTER,
    }
)
KEPT_BY_FILE = frozenset({KIND.OFFICE_DOCUMENT, KIND.CORE_PROPERTIES})
KEPT_BY_EDGES = frozenset({KIND.IMAGE, KIND.HYPERLINK})
EDGES = frozenset({KIND.HEADER, KIND.FOOTER})
RUNS = re.compile(r"vbaProject|vbaData|activeX|oleObject|/embeddings|package$|aFChunk|attachedToolbars|keyMapCustom")
ATTACHED_TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
NEEDED = ("Normal", "Title", "Heading 1", "Heading 2")


def fault_of(data: bytes) -> str:
    """Why this file cannot be a style, in one sentence; empty if it can."""
    paper = docx.Document(io.BytesIO(data))
    if "macroEnabled" in paper.part.content_type or any(RUNS.search(one) for one in names_of(paper)):
        return "This file holds macros, a control or an embedded object. Save it as a plain Word document (.docx)."
    if any(rel.is_external and rel.reltype not in (KIND.HYPERLINK, ATTACHED_TEMPLATE) for rel in every_relation(paper)):
        return (
            "This file fetches something from elsewhere. Put its pictures into the document itself and save it again."
        )
    wild = next((word for word in fields_of(paper) if word not in HARMLESS_FIELDS), None)
    if wild is not None:
        return (
            f"Its header or footer holds the field {wild[:40]}. Only page numbers, dates and the title may stand there."
        )
    known = {style.name for style in paper.styles}
    missing = [name for name in NEEDED if name not in known]
    return f"This file has no style called {missing[0]}. Word's own names are needed." if missing else ""


def every_relation(paper: Paper) -> Iterator[Any]:
    for part in paper.part.package.iter_parts():
        yield from part.rels.values()
    yield from paper.part.package.rels.values()


def names_of(paper: Paper) -> Iterator[str]:
    """Where the parts lie, what they are, and how they are tied: each may tell of code."""
    for part in paper.part.package.iter_parts():
        yield str(part.partname)
        yield part.content_type
    for relation in every_relation(paper):
        yield relation.reltype


def fields_of(paper: Paper) -> Iterator[str]:
    """The first word of every field in headers and footers, in capitals; a field's words may lie in several runs."""
    for relation in paper.part.rels.values():
        if relation.reltype in EDGES:
            yield from fields_in(relation.target_part.element)


def fields_in(edge: Any) -> Iterator[str]:
    for field in edge.iter(qn("w:fldSimple")):
        yield first_word(field.get(qn("w:instr")) or "")
    for paragraph in edge.iter(qn("w:p")):
        open_fields: list[str] = []
        for node in paragraph.iter(qn("w:fldChar"), qn("w:instrText")):
            if node.tag == qn("w:instrText"):
                if not open_fields:
                    open_fields.append("")
                open_fields[-1] += node.text or ""
            elif node.get(qn("w:fldCharType")) == "begin":
                open_fields.append("")
            elif open_fields:
                yield first_word(open_fields.pop())
        yield from (first_word(words) for words in open_fields)


def first_word(instruction: str) -> str:
    words = instruction.split()
    return words[0].upper() if words else "(EMPTY)"


def emptied(data: bytes) -> Paper:
    """The document with its styles, first section, header and footer, and with nothing else of what it held."""
    paper = docx.Document(io.BytesIO(data))
    section = paper.sections[0]._sectPr
    body = paper.element.body
    for child in list(body):
        body.remove(child)
    body.append(section)
    keep(paper.part.package.rels, KEPT_BY_FILE)
    keep(paper.part.rels, KEPT_BY_BODY)
    for relation in list(paper.part.rels.values()):
        keep(relation.target_part.rels, KEPT_BY_EDGES if relation.reltype in EDGES else frozenset({KIND.IMAGE}))
    for name in ("w:attachedTemplate", "w:mailMerge", "w:documentProtection"):
        for element in paper.settings.element.findall(qn(name)):
            paper.settings.element.remove(element)
    return paper


def keep(relations: Any, kinds: frozenset[str]) -> None:
    """Forget every tie of another kind; a part that nothing leads to is not written."""
    for key in [key for key, relation in relations.items() if relation.reltype not in kinds]:
        del relations[key]
