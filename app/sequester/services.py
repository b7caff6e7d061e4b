"""Take texts and files out of sight, give them back, erase them, and erase again what an older backup brought back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.attaching import store
from app.clock import now
from app.erasures import Erasure, ErasureList
from app.extensions import db
from app.history import hold, record
from app.models import (
    Attachment,
    Event,
    Message,
    Office,
    SequesteredFile,
    SequesteredText,
    Sequestration,
    StoredFile,
    User,
)
from app.models.base import new_id
from app.refusals import Refused
from app.scrubbing import scrub
from app.sequester import queries
from app.sequester.catalog import DERIVED, catalog
from app.sequester.darkening import (
    bring_back,
    bring_back_text_of,
    bury,
    darken,
    darken_text_of,
    forget_readings_of,
    forget_text_of,
    gravestone,
    kept_mail,
    tombstone,
)
from app.sequester.finding import reaching
from config import Settings

NOTHING = "Tick at least one text or file."


@dataclass(frozen=True)
class Ticked:
    """What an officer wants out of sight: keys of places, ids of stored files, why, and perhaps which pages."""

    keys: Sequence[str]
    file_ids: Sequence[int]
    reason: str
    pages: str | None = None


def sequester(office: Office, *, ticked: Ticked, by: User) -> Sequestration:
    """Make all of it dark at once, in one recorded act; files are dark wherever they are attached, in other offices too."""
    if not ticked.keys and not ticked.file_ids:
        raise Refused(NOTHING)
    at = now()
    made = Sequestration(id=new_id(), office_id=office.id, by_id=by.id, reason=ticked.reason, pages=ticked.pages)
    with reaching(db.session):
        db.session.add(made)
        texts = [queries.text_at(key, office) for key in dict.fromkeys(ticked.keys)]
        files = queries.files_in(ticked.file_ids, office)
        for text in texts:
            made.texts.append(text)
            darken(db.session, text, tombstone(office, at))
        for file in files:
            made.files.append(SequesteredFile(stored_file=file))
            file.sequestered_at = file.sequestered_at or at
            darken_text_of(db.session, made.files[-1])
        db.session.flush()
        tell(made, "sequestered", f"{holds(made)} taken out of sight by the security officer.", by=by)
        messages = messages_of(db.session, made)
        db.session.commit()
        set_aside(files, messages)
    return made


def release(sequestration: Sequestration, *, reason: str, by: User) -> int:
    """Give a false alarm back; answers how many texts stay as somebody has rewritten them since."""
    with reaching(db.session):
        hold(sequestration)
        sequestration.release(at=now(), reason=reason)
        words, rewritten = tombstone(sequestration.office, sequestration.created_at), 0
        for text in sequestration.texts:
            rewritten += not bring_back(db.session, text, words)
        db.session.flush()
        freed = [file.stored_file for file in sequestration.files if not queries.is_held_elsewhere(file)]
        for stored in freed:
            stored.sequestered_at = None
            bring_back_text_of(db.session, stored)
        messages = messages_of(db.session, sequestration)
        tell(sequestration, "released", f"{holds(sequestration)} given back by the security officer.", by=by)
        for stored in freed:
            store().bring_back(stored.sha256)
        for smtp_id in messages:
            kept_mail().bring_back(smtp_id)
        db.session.commit()
    return rewritten


def erase(sequestration: Sequestration, *, by: User) -> bool:
    """Remove it for good: list it, wipe the bytes, lay the last tombstones, scrub the database.

    False where others were at the database, so that its spare pages must be scrubbed once more.
    """
    with reaching(db.session):
        hold(sequestration)
        at = now()
        sequestration.erase(at=at)
        listed_at().add(queries.erasures_of(sequestration, at))
        wipe(db.session, sequestration)
        bury_all(db.session, sequestration, at)
        tell(sequestration, "erased", f"{holds(sequestration)} erased by the security officer.", by=by)
        db.session.commit()
    return scrub_database()


def replay(path: Path | None = None) -> str:
    """Erase again what this installation's database and files hold of the erasure list; says what was done.

    Raises `Refused` where there is no list, or where it does not hold.
    """
    count = erase_listed(db.session, path)
    db.session.commit()
    scrub_database()
    return f"{count} {'text or file was' if count == 1 else 'texts or files were'} erased again."


def erase_listed(session: Session, path: Path | None = None) -> int:
    """The same in a session that looks as System, of whatever database; nothing is committed. Answers how many.

    A restore calls this before anybody can see what it brought.
    """
    listed = listed_at(path)
    if not listed.exists:
        raise Refused(f"There is no erasure list at {listed.path}.")
    touched: list[int] = []
    for act, group in groupby(listed.read(), key=lambda erasure: erasure.act):
        touched += erase_act_again(session, act, list(group))
    session.flush()
    session.expire_all()
    for office_id in sorted(set(touched)):
        count = touched.count(office_id)
        words = f"After a restore, {count} {'text or file was' if count == 1 else 'texts or files were'} erased again."
        record(session.get_one(Office, office_id), "erased", by=None, summary=words, changes={})
    return len(touched)


def scrub_database() -> bool:
    """Rewrite the tables without what was overwritten in them."""
    tables = [described.noun.__tablename__ for described in catalog().values()]
    return scrub(db.engine, [*tables, *(noun.__tablename__ for noun in (SequesteredText, SequesteredFile, *DERIVED))])


def listed_at(path: Path | None = None) -> ErasureList:
    """The erasure list of the settings, or another one."""
    settings: Settings = current_app.extensions["tecum"]
    return ErasureList(path or settings.erasure_list)


def holds(sequestration: Sequestration) -> str:
    """2 texts and 1 file"""
    counts = ((len(sequestration.texts), "text"), (len(sequestration.files), "file"))
    return " and ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count)


def tell(sequestration: Sequestration, verb: str, summary: str, *, by: User) -> None:
    """One act: an event for the sequestration, and one for each request or item that it touches, of any office.

    Another office reads only that a file of its own is dark or back; the chains are locked in one order.
    """
    act_id, own = new_id(), sequestration.office_id
    nouns: list[Any] = [sequestration, *queries.nouns_touched(sequestration)]
    for noun in sorted(nouns, key=lambda each: each.office_id):
        if noun.office_id == own:
            record(noun, verb, by=by, summary=summary, changes={}, act_id=act_id)
        else:
            words = {"released": "is back in its place", "erased": "was removed for good"}.get(verb, "is out of sight")
            said = f"A file that is attached here {words}. Your security officer can be asked."
            record(noun, verb, by=None, summary=said, changes={}, act_id=new_id())


def messages_of(session: Session, sequestration: Sequestration) -> list[str]:
    """The Message-IDs of the mails among its texts."""
    ids = [text.noun_id for text in sequestration.texts if text.noun == Message.__name__]
    return list(session.scalars(sa.select(Message.smtp_id).where(Message.id.in_(ids))))


def set_aside(files: Iterable[StoredFile], messages: Iterable[str]) -> None:
    for stored in files:
        store().set_aside(stored.sha256)
    for smtp_id in messages:
        kept_mail().set_aside(smtp_id)


def wipe(session: Session, sequestration: Sequestration) -> None:
    for file in sequestration.files:
        store().erase(file.stored_file.sha256)
        forget_text_of(session, file.stored_file)
        forget_readings_of(session, file.stored_file)
    for smtp_id in messages_of(session, sequestration):
        kept_mail().erase(smtp_id)


def bury_all(session: Session, sequestration: Sequestration, at: datetime) -> int:
    """Lay the last tombstones and destroy what is held; a text that somebody has written anew since is left alone."""
    words, first = gravestone(sequestration.office, at), tombstone(sequestration.office, sequestration.created_at)
    buried = 0
    for text in sequestration.texts:
        text.held = None
        buried += bury(session, catalog()[text.noun], text.noun_id, text.field, words, only_on=first)
    for file in sequestration.files:
        buried += file.stored_file.erased_at is None
        file.held = None
        file.stored_file.erased_at = at
    session.flush()
    return buried


def erase_act_again(session: Session, act: int, erasures: list[Erasure]) -> list[int]:
    """An office's id for each text or file that was erased again: none where the database is younger than the erasure."""
    for erasure in erasures:
        if erasure.noun == StoredFile.__name__:
            store().erase(erasure.digest)
    known = session.get(Sequestration, act)
    if known is None:
        touched = [office_id for erasure in erasures for office_id in erase_again(session, erasure)]
        remember(session, erasures[0])
        return touched
    wipe(session, known)
    if known.erased_at is not None:
        return []
    known.released_at, known.erased_at = None, now()
    return [known.office_id] * bury_all(session, known, known.erased_at)


def remember(session: Session, erasure: Erasure) -> None:
    """So that running this once more leaves alone what is written from now on."""
    if session.get(Office, erasure.office_id) is not None and session.get(User, erasure.by_id) is not None:
        told = {"office_id": erasure.office_id, "by_id": erasure.by_id, "reason": "Erased again after a restore."}
        session.add(Sequestration(id=erasure.act, erased_at=now(), **told))


def erase_again(session: Session, erasure: Erasure) -> list[int]:
    """The offices that had it, after it was erased there again; none where it is gone or was never there."""
    if erasure.noun == StoredFile.__name__:
        return erase_file_again(session, erasure)
    described = catalog().get(erasure.noun)
    if described is None or (erasure.before and session.get(Event, erasure.before) is not None):
        return []
    office_id = queries.office_of(session, described, erasure.noun_id)
    if office_id is None:
        return []
    if described.noun is Message:
        kept_mail().erase(str(session.scalar(sa.select(Message.smtp_id).where(Message.id == erasure.noun_id))))
    words = gravestone(session.get_one(Office, office_id), now())
    return [office_id] if bury(session, described, erasure.noun_id, erasure.field, words) else []


def erase_file_again(session: Session, erasure: Erasure) -> list[int]:
    stored = session.scalar(sa.select(StoredFile).where(StoredFile.sha256 == erasure.digest))
    if stored is None or stored.erased_at is not None:
        return []
    stored.sequestered_at = stored.erased_at = now()
    forget_text_of(session, stored)
    forget_readings_of(session, stored)
    session.flush()
    offices = sa.select(catalog()[Attachment.__name__].office_id).where(Attachment.stored_file_id == stored.id)
    return list(session.scalars(offices.distinct()))
