"""The text of Word, Excel and PowerPoint files: every XML part, under caps that no bomb gets past."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any

from lxml import etree

from app.refusals import Refused

MAX_INFLATED = 256 * 1024 * 1024
MAX_ENTRIES = 10_000
# A part that is large and was packed more tightly than any real text is a bomb: it is refused before it is unpacked.
LARGE, TIGHT = 16 * 1024 * 1024, 150
_JOINED = frozenset({"t", "delText", "instrText", "delInstrText"})
_ENDS_A_LINE = frozenset({"p", "si", "is", "comment", "row", "tc", "tr"})
_SPOKEN = frozenset({"name", "descr", "title", "alias", "author", "initials", "Target", "val", "string", "oddHeader"})
_PICTURES = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".tif",
    ".tiff",
    ".emf",
    ".wmf",
    ".bmp",
    ".wdp",
    ".bin",
    ".odttf",
    ".fntdata",
    ".jfif",
    ".webp",
    ".heic",
)
_DAMAGED = "This Office document is damaged, so we could not check it. Save it again and send that copy."
_BOMB = "This Office document unpacks to far more than its size shows, so we could not check it. Send it as PDF."


def office_texts(file: IO[bytes]) -> Iterator[tuple[str, str | bytes]]:
    """(part, text) of each XML part; (part, bytes) of each file embedded in it."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise Refused(_BOMB, field="file")
            refuse_bombs(entries)
            left = MAX_INFLATED
            for entry in entries:
                data = (
                    b""
                    if entry.filename.lower().endswith(_PICTURES) and "embeddings" not in entry.filename
                    else _read(archive, entry, left)
                )
                left -= len(data)
                yield "part name", entry.filename
                if entry.filename.lower().endswith((".xml", ".rels", ".vml", ".svg")):
                    yield entry.filename, _xml_text(data)
                elif data:
                    yield entry.filename, data
            if archive.comment:
                yield "archive comment", archive.comment.decode("utf-8", errors="replace")
    except (zipfile.BadZipFile, etree.XMLSyntaxError, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Refused(_DAMAGED, field="file")


def refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    """Raise `Refused` by what the entries say of their sizes. A lie helps nobody: no more than that is unpacked."""
    is_vast = sum(entry.file_size for entry in entries) > MAX_INFLATED
    if is_vast or any(
        entry.file_size > LARGE and entry.file_size > TIGHT * max(1, entry.compress_size) for entry in entries
    ):
        raise Refused(_BOMB, field="file")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """The part's bytes; what the entry says of its own size is not believed."""
    with archive.open(entry) as part:
        data = part.read(left + 1)
    if len(data) > left:
        raise Refused(_BOMB, field="file")
    return data


def _xml_text(data: bytes) -> str:
    if not data.strip():
        return ""
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", data.replace(b"\0", b"")):
        raise Refused(_DAMAGED, field="file")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    pieces: list[str] = []
    _walk(etree.fromstring(data, parser), pieces)
    return "".join(pieces)


def _walk(root: Any, pieces: list[str]) -> None:
    """Runs of one paragraph are joined, so that a word split by formatting is whole; the rest stands on lines."""
    remarks: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            # What follows a comment may be the other half of a word; the comment itself is read last.
            remarks.append(f"\n{node.text or ''}\n")
            pieces.append(node.tail or "")
            continue
        name = _local(node.tag)
        if event == "end":
            if name in _ENDS_A_LINE:
                pieces.append("\n")
            if node.tail:
                pieces.append(node.tail)
            continue
        pieces += [f"\n{value}\n" for key, value in node.items() if _local(key) in _SPOKEN and len(value) > 3]
        if name in {"tab", "br", "cr", "p"}:
            pieces.append("\t" if name == "tab" else "\n")
        if (text := node.text) and not (name == "v" and node.getparent().get("t") != "str"):
            text = _without_codes(text) if name.endswith(("Header", "Footer")) else text
            pieces.append(text if name in _JOINED else f"\n{text}\n")
    pieces += remarks


@lru_cache(maxsize=1_000)
def _local(name: str) -> str:
    """A tag's or attribute's name without its namespace; a sheet repeats a few of them a hundred thousand times."""
    return name.rpartition("}")[2]


def _without_codes(text: str) -> str:
    """A sheet's header carries its font and place as codes such as &C and &"Arial,Bold"."""
    return re.sub(r'&(?:"[^"]{0,200}"|K[0-9A-F]{6}|\d{1,3}|[LCR])', "\n", re.sub(r"&[BIUSEXY]", "", text))
