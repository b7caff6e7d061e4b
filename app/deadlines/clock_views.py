"""Pages that stop the clock of a deadline and let it run again; each shows the date that follows before it is saved."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.deadlines import queries, services
from app.deadlines.clock_forms import ClockForm, RestartForm, StopForm
from app.ledger import Kind
from app.models import OversightRequest
from app.policies import Action, authorize
from app.web.links import demand_seat, person
from app.web.shell import flash_undo

bp = Blueprint("clocks", __name__)
bp.before_request(demand_seat)


@bp.route("/requests/<number>/deadline/stop", methods=["GET", "POST"])
def stop(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.EXTEND_DEADLINE, oversight_request)
    return change(oversight_request, StopForm(), kind="stop", verb=services.stop)


@bp.route("/requests/<number>/deadline/restart", methods=["GET", "POST"])
def restart(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.EXTEND_DEADLINE, oversight_request)
    return change(oversight_request, RestartForm(), kind="restart", verb=services.restart)


def change(
    oversight_request: OversightRequest, form: ClockForm, *, kind: Kind, verb: Callable[..., Any]
) -> ResponseReturnValue:
    """The first look shows what follows; only the second button saves it."""
    form.fit(oversight_request)
    shown = None
    if form.validate_on_submit():
        with form.showing_refusals():
            shown = services.preview(oversight_request, move=form.move, kind=kind)
            if request.form.get("act") == "save":
                entry = verb(oversight_request, move=form.move, by=person())
                url = url_for("deadlines.undo", number=oversight_request.number, entry=entry.id)
                flash_undo("The clock is stopped." if kind == "stop" else "The clock runs again.", url)
                return redirect(url_for("requests.show", number=oversight_request.number))
    form.look_again(oversight_request)
    return render_template("deadlines/clock.html", r=oversight_request, form=form, kind=kind, shown=shown)
