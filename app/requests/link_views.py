"""Pages of links between requests, and of the ladder: proposed, decided, taken."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.clock import today
from app.models import OversightRequest
from app.policies import Action, authorize
from app.requests import ladder_queries, ladder_services, link_queries, link_services, queries
from app.requests.link_forms import TAKEN, DecisionForm, LinkForm, ProposalForm, StepForm
from app.web.links import demand_seat, person

bp = Blueprint("links", __name__)
bp.before_request(demand_seat)


@bp.route("/requests/<number>/links", methods=["GET", "POST"])
def link(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.EDIT, oversight_request)
    form = LinkForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            kind, earlier = form.earlier_kind.data, form.earlier_number.data or ""
            link_services.link(oversight_request, kind=kind, earlier_number=earlier, by=person())
            return back(oversight_request, "Linked.", "related")
    return render_template("requests/link.html", r=oversight_request, form=form)


@bp.post("/requests/<number>/links/<int:request_link_id>/removal")
def unlink(number: str, request_link_id: int) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.EDIT, oversight_request)
    link_services.unlink(link_queries.get_link(oversight_request, request_link_id), by=person())
    return back(oversight_request, "Link removed.", "related")


@bp.route("/requests/<number>/next-rung", methods=["GET", "POST"])
def propose(number: str) -> ResponseReturnValue:
    """Staff propose the next step; a principal decides."""
    oversight_request = queries.whole(number)
    authorize(Action.SET_NEXT_STEP, oversight_request)
    form = ProposalForm()
    form.fit(oversight_request, ladder_queries.steps(oversight_request))
    if form.validate_on_submit():
        with form.showing_refusals():
            proposal = form.proposal(is_drafted=request.form.get("act") == "draft")
            draft = ladder_services.propose(oversight_request, proposal=proposal, by=person())
            flash("Next step proposed. It waits for a principal's decision.")
            return redirect(url_for("drafts.edit", draft_id=draft.id) if draft else ladder_url(number))
    return render_template("requests/propose.html", r=oversight_request, form=form)


@bp.route("/requests/<number>/ladder/<int:step_id>/decision", methods=["GET", "POST"])
def decide(number: str, step_id: int) -> ResponseReturnValue:
    """What a principal decided about a proposed step."""
    oversight_request = queries.get(number)
    step = ladder_queries.get_step(oversight_request, step_id)
    authorize(Action.DECIDE_STEP, step)
    form = DecisionForm(on=today(oversight_request.office.zone))
    if form.validate_on_submit():
        with form.showing_refusals():
            if form.decision.data == TAKEN:
                ladder_services.take(step, facts=form.facts, files=form.files, by=person())
            else:
                ladder_services.decline(step, facts=form.facts, by=person())
            return back(oversight_request, "Decision recorded.", "ladder")
    return render_template("requests/decide.html", r=oversight_request, step=step, form=form)


@bp.route("/requests/<number>/ladder/new", methods=["GET", "POST"])
def record_step(number: str) -> ResponseReturnValue:
    """What happened on the ladder without a proposal."""
    oversight_request = queries.get(number)
    authorize(Action.SET_NEXT_STEP, oversight_request)
    form = StepForm(on=today(oversight_request.office.zone))
    if form.validate_on_submit():
        with form.showing_refusals():
            given = {"step_id": form.noun_id, "rung": form.rung.data, "facts": form.facts, "files": form.files}
            ladder_services.record_step(oversight_request, by=person(), **given)
            return back(oversight_request, "Step recorded.", "ladder")
    return render_template("requests/step.html", r=oversight_request, form=form)


def back(oversight_request: OversightRequest, done: str, part: str) -> ResponseReturnValue:
    flash(done)
    return redirect(url_for("requests.show", number=oversight_request.number, _anchor=part))


def ladder_url(number: str) -> str:
    return url_for("requests.show", number=number, _anchor="ladder")
