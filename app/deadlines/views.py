"""Pages that move a request's due date, and the one that explains it."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.dates import day_text, read_day
from app.deadlines import queries, services
from app.deadlines.forms import AskForm, CorrectionForm, ExtensionForm, MoveForm, ReasonForm, RefusalForm
from app.models import DeadlineEntry, OversightRequest
from app.models.base import new_id
from app.policies import Action, authorize
from app.refusals import Refused
from app.web.links import person
from app.web.shell import flash_undo

bp = Blueprint("deadlines", __name__)


@bp.get("/requests/<number>/deadline")
def show(number: str) -> ResponseReturnValue:
    """How the due date came to be what it is, entry by entry."""
    authorize(Action.SEE)
    oversight_request = queries.get(number)
    authorize(Action.SEE, oversight_request)
    return render_template("deadlines/show.html", r=oversight_request)


@bp.route("/requests/<number>/extension", methods=["GET", "POST"])
def extend(number: str) -> ResponseReturnValue:
    authorize(Action.SEE)
    oversight_request = queries.get(number)
    authorize(Action.EXTEND_DEADLINE, oversight_request)
    form = ExtensionForm()
    form.fit(oversight_request)
    form.grant(queries.asked(oversight_request))
    if form.validate_on_submit():
        with form.showing_refusals():
            tell(services.extend(oversight_request, move=form.move, by=person()), "Deadline extended to")
            return redirect(url_for("requests.show", number=number))
    return show_form("deadlines/extend.html", oversight_request, form)


@bp.route("/requests/<number>/extension/request", methods=["GET", "POST"])
def ask(number: str) -> ResponseReturnValue:
    """The agency asked for more time; whether it gets it is another act."""
    authorize(Action.SEE)
    oversight_request = queries.get(number)
    authorize(Action.EXTEND_DEADLINE, oversight_request)
    form = AskForm()
    form.fit(oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            entry = services.ask(oversight_request, move=form.move, by=person())
            return done(entry, "Noted that the agency asks for more time. Nothing was granted.")
    return show_form("deadlines/ask.html", oversight_request, form)


@bp.route("/requests/<number>/extension/refusal", methods=["GET", "POST"])
def refuse(number: str) -> ResponseReturnValue:
    authorize(Action.SEE)
    oversight_request = queries.get(number)
    authorize(Action.EXTEND_DEADLINE, oversight_request)
    form = RefusalForm()
    form.fit(oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            entry = services.refuse(oversight_request, move=form.move, by=person())
            return done(entry, "More time refused. The due date stands.")
    return show_form("deadlines/refuse.html", oversight_request, form, asked=queries.asked(oversight_request))


@bp.post("/requests/<number>/extension/day")
def extend_to(number: str) -> ResponseReturnValue:
    """One of the days that a row of a list offers; the version in the address is that of the row."""
    authorize(Action.SEE)
    oversight_request = queries.get(number)
    authorize(Action.EXTEND_DEADLINE, oversight_request)
    try:
        tell(services.extend(oversight_request, move=offered_move(), by=person()), "Deadline extended to")
    except Refused as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("deadlines.extend", number=number))
    return redirect(list_it_stood_in())


@bp.post("/requests/<number>/extension/undo")
def undo(number: str) -> ResponseReturnValue:
    authorize(Action.SEE)
    oversight_request = queries.get(number)
    authorize(Action.EXTEND_DEADLINE, oversight_request)
    try:
        services.undo(oversight_request, entry_id=request.args.get("entry", 0, type=int), by=person())
        flash("Taken back. Everything is as it was before.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("requests.show", number=number))


@bp.route("/requests/<number>/due-correction", methods=["GET", "POST"])
def correct(number: str) -> ResponseReturnValue:
    authorize(Action.SEE)
    oversight_request = queries.get(number)
    authorize(Action.EXTEND_DEADLINE, oversight_request)
    form = CorrectionForm()
    form.fit(oversight_request)
    if form.validate_on_submit():
        with form.showing_refusals():
            tell(services.correct(oversight_request, move=form.move, by=person()), "Due date corrected to")
            return redirect(url_for("requests.show", number=number))
    return show_form("deadlines/correct.html", oversight_request, form)


@bp.route("/requests/<number>/deadline/<int:entry_id>/reason", methods=["GET", "POST"])
def correct_reason(number: str, entry_id: int) -> ResponseReturnValue:
    authorize(Action.SEE)
    entry = queries.get_entry(queries.get(number), entry_id)
    authorize(Action.EXTEND_DEADLINE, entry)
    form = ReasonForm(entry)
    if form.validate_on_submit():
        with form.showing_refusals():
            reason = (form.reason.data or "").strip()
            services.correct_reason(entry, reason=reason, edition=form.seen_edition, by=person())
            flash("Reason corrected.")
            return redirect(url_for("deadlines.show", number=number))
    return render_template("deadlines/reason.html", r=entry.oversight_request, entry=entry, form=form), form.status


def show_form(template: str, oversight_request: OversightRequest, form: MoveForm, **more: Any) -> str:
    """The form beside the deadline as it stands; what was seen last counts from now on."""
    form.look_again(oversight_request)
    return render_template(template, r=oversight_request, form=form, **more)


def list_it_stood_in() -> str:
    """The list where the row's button stood, as it was filtered."""
    place = "today.show" if request.form.get("back") == "today" else "docket.show"
    words = urlencode(parse_qsl(request.form.get("filters", "")))
    return url_for(place) + (f"?{words}" if words else "")


def offered_move() -> services.Move:
    """Pressed twice, the row's second version no longer fits and moves nothing."""
    until = read_day(request.args.get("until", ""), today=date.min)
    version = request.args.get("version", -1, type=int)
    return services.Move(entry_id=new_id(), seen_version=version, until=until)


def tell(entry: DeadlineEntry, done: str) -> None:
    """Say what was done, with the button that takes it back."""
    words = day_text(entry.until_on) if entry.until_on else "no date"
    if entry.scope:
        done = f"The due date stands. Extended for {entry.scope} to"
    flash_undo(f"{done} {words}.", undo_url(entry))


def done(entry: DeadlineEntry, words: str) -> ResponseReturnValue:
    flash_undo(words, undo_url(entry))
    return redirect(url_for("requests.show", number=entry.oversight_request.number))


def undo_url(entry: DeadlineEntry) -> str:
    return url_for("deadlines.undo", number=entry.oversight_request.number, entry=entry.id)
