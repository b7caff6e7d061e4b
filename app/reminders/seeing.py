"""Who may see which requests, asked for many people at once: each answer is the visibility predicate's own."""

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.bulk import among
from app.models import OversightRequest
from app.policies import Viewer, look

AT_ONCE = 1_000


def seen_by(session: Session, viewer: Viewer, ids: Iterable[int]) -> set[int]:
    """Which of these requests somebody may see: the session looks for that person, for this one question."""
    before, wanted = session.info["viewer"], list(ids)
    look(session, viewer)
    try:
        parts = (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))
        return {
            found
            for part in parts
            for found in session.scalars(
                sa.select(OversightRequest.id).where(among(session, OversightRequest.id, part))
            )
        }
    finally:
        look(session, before)


class Seen:
    """Of some requests: one question for all who sit alike, and one for each person about the rest.

    Nobody sees less than what their seats let anybody see, so that only the others (limited to named people) are asked
    for person by person.
    """

    def __init__(self, session: Session, ids: Iterable[int]) -> None:
        self.session, self.ids = session, list(ids)
        self.known: dict[Viewer, set[int]] = {}

    def by_seats(self, viewer: Viewer) -> set[int]:
        """What anybody sees who sits as this person does."""
        seats = replace(viewer, user_id=0)
        if seats not in self.known:
            self.known[seats] = seen_by(self.session, seats, self.ids)
        return self.known[seats]

    def by(self, viewer: Viewer, ids: Iterable[int]) -> set[int]:
        wanted = set(ids)
        seen = self.by_seats(viewer) & wanted
        rest = wanted - seen
        return seen | seen_by(self.session, viewer, rest) if rest else seen
