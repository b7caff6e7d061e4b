"""Who may do what, and who may see what: the grid of roles and the one visibility predicate."""

from app.policies.grid import (
    GRANTS,
    STAFF,
    Action,
    allowed,
    authorize,
    grants,
    is_owner,
    office_id_of,
    offices_for,
    seats_of,
)
from app.policies.sight import (
    NOBODY,
    SYSTEM,
    Viewer,
    guarded_nouns,
    look,
    look_for,
    past_walls,
    viewer_of,
    visible,
    with_bureaus,
)

__all__ = [
    "GRANTS",
    "NOBODY",
    "STAFF",
    "SYSTEM",
    "Action",
    "Viewer",
    "allowed",
    "authorize",
    "grants",
    "guarded_nouns",
    "is_owner",
    "look",
    "look_for",
    "office_id_of",
    "offices_for",
    "past_walls",
    "seats_of",
    "viewer_of",
    "visible",
    "with_bureaus",
]
