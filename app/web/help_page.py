"""The help page: how dates, counts and reminders work, in plain sentences."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_security import auth_required

bp = Blueprint("help", __name__)


@bp.get("/help")
@auth_required("session")
def help_page() -> ResponseReturnValue:
    return render_template("help/show.html")
