"""Release one false alarm of the markings guard: exactly this text or file, for this office, with a reason."""

from app.clock import now
from app.extensions import db
from app.history import hold, record
from app.models import MarkingHit, User


def release(hit: MarkingHit, *, reason: str, by: User) -> None:
    hold(hit)
    hit.release(by=by, at=now(), reason=reason)
    summary = f"False alarm released: a {hit.sort} with {hit.what}, SHA-256 {hit.digest}."
    record(hit, "released", by=by, summary=summary, note=reason, changes={})
    db.session.commit()
