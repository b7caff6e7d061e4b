"""Pages of declared closures, and the calculator that counts with them."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.deadlines import closure_queries as queries
from app.deadlines import closure_services as services
from app.deadlines.closure_forms import CalculatorForm, ClosureForm
from app.models import Office
from app.policies import Action, allowed, authorize, offices_for
from app.refusals import Refused
from app.web.links import person
from app.web.shell import flash_undo

bp = Blueprint("closures", __name__)


def authorized_offices() -> tuple[Sequence[Office], bool]:
    """The offices for which the person may declare a closure, and whether for every office."""
    may_all = allowed(person(), Action.ADMINISTER)
    if not may_all:
        authorize(Action.KEEP_CALENDAR)
    return offices_for(person(), Action.KEEP_CALENDAR), may_all


def moved_words(count: int) -> str:
    return "No due date moved." if not count else f"{count:,} due date{'' if count == 1 else 's'} moved."


@bp.get("/admin/closures")
def index() -> ResponseReturnValue:
    offices, may_all = authorized_offices()
    closures = queries.newest()
    return render_template("deadlines/closures.html", closures=closures, offices=offices, may_all=may_all)


@bp.route("/admin/closures/new", methods=["GET", "POST"])
def declare() -> ResponseReturnValue:
    """The first look shows what would move; only the second button declares it."""
    offices, may_all = authorized_offices()
    form, moved = ClosureForm(offices, may_all=may_all), None
    if form.validate_on_submit():
        with form.showing_refusals():
            moved = services.preview(form.told)
            if request.form.get("act") == "declare":
                count = services.declare(form.told, closure_id=form.noun_id, by=person())
                undo = url_for("closures.lift", closure_id=form.noun_id)
                flash_undo(f"Closure declared. {moved_words(count)}", undo)
                return redirect(url_for("closures.index"))
    return render_template("deadlines/declare_closure.html", form=form, moved=moved)


@bp.post("/admin/closures/<int:closure_id>/lifting")
def lift(closure_id: int) -> ResponseReturnValue:
    closure = queries.get(closure_id)
    if not allowed(person(), Action.ADMINISTER):
        authorize(Action.KEEP_CALENDAR, office=queries.office_of(closure))
    try:
        flash(f"Closure lifted. {moved_words(services.lift(closure, by=person()))}")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("closures.index"))


@bp.get("/calendar/calculator")
def calculator() -> ResponseReturnValue:
    authorize(Action.SEE)
    form, found = CalculatorForm(request.args or None), None
    if request.args and form.validate():
        with form.showing_refusals():
            found = queries.counted(form.rule)
    return render_template("deadlines/calculator.html", form=form, found=found)
