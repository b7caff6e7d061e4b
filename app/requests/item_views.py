"""The page on which an item is corrected."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.policies import Action, authorize
from app.requests import item_queries, item_services, queries
from app.requests.item_forms import ItemForm
from app.web.links import demand_seat, person

bp = Blueprint("items", __name__)
bp.before_request(demand_seat)


@bp.route("/requests/<number>/items/<int:item_id>/edit", methods=["GET", "POST"])
def edit(number: str, item_id: int) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    item = item_queries.get_item(oversight_request, item_id)
    authorize(Action.EDIT, item)
    form = ItemForm(item)
    if form.validate_on_submit():
        with form.showing_refusals():
            facts, seen = form.facts, form.seen_edition
            item_services.edit_item(oversight_request, item_id=item_id, facts=facts, edition=seen, by=person())
            flash(f"{item.label} saved.")
            return redirect(url_for("requests.show", number=number, _anchor="items"))
    return render_template("requests/item.html", r=oversight_request, item=item, form=form), form.status
