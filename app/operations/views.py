"""Health pages."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

bp = Blueprint("operations", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers; it asks no database and no person."""
    return {"status": "ok"}
