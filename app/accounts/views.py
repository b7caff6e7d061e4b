"""The own account: who one is, where one is signed in, how dates are read; and signing in by a one-time link."""

from datetime import timedelta

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import entering, people_queries, preferences, queries, services, sessions, sign_in_services
from app.accounts.preferences import ReadingForm
from app.clock import now
from app.policies import seats_of
from app.refusals import Refused
from app.reminders import mail_queries as mail
from app.web.forms import Form
from app.web.links import person

bp = Blueprint("accounts", __name__)


@bp.route("/signin/link/<token>", methods=["GET", "POST"])
def sign_in_by_link(token: str) -> ResponseReturnValue:
    """Opening the link does nothing; its button signs in, once."""
    form = Form()
    link = queries.usable_link(token)
    if link is None:
        return render_template("accounts/link_expired.html"), 410
    if form.validate_on_submit():
        try:
            return entering.enter(services.use_sign_in_link(link), how="by a one-time link")
        except Refused as refusal:
            flash(refusal.sentence, "error")
        return redirect(url_for("today.show"))
    return render_template("accounts/sign_in_by_link.html", form=form)


@bp.get("/account")
def account() -> ResponseReturnValue:
    """One's own; everybody who is signed in has one, with a seat or without."""
    seats = seats_of(person())
    return render_template(
        "accounts/account.html",
        person=person(),
        seats=seats,
        absences=people_queries.absences(seats),
        authenticator=queries.authenticator_of(person()),
        passkeys=queries.passkeys_of(person()),
        codes_left=len(queries.unused_codes(person())),
        sessions=queries.sessions_of(person(), **sessions.limits(now())),
        here=entering.browser(),
        hours=(hours := mail.hours_of(person())),
        coming_mail=mail.next_words(hours),
    )


@bp.route("/account/reading", methods=["GET", "POST"])
def reading() -> ResponseReturnValue:
    """Whose clock and which order of day and month the pages follow."""
    form = ReadingForm.of(person())
    if form.validate_on_submit():
        preferences.read_in(person(), timezone=form.timezone.data, date_style=form.date_style.data)
        flash("Saved. Dates and times are now shown so.")
        return redirect(url_for("accounts.account"))
    return render_template("accounts/reading.html", form=form)


@bp.post("/account/sign-out")
def sign_out_everywhere() -> ResponseReturnValue:
    services.sign_out_everywhere(person())
    entering.leave()
    flash("You are signed out everywhere.")
    return redirect(url_for("security.login"))


@bp.post("/account/sessions/others/end")
def end_other_sessions() -> ResponseReturnValue:
    ended = sign_in_services.sign_out_others(person(), browser=entering.browser())
    flash(f"Signed out elsewhere: {ended}." if ended else "You were signed in nowhere else.")
    return redirect(url_for("accounts.account"))


@bp.post("/account/sessions/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    found = queries.get_session(person(), session_id)
    sign_in_services.sign_out_one(found, by=person())
    flash(f"{found.browser} is signed out.")
    return redirect(url_for("accounts.account"))


@bp.get("/account/session")
def session_left() -> ResponseReturnValue:
    """How long this session lasts if nothing is done; asking is not doing."""
    return jsonify(seconds=seconds_left())


@bp.post("/account/session")
def stay() -> ResponseReturnValue:
    """Stay signed in."""
    sign_in_services.stay(entering.browser())
    return jsonify(seconds=seconds_left())


def seconds_left() -> int:
    return max(0, (sessions.ends_at(entering.browser()) - now()) // timedelta(seconds=1))
