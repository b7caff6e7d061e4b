"""The first page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.policies import Action, authorize

bp = Blueprint("today", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    authorize(Action.SEE)
    return render_template("today/show.html")
