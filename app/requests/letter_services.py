"""Begin a draft from an uploaded letter: guarded, kept as the original, read in a child, and suggested, never asserted."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from app.attaching import examined, keep
from app.clock import today
from app.extensions import db
from app.extraction.letters import LetterRead, read_letter_in_child
from app.files import Spool
from app.history import record
from app.markings import Marked, find_marking
from app.models import LetterReading, Office, RequestDraft, User
from app.models.base import new_id, released_digests, words_in
from app.refusals import Refused
from app.requests import letter_queries, queries
from app.requests.drafts import Fields, write
from app.requests.item_rows import columns_of
from app.requests.letter_findings import fields_of, matched, rows_of

USED = "This form was used before. Open a new one and choose the letter again."
CLEARED = "Words in this letter look like a classification marking, so it was not read. They were released for your office: enter the letter by hand."


def begin(upload: FileStorage, *, office: Office, by: User, draft_id: int) -> RequestDraft:
    """A draft with what was found in the letter; the same form sent twice makes one and gives it back.

    A letter that can't be read is kept all the same, with the reason; one that may not be kept raises `Refused`.
    """
    made = db.session.get(RequestDraft, draft_id)
    if made is not None:
        return made
    if queries.filed_as(draft_id, by=by) is not None:
        raise Refused(USED)
    found, near = examined(upload, office_ids=[office.id]), today(office.zone)
    db.session.rollback()  # On SQLite a POST holds the one write lock; reading takes seconds.
    read, refusal = read_or_told(found.spool, near, office=office)
    stored, name = keep(db.session, upload, office_id=office.id)
    if read.findings:
        read.findings["matches"] = matched(read.findings, letter_queries.directory())
    draft = RequestDraft(id=draft_id, drafted_by_id=by.id)
    write(draft, suggested(read.findings, office=office, by=by), office=office)
    texts = {"findings": read.findings, "pages": read.pages, "sheets": read.sheets, "corrections": []}
    told = {"office_id": office.id, "stored_file": stored, "name": name, "read_by_id": by.id, "refusal": refusal}
    db.session.add_all([draft, LetterReading(id=new_id(), draft=draft, **told, **texts)])
    try:
        record(draft, "drafted", by=by, summary=f"Draft begun from the letter {name}.", changes={})
    except IntegrityError:
        raise Refused(USED) from None
    db.session.commit()
    return draft


def read_or_told(spool: Spool, near: Any, *, office: Office) -> tuple[LetterRead, str | None]:
    """What was found, or nothing and the sentence that says why; `Marked` where a scan shows what may not be kept."""
    try:
        read = read_letter_in_child(spool, context_date=near)
    except Marked as marked:
        if marked.digest not in released_digests(db.session.connection(), [office.id]):
            raise
        return LetterRead({}), CLEARED
    except Refused as refused:
        return LetterRead({}), refused.sentence
    if any(find_marking(words) for words in words_in([read.findings, read.pages])):
        return LetterRead({}), CLEARED
    return read, None


def suggested(findings: dict[str, Any], *, office: Office, by: User) -> Fields:
    """The form's fields as if a person had typed what the letter prints."""
    fields = {
        "office_id": [str(office.id)],
        "owner_id": [str(by.id)],
        **fields_of(findings),
        **columns_of(rows_of(findings)),
    }
    return {name: [printable(words) for words in typed] for name, typed in fields.items()}


def printable(words: str) -> str:
    """Without what no form takes: control characters that a PDF may hide between its letters."""
    return "".join(sign for sign in words if sign.isprintable() or sign in "\n\t")
