"""The file store: takes an upload in without leaving traces, and keeps originals by their SHA-256."""

import hashlib
import io
import os
import re
import tempfile
import unicodedata
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore

from app import sniffing
from app.refusals import Refused
from app.wiping import move, wipe

CHUNK = 1024 * 1024
IN_MEMORY = 64 * 1024 * 1024
EMPTY = "This file is empty (0 bytes). Choose it again, or ask the sender for a new copy."
DAMAGED = "The stored copy of this file is damaged. Ask your administrator to restore it from a backup."


class Stream(Protocol):
    """Anything that an upload can be read from."""

    def read(self, size: int, /) -> bytes: ...


class QuietFile(io.RawIOBase):
    """A scratch file without a name: in memory up to 64 MB, then unlinked on disk, and zeroed before it is closed.

    It can stand in for the web server's own scratch files, so that marked material never lies in a temporary folder.
    """

    def __init__(self) -> None:
        self.is_kept = False
        self._on_disk = not hasattr(os, "memfd_create")
        self._raw: IO[bytes] = (
            self._disk_file() if self._on_disk else os.fdopen(os.memfd_create("scratch"), "w+b", buffering=0)
        )

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def tell(self) -> int:
        return self._raw.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._raw.seek(offset, whence)

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._raw.read(len(view))
        view[: len(data)] = data
        return len(data)

    def write(self, data: Any, /) -> int:
        view = memoryview(data).cast("B")
        if not self._on_disk and self.tell() + len(view) > IN_MEMORY:
            self._move_to_disk()
        done = 0
        while done < len(view):
            done += self._raw.write(view[done:])
        return done

    def close(self) -> None:
        if not self.closed:
            try:
                if self._on_disk and not self.is_kept:
                    self._overwrite()
            finally:
                self._raw.close()
        super().close()

    def _disk_file(self) -> IO[bytes]:
        return tempfile.TemporaryFile(buffering=0)

    def _move_to_disk(self) -> None:
        place, memory, disk = self.tell(), self._raw, self._disk_file()
        memory.seek(0)
        while chunk := memory.read(CHUNK):
            disk.write(chunk)
        disk.seek(place)
        memory.close()
        self._raw, self._on_disk = disk, True

    def _overwrite(self) -> None:
        """Zeros over every byte, and down to the disk: without the sync the kernel would drop them with the file."""
        size = self._raw.seek(0, os.SEEK_END)
        self._raw.seek(0)
        for start in range(0, size, CHUNK):
            self._raw.write(bytes(min(CHUNK, size - start)))
        os.fsync(self._raw.fileno())


class LimitedFile(QuietFile):
    """A quiet file that keeps `limit` bytes at most and counts what comes beyond, so that a form keeps its other fields.

    It is written once, from the start. `outcome` remembers what an examination of it found.
    """

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit, self.size = limit, 0
        self.outcome: Any = None

    @classmethod
    def copy(cls, stream: Stream, *, limit: int) -> "LimitedFile":
        file = cls(limit)
        while chunk := stream.read(CHUNK):
            file.write(chunk)
        return file

    @property
    def is_over(self) -> bool:
        return self.size > self.limit

    def write(self, data: Any, /) -> int:
        view = memoryview(data).cast("B")
        kept = view[: max(0, self.limit - self.size)]
        self.size += len(view)
        if kept:
            super().write(kept)
        return len(view)


class Spool:
    """One upload, counted and hashed, not yet kept; leaving its `with` block wipes it."""

    def __init__(self, file: QuietFile, *, sha256: str, size: int) -> None:
        self.file, self.sha256, self.size = file, sha256, size

    @classmethod
    def take(cls, stream: Stream, *, limit: int, declared: int | None = None) -> "Spool":
        """Read the stream to its end; `Refused` when empty or over `limit` bytes. `declared` is the size it claims."""
        if declared is not None and declared > limit:
            raise Refused(_too_big(declared, limit), field="file")
        file, digest, size = QuietFile(), hashlib.sha256(), 0
        try:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    more = _count(stream, limit)
                    raise Refused(_too_big(size + more, limit, is_at_least=more >= limit), field="file")
                digest.update(chunk)
                file.write(chunk)
            if not size:
                raise Refused(EMPTY, field="file")
        except BaseException:
            file.close()
            raise
        return cls(file, sha256=digest.hexdigest(), size=size)

    @classmethod
    def of(cls, file: LimitedFile) -> "Spool":
        """The spool of bytes that lie in a quiet file already; `Refused` when empty or over the file's limit."""
        if file.is_over:
            raise Refused(_too_big(file.size, file.limit), field="file")
        if not file.size:
            raise Refused(EMPTY, field="file")
        digest = hashlib.sha256()
        file.seek(0)
        while chunk := file.read(CHUNK):
            digest.update(chunk)
        return cls(file, sha256=digest.hexdigest(), size=file.size)

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.file.close()

    def kind(self, filename: str) -> sniffing.Kind:
        """What the bytes are, by content; `Refused` when they are not on the list or belie the name."""
        return sniffing.sniff(self.file, filename)

    def chunks(self) -> Iterator[bytes]:
        self.file.seek(0)
        while chunk := self.file.read(CHUNK):
            yield chunk


class FileStore:
    """Originals under one folder, each named by its own SHA-256; nothing is ever written over."""

    def __init__(self, root: str | Path) -> None:
        """`root` is a folder or a file:// URL."""
        text = str(root)
        self._root = Path(unquote(urlsplit(text).path) if text.startswith("file://") else text).resolve()
        self._store = LocalStore(self._root, mkdir=True)

    def keep(self, spool: Spool) -> str:
        """Store the spool's bytes and answer their key. Ask the guard first: this asks nothing about the content."""
        key, staged = spool.sha256, f"staging/{uuid.uuid4().hex}"
        try:
            obstore.put(self._store, staged, spool.chunks())
            if self._digest(staged) != key:
                raise Refused(
                    "This file changed while it was saved, so it was not kept. Upload it again.", field="file"
                )
            self._sync(staged)
            # A rename that refuses to replace: a large "create" would hold the whole file in memory.
            obstore.rename(self._store, staged, _place(key), overwrite=False)
            self._sync(_place(key).rpartition("/")[0])
        except AlreadyExistsError:
            obstore.delete(self._store, staged)
            if not self.verify(key):
                raise Refused(DAMAGED, field="file")
        except BaseException:
            (self._root / staged).unlink(missing_ok=True)
            raise
        spool.file.is_kept = True
        return key

    def open(self, key: str) -> Iterator[bytes]:
        """The bytes in chunks; FileNotFoundError when there is no such file."""
        return self._chunks(_place(key))

    def open_checked(self, key: str) -> Iterator[bytes]:
        """The bytes in chunks, the last of them held back until all are known to give the key; OSError when they do not."""
        digest, held = hashlib.sha256(), b""
        for chunk in self.open(key):
            digest.update(chunk)
            if held:
                yield held
            held = chunk
        if digest.hexdigest() != key:
            raise OSError(f"the stored file {key} is damaged")
        yield held

    def size(self, key: str) -> int:
        return int(obstore.head(self._store, _place(key))["size"])

    def verify(self, key: str) -> bool:
        """Whether the stored bytes are there and still give the key."""
        try:
            return self._digest(_place(key)) == key
        except FileNotFoundError:
            return False

    def copy_to(self, other: "FileStore", key: str) -> None:
        """Copy one original durably, checked on the way; FileNotFoundError when it is not there or is damaged here."""
        target = other._root / _place(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{key}")
        try:
            digest = copy_durably(self._root / _place(key), draft)
            if digest != key:
                raise FileNotFoundError(f"the stored file {key} is damaged")
            draft.rename(target)
        finally:
            draft.unlink(missing_ok=True)
        other._sync(_place(key).rpartition("/")[0])

    def keys(self) -> Iterator[str]:
        """The key of every original that lies here."""
        for path in self._root.glob("[0-9a-f][0-9a-f]/*"):
            if re.fullmatch(r"[0-9a-f]{64}", path.name):
                yield path.name

    def set_aside(self, key: str) -> None:
        """Take the bytes out of everybody's reach; `bring_back` is the way back."""
        move(self._root / _place(key), self._root / "sequestered" / key)

    def bring_back(self, key: str) -> None:
        move(self._root / "sequestered" / key, self._root / _place(key))

    def erase(self, key: str) -> None:
        """Overwrite and remove the bytes, wherever they lie; there is no way back but a backup."""
        for path in (self._root / _place(key), self._root / "sequestered" / key):
            wipe(path)

    def forget(self, key: str) -> None:
        """Remove the bytes; there is no way back but a backup."""
        obstore.delete(self._store, _place(key))

    def _chunks(self, place: str) -> Iterator[bytes]:
        for chunk in obstore.get(self._store, place).stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    def _digest(self, place: str) -> str:
        digest = hashlib.sha256()
        for chunk in self._chunks(place):
            digest.update(chunk)
        return digest.hexdigest()

    def _sync(self, place: str) -> None:
        fd = os.open(self._root / place, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def copy_durably(source: Path, target: Path) -> str:
    """Copy a file down to the disk; returns the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with source.open("rb") as read, target.open("wb") as written:
        while chunk := read.read(CHUNK):
            digest.update(chunk)
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    return digest.hexdigest()


def clean_name(raw: str | None) -> str:
    """The name as people are shown it: no folders, no unseen letters, 150 characters at most, never empty."""
    name = unicodedata.normalize("NFC", raw or "").replace("\\", "/").split("\0")[0].rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    name = re.sub(r'[<>:"|?*]', "_", re.sub(r"\s+", " ", name)).strip(" .")
    if _DEVICE.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if len(name) > 150:
        name = (
            f"{stem[: 149 - len(ending)].rstrip(' .')}.{ending}"
            if dot and len(ending) <= 10
            else name[:150].rstrip(" .")
        )
    return name or "unnamed file"


def size_in_words(size: int) -> str:
    """2147483648 -> "2 GB": powers of 1024, as file managers count."""
    amount, units = float(size), ["bytes", "KB", "MB", "GB", "TB"]
    while amount >= 1024 and len(units) > 1:
        amount, units = amount / 1024, units[1:]
    return f"{amount:.1f}".removesuffix(".0") + f" {units[0]}"


_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]|CONIN\$|CONOUT\$)\s*(?:\.|$)", re.IGNORECASE)


def _place(key: str) -> str:
    """Where the key lies; a key is 64 hexadecimal digits and nothing that a user typed."""
    if not re.fullmatch(r"[0-9a-f]{64}", key):
        raise ValueError("not a SHA-256 key")
    return f"{key[:2]}/{key}"


def _count(stream: Stream, limit: int) -> int:
    """How much more there is, to name it; never read further than the limit once over."""
    more = 0
    while more < limit and (chunk := stream.read(CHUNK)):
        more += len(chunk)
    return more


def _too_big(size: int, limit: int, *, is_at_least: bool = False) -> str:
    if is_at_least:
        return f"This file is more than {size_in_words(2 * limit)}; the limit is {size_in_words(limit)}"
    shown, most = size_in_words(size), size_in_words(limit)
    if shown == most:
        return f"This file is a little over {most}; the limit is {most}. Split it, or send it another way."
    return f"This file is {shown}; the limit is {most}"
