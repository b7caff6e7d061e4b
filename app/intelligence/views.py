"""Pages of the library of intelligence items."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.intelligence import queries, services
from app.intelligence.forms import EditForm, LinkForm, NewForm, RequestLinkForm, sought_in
from app.models import IntelligenceItem
from app.models.picklists import Handling, SourceClass
from app.policies import Action, authorize
from app.requests import queries as requests
from app.web.choices import listed
from app.web.links import demand_seat, person
from app.web.marked import show_spill_steps
from app.web.paging import page_number

bp = Blueprint("intelligence", __name__)
bp.before_request(demand_seat)


@bp.get("/intelligence")
def index() -> ResponseReturnValue:
    authorize(Action.LOG_INTELLIGENCE)
    sought = sought_in(request.args)
    return render_template(
        "intelligence/library.html",
        page=queries.library(sought, number=page_number()),
        sought=sought,
        classes=listed(SourceClass),
        handlings=listed(Handling),
    )


@bp.route("/intelligence/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    authorize(Action.LOG_INTELLIGENCE)
    form = NewForm(person(), data={"address": request.args.get("request", "")[:200]})
    if form.says_marked:
        return show_spill_steps(url_for("intelligence.index"))
    if form.validate_on_submit():
        with form.showing_refusals():
            made = services.log(form.office, entry=form.entry, by=person())
            flash("Intelligence item logged.")
            return redirect(address_of(made))
    return render_template("intelligence/new.html", form=form)


@bp.get("/intelligence/<int:item_id>")
def show(item_id: int) -> ResponseReturnValue:
    intelligence_item = queries.whole(item_id)
    authorize(Action.LOG_INTELLIGENCE, intelligence_item)
    links = queries.links_of(intelligence_item)
    told_after = queries.parents(intelligence_item.office_id)
    return render_template(
        "intelligence/show.html",
        item=intelligence_item,
        links=links,
        derived=queries.derived_from(intelligence_item),
        retellings=retellings(intelligence_item, told_after),
        sources=queries.sources_of(links, told_after),
        history=queries.history(intelligence_item, links),
    )


@bp.route("/intelligence/<int:item_id>/edit", methods=["GET", "POST"])
def edit(item_id: int) -> ResponseReturnValue:
    intelligence_item = queries.get(item_id)
    authorize(Action.LOG_INTELLIGENCE, intelligence_item)
    form = EditForm(intelligence_item)
    if form.says_marked:
        return show_spill_steps(address_of(intelligence_item))
    if form.validate_on_submit():
        with form.showing_refusals():
            services.edit(intelligence_item, entry=form.entry, by=person())
            return redirect(address_of(intelligence_item))
    return render_template("intelligence/edit.html", item=intelligence_item, form=form), form.status


@bp.route("/intelligence/<int:item_id>/links", methods=["GET", "POST"])
def link(item_id: int) -> ResponseReturnValue:
    intelligence_item = queries.get(item_id)
    authorize(Action.LOG_INTELLIGENCE, intelligence_item)
    form = LinkForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            found = services.link(intelligence_item, targets=form.targets(intelligence_item), by=person())
            flash("Linked." if len(found) == 1 else f"Linked to {len(found)} places.")
            return redirect(address_of(intelligence_item))
    return render_template("intelligence/link.html", item=intelligence_item, form=form)


@bp.post("/intelligence/<int:item_id>/links/<int:link_id>/removal")
def unlink(item_id: int, link_id: int) -> ResponseReturnValue:
    intelligence_item = queries.get(item_id)
    authorize(Action.LOG_INTELLIGENCE, intelligence_item)
    services.unlink(queries.get_link(intelligence_item, link_id), by=person())
    flash("Link removed.")
    return redirect(address_of(intelligence_item))


@bp.route("/requests/<number>/intelligence", methods=["GET", "POST"])
def link_to_request(number: str) -> ResponseReturnValue:
    oversight_request = requests.get(number)
    authorize(Action.LOG_INTELLIGENCE, oversight_request)
    form = RequestLinkForm(oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.link(queries.get(form.address.data), targets=[form.target], by=person())
            flash("Linked.")
            return redirect(url_for("requests.show", number=number))
    return render_template("intelligence/link_to_request.html", oversight_request=oversight_request, form=form)


def address_of(intelligence_item: IntelligenceItem) -> str:
    return url_for("intelligence.show", item_id=intelligence_item.id)


def retellings(intelligence_item: IntelligenceItem, told_after: dict[int, int]) -> int:
    """How many other items go back to the same source."""
    root = queries.root_of(intelligence_item.id, told_after)
    family: set[Any] = {item for item in told_after if queries.root_of(item, told_after) == root} | {root}
    return len(family - {intelligence_item.id})
