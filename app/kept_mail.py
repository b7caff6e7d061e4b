"""Kept mail: a trial's letters go into a folder and never onto a network."""

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

from app.wiping import move, wipe

NAME = re.compile(r"[0-9a-f]{24}")
SHOWN = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "Thread-Topic", "Importance")


@dataclass(frozen=True)
class KeptLetter:
    """One letter of the folder, read back."""

    name: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "(no subject)")

    @property
    def recipient(self) -> str:
        return str(self.message["To"] or "")

    @property
    def sent_at(self) -> datetime | None:
        date = self.message["Date"]
        return date.datetime if date is not None else None

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(self.message[name])) for name in SHOWN if self.message[name] is not None]

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, subtype: str) -> str:
        part = self.message.get_body((subtype,))
        return str(part.get_content()) if part is not None else ""


class KeptMail:
    """Stands where a mail server would: `send` puts a letter into the folder, a repeat of it in its own place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def connect(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def send(self, message: EmailMessage) -> str:
        """Write the letter whole or not at all."""
        name = name_of(str(message["Message-ID"]))
        draft = self.folder / f".{name}.{os.getpid()}"
        with draft.open("wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / f"{name}.eml")
        return "Kept in the mail viewer."

    def newest(self, limit: int) -> list[KeptLetter]:
        """The letters kept last, newest first."""
        files = sorted(self.folder.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
        return [read(path) for path in files[:limit]]

    def set_aside(self, message_id: str) -> None:
        """Take a letter out of the viewer; `bring_back` is the way back."""
        name = f"{name_of(message_id)}.eml"
        move(self.folder / name, self.folder / "sequestered" / name)

    def bring_back(self, message_id: str) -> None:
        name = f"{name_of(message_id)}.eml"
        move(self.folder / "sequestered" / name, self.folder / name)

    def erase(self, message_id: str) -> None:
        """Overwrite and remove a letter, wherever it lies."""
        name = f"{name_of(message_id)}.eml"
        for path in (self.folder / name, self.folder / "sequestered" / name):
            wipe(path)

    def letter(self, name: str) -> KeptLetter | None:
        path = self.folder / f"{name}.eml"
        return read(path) if NAME.fullmatch(name) and path.is_file() else None


def name_of(message_id: str) -> str:
    return hashlib.sha256(message_id.encode()).hexdigest()[:24]


def read(path: Path) -> KeptLetter:
    message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    return KeptLetter(path.stem, message)
