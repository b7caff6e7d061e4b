"""How a text goes dark: its words are sealed, a tombstone takes their place, and both can be undone until it is erased."""

import copy
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.clock import now
from app.dates import day_text
from app.kept_mail import KeptMail
from app.models import (
    EventPayload,
    FileText,
    LetterReading,
    Message,
    Office,
    Reminder,
    SequesteredFile,
    SequesteredText,
    StoredFile,
)
from app.sequester.catalog import Described, catalog
from app.sequester.finding import WHOLE
from app.sequester.held import digest_of, seal, unseal
from config import Settings

OPENING = "[removed by the security officer on "
DROPPED = "Dropped: the security officer took it out of sight."
UNSYNCHRONIZED = {"synchronize_session": False}


def tombstone(office: Office, at: datetime) -> str:
    """What stands in place of a text that is out of sight, and whom to call."""
    return f"[taken out of sight on {day_of(office, at)}; call the security officer of {office.short_name}]"


def gravestone(office: Office, at: datetime) -> str:
    """What stands in place of a text for good."""
    return f"{OPENING}{day_of(office, at)}]"


def day_of(office: Office, at: datetime) -> str:
    return day_text(at.astimezone(office.zone).date())


def values_of(session: Session, described: Described, noun_id: int) -> dict[str, Any] | None:
    """The columns with words of one row as they stand; None where it is gone."""
    names = WHOLE.get(described.name, described.fields)
    columns = [getattr(described.noun, name) for name in names]
    row = session.execute(sa.select(*columns).where(described.key == noun_id)).one_or_none()
    return dict(zip(names, row, strict=True)) if row is not None else None


def write(session: Session, described: Described, noun_id: int, values: dict[str, Any]) -> None:
    """Past the guard of the nouns, which would ask about the other columns of the row as well."""
    query = sa.update(described.noun).where(described.key == noun_id).values(**values)
    session.execute(query, execution_options=UNSYNCHRONIZED)


def words_at(session: Session, described: Described, noun_id: int, path: str) -> Any:
    """The words of a place; all columns of a row that goes dark as a whole. None where there are none (any more)."""
    values = values_of(session, described, noun_id)
    if values is None or described.name in WHOLE:
        return values
    name, *steps = path.split("/")
    return leaf(values.get(name), steps)


def leaf(value: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (LookupError, ValueError, TypeError):
            return None
    return value


def replaced(value: Any, steps: Sequence[str], words: Any) -> Any:
    """A column's value with one leaf of it replaced; all its texts where the leaf is not there."""
    if not steps:
        return deadened(value, words) if isinstance(value, dict | list) else words
    if leaf(value, steps) is None:
        return deadened(value, words)
    whole = copy.deepcopy(value)
    inner = leaf(whole, steps[:-1])
    inner[int(steps[-1]) if isinstance(inner, list) else steps[-1]] = words
    return whole


def deadened(value: Any, words: Any) -> Any:
    if isinstance(value, dict):
        return {key: deadened(part, words) for key, part in value.items()}
    if isinstance(value, list):
        return [deadened(part, words) for part in value]
    return words if isinstance(value, str) else value


def put(session: Session, described: Described, noun_id: int, path: str, words: Any) -> None:
    """Put words (a tombstone, or what was held) into a place."""
    name, *steps = path.split("/")
    values = values_of(session, described, noun_id)
    if values is None or name not in values:
        return
    if name.endswith("_url") and isinstance(words, str) and words.startswith("["):
        words = None  # A tombstone is no address to follow.
    write(session, described, noun_id, {name: replaced(values[name], steps, words)})


def darken(session: Session, text: SequesteredText, words: str) -> None:
    """Seal what stands in the place and put the tombstone there; a mail that waits is dropped."""
    described = catalog()[text.noun]
    standing = words_at(session, described, text.noun_id, text.field)
    text.digest, text.held = digest_of(standing), seal(standing)
    lay(session, described, text.noun_id, text.field, words)


def lay(session: Session, described: Described, noun_id: int, path: str, words: str) -> None:
    """Lay a tombstone upon a place."""
    if described.noun is EventPayload:
        write(session, described, noun_id, {"summary": words, "note": None, "changes": {}, "erased_at": now()})
    elif described.noun is Message:
        write(
            session,
            described,
            noun_id,
            {"subject": words, "text": words, "html": words, "headers": {}, "server_words": None},
        )
        drop(session, noun_id)
    else:
        put(session, described, noun_id, path, words)


def drop(session: Session, message_id: int) -> None:
    """What waits in the outbox is not sent any more; the reminder ledger says why."""
    waits = sa.and_(Message.sent_at.is_(None), Message.failed_at.is_(None), Message.dropped_at.is_(None))
    gone = {"dropped_at": now(), "server_words": DROPPED, "leased_until": None}
    dropped = session.execute(
        sa.update(Message).where(Message.id == message_id, waits).values(**gone).returning(Message.id),
        execution_options=UNSYNCHRONIZED,
    ).all()
    if dropped:
        ledger = sa.update(Reminder).where(Reminder.message_id == message_id).values(dropped_because=DROPPED)
        session.execute(ledger, execution_options=UNSYNCHRONIZED)


def darken_text_of(session: Session, file: SequesteredFile) -> None:
    """What was read out of a file goes out of sight with it, and so out of the index of words."""
    kept = session.get(FileText, file.stored_file.id)
    if kept is not None:
        file.held = seal(kept.text)
        forget_text_of(session, file.stored_file)


def forget_text_of(session: Session, stored: StoredFile) -> None:
    query = sa.delete(FileText).where(FileText.stored_file_id == stored.id)
    session.execute(query, execution_options=UNSYNCHRONIZED)


def forget_readings_of(session: Session, stored: StoredFile) -> None:
    """What was read in a letter is erased with it; while it is only out of sight, its reading is not shown."""
    nothing: dict[str, Any] = {"findings": {}, "pages": [], "corrections": [], "name": "", "refusal": None}
    query = sa.update(LetterReading).where(LetterReading.stored_file_id == stored.id).values(**nothing)
    session.execute(query, execution_options=UNSYNCHRONIZED)


def bring_back_text_of(session: Session, stored: StoredFile) -> None:
    """The text comes back with the file; of several acts on one file the first holds it."""
    holding = sa.select(SequesteredFile).where(
        SequesteredFile.stored_file_id == stored.id, SequesteredFile.held.is_not(None)
    )
    for file in session.scalars(holding):
        if session.get(FileText, stored.id) is None:
            session.add(FileText(stored_file_id=stored.id, text=unseal(file.held or b"")))
            session.flush()
        file.held = None


def bring_back(session: Session, text: SequesteredText, words: str) -> bool:
    """Put the held words back; False where somebody has written something else there since."""
    described = catalog()[text.noun]
    standing = words_at(session, described, text.noun_id, text.field)
    held, text.held = unseal(text.held or b""), None
    if described.noun is EventPayload:
        write(session, described, text.noun_id, {**held, "erased_at": None})
        return standing is not None
    if described.noun is Message:
        write(session, described, text.noun_id, held)
        return standing is not None
    if standing not in (words, None) or (standing is None and not text.field.endswith("_url")):
        return False
    put(session, described, text.noun_id, text.field, held)
    return True


def bury(
    session: Session, described: Described, noun_id: int, path: str, words: str, *, only_on: str | None = None
) -> bool:
    """Lay the last tombstone, perhaps only where the first one stands; False where there was nothing to do.

    The salt of a history entry goes too: it could confirm a guess.
    """
    if values_of(session, described, noun_id) is None:
        return False
    said = said_at(session, described, noun_id, path)
    if said.startswith(OPENING) or (only_on is not None and said not in {only_on, ""}):
        return False
    lay(session, described, noun_id, path, words)
    if described.noun is EventPayload:
        write(session, described, noun_id, {"salt": ""})
    return True


def said_at(session: Session, described: Described, noun_id: int, path: str) -> str:
    """The text of a place, or the first one of a row that goes dark as a whole; empty where there is none."""
    standing = words_at(session, described, noun_id, path)
    if isinstance(standing, dict):
        standing = standing.get("summary") or standing.get("text")
    return standing if isinstance(standing, str) else ""


def kept_mail() -> KeptMail:
    """A trial's letters; in production the folder is empty."""
    settings: Settings = current_app.extensions["tecum"]
    return KeptMail(settings.data_dir / "mail")
