"""Pages of claims: split one off a communication, correct it, tie intelligence to it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.claims import queries, services
from app.claims.forms import ChangedClaimForm, ClaimForm, TieForm
from app.intelligence import queries as intelligence
from app.models import Claim
from app.policies import Action, authorize
from app.web.links import demand_seat, person

bp = Blueprint("claims", __name__)
bp.before_request(demand_seat)


@bp.route("/requests/<number>/replies/<int:communication_id>/claims/new", methods=["GET", "POST"])
def log(number: str, communication_id: int) -> ResponseReturnValue:
    communication = queries.get_communication(number, communication_id)
    authorize(Action.LOG_CLAIM, communication)
    form = ClaimForm.of(communication)
    if form.validate_on_submit():
        with form.showing_refusals():
            made = services.log(communication, entry=form.entry_as(id=form.noun_id), by=person())
            flash("Claim logged. It changes no item's state.")
            return redirect(reply_url(made))
    return render_template("claims/log.html", communication=communication, form=form)


@bp.route("/requests/<number>/claims/<int:claim_id>/edit", methods=["GET", "POST"])
def edit(number: str, claim_id: int) -> ResponseReturnValue:
    claim = queries.get_claim(number, claim_id)
    authorize(Action.LOG_CLAIM, claim)
    communication = queries.get_communication(number, claim.communication_id)
    form = ChangedClaimForm(claim, communication)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.edit(claim, entry=form.entry_as(edition=form.seen_edition), by=person())
            flash("Claim saved.")
            return redirect(reply_url(claim))
    return render_template("claims/log.html", communication=communication, claim=claim, form=form), form.status


@bp.post("/requests/<number>/claims/<int:claim_id>/removal")
def remove(number: str, claim_id: int) -> ResponseReturnValue:
    claim = queries.get_claim(number, claim_id)
    authorize(Action.LOG_CLAIM, claim)
    back = reply_url(claim)
    services.remove(claim, by=person())
    flash("Claim removed. The history keeps its words.")
    return redirect(back)


@bp.route("/requests/<number>/claims/<int:claim_id>/intelligence", methods=["GET", "POST"])
def tie(number: str, claim_id: int) -> ResponseReturnValue:
    claim = queries.get_claim(number, claim_id)
    authorize(Action.LOG_INTELLIGENCE, claim)
    form = TieForm()
    form.offer(claim)
    if form.validate_on_submit():
        with form.showing_refusals():
            item = intelligence.item_by_id(form.intelligence_item_id.data)
            services.tie(claim, intelligence_item=item, relation=form.relation.data, by=person())
            flash("Tied.")
            return redirect(reply_url(claim))
    return render_template("claims/tie.html", claim=claim, form=form)


@bp.post("/requests/<number>/claims/<int:claim_id>/intelligence/<int:tie_id>/removal")
def untie(number: str, claim_id: int, tie_id: int) -> ResponseReturnValue:
    claim = queries.get_claim(number, claim_id)
    authorize(Action.LOG_INTELLIGENCE, claim)
    services.untie(claim, made=queries.get_tie(claim, tie_id), by=person())
    flash("Tie removed.")
    return redirect(reply_url(claim))


def reply_url(claim: Claim) -> str:
    number = claim.oversight_request.number
    page = url_for("correspondence.show_reply", number=number, communication_id=claim.communication_id)
    return f"{page}#claims"
