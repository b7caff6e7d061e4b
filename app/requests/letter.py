"""What a person tells of a letter when filing or editing it: frozen facts that travel from form to verb."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from app.bases import Rule
from app.models import OversightRequest
from app.models.picklists import Authority, Handling, Instrument, ItemKind, LinkKind
from app.numbering import NumberedItem


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The facts of the letter itself, which may be edited after filing."""

    agency_id: int
    subject: str
    instrument: Instrument = Instrument.LETTER
    authority: Authority | None = None
    addressee: str | None = None
    addressee_title: str | None = None
    signatories: tuple[tuple[str, str], ...] = ()
    cc: str | None = None
    handling: Handling = Handling.COMMITTEE_INTERNAL
    dated_on: date | None = None
    matter_id: int | None = None

    def write(self, oversight_request: OversightRequest) -> None:
        """Put these facts on the request."""
        oversight_request.agency_id, oversight_request.matter_id = self.agency_id, self.matter_id
        oversight_request.subject = self.subject
        oversight_request.instrument, oversight_request.authority = self.instrument, self.authority
        oversight_request.addressee, oversight_request.addressee_title = self.addressee, self.addressee_title
        oversight_request.signatories = [{"name": name, "title": title} for name, title in self.signatories]
        oversight_request.cc, oversight_request.handling = self.cc, self.handling
        oversight_request.date_letter(self.dated_on)


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A letter with what is settled once, when it is filed.

    `listed` are items with their kinds that stand as they are; without them `items` is read as pasted text. `addressed`
    says for a further agency (by the name in `also_to`) who there is written to, and by which title.
    """

    letter: Letter
    due_on: date | None
    due_time: time | None = None
    rule: Rule | None = None
    transmitted_on: date | None = None
    received_on: date | None = None
    owner_id: int
    backup_id: int | None = None
    items: str = ""
    listed: tuple[tuple[NumberedItem, ItemKind | None], ...] | None = None
    is_limited: bool = False
    named_ids: tuple[int, ...] = ()
    is_not_twin: bool = False
    also_to: tuple[str, ...] = ()
    addressed: tuple[tuple[str, str, str], ...] = ()
    earlier_kind: LinkKind | None = None
    earlier_number: str = ""
    signed_letter: Any = None
