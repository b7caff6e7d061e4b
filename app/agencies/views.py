"""Pages of the agency directory."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired

from app.agencies import queries, services
from app.clock import now
from app.policies import Action, authorize
from app.requests.docket_queries import Glance
from app.web.forms import MakingForm
from app.web.links import person
from app.web.words import Words
from app.web.zones import own_zone

bp = Blueprint("agencies", __name__)


class AgencyForm(MakingForm):
    """An agency that the directory lacks."""

    name = StringField("Name", [InputRequired("Enter the agency's name."), Words(200)])
    short_name = StringField("Short name", [InputRequired("Enter a short name."), Words(60)])
    parent_id = SelectField("Part of", default="")

    @property
    def entry(self) -> services.Entry:
        return services.Entry(
            name=" ".join((self.name.data or "").split()),
            short_name=" ".join((self.short_name.data or "").split()),
            parent_id=int(self.parent_id.data) if self.parent_id.data else None,
        )


@bp.get("/agencies")
def index() -> ResponseReturnValue:
    authorize(Action.SEE)
    return render_template("agencies/index.html", agencies=queries.directory())


@bp.get("/agencies/<int:agency_id>")
def show(agency_id: int) -> ResponseReturnValue:
    authorize(Action.SEE)
    agency = queries.get(agency_id)
    rows = queries.requests_to(agency, Glance(person().id, now(), own_zone()))
    return render_template(
        "agencies/show.html", agency=agency, rows=rows, most=queries.MOST, open_count=queries.open_count(agency)
    )


@bp.route("/agencies/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    form = AgencyForm()
    form.parent_id.choices = [("", "None"), *((str(agency_id), name) for agency_id, name in queries.names())]
    if form.validate_on_submit():
        with form.showing_refusals():
            made = services.add(form.entry, agency_id=form.noun_id, by=person())
            flash("Agency added.")
            return redirect(url_for("agencies.show", agency_id=made.id))
    return render_template("agencies/new.html", form=form)
