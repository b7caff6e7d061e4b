"""What the record knows that a letter may say: facts of the letter and its items, never grades, notes or sources."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.dates import clock_text, formal_text
from app.models import Agency, AgencyContact, Office, OversightRequest
from app.models.letter_picklists import LetterKind, OfficeWords
from app.models.written_letter import LetterWords
from app.refusals import Refused
from app.writing.filling import fill
from app.writing.points import deficiencies, listed, one_line, open_of, outstanding

# The letters that open a request; all others speak of one that was sent.
OPENING = frozenset({LetterKind.REQUEST, LetterKind.PRESERVATION, LetterKind.QFR})
ELECTRONIC = "Via electronic transmission"
SUFFIX = re.compile(r",?\s+(?:Jr|Sr|II|III|IV|M\.?D|Ph\.?D)\.?$")
THE = re.compile(r"^The (?:Honorable )?")
TITLED = re.compile(
    r"(?:[A-Z][A-Za-z-]+ ){0,3}?(?:Secretary|Director|Administrator|Commissioner|General|Chair\w*|Ambassador|President)\b"
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a person says of a letter before it is written."""

    id: int
    kind: LetterKind
    dated_on: date
    answer_on: date | None = None


Texts = dict[OfficeWords, str]


def words_for(oversight_request: OversightRequest, asked: Asked, texts: Texts) -> LetterWords:
    """The letter of this kind about this request, from the record and the office's words."""
    if asked.kind is LetterKind.OUTSTANDING:
        raise Refused("A list of outstanding requests is written from the agency's page.", field="kind")
    if asked.kind not in OPENING and not oversight_request.is_sent:
        raise Refused(f"{oversight_request.number} was not sent yet, so there is nothing to follow up.", field="kind")
    if asked.kind in {LetterKind.FOLLOW_UP, LetterKind.DEFICIENCY} and not open_of(oversight_request.items):
        raise Refused("No item is open, so there is nothing to ask for again.", field="kind")
    r = oversight_request
    return LetterWords(
        dated_on=asked.dated_on,
        subject=f"{one_line(r.subject)} ({r.number})",
        salutation=salutation(r.addressee, r.addressee_title),
        text=written(asked, texts, facts_of(r, asked, texts)),
        delivery=ELECTRONIC,
        addressee=r.addressee,
        addressee_title=r.addressee_title,
        addressee_body=r.agency.name,
        signatories=tuple((each["name"], each["title"] or "") for each in r.signatories),
        cc=r.cc,
    )


def words_for_agency(
    agency: Agency, requests: Sequence[OversightRequest], asked: Asked, texts: Texts, *, contact: AgencyContact | None
) -> LetterWords:
    """The list of what an agency has not answered in full."""
    if not requests:
        raise Refused(f"No request to {agency.short_name} is outstanding.")
    office, signatories = requests[0].office, requests[0].signatories
    facts = {
        **of_letter(asked, office, agency, texts),
        "request_count": counted(len(requests), "request"),
        "outstanding": outstanding(requests),
    }
    name, title = (contact.name, contact.title) if contact else (None, None)
    return LetterWords(
        dated_on=asked.dated_on,
        subject="Outstanding requests",
        salutation=salutation(name, title),
        text=written(asked, texts, facts),
        delivery=ELECTRONIC,
        addressee=name,
        addressee_title=title,
        addressee_body=agency.name,
        signatories=tuple((each["name"], each["title"] or "") for each in signatories),
    )


def written(asked: Asked, texts: Texts, facts: dict[str, str | None]) -> str:
    """The office's words with the facts in them; a date that is missing is told where it is asked for."""
    try:
        return fill(texts[OfficeWords(asked.kind.value)], facts)
    except Refused as refused:
        if refused.field == "answer_date":
            raise Refused("Enter the date by which this letter asks for an answer.", field="answer_on") from None
        raise Refused(refused.sentence, field="kind") from None


def facts_of(r: OversightRequest, asked: Asked, texts: Texts) -> dict[str, str | None]:
    items, still_open = list(r.items), open_of(r.items)
    tops = [item for item in items if item.parent_id is None]
    answer: str | None
    if asked.answer_on is None and asked.kind in OPENING and r.due_on is not None:
        answer = formal_text(r.due_on) + (f", at {clock_text(r.due_time)}" if r.due_time else "")
    else:
        answer = day(asked.answer_on)
    return {
        **of_letter(asked, r.office, r.agency, texts),
        "number": r.number,
        "subject": one_line(r.subject),
        "letter_date": day(r.dated_on or r.transmitted_on),
        "sent_date": day(r.transmitted_on),
        "first_due_date": day(r.first_due_on),
        "due_date": day(r.due_on),
        "answer_date": answer,
        "item_count": counted(len(tops), "item"),
        "open_count": counted(sum(item.parent_id is None for item in still_open), "item"),
        "items": listed(items, subject=r.subject),
        "open_items": listed(still_open, subject=r.subject),
        "deficiencies": deficiencies(r, answer_on=asked.answer_on),
    }


def of_letter(asked: Asked, office: Office, agency: Agency, texts: Texts) -> dict[str, str | None]:
    return {
        "agency": agency.name,
        "agency_short": agency.short_name,
        "office": office.name,
        "date": formal_text(asked.dated_on),
        "answer_date": day(asked.answer_on),
        "instructions": texts[OfficeWords.INSTRUCTIONS].strip(),
    }


def day(on: date | None) -> str | None:
    return formal_text(on) if on else None


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def salutation(name: str | None, title: str | None) -> str:
    """Dear Secretary Doe: where the title is one by which people are addressed; else the whole name, or nobody's."""
    if not name:
        return "To Whom It May Concern:"
    bare = SUFFIX.sub("", THE.sub("", name)).strip()
    found = TITLED.match(title or "")
    return f"Dear {found[0]} {bare.split()[-1]}:" if found else f"Dear {bare}:"
