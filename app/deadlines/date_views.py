"""Pages of the dates that a request bears beside its deadline."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.clock import today
from app.deadlines import date_queries, date_services, queries
from app.deadlines.date_forms import DateForm, MetForm
from app.models import OtherDate, OversightRequest
from app.policies import Action, authorize
from app.refusals import Refused
from app.web.links import demand_seat, person
from app.web.shell import flash_undo

bp = Blueprint("dates", __name__)
bp.before_request(demand_seat)


@bp.get("/requests/<number>/dates")
def index(number: str) -> ResponseReturnValue:
    oversight_request = queries.with_items(number)
    authorize(Action.READ_HISTORY, oversight_request)
    day, dates = today(oversight_request.office.zone), date_queries.listed(oversight_request)
    return render_template("deadlines/dates.html", r=oversight_request, dates=dates, today=day)


@bp.route("/requests/<number>/dates/new", methods=["GET", "POST"])
def add(number: str) -> ResponseReturnValue:
    oversight_request = queries.with_items(number)
    authorize(Action.EDIT, oversight_request)
    form = DateForm()
    form.fit(oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            return back(
                date_services.add(oversight_request, form.told, date_id=form.noun_id, by=person()), "Date added."
            )
    return render_template("deadlines/date.html", r=oversight_request, form=form, old=None)


@bp.route("/requests/<number>/dates/<int:date_id>", methods=["GET", "POST"])
def change(number: str, date_id: int) -> ResponseReturnValue:
    oversight_request, old = found(number, date_id)
    authorize(Action.EDIT, oversight_request)
    form = DateForm()
    form.fit(oversight_request, old)
    if form.validate_on_submit():
        with form.showing_refusals():
            return back(date_services.change(old, form.told, date_id=form.noun_id, by=person()), "Date changed.")
    return render_template("deadlines/date.html", r=oversight_request, form=form, old=old)


@bp.route("/requests/<number>/dates/<int:date_id>/met", methods=["GET", "POST"])
def meet(number: str, date_id: int) -> ResponseReturnValue:
    oversight_request, own = found(number, date_id)
    authorize(Action.EDIT, oversight_request)
    form = MetForm(met_on=today(oversight_request.office.zone))
    if form.validate_on_submit():
        with form.showing_refusals():
            date_services.meet(own, on=form.met_on.data, by=person())
            return back(own, "Noted that it came.")
    return render_template("deadlines/met.html", r=oversight_request, form=form, own=own)


@bp.post("/requests/<number>/dates/<int:date_id>/removal")
def remove(number: str, date_id: int) -> ResponseReturnValue:
    oversight_request, own = found(number, date_id)
    authorize(Action.EDIT, oversight_request)
    try:
        date_services.remove(own, by=person())
        return back(own, "Date removed.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("dates.index", number=number))


@bp.post("/requests/<number>/dates/<int:date_id>/undo")
def undo(number: str, date_id: int) -> ResponseReturnValue:
    """Take back what was just done with a date."""
    oversight_request, own = found(number, date_id)
    authorize(Action.EDIT, oversight_request)
    try:
        flash(date_services.undo(own, event_id=request.args.get("event", 0, type=int), by=person()) + ".")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("dates.index", number=number))


def found(number: str, date_id: int) -> tuple[OversightRequest, OtherDate]:
    """The request and a date of it, or 404."""
    oversight_request = queries.with_items(number)
    return oversight_request, date_queries.get(oversight_request, date_id)


def back(own: OtherDate, done: str) -> ResponseReturnValue:
    """To the list, with the button that takes back what was just done."""
    number, last = own.oversight_request.number, date_queries.last_event(own)
    flash_undo(done, url_for("dates.undo", number=number, date_id=own.id, event=last.id if last else 0))
    return redirect(url_for("dates.index", number=number))
