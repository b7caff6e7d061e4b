"""Pages of the verbs on a filed request; each changes one thing and goes back to the request."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.models import OversightRequest
from app.policies import Action, authorize
from app.refusals import Outdated
from app.requests import queries, services
from app.requests.act_forms import (
    ApprovalForm,
    AssignmentForm,
    EditForm,
    LimitForm,
    ReceiptForm,
    SharingForm,
    TransmissionForm,
    VoidForm,
)
from app.requests.clash import merge
from app.web.links import demand_seat, person

bp = Blueprint("acts", __name__)
bp.before_request(demand_seat)


@bp.route("/requests/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.EDIT, oversight_request)
    form = EditForm.posted(oversight_request) if request.method == "POST" else EditForm(oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            try:
                services.edit(oversight_request, letter=form.letter, edition=form.told_edition, by=person())
            except Outdated:
                return reconcile(oversight_request, form)
            return back(oversight_request, "Details saved.")
    return render_template("requests/edit.html", r=oversight_request, form=form)


def reconcile(oversight_request: OversightRequest, form: EditForm) -> ResponseReturnValue:
    """A colleague was quicker: keep what does not clash, ask about what does."""
    theirs = services.letter_of(oversight_request)
    merged, names = merge(form.was.data or "", theirs=theirs, mine=form.letter)
    if not names:
        services.edit(oversight_request, letter=merged, edition=oversight_request.edition, by=person())
        return back(oversight_request, "Details saved. A colleague changed other details meanwhile; both are kept.")
    stands = EditForm.of_letter(oversight_request, theirs)
    mine = EditForm.of_letter(oversight_request, merged)
    page = render_template("requests/clash.html", r=oversight_request, form=mine, clashes=stands.clashes(mine, names))
    return page, 409


@bp.route("/requests/<number>/transmission", methods=["GET", "POST"])
def transmission(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.MARK_SENT, oversight_request)
    form = TransmissionForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            given = {"on": form.transmitted_on.data, "proof": form.proof}
            for doubt in services.mark_sent(oversight_request, by=person(), **given):
                flash(doubt, "warning")
            return back(oversight_request, "Marked as sent. The clock runs.")
    return render_template("requests/transmission.html", r=oversight_request, form=form)


@bp.route("/requests/<number>/receipt", methods=["GET", "POST"])
def receipt(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.MARK_SENT, oversight_request)
    form = ReceiptForm(obj=oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.note_receipt(oversight_request, on=form.received_on.data, by=person())
            return back(oversight_request, "The agency's receipt is recorded.")
    return render_template("requests/receipt.html", r=oversight_request, form=form)


@bp.route("/requests/<number>/assignment", methods=["GET", "POST"])
def assignment(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.REASSIGN, oversight_request)
    form = AssignmentForm(oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            owner_id, backup_id = form.owner_id.data, form.backup_id.data
            services.reassign(oversight_request, owner_id=owner_id, backup_id=backup_id, by=person())
            return back(oversight_request, "Reassigned.")
    return render_template("requests/assignment.html", r=oversight_request, form=form)


@bp.route("/requests/<number>/limit", methods=["GET", "POST"])
def limit(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.LIMIT, oversight_request)
    form = LimitForm(oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            if form.is_limited.data:
                services.limit(oversight_request, named_ids=form.named_ids.data or (), by=person())
            else:
                services.lift_limit(oversight_request, by=person())
            return back(oversight_request, "Saved who may see this request.")
    return render_template("requests/limit.html", r=oversight_request, form=form)


@bp.route("/requests/<number>/sharing", methods=["GET", "POST"])
def sharing(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.SHARE, oversight_request)
    form = SharingForm(oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.share(oversight_request, office_ids=form.office_ids.data or (), by=person())
            return back(oversight_request, "Saved with whom this request is shared.")
    return render_template("requests/sharing.html", r=oversight_request, form=form)


@bp.post("/requests/<number>/release")
def release(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.PROPOSE_RELEASE, oversight_request)
    services.propose_release(oversight_request, by=person())
    return back(oversight_request, "Release proposed. Another person has to approve it.")


@bp.route("/requests/<number>/release/approval", methods=["GET", "POST"])
def approval(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.APPROVE_RELEASE, oversight_request)
    form = ApprovalForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            on, at = form.released_on.data, form.embargo_until.data
            services.approve_release(oversight_request, on=on, at=at, by=person())
            return back(oversight_request, "Release approved.")
    return render_template("requests/approval.html", r=oversight_request, form=form)


@bp.route("/requests/<number>/void", methods=["GET", "POST"])
def void(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.VOID, oversight_request)
    form = VoidForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            services.void(oversight_request, reason=form.reason.data or "", by=person())
            return back(oversight_request, f"{number} is void. It keeps its number.")
    return render_template("requests/void.html", r=oversight_request, form=form)


def back(oversight_request: OversightRequest, done: str) -> ResponseReturnValue:
    flash(done)
    return redirect(url_for("requests.show", number=oversight_request.number))
