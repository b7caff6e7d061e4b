"""A letter's words as they go on paper."""

from datetime import datetime, time

from app.dates import formal_text
from app.documents.letter import Letter
from app.models import Office
from app.models.letter_picklists import LetterKind, OfficeWords
from app.models.written_letter import LetterWords
from app.writing.facts import Texts


def on_paper(words: LetterWords, *, kind: LetterKind, office: Office, texts: Texts) -> Letter:
    address = (words.addressee, words.addressee_title, words.addressee_body)
    return Letter(
        title=f"{kind.label}: {words.subject}",
        office=office.name,
        date=formal_text(words.dated_on),
        address=tuple(line for line in address if line),
        salutation=words.salutation,
        text=words.text,
        at=int(datetime.combine(words.dated_on, time(12), office.zone).timestamp()),
        letterhead=tuple(line.strip() for line in texts[OfficeWords.LETTERHEAD].splitlines() if line.strip()),
        delivery=words.delivery or "",
        subject=words.subject,
        signatories=words.signatories,
        copies=words.cc or "",
        is_demonstration=office.is_demonstration,
    )
