"""Pages on which somebody, or a director for them, says when they are away and who covers."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import absence_services as services
from app.accounts import people_queries as queries
from app.accounts.people_forms import AbsenceForm
from app.models import Seat
from app.policies import Action, allowed, authorize
from app.web.links import person

bp = Blueprint("absences", __name__)


def authorized_seat(person_id: int, seat_id: int) -> Seat:
    """One's own seat, or one in an office that one brings people into; 403 for all others."""
    if person_id != person().id and not allowed(person(), Action.ADMINISTER):
        authorize(Action.INVITE)
    seat = queries.get_seat(person_id, seat_id)
    if person_id != person().id and not allowed(person(), Action.ADMINISTER):
        authorize(Action.INVITE, office=seat.office)
    return seat


def back_from(seat: Seat) -> ResponseReturnValue:
    """To the page that led here: the own account, or the list of people."""
    is_own = seat.user_id == person().id
    return redirect(url_for("accounts.account" if is_own else "administration.people"))


@bp.route("/people/<int:person_id>/seats/<int:seat_id>/absence", methods=["GET", "POST"])
def edit(person_id: int, seat_id: int) -> ResponseReturnValue:
    seat = authorized_seat(person_id, seat_id)
    absence = queries.absence_of(seat)
    form = AbsenceForm(queries.covers_for(seat), absence=absence)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.set_absence(seat, **form.told, by=person())
            flash(f"Saved when {seat.user.name} is away.")
            return back_from(seat)
    return render_template("accounts/absence.html", form=form, seat=seat, absence=absence)


@bp.post("/people/<int:person_id>/seats/<int:seat_id>/absence/end")
def end(person_id: int, seat_id: int) -> ResponseReturnValue:
    seat = authorized_seat(person_id, seat_id)
    services.end_absence(seat, by=person())
    flash(f"{seat.user.name} is not away any more.")
    return back_from(seat)
