"""Verbs on a written letter: draft it, edit it, clear it step by step, send it, take it as a file."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from app import documents
from app.attaching import attach, style_of
from app.clock import now, today
from app.dates import day_text
from app.documents import FORMATS
from app.extensions import db
from app.history import changes_of, hold, hold_as_seen, record
from app.models import Agency, Communication, LetterMention, Office, OversightRequest, User, WrittenLetter
from app.models.base import new_id
from app.models.communication import CommunicationFacts
from app.models.letter_picklists import LetterStage
from app.models.picklists import AttachmentPurpose, CommunicationKind
from app.models.written_letter import LetterWords
from app.refusals import Refused
from app.writing import queries
from app.writing.facts import OPENING, Asked, words_for, words_for_agency
from app.writing.filling import LEFT_OVER
from app.writing.paper import on_paper

USED = "This form was already used. Open the page again and enter it anew."


@dataclass(frozen=True)
class Act:
    """One step of a letter as a person records it: what, when, whose decision it was, and what was signed on paper."""

    stage: LetterStage
    on: date
    actor: str | None = None
    signed: FileStorage | None = None


@dataclass(frozen=True)
class LetterFile:
    name: str
    media_type: str


def draft(oversight_request: OversightRequest, *, asked: Asked, by: User) -> WrittenLetter:
    """Write a letter from the request's record; the same form sent twice makes one and gives it back."""
    hold(oversight_request)
    made = queries.by_id(asked.id)
    if made is not None:
        return made
    oversight_request.demand_not_void()
    words = words_for(oversight_request, asked, queries.texts_of(oversight_request.office))
    letter = begun(asked, words, office=oversight_request.office, agency=oversight_request.agency, by=by)
    letter.oversight_request = oversight_request
    return keep(letter, [oversight_request], by=by)


def draft_outstanding(agency: Agency, *, office: Office, asked: Asked, by: User) -> WrittenLetter:
    """Write the list of what the agency has not answered in full; each request that it names is a mention."""
    made = queries.by_id(asked.id)
    if made is not None:
        return made
    requests, contact = queries.outstanding(agency, office), queries.contact(agency, office)
    words = words_for_agency(agency, requests, asked, queries.texts_of(office), contact=contact)
    return keep(begun(asked, words, office=office, agency=agency, by=by), list(requests), by=by)


def begun(asked: Asked, words: LetterWords, *, office: Office, agency: Agency, by: User) -> WrittenLetter:
    letter = WrittenLetter(id=asked.id, office=office, agency=agency, kind=asked.kind, edition=1, steps=[])
    letter.write(words, by=by)
    return letter


def keep(letter: WrittenLetter, mentioned: list[OversightRequest], *, by: User) -> WrittenLetter:
    db.session.add(letter)
    db.session.flush()
    db.session.add_all(LetterMention(letter_id=letter.id, request_id=each.id) for each in mentioned)
    summary = f"Letter drafted: {letter.kind.label}, to {letter.agency.short_name}."
    try:
        record(letter, "drafted", by=by, summary=summary, changes={})
    except IntegrityError:
        raise Refused(USED) from None
    db.session.commit()
    return letter


def edit(letter: WrittenLetter, *, words: LetterWords, edition: int, by: User) -> None:
    """Another text is another edition: whatever cleared the one before does not clear it."""
    hold_as_seen(letter, edition=edition, what="this letter")
    if LEFT_OVER.search(words.text) and not LEFT_OVER.search(letter.text):
        raise Refused("There are braces left in this text. Put the words in their place.", field="text")
    before, stage = letter.words, letter.stage
    letter.write(words, by=by)
    if letter.words == before:
        db.session.rollback()
        return
    letter.edition += 1
    fell = f" It was at “{stage.label}” and is a draft again." if stage is not LetterStage.DRAFTED else ""
    # A letter about several requests is seen by those who see them all; its history, by the whole office.
    changes: dict[str, Any] | None = None if letter.request_id is not None else {}
    record(letter, "edited", by=by, summary=f"Letter edited: {letter.kind.label}.{fell}", changes=changes)
    db.session.commit()


def discard(letter: WrittenLetter, *, by: User) -> None:
    """It is not to go out; its text is kept, and `restore` takes it up again. Done twice is done once."""
    hold(letter)
    if letter.is_discarded:
        return
    letter.discard(at=now())
    record(letter, "discarded", by=by, summary=f"Letter discarded: {letter.kind.label}.", changes={})
    db.session.commit()


def restore(letter: WrittenLetter, *, by: User) -> None:
    """A discarded letter stands again, as far as it was."""
    hold(letter)
    if not letter.is_discarded:
        return
    letter.restore()
    record(letter, "restored", by=by, summary=f"Letter restored: {letter.kind.label}.", changes={})
    db.session.commit()


def advance(letter: WrittenLetter, *, act: Act, edition: int, by: User) -> None:
    """Record that this text was cleared or approved; the last step is `send`."""
    hold_as_seen(letter, edition=edition, what="this letter")
    step(letter, act, by=by)
    actor = f" by {act.actor}" if act.actor else ""
    summary = f"Letter {letter.kind.label}: {act.stage.label.lower()}{actor}, {day_text(act.on)}."
    record(letter, act.stage.value.lower(), by=by, summary=summary, changes={"stage": [None, act.stage.value]})
    db.session.commit()


def send(letter: WrittenLetter, *, act: Act, edition: int, by: User) -> None:
    """It went out on that day: its PDF becomes the request's letter and marks it sent, or a letter of ours on the record.

    Where it was signed on paper, the scan is that letter, and the PDF stands beside it as the text that was cleared.
    """
    oversight_request, on = letter.oversight_request, act.on
    if oversight_request is not None:
        hold(oversight_request)
    hold_as_seen(letter, edition=edition, what="this letter")
    step(letter, act, by=by)
    data = file_of(letter, "pdf")
    act_id = new_id()
    if oversight_request is not None:
        put_on_record(letter, oversight_request, data, act=act, by=by, act_id=act_id)
    summary = f"Letter sent on {day_text(on)}: {letter.kind.label}, to {letter.agency.short_name}."
    note = f"SHA-256 of its PDF: {hashlib.sha256(data).hexdigest()}."
    record(letter, "sent", by=by, summary=summary, note=note, changes={}, act_id=act_id)
    db.session.commit()


def verb_for(stage: LetterStage) -> Callable[..., None]:
    return send if stage is LetterStage.SENT else advance


def put_on_record(
    letter: WrittenLetter, oversight_request: OversightRequest, data: bytes, *, act: Act, by: User, act_id: int
) -> None:
    on, day = act.on, today(oversight_request.office.zone)
    if letter.kind in OPENING and not oversight_request.is_sent:
        oversight_request.date_letter(letter.dated_on)
        oversight_request.mark_sent(on=on, today=day)
        changes = changes_of(oversight_request)
        attach_papers(letter, data, act, to=oversight_request, by=by)
        summary = f"Marked as sent on {day_text(on)}."
        record(oversight_request, "sent", by=by, summary=summary, changes=changes, act_id=act_id)
        return
    oversight_request.demand_not_void()
    facts = CommunicationFacts(kind=CommunicationKind.LETTER_OUT, dated_on=on, summary=f"{letter.kind.label} sent.")
    communication = Communication.log(oversight_request, facts=facts, by=by, today=day)
    communication.id = new_id()
    db.session.add(communication)
    db.session.flush()
    attach_papers(letter, data, act, to=communication, by=by)
    summary = f"Letter from us logged: {letter.kind.label}."
    record(communication, "logged", by=by, summary=summary, changes={}, act_id=act_id)


def attach_papers(
    letter: WrittenLetter, data: bytes, act: Act, *, to: OversightRequest | Communication, by: User
) -> None:
    upload = FileStorage(io.BytesIO(data), filename=file_name(letter, "pdf"), content_type=FORMATS["pdf"].media_type)
    attach(act.signed or upload, to=to, purpose=AttachmentPurpose.SIGNED_LETTER, by=by)
    if act.signed:
        upload.filename = f"as-cleared-{upload.filename}"
        attach(upload, to=to, purpose=AttachmentPurpose.EVIDENCE, by=by)


def step(letter: WrittenLetter, act: Act, *, by: User) -> None:
    """Out of turn or twice is refused; two people at the same moment make one step."""
    letter.advance(act.stage, on=act.on, by=by, today=today(letter.office.zone), actor=act.actor)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(USED) from None


def take(letter: WrittenLetter, format: str, *, to: IO[bytes]) -> LetterFile:  # noqa: A002 - staff's own word
    """The letter as a file, from its text as it stands."""
    to.write(file_of(letter, format))
    return LetterFile(file_name(letter, format), FORMATS[format].media_type)


def file_of(letter: WrittenLetter, format: str) -> bytes:  # noqa: A002
    paper = on_paper(letter.words, kind=letter.kind, office=letter.office, texts=queries.texts_of(letter.office))
    return documents.write_letter(paper, format, style=style_of(letter.office) if format == "docx" else None)


def file_name(letter: WrittenLetter, format: str) -> str:  # noqa: A002
    about = letter.oversight_request.number if letter.oversight_request else letter.agency.short_name.replace(" ", "-")
    return f"{about}-{letter.kind.value.lower().replace('_', '-')}-{letter.dated_on.isoformat()}.{format}"
