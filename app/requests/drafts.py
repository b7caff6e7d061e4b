"""Save and discard drafts: what a person typed and has not filed, in any state, without a number."""

from typing import Any

from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.extensions import db
from app.history import hold, record
from app.markings import refuse_marked
from app.models import Office, RequestDraft, User
from app.models.base import released_digests
from app.policies import Action, allowed
from app.refusals import Refused
from app.requests import letter_queries, queries
from app.requests.copying import copy_of

Fields = dict[str, list[str]]


def save(*, fields: Fields, office: Office, by: User, draft_id: int) -> RequestDraft:
    """Keep the form's fields as typed; marked text is refused and nothing of it stored."""
    passes = released_digests(db.session.connection(), [office.id])
    for name, words in fields.items():
        for text in words:
            refuse_marked(text, field=name, passes=passes)
    filed = queries.filed_as(draft_id, by=by)
    if filed is not None:
        raise Refused(f"This letter was filed as {filed.number} meanwhile. Change it there.")
    draft = db.session.get(RequestDraft, draft_id)
    if draft is None:
        return begin(fields, office=office, by=by, draft_id=draft_id)
    hold(draft)
    write(draft, fields, office=office)
    record(draft, "draft_saved", by=by, summary="Draft saved.", changes={})
    db.session.commit()
    return draft


def copy(*, number: str, draft_id: int, by: User) -> RequestDraft:
    """A draft from an earlier request; the same form sent twice makes one and gives it back."""
    made = db.session.get(RequestDraft, draft_id)
    if made is not None:
        return made
    earlier = queries.to_copy(number)
    if earlier is None or not allowed(by, Action.FILE, earlier):
        raise Refused("No request of that number.", field="number")
    draft = copy_of(earlier, draft_id=draft_id, kind=None, by=by)
    db.session.add(draft)
    try:
        record(draft, "drafted", by=by, summary=f"Draft begun from {earlier.number}.", changes={})
    except IntegrityError:
        raise Refused("This form was used before. Open it again and copy once more.") from None
    db.session.commit()
    return draft


def begin(fields: Fields, *, office: Office, by: User, draft_id: int) -> RequestDraft:
    draft = RequestDraft(id=draft_id, drafted_by=by)
    write(draft, fields, office=office)
    db.session.add(draft)
    try:
        record(draft, "drafted", by=by, summary="Draft begun.", changes={})
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        made = db.session.get(RequestDraft, draft_id)
        if made is None:
            raise Refused("This form was used before. Open a new one and save again.")
        return made
    return draft


def write(draft: RequestDraft, fields: Fields, *, office: Office) -> None:
    told: dict[str, Any] = dict(fields)
    draft.fields, draft.saved_at, draft.office_id = told, now(), office.id
    draft.agency_id = queries.agency_id_in(fields)


def discard(draft: RequestDraft, *, by: User) -> None:
    """Throw the draft away; the history keeps that there was one, not its words."""
    hold(draft)
    reading = letter_queries.reading_of(draft.id)
    if reading is not None:
        db.session.delete(reading)
    db.session.delete(draft)
    record(draft, "draft_discarded", by=by, summary="Draft discarded.", changes={})
    db.session.commit()
