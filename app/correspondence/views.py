"""Pages of what goes between us and the agency."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.claims import queries as claims
from app.clock import today
from app.correspondence import move_services, queries, services
from app.correspondence.forms import (
    ClassificationForm,
    FactsForm,
    LogForm,
    MoveForm,
    NextStepForm,
    WithdrawalForm,
)
from app.correspondence.queries import LARGEST_ID, Sought
from app.models import Communication, OversightRequest
from app.models.item import DispositionFacts
from app.models.picklists import CommunicationKind
from app.policies import Action, allowed, authorize
from app.web.choices import listed
from app.web.links import demand_seat, person
from app.web.marked import show_spill_steps
from app.web.paging import page_number

bp = Blueprint("correspondence", __name__)
bp.before_request(demand_seat)


@bp.get("/correspondence")
def intake() -> ResponseReturnValue:
    """Replies to classify first, then everything, newest first."""
    authorize(Action.SEE)
    sought = sought_by()
    return render_template(
        "correspondence/intake.html",
        waiting=queries.waiting(sought),
        page=queries.newest(sought, number=page_number()),
        sought=sought,
        kinds=listed(CommunicationKind),
        agencies=queries.agencies(),
    )


@bp.route("/requests/<number>/replies/new", methods=["GET", "POST"])
def log_reply(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.LOG_REPLY, oversight_request)
    form = log_form(oversight_request)
    if form.says_marked:
        return show_spill_steps(request_url(number))
    if form.validate_on_submit():
        with form.showing_refusals():
            communication = services.log_reply(oversight_request, entry=form.entry, by=person())
            flash(f"{communication.kind.label} logged. {oversight_request.count.headline}.")
            return redirect(request_url(number))
    return render_template("correspondence/log_reply.html", oversight_request=oversight_request, form=form)


@bp.get("/requests/<number>/replies/<int:communication_id>")
def show_reply(number: str, communication_id: int) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    communication = queries.get_reply(number, communication_id)
    authorize(Action.SEE, communication)
    form = classification_form(oversight_request, communication)
    return show_form(communication, form)


@bp.post("/requests/<number>/replies/<int:communication_id>/classification")
def classify(number: str, communication_id: int) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    communication = queries.get_reply(number, communication_id)
    authorize(Action.LOG_REPLY, communication)
    form = classification_form(oversight_request, communication)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.classify(communication, settles=form.settles.data, said=form.said, by=person())
            flash(f"Reply classified. {oversight_request.number}: {oversight_request.count.headline}.")
            return redirect(after_classification(communication))
    return show_form(communication, form)


@bp.route("/requests/<number>/replies/<int:communication_id>/edit", methods=["GET", "POST"])
def change_facts(number: str, communication_id: int) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    communication = queries.get_reply(number, communication_id)
    authorize(Action.LOG_REPLY, communication)
    form = FactsForm.of(communication)
    if form.says_marked:
        return show_spill_steps(request_url(number))
    if form.validate_on_submit():
        with form.showing_refusals():
            services.change_facts(communication, entry=form.entry_for(communication), by=person())
            flash("Saved.")
            return redirect(reply_url(communication))
    given = {"oversight_request": oversight_request, "communication": communication}
    return render_template("correspondence/change_facts.html", form=form, **given), form.status


@bp.route("/requests/<number>/replies/<int:communication_id>/move", methods=["GET", "POST"])
def move(number: str, communication_id: int) -> ResponseReturnValue:
    """A reply that was filed on the wrong request goes to the right one, and is classified there."""
    communication = queries.get_reply(number, communication_id)
    authorize(Action.LOG_REPLY, communication)
    form = MoveForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            moved = move_services.move(communication, to_number=form.to_number.data.upper(), by=person())
            flash(f"Moved to {moved.oversight_request.number}. Say there what it settles.")
            return redirect(reply_url(moved))
    return render_template("correspondence/move.html", communication=communication, form=form)


@bp.route("/requests/<number>/next-step", methods=["GET", "POST"])
def next_step(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.SET_NEXT_STEP, oversight_request)
    form = NextStepForm(obj=oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.set_next_step(oversight_request, step=form.step, by=person())
            flash("Next step set.")
            return redirect(request_url(number))
    return render_template("correspondence/next_step.html", oversight_request=oversight_request, form=form)


@bp.get("/requests/<number>/items")
def items(number: str) -> ResponseReturnValue:
    """All items with what the agency did with each; several can be accepted at once."""
    oversight_request = queries.get(number)
    authorize(Action.SEE, oversight_request)
    return render_template("correspondence/items.html", oversight_request=oversight_request)


@bp.post("/requests/<number>/items/acceptance")
def accept_several(number: str) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.LOG_REPLY, oversight_request)
    item_ids = tuple(request.form.getlist("items", type=int))
    services.accept(oversight_request, item_ids=item_ids, by=person())
    return accepted(oversight_request)


@bp.post("/requests/<number>/items/<int:item_id>/acceptance")
def accept(number: str, item_id: int) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.LOG_REPLY, queries.get_item(oversight_request, item_id))
    services.accept(oversight_request, item_ids=(item_id,), by=person())
    return accepted(oversight_request)


@bp.post("/requests/<number>/items/<int:item_id>/acceptance/undo")
def take_back_acceptance(number: str, item_id: int) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    authorize(Action.LOG_REPLY, queries.get_item(oversight_request, item_id))
    services.take_back_acceptance(oversight_request, item_id=item_id, by=person())
    flash(f"Acceptance taken back. {oversight_request.count.headline}.")
    return redirect(request_url(number))


@bp.post("/requests/<number>/items/<int:item_id>/withdrawal/undo")
def reinstate(number: str, item_id: int) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    item = queries.get_item(oversight_request, item_id)
    authorize(Action.LOG_REPLY, item)
    services.reinstate(oversight_request, item_id=item_id, by=person())
    return accepted(oversight_request, f"{item.label} counts again.")


@bp.route("/requests/<number>/items/<int:item_id>/withdrawal", methods=["GET", "POST"])
def withdraw(number: str, item_id: int) -> ResponseReturnValue:
    oversight_request = queries.get(number)
    item = queries.get_item(oversight_request, item_id)
    authorize(Action.LOG_REPLY, item)
    form = WithdrawalForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            facts = DispositionFacts(item.id, form.code.data, note=form.note.data)
            services.withdraw(oversight_request, facts=facts, by=person())
            return accepted(oversight_request, f"{item.label} is out of the count.")
    return render_template("correspondence/withdraw.html", oversight_request=oversight_request, item=item, form=form)


def sought_by() -> Sought:
    """The filters in the address; nonsense filters by nothing."""
    agency_id = request.args.get("agency", type=int)
    return Sought(kind=kind_asked(), agency_id=agency_id if agency_id and 0 < agency_id <= LARGEST_ID else None)


def kind_asked() -> CommunicationKind | None:
    return CommunicationKind.__members__.get(request.args.get("kind", ""))


def log_form(oversight_request: OversightRequest) -> LogForm:
    """The form with what is most likely: today, the kind in the address, the step that stands."""
    form = LogForm(
        kind=kind_asked() or CommunicationKind.REPLY,
        dated_on=today(oversight_request.office.zone),
        next_step=oversight_request.next_step,
        next_step_on=oversight_request.next_step_on,
    )
    form.list_items(oversight_request)
    return form


def classification_form(oversight_request: OversightRequest, communication: Communication) -> ClassificationForm:
    form = ClassificationForm(settles=communication.settles)
    form.list_items(oversight_request, only=request.args.get("item", type=int))
    return form


def show_form(communication: Communication, form: ClassificationForm) -> str:
    """The page of one communication: its facts, its claims, and the form that says what it settles."""
    split = claims.of_communication(communication)
    is_own = allowed(person(), Action.READ_HISTORY, communication)
    return render_template(
        "correspondence/show_reply.html",
        oversight_request=communication.oversight_request,
        communication=communication,
        claims=split,
        weights=claims.weights_of(split) if is_own else None,
        form=form,
    )


def request_url(number: str) -> str:
    return url_for("requests.show", number=number)


def reply_url(communication: Communication) -> str:
    number = communication.oversight_request.number
    return url_for("correspondence.show_reply", number=number, communication_id=communication.id)


def after_classification(communication: Communication) -> str:
    """Back to the list where the button stood, or to the reply."""
    back = {"today": "today.show", "intake": "correspondence.intake"}.get(request.form.get("back", ""))
    return url_for(back) if back else reply_url(communication)


def accepted(oversight_request: OversightRequest, what: str = "Accepted.") -> ResponseReturnValue:
    """Say what stands now; where nothing is left, the next thing is to close."""
    hint = " Every item is satisfied: you can close the request." if oversight_request.count.is_satisfied else ""
    flash(f"{what} {oversight_request.count.headline}.{hint}")
    return redirect(request_url(oversight_request.number))
