"""The first page."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.policies import Action, allowed, authorize

bp = Blueprint("today", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Who runs the installation and sits in no office begins with its set-up."""
    if allowed(current_user, Action.ADMINISTER) and not allowed(current_user, Action.SEE):
        return redirect(url_for("administration.show"))
    authorize(Action.SEE)
    return render_template("today/show.html")
