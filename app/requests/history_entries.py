"""The history of a request as its page lists it."""

from dataclasses import dataclass
from datetime import datetime

from app.models import Event


@dataclass(frozen=True)
class Entry:
    """One event in plain words; erased words leave a line that says so."""

    title: str
    who: str
    moment: datetime
    note: str | None = None
    url: str = ""

    @classmethod
    def of(cls, event: Event) -> "Entry":
        payload = event.payload
        return cls(payload.summary if payload else "Erased.", event.actor, event.at, payload.note if payload else None)
