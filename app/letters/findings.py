"""What the reader found in a letter: every value with the words it came from, where they stand, and how sure it is."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.letters.asides import kind_of
from app.letters.items import AskedItem
from app.letters.people import Person

ASIDES = ("relevant_period", "follows_up", "preservation", "classified_handling", "instructions")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The exact words behind a finding, with page (from 1), offset in the page, and confidence from 0 to 1."""

    finding: str
    value: str | None
    words: str
    page: int
    offset: int
    confidence: float


@dataclass(frozen=True, slots=True)
class OtherDate:
    """A deadline beside the one for the reply: a briefing, a point of contact."""

    date: date | None
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Findings:
    """A letter as read. What isn't printed is None or empty; what looks odd is a sentence in `warnings`."""

    is_request: bool
    date_sent: date | None = None
    addressees: tuple[Person, ...] = ()
    signatories: tuple[Person, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str | None = None
    due_date: date | None = None
    due_time: str | None = None
    due_text: str | None = None
    relative_due: str | None = None
    other_dates: tuple[OtherDate, ...] = ()
    items: tuple[AskedItem, ...] = ()
    warnings: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    said: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The form that `letters read --json` prints."""
        return {
            "is_request": self.is_request,
            "date_sent": _iso(self.date_sent),
            "addressees": [_addressee(person) for person in self.addressees],
            "signatories": [person.name for person in self.signatories],
            "signatory_titles": [person.title for person in self.signatories],
            "cc": list(self.cc),
            "subject": self.subject,
            "due_date": _iso(self.due_date),
            "due_time": self.due_time,
            "due_text": self.due_text,
            "relative_due": self.relative_due,
            "other_dates": [{"date": _iso(o.date), "what": o.what, "text": o.text} for o in self.other_dates],
            "items": [{"number": i.number, "parent": i.parent, "text": i.text, "kind": kind_of(i)} for i in self.items],
            "warnings": list(self.warnings),
            "evidence": [_evidence(e) for e in self.evidence],
            **{name: self.said.get(name) for name in ASIDES},
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _addressee(person: Person) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": person.name, "title": person.title, "agency": person.agency}
    return {**shown, "agency_implied": True} if person.agency_implied else shown


def _evidence(found: Evidence) -> dict[str, Any]:
    return {
        "finding": found.finding,
        "value": found.value,
        "words": found.words,
        "page": found.page,
        "offset": found.offset,
        "confidence": found.confidence,
    }
