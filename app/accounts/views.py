"""Pages of signing in by a one-time link; password pages are the library's, in our templates."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user
from flask_wtf import FlaskForm

from app.accounts import queries, services
from app.refusals import Refused

bp = Blueprint("accounts", __name__)


@bp.route("/signin/link/<token>", methods=["GET", "POST"])
def sign_in_by_link(token: str) -> ResponseReturnValue:
    """Opening the link does nothing; its button signs in, once."""
    form = FlaskForm()
    link = queries.usable_link(token)
    if link is None:
        return render_template("accounts/link_expired.html"), 410
    if form.validate_on_submit():
        try:
            login_user(services.use_sign_in_link(link))
        except Refused as refusal:
            flash(refusal.sentence, "error")
        return redirect(url_for("today.show"))
    return render_template("accounts/sign_in_by_link.html", form=form)
