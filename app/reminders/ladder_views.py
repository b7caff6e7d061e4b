"""Pages on which a staff director or a counsel keeps the office's reminder ladders, and sees what they would send."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.models import Office
from app.models.picklists import Instrument
from app.policies import Action, authorize, offices_for
from app.refusals import Refused
from app.reminders import ladder_queries as queries
from app.reminders import ladder_services as services
from app.reminders.ladder_forms import GapForm, InstrumentForm, PreviewForm, StepForm
from app.web.forms import Form
from app.web.links import demand_seat, person

bp = Blueprint("ladders", __name__)
bp.before_request(demand_seat)


def authorized_office(short_name: str) -> Office:
    """One of the own offices, or 404; 403 for whoever keeps no ladders there."""
    office = queries.office_of(person(), short_name)
    authorize(Action.KEEP_LADDERS, office=office)
    return office


def read_instrument(name: str) -> Instrument | None:
    """ANY is every instrument without a ladder of its own; 404 for a name that is none."""
    if name not in {"ANY", *Instrument.__members__}:
        abort(404)
    return None if name == "ANY" else Instrument(name)


def address_of(office: str, instrument: str) -> str:
    return url_for("ladders.show", office=office, instrument=instrument)


@bp.get("/admin/ladders")
def index() -> ResponseReturnValue:
    authorize(Action.KEEP_LADDERS)
    offices = offices_for(person(), Action.KEEP_LADDERS)
    asked, office = request.args.get("instrument", ""), request.args.get("office", "")
    if asked in Instrument.__members__ and office in {each.short_name for each in offices}:
        return redirect(address_of(office, asked))
    return render_template(
        "reminders/ladders.html", lines=queries.lines(offices), offices=offices, form=InstrumentForm()
    )


@bp.get("/admin/ladders/<office>/<instrument>")
def show(office: str, instrument: str) -> ResponseReturnValue:
    found, which = authorized_office(office), read_instrument(instrument)
    form = PreviewForm.of(request.args, found.zone)
    has_day = not request.args.get("due") or form.validate()
    preview = queries.preview(found, which, form.due.data) if has_day and form.due.data else None
    return page_of(found, which, form=form, preview=preview)


def page_of(office: Office, which: Instrument | None, *, form: Form, preview: Any = None, gap: Any = None) -> str:
    ladder = queries.ladder(office, which)
    if gap is None:
        gap = GapForm(gap=ladder.gap or None)
    return render_template(
        "reminders/ladder.html",
        office=office,
        which=which,
        name=which.value if which else "ANY",
        title=services.name_of(which),
        ladder=ladder,
        people=queries.names(ladder),
        is_own=queries.is_own(office, which),
        form=form,
        preview=preview,
        gap=gap,
    )


@bp.post("/admin/ladders/<office>/<instrument>/gap")
def set_gap(office: str, instrument: str) -> ResponseReturnValue:
    found, which, form = authorized_office(office), read_instrument(instrument), GapForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            services.set_gap(found, which, gap=form.gap.data or 0, by=person())
            flash("Saved.")
            return redirect(address_of(office, instrument))
    return page_of(queries.office_of(person(), office), which, form=PreviewForm.of({}, found.zone), gap=form)


@bp.route("/admin/ladders/<office>/<instrument>/steps/new", methods=["GET", "POST"])
def add_step(office: str, instrument: str) -> ResponseReturnValue:
    found, which, form = authorized_office(office), read_instrument(instrument), StepForm()
    form.offer(queries.staff(found))
    if form.validate_on_submit():
        with form.showing_refusals():
            services.add_step(found, which, rule=form.rule, by=person())
            flash("Step added. It tells of nothing that lies before this moment.")
            return redirect(address_of(office, instrument))
    title = services.name_of(which)
    return render_template("reminders/step.html", form=form, office=office, name=instrument, title=title, rule=None)


@bp.route("/admin/ladders/<office>/<instrument>/steps/<key>", methods=["GET", "POST"])
def change_step(office: str, instrument: str, key: str) -> ResponseReturnValue:
    found, which, form = authorized_office(office), read_instrument(instrument), StepForm()
    rule = queries.get_rule(found, which, key)
    form.offer(queries.staff(found))
    form.show(rule)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.change_step(found, which, key=key, rule=form.rule, by=person())
            flash("Step changed.")
            return redirect(address_of(office, instrument))
    title = services.name_of(which)
    return render_template("reminders/step.html", form=form, office=office, name=instrument, title=title, rule=rule)


@bp.post("/admin/ladders/<office>/<instrument>/steps/<key>/removal")
def remove_step(office: str, instrument: str, key: str) -> ResponseReturnValue:
    found, which = authorized_office(office), read_instrument(instrument)
    try:
        services.remove_step(found, which, key=key, by=person())
        flash("Step removed.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(address_of(office, instrument))


@bp.post("/admin/ladders/<office>/<instrument>/removal")
def take_back(office: str, instrument: str) -> ResponseReturnValue:
    found, which = authorized_office(office), read_instrument(instrument)
    try:
        services.take_back(found, which, by=person())
        flash("Taken back. The office's ladder holds again." if which else "The standard ladder holds again.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(address_of(office, instrument))


@bp.post("/admin/ladders/<office>/<instrument>/sample")
def send_sample(office: str, instrument: str) -> ResponseReturnValue:
    found, which = authorized_office(office), read_instrument(instrument)
    form = PreviewForm.of(request.form, found.zone)
    if not form.validate() or form.due.data is None:
        flash("Enter a date like 10/12/2018.", "error")
        return redirect(address_of(office, instrument))
    services.send_sample(found, which, due_on=form.due.data, by=person())
    flash(f"A sample is on its way to {person().email}.")
    return redirect(f"{address_of(office, instrument)}?due={form.due.data.isoformat()}")
