"""Pages about one's own mail: how reminders come, putting one request off, and ending a digest from its mail."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.dates import day_text
from app.policies import Action, authorize
from app.reminders import ladder_queries
from app.reminders import mail_queries as queries
from app.reminders import mail_services as services
from app.reminders.mail_forms import MailForm, SnoozeForm
from app.web.forms import Form
from app.web.links import person

bp = Blueprint("reminders", __name__)


@bp.route("/account/mail", methods=["GET", "POST"])
def mail() -> ResponseReturnValue:
    """Each reminder or a digest, the weekly summary, quiet hours."""
    hours = queries.hours_of(person())
    form = MailForm(obj=hours.facts)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.set_rules(person(), facts=form.facts)
            flash(" ".join(["Saved.", *queries.next_words(queries.hours_of(person()))]))
            return redirect(url_for("accounts.account"))
    return render_template("reminders/mail.html", form=form, hours=hours, coming=queries.next_words(hours))


@bp.route("/requests/<number>/snooze", methods=["GET", "POST"])
def snooze(number: str) -> ResponseReturnValue:
    found = queries.get_request(number)
    authorize(Action.SEE, found)
    form, standing = SnoozeForm(), queries.standing_snooze(found, person())
    form.fit(found)
    if form.validate_on_submit():
        with form.showing_refusals():
            until = services.snooze(found, until_on=form.until, by=person()).until_on
            flash(f"You hear of {number} again on {day_text(until)}, 7:00 a.m. Others are reminded as before.")
            return redirect(url_for("requests.show", number=number))
    coming = ladder_queries.coming_moment(found)
    return render_template("reminders/snooze.html", form=form, r=found, standing=standing, coming=coming)


@bp.post("/requests/<number>/snooze/end")
def wake(number: str) -> ResponseReturnValue:
    found = queries.get_request(number)
    authorize(Action.SEE, found)
    services.wake(found, by=person())
    flash(f"You are reminded of {number} by the ladder again.")
    return redirect(url_for("requests.show", number=number))


@bp.route("/mail/unsubscribe/<token>", methods=["GET", "POST"])
def unsubscribe(token: str) -> ResponseReturnValue:
    """Without sign-in; opening it does nothing. A mail program posts here by itself (RFC 8058), so no token is asked."""
    found, what = queries.get_subscriber(token)
    form = Form(meta={"csrf": False})
    if form.is_submitted():
        services.unsubscribe(found, what=what)
    return render_template("reminders/unsubscribe.html", form=form, what=what, is_done=form.is_submitted())
