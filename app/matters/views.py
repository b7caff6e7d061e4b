"""Pages of matters: the list, one matter, opening and editing one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.claims import queries as claims
from app.clock import now
from app.matters import queries, services
from app.matters.forms import ChangedMatterForm, MatterForm
from app.policies import Action, authorize, offices_for
from app.requests.state_queries import Glance
from app.web.links import person
from app.web.zones import own_zone

bp = Blueprint("matters", __name__)


@bp.get("/matters")
def index() -> ResponseReturnValue:
    authorize(Action.SEE)
    return render_template("matters/index.html", matters=queries.gathered())


@bp.route("/matters/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    authorize(Action.KEEP_MATTER)
    form, offices = MatterForm(), offices_for(person(), Action.KEEP_MATTER)
    form.offer(offices)
    if form.validate_on_submit():
        with form.showing_refusals():
            office = form.office_among(offices)
            made = services.start(office, particulars=form.particulars, matter_id=form.noun_id, by=person())
            flash("Matter opened.")
            return redirect(url_for("matters.show", slug=made.slug))
    return render_template("matters/new.html", form=form, offices=offices)


@bp.get("/matters/<slug>")
def show(slug: str) -> ResponseReturnValue:
    authorize(Action.SEE)
    matter = queries.get(slug)
    authorize(Action.SEE, matter)
    requests = queries.requests_of(matter, Glance(person().id, now(), own_zone()))
    outcomes, split = queries.outcomes_of(matter), claims.of_matter(matter)
    return render_template(
        "matters/show.html",
        matter=matter,
        count=queries.count_of(matter),
        requests=requests,
        links=queries.intelligence_of(matter),
        outcomes=outcomes,
        claims=split,
        weights=claims.weights_of(split),
        steps=queries.chronology(matter, requests, outcomes),
    )


@bp.route("/matters/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    authorize(Action.SEE)
    matter = queries.get(slug)
    authorize(Action.KEEP_MATTER, matter)
    form = ChangedMatterForm(matter)
    form.offer([matter.office])
    if form.validate_on_submit():
        with form.showing_refusals():
            services.edit(matter, particulars=form.particulars, edition=form.seen_edition, by=person())
            flash("Matter saved.")
            return redirect(url_for("matters.show", slug=slug))
    return render_template("matters/edit.html", form=form, matter=matter), form.status
