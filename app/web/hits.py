"""Keeps a line of each refusal by the markings guard, without a word of what was refused, for the security officer."""

from flask import Flask, Response, g, has_request_context
from flask_login import current_user
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.markings import Marked
from app.models import MarkingHit
from app.policies import STAFF, seats_of


def init_app(app: Flask) -> None:
    app.after_request(keep_hits)


def remember(refusal: Exception) -> None:
    """Note a refusal for the end of this HTTP request: what it had begun to write must be given up first."""
    if isinstance(refusal, Marked) and has_request_context():
        g.setdefault("marked", []).append(refusal)


def keep_hits(response: Response) -> Response:
    """One row for each office of the person and each digest: an officer of either can release it, for that office alone."""
    refusals: list[Marked] = g.pop("marked", [])
    if not refusals or not current_user.is_authenticated:
        return response
    db.session.rollback()
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    offices = [seat.office_id for seat in seats_of(current_user) if seat.role in STAFF]
    for refusal in refusals:
        told = {"digest": refusal.digest, "sort": refusal.sort, "what": refusal.what, "by_id": current_user.id}
        for office_id in offices:
            db.session.execute(insert(MarkingHit).values(office_id=office_id, **told).on_conflict_do_nothing())
    db.session.commit()
    return response
