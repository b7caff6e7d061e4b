"""Pages of drafts: their list, the form that goes on, and throwing one away."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.policies import Action, authorize
from app.requests import drafts, queries
from app.requests.forms import CopyForm
from app.requests.views import answer, form_of, show_form
from app.web.links import demand_seat, person

bp = Blueprint("drafts", __name__)
bp.before_request(demand_seat)


@bp.get("/requests/drafts")
def index() -> ResponseReturnValue:
    authorize(Action.FILE)
    return render_template("requests/drafts.html", drafts=queries.drafts())


@bp.route("/requests/copies", methods=["GET", "POST"])
def copy() -> ResponseReturnValue:
    """Begin a letter with what an earlier request says; its dates stay behind."""
    authorize(Action.FILE)
    form = CopyForm(data={"number": request.args.get("number", "")[:40]})
    if form.validate_on_submit():
        with form.showing_refusals():
            draft = drafts.copy(number=form.number.data or "", draft_id=form.noun_id, by=person())
            flash("Draft begun. Its dates are yours to enter.")
            return redirect(url_for("drafts.edit", draft_id=draft.id))
    return render_template("requests/copy.html", form=form)


@bp.route("/requests/drafts/<int:draft_id>", methods=["GET", "POST"])
def edit(draft_id: int) -> ResponseReturnValue:
    filed = queries.filed_as(draft_id, by=person())
    if filed is not None:
        return redirect(url_for("requests.show", number=filed.number))
    draft = queries.draft(draft_id)
    authorize(Action.FILE, draft)
    form = form_of(draft)
    return answer(form) or show_form(form)


@bp.post("/requests/drafts/<int:draft_id>/discard")
def discard(draft_id: int) -> ResponseReturnValue:
    draft = queries.draft(draft_id)
    authorize(Action.FILE, draft)
    drafts.discard(draft, by=person())
    flash("Draft discarded.")
    return redirect(url_for("drafts.index"))
