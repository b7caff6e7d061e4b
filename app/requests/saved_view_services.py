"""Save, change and delete a view of the docket; only what is shared stands in the office's history."""

from dataclasses import dataclass

from app.extensions import db
from app.history import record
from app.models import Office, SavedView, User
from app.refusals import Refused
from app.requests import saved_view_queries as queries


@dataclass(frozen=True)
class ViewFacts:
    """What a person says of a view."""

    name: str
    query: str
    is_shared: bool


def save(facts: ViewFacts, *, office: Office, by: User, view_id: int) -> SavedView:
    """Make a view; the same form sent twice makes one."""
    made = db.session.get(SavedView, view_id)
    if made is not None and made.owner_id == by.id:
        return made
    view = SavedView(id=view_id, owner_id=by.id, office_id=office.id)
    write(view, facts)
    db.session.add(view)
    if view.is_shared:
        record(view, "shared", by=by, summary=f"View shared: {view.name}.", changes={})
    db.session.commit()
    return view


def change(view: SavedView, facts: ViewFacts, *, by: User) -> None:
    was_shared = view.is_shared
    write(view, facts)
    if was_shared or view.is_shared:
        record(view, "changed", by=by, summary=f"Shared view changed: {view.name}.")
    db.session.commit()


def write(view: SavedView, facts: ViewFacts) -> None:
    with db.session.no_autoflush:
        view.write(name=facts.name, query=facts.query, is_shared=facts.is_shared)
        other = queries.namesake(view.name, office_id=view.office_id, person_id=view.owner_id)
    if other is not None and other.id != view.id:
        raise Refused("You have a view of this name already.", field="name")


def delete(view: SavedView, *, by: User) -> None:
    if view.is_shared:
        record(view, "deleted", by=by, summary=f"Shared view deleted: {view.name}.", changes={})
    db.session.delete(view)
    db.session.commit()
