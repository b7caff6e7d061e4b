"""Pages of signing in by a one-time link and of the own account; password pages are the library's, in our templates."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user, logout_user
from flask_wtf import FlaskForm

from app.accounts import queries, services
from app.policies import seats_of
from app.refusals import Refused
from app.web.links import person

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


@bp.get("/account")
def account() -> ResponseReturnValue:
    """One's own; everybody who is signed in has one, with a seat or without."""
    return render_template("accounts/account.html", person=person(), seats=seats_of(person()))


@bp.post("/account/sign-out")
def sign_out_everywhere() -> ResponseReturnValue:
    services.sign_out_everywhere(person())
    logout_user()
    flash("You are signed out everywhere.")
    return redirect(url_for("security.login"))
