"""Pages of how a request ended and what came of it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.clock import today
from app.models.picklists import ClosingReason
from app.outcomes import queries, services
from app.outcomes.forms import ChangedOutcomeForm, ClosingForm, OutcomeForm
from app.policies import Action, authorize
from app.web.links import demand_seat, person

bp = Blueprint("outcomes", __name__)
bp.before_request(demand_seat)


@bp.route("/requests/<number>/outcomes/new", methods=["GET", "POST"])
def record_outcome(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.RECORD_OUTCOME, oversight_request)
    form = OutcomeForm(dated_on=today(oversight_request.office.zone))
    form.begin_with(oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            entry = services.Entry(form.noun_id, form.facts, form.asked_step)
            services.record_outcome(oversight_request, entry=entry, by=person())
            flash("Outcome recorded.")
            return redirect(url_for("requests.show", number=number))
    return render_template("outcomes/record_outcome.html", oversight_request=oversight_request, form=form)


@bp.route("/requests/<number>/outcomes/<int:outcome_id>/edit", methods=["GET", "POST"])
def change_outcome(number: str, outcome_id: int) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    outcome = queries.get_outcome(number, outcome_id)
    authorize(Action.RECORD_OUTCOME, outcome)
    form = ChangedOutcomeForm(outcome)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.change_outcome(outcome, facts=form.facts, edition=form.seen_edition, by=person())
            flash("Outcome saved.")
            return redirect(url_for("requests.show", number=number))
    return render_template("outcomes/record_outcome.html", oversight_request=oversight_request, form=form), form.status


@bp.route("/requests/<number>/closing", methods=["GET", "POST"])
def close(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.CLOSE, oversight_request)
    form = ClosingForm(on=today(oversight_request.office.zone), reason=reason_asked())
    if form.validate_on_submit():
        with form.showing_refusals():
            services.close(oversight_request, closing=form.closing, by=person())
            flash(f"{number} is closed. Its reminders stop.")
            return redirect(url_for("requests.show", number=number))
    return render_template("outcomes/close.html", oversight_request=oversight_request, form=form)


@bp.post("/requests/<number>/reopening")
def reopen(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.REOPEN, oversight_request)
    services.reopen(oversight_request, by=person())
    flash(f"{number} is open again. Its reminders run on.")
    return redirect(url_for("requests.show", number=number))


def reason_asked() -> ClosingReason | None:
    """The reason in the address, where a link named one."""
    return ClosingReason.__members__.get(request.args.get("reason", ""))
