"""Pages of saved views: a view is the docket's address under a name."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField

from app.models import Office, SavedView
from app.policies import Action, authorize, seats_of
from app.requests import saved_view_queries as queries
from app.requests import saved_view_services as services
from app.requests.fields import PickField, line
from app.web.forms import MakingForm
from app.web.links import demand_seat, person

bp = Blueprint("views", __name__)
bp.before_request(demand_seat)


class ViewForm(MakingForm):
    """A name for what cuts and orders the docket now."""

    name = line("Name", longest=60, needed="Enter a name.")
    office_id = PickField("Office", sentence="Choose one of your offices.")
    is_shared = BooleanField("Share with the office")
    query = HiddenField()

    def __init__(self, offices: list[Office], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = offices
        if len(offices) == 1:
            del self.office_id
        else:
            self.office_id.choices = [(str(office.id), office.name) for office in offices]

    @property
    def office(self) -> Office:
        chosen = self.office_id.data if "office_id" in self else None
        return next((office for office in self.offices if office.id == chosen), self.offices[0])

    @property
    def facts(self) -> services.ViewFacts:
        return services.ViewFacts(
            self.name.data or "", queries.cleaned(self.query.data or ""), bool(self.is_shared.data)
        )


def offices() -> list[Office]:
    return sorted((seat.office for seat in seats_of(person())), key=lambda office: office.short_name)


@bp.get("/views")
def index() -> ResponseReturnValue:
    authorize(Action.SEE)
    return render_template("requests/views.html", views=queries.listed(), me=person().id)


@bp.route("/views/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Save the docket as it is cut, or a colleague's view as one's own."""
    authorize(Action.SEE)
    told = {
        "query": queries.cleaned(request.query_string.decode("ascii", "ignore")),
        "name": request.args.get("name", ""),
    }
    form = ViewForm(offices(), data=told)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.save(form.facts, office=form.office, by=person(), view_id=form.noun_id)
            return back(form.facts.query, "View saved.")
    return render_template("requests/view.html", form=form, view=None)


@bp.route("/views/<int:view_id>/edit", methods=["GET", "POST"])
def edit(view_id: int) -> ResponseReturnValue:
    authorize(Action.SEE)
    view = queries.own(view_id, person_id=person().id)
    form = form_of(view)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.change(view, form.facts, by=person())
            return back(form.facts.query, "View saved.")
    return render_template("requests/view.html", form=form, view=view)


def form_of(view: SavedView) -> ViewForm:
    """Changed in its own office; `query` may come anew from the docket's address."""
    told = {"name": view.name, "is_shared": view.is_shared, "query": request.args.get("query", view.query)}
    return ViewForm([view.office], data=told)


@bp.post("/views/<int:view_id>/deletion")
def delete(view_id: int) -> ResponseReturnValue:
    authorize(Action.SEE)
    services.delete(queries.own(view_id, person_id=person().id), by=person())
    flash("View deleted.")
    return redirect(url_for("views.index"))


def back(query: str, done: str) -> ResponseReturnValue:
    flash(done)
    address = url_for("docket.show")
    return redirect(f"{address}?{query}" if query else address)
