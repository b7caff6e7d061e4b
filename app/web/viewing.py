"""The viewing log's ears: a page about what is handled with care is noted once it was shown, and says so."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, request

from app.extensions import db
from app.models import IntelligenceItem, OversightRequest, Viewing
from app.models.picklists import WATCHED, ViewingKind
from app.web.links import person


@dataclass(frozen=True)
class Watched:
    """A noun whose pages are noted in the viewing log."""

    noun: str
    noun_id: int
    office_id: int
    request_id: int | None


def init_app(app: Flask) -> None:
    app.after_request(note_view)
    app.jinja_env.globals.update(is_watched=is_watched)


def is_watched() -> bool:
    """Whether this page is being noted; asked while it is written, since its rows may be given up afterwards."""
    if request.method == "GET" and "watched" not in g:
        g.watched = watched(g.get("authorized"))
    return g.get("watched") is not None


def watched(noun: Any) -> Watched | None:
    """What the log says of a page about `noun`; None where looking at it is nobody's business."""
    home = noun if isinstance(noun, OversightRequest | IntelligenceItem) else getattr(noun, "oversight_request", None)
    if home is None or not (home.handling in WATCHED or getattr(home, "is_limited", False)):
        return None
    request_id = home.id if isinstance(home, OversightRequest) else None
    return Watched(type(noun).__name__, noun.id, home.office_id, request_id)


def note_view(response: Response) -> Response:
    """A page that was shown; a file notes its own download."""
    if response.status_code == 200 and response.mimetype == "text/html" and g.get("watched") is not None:
        note(ViewingKind.VIEWED, g.watched)
    return response


def note(kind: ViewingKind, seen: Watched) -> None:
    """One row, in a session of its own: a page only reads, and on SQLite what began to read cannot write."""
    with db.sessionmaker(bind=db.engine.execution_options(writes=True)) as own:
        own.add(
            Viewing(
                kind=kind,
                person_id=person().id,
                office_id=seen.office_id,
                noun=seen.noun,
                noun_id=seen.noun_id,
                request_id=seen.request_id,
            )
        )
        own.commit()
