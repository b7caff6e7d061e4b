"""Verbs on an office's own words: keep them in place of the standard ones, or take the standard ones again."""

from app.extensions import db
from app.history import hold_as_seen, record
from app.models import LetterTemplate, Office, User
from app.models.letter_picklists import OfficeWords
from app.refusals import Outdated, Refused
from app.writing import queries
from app.writing.filling import LEFT_OVER, check

PLAIN = frozenset({OfficeWords.LETTERHEAD, OfficeWords.INSTRUCTIONS})
LINES = 6


def keep_template(office: Office, *, kind: OfficeWords, text: str, edition: int, by: User) -> None:
    """From now on letters of this kind begin with these words. `edition` 0: the office keeps none of its own yet."""
    demand_sound(kind, text)
    kept = queries.template(office, kind)
    if kept is None:
        kept = LetterTemplate(office=office, kind=kind, text=text, edition=1)
        db.session.add(kept)
    elif edition == 0:
        raise Outdated("A colleague changed these words while you were writing.")
    else:
        hold_as_seen(kept, edition=edition, what="these words")
        kept.text, kept.edition = text, kept.edition + 1
    record(kept, "kept", by=by, summary=f"Words for letters kept: {kind.label}.")
    db.session.commit()


def demand_sound(kind: OfficeWords, text: str) -> None:
    if kind not in PLAIN:
        check(text)
    elif LEFT_OVER.search(text):
        raise Refused("These words stand in every letter as they are, so they take no fields.", field="text")
    if kind is OfficeWords.LETTERHEAD and len(text.splitlines()) > LINES:
        raise Refused(f"Use at most {LINES} lines.", field="text")


def drop_template(office: Office, *, kind: OfficeWords, by: User) -> None:
    """Letters of this kind begin with the standard words again."""
    kept = queries.template(office, kind)
    if kept is None:
        return
    record(kept, "dropped", by=by, summary=f"Standard words again: {kind.label}.", changes={"text": [kept.text, None]})
    db.session.delete(kept)
    db.session.commit()
