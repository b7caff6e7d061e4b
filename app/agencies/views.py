"""Pages of the agency directory: what everybody reads, and what those who run the installation keep."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.agencies import queries, services
from app.agencies.forms import AgencyForm, ChangedAgencyForm, MergeForm, NameForm
from app.clock import now
from app.policies import Action, allowed, authorize
from app.requests.state_queries import Glance
from app.web.forms import Form
from app.web.links import person
from app.web.paging import page_number
from app.web.shell import flash_undo
from app.web.zones import own_zone

bp = Blueprint("agencies", __name__)
LONGEST, MOST_WORDS = 200, 8


def authorized_reader() -> None:
    """Who sits in an office, and who keeps the directory without sitting anywhere."""
    if not allowed(person(), Action.ADMINISTER):
        authorize(Action.SEE)


@bp.get("/agencies")
def index() -> ResponseReturnValue:
    authorized_reader()
    typed = " ".join(request.args.get("q", "")[:LONGEST].replace("\0", " ").split())
    page = queries.directory(tuple(typed.split()[:MOST_WORDS]), number=page_number())
    return render_template("agencies/index.html", page=page, typed=typed)


@bp.get("/agencies/<int:agency_id>")
def show(agency_id: int) -> ResponseReturnValue:
    authorized_reader()
    agency = queries.whole(agency_id)
    if agency.merged_into_id is not None:
        return redirect(url_for("agencies.show", agency_id=agency.merged_into_id))
    told = queries.shown(agency, Glance(person().id, now(), own_zone()))
    return render_template("agencies/show.html", agency=agency, **told)


@bp.route("/agencies/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    form = AgencyForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            made = services.add(form.entry, agency_id=form.noun_id, by=person())
            flash("Agency added.")
            return redirect(url_for("agencies.show", agency_id=made.id))
    return render_template("agencies/new.html", form=form)


@bp.route("/agencies/<int:agency_id>/entry", methods=["GET", "POST"])
def edit(agency_id: int) -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    agency = queries.get(agency_id)
    form = ChangedAgencyForm(agency)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.change(agency, entry=form.entry, by=person())
            flash(f"{agency.short_name} saved.")
            return redirect(url_for("agencies.show", agency_id=agency_id))
    return render_template("agencies/edit.html", form=form, agency=agency)


@bp.route("/agencies/<int:agency_id>/names", methods=["GET", "POST"])
def add_name(agency_id: int) -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    agency, form = queries.whole(agency_id), NameForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            services.add_name(agency, told=form.told, by=person())
            flash("Name added.")
            return redirect(url_for("agencies.add_name", agency_id=agency_id))
    return render_template("agencies/names.html", form=form, agency=agency)


@bp.post("/agencies/<int:agency_id>/names/<int:alias_id>/removal")
def remove_name(agency_id: int, alias_id: int) -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    agency = queries.get(agency_id)
    services.remove_name(agency, alias=queries.alias(agency, alias_id), by=person())
    flash("Name removed.")
    return redirect(url_for("agencies.add_name", agency_id=agency_id))


@bp.route("/agencies/<int:agency_id>/merger", methods=["GET", "POST"])
def merge(agency_id: int) -> ResponseReturnValue:
    """The page says how much would move; its button merges, and the next page can take it back."""
    authorize(Action.ADMINISTER)
    agency = queries.get(agency_id)
    form = MergeForm(agency)
    if form.validate_on_submit():
        with form.showing_refusals():
            merged = services.merge(agency, kept_id=int(form.kept_id.data), by=person())
            words = f"{merged.gone.short_name} is merged into {merged.kept.short_name}."
            flash_undo(words, url_for("agencies.undo_merge", merge_id=merged.id))
            return redirect(url_for("agencies.show", agency_id=merged.kept_id))
    return render_template("agencies/merge.html", form=form, agency=agency, counts=queries.merged_counts(agency))


@bp.post("/agencies/mergers/<int:merge_id>/undo")
def undo_merge(merge_id: int) -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    merged, form = queries.merge(merge_id), Form()
    with form.showing_refusals():
        services.undo_merge(merged, by=person())
        flash(f"The merge is undone. {merged.gone.short_name} is an agency of its own again.")
        return redirect(url_for("agencies.show", agency_id=merged.gone_id))
    flash(" ".join(form.form_errors), "error")
    return redirect(url_for("agencies.show", agency_id=merged.kept_id))
