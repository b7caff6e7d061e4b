"""What a file is, told by its content: a short list is accepted, everything else is refused by name."""

import codecs
import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

import olefile

from app.refusals import Refused

HEAD = 64 * 1024
MAX_ENTRIES = 10_000
MAX_PART = 4 * 1024 * 1024
# The list of what a zip holds: an Office document with all its parts stays far below.
MAX_DIRECTORY = 2 * 1024 * 1024


@dataclass(frozen=True)
class Kind:
    """One accepted sort of file; `label` follows "This looks like"."""

    code: str
    label: str
    media_type: str
    extension: str


_OOXML = "application/vnd.openxmlformats-officedocument."
_ACCEPTED = (
    Kind("pdf", "a PDF", "application/pdf", "pdf"),
    Kind("docx", "a Word document", f"{_OOXML}wordprocessingml.document", "docx"),
    Kind("xlsx", "an Excel workbook", f"{_OOXML}spreadsheetml.sheet", "xlsx"),
    Kind("pptx", "a PowerPoint file", f"{_OOXML}presentationml.presentation", "pptx"),
    Kind("doc", "an old Word document", "application/msword", "doc"),
    Kind("xls", "an old Excel workbook", "application/vnd.ms-excel", "xls"),
    Kind("msg", "an Outlook message", "application/vnd.ms-outlook", "msg"),
    Kind("rtf", "a rich text document", "application/rtf", "rtf"),
    Kind("txt", "plain text", "text/plain", "txt"),
    Kind("csv", "a table in plain text", "text/csv", "csv"),
    Kind("html", "a web page (HTML)", "text/html", "html"),
    Kind("eml", "an e-mail message", "message/rfc822", "eml"),
    Kind("png", "a PNG picture", "image/png", "png"),
    Kind("jpeg", "a JPEG picture", "image/jpeg", "jpg"),
    Kind("tiff", "a TIFF picture", "image/tiff", "tif"),
    Kind("gif", "a GIF picture", "image/gif", "gif"),
    Kind("wav", "a WAV recording", "audio/wav", "wav"),
    Kind("mp3", "an MP3 recording", "audio/mpeg", "mp3"),
    Kind("mp4", "an MP4 recording", "video/mp4", "mp4"),
)
KINDS = {kind.code: kind for kind in _ACCEPTED}
WITHOUT_TEXT = frozenset({"png", "jpeg", "tiff", "gif", "wav", "mp3", "mp4"})
_ENDINGS = {kind.code: {kind.extension} for kind in _ACCEPTED} | {
    "txt": {"txt", "text", "md", "log", "dat", "opt", "lfp", "json", "ics", "vcf"},
    "csv": {"csv", "tsv", "tab"},
    "html": {"html", "htm"},
    "jpeg": {"jpg", "jpeg"},
    "tiff": {"tif", "tiff"},
    "mp4": {"mp4", "m4a", "m4v", "mov"},
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_MAGIC += ((b"{\\rtf", "rtf"), (b"%PDF-", "pdf"), (b"ID3", "mp3"), (b"\xff\xfb", "mp3"), (b"\xff\xf3", "mp3"))
_NAMED = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a Mac program"),
    (b"\xca\xfe\xba\xbe", "a Mac or Java program"),
    (b"#!", "a script"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a compressed (gzip) file"),
    (b"BZh", "a compressed (bzip2) file"),
    (b"\xfd7zXZ", "a compressed (xz) file"),
    (b"MSCF", "a Windows cabinet"),
    (b"L\0\0\0\x01\x14\x02\0", "a Windows shortcut"),
    (b"SQLite format 3\0", "a database"),
)
_MAIN_PARTS = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "presentationml.presentation.main+xml": "pptx",
    "presentationml.slideshow.main+xml": "pptx",
}
_LIST = "We accept PDF, Word, Excel, PowerPoint, text, CSV, e-mail, web pages, pictures and recordings."
_CONTROLS = re.compile("[\0-\x08\x0e-\x13\x15-\x19\x1b-\x1f]")


def sniff(source: IO[bytes] | io.RawIOBase | bytes, name: str) -> Kind:
    """The accepted kind of the bytes; `Refused` names what else they look like, or how they belie `name`."""
    file: IO[bytes] | io.RawIOBase = io.BytesIO(source) if isinstance(source, bytes) else source
    file.seek(0)
    head = file.read(HEAD) or b""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kind = KINDS[_code(file, head, ending)]
    if ending and ending not in _ENDINGS[kind.code]:
        raise Refused(
            f"This file is named .{ending[:10]} but it looks like {kind.label}. "
            f"Give it the ending .{kind.extension}, or send the file that was meant.",
            field="file",
        )
    return kind


def refuse_kind(looks_like: str, advice: str = _LIST) -> Refused:
    return Refused(f"This looks like {looks_like}; files of that kind are not accepted. {advice}", field="file")


def _code(file: IO[bytes] | io.RawIOBase, head: bytes, ending: str) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_code(file)
    if head.startswith(olefile.MAGIC):
        return _ole_code(file)
    for magic, code in _MAGIC:
        if head.startswith(magic):
            return code
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return "pdf"
    for magic, words in _NAMED:
        # Two letters alone are also how a sentence may begin; a program has bytes that text has not.
        if head.startswith(magic) and (len(magic) > 2 or magic == b"#!" or not _is_text(file, head)):
            raise refuse_kind(words)
    if head[257:262] == b"ustar":
        raise refuse_kind("a TAR archive", "Unpack it and send each file.")
    if not _is_text(file, head):
        raise refuse_kind("data that we do not know")
    return _text_code(head, ending)


def _text_code(head: bytes, ending: str) -> str:
    text = decode(head).lstrip("\ufeff \t\r\n\f").lower()
    opening = re.sub(r"\A(?:<\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s){1,20}", "", text[:8000], flags=re.DOTALL)
    if re.match(r"<(?:!doctype svg|(?:\w+:)?svg)\b", opening) or (
        text.startswith(("<?xml", "<!")) and "<svg" in text[:8000]
    ):
        raise refuse_kind("an SVG drawing", "Send it as PDF or PNG.")
    if re.match(r"<(?:!doctype html|html|head|body|script|meta|title|iframe|table|div|p)\b", opening):
        return "html"
    if text.startswith("<?xml"):
        raise refuse_kind("an XML document", "Send it as PDF or plain text.")
    if re.match(r"from \S+@?\S* +\w{3} \w{3}", text):
        raise refuse_kind("a mailbox of many messages", "Send each message as a file of its own.")
    if _is_mail(text, ending):
        return "eml"
    return "csv" if ending in _ENDINGS["csv"] else "txt"


def _is_mail(text: str, ending: str) -> bool:
    """A memo too opens with To, From and Subject: only a mail system's own headers, or the name, tell a message."""
    block = re.split(r"\r?\n\r?\n", text[:32_000], maxsplit=1)[0]
    if not re.match(r"[a-z][a-z0-9-]{1,60}:", block):
        return False
    names = set(re.findall(r"^([a-z][a-z0-9-]{1,60}):", block, re.MULTILINE))
    if ending == "eml":
        return bool(names & {"from", "to", "subject", "date", "received", "message-id", "mime-version"})
    return bool(
        names & {"received", "message-id", "mime-version", "content-type", "content-transfer-encoding", "return-path"}
    )


def decode(data: bytes) -> str:
    """Text of unknown encoding: by its byte-order mark, else UTF-8, else Windows Latin."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _is_text(file: IO[bytes] | io.RawIOBase, head: bytes) -> bool:
    """Whether all of the file decodes to text without control characters, read chunk by chunk."""
    encodings = (
        ["utf-16"] if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ["utf-8", "cp1252", "latin-1"]
    )
    return any(_decodes(file, encoding) for encoding in encodings)


def _decodes(file: IO[bytes] | io.RawIOBase, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(1024 * 1024):
            if _CONTROLS.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def refuse_long_directory(file: IO[bytes] | io.RawIOBase) -> None:
    """Raise `Refused` where a zip's own end says that its list of entries is vast: the library would read it whole."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_557))
    tail = file.read() or b""
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return
    entries, directory = struct.unpack("<HL", tail[end + 10 : end + 16])
    is_64 = tail[max(0, end - 20) : end].startswith(b"PK\x06\x07")
    if is_64 or entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise refuse_kind("an archive of very many files", "Unpack it and send each file.")


def _zip_code(file: IO[bytes] | io.RawIOBase) -> str:
    refuse_long_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            if len(archive.infolist()) > MAX_ENTRIES:
                raise refuse_kind("an archive of very many files", "Unpack it and send each file.")
            with archive.open("[Content_Types].xml") as part:
                types = part.read(MAX_PART).decode("utf-8", errors="replace")
            names = archive.namelist()
    except KeyError:
        raise refuse_kind("a ZIP archive", "Unpack it and send each file.")
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
        EOFError,
    ):
        raise refuse_kind(
            "a damaged archive or Office document", "Open it in its program, save it again, and send that copy."
        )
    # The part is searched and never parsed here, so there is nothing in it that could burst in the web worker.
    found = re.findall(r"""ContentType\s*=\s*["']([^"']{1,200})["']""", types)
    if any("macroEnabled" in content or "vbaProject" in content for content in [*found, *names]):
        raise refuse_kind("an Office document with macros", "Save it without macros, or as PDF.")
    for content in found:
        for suffix, code in _MAIN_PARTS.items():
            if content.endswith(suffix):
                return code
    raise refuse_kind("a ZIP archive", "Unpack it and send each file.")


def _ole_code(file: IO[bytes] | io.RawIOBase) -> str:
    file.seek(0)
    try:
        with olefile.OleFileIO(file) as ole:
            names = {"/".join(path).lower() for path in ole.listdir()}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, OverflowError):
        raise refuse_kind("a damaged Office document", "Open it in its program, save it again, and send that copy.")
    if "encryptedpackage" in names:
        raise refuse_kind("a password-protected Office document", "Take the password off and send it again.")
    if any(name.startswith(("macros/", "_vba_project_cur/")) for name in names):
        raise refuse_kind("an Office document with macros", "Save it without macros, or as PDF.")
    if "__properties_version1.0" in names:
        return "msg"
    if "worddocument" in names:
        return "doc"
    if names & {"workbook", "book"}:
        return "xls"
    raise refuse_kind(
        "an old PowerPoint file" if "powerpoint document" in names else "an old Office or installer file",
        "Save it as PDF.",
    )
