"""Pages of an import, step by step: the file, its columns, its problems, what it would do; then release and undo."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.attaching import examined
from app.clock import now
from app.imports import spreadsheet_queries as queries
from app.imports import spreadsheet_release_services as releases
from app.imports import spreadsheet_services as services
from app.imports.spreadsheet_fields import SAMPLES
from app.imports.spreadsheet_forms import SheetForm, columns_form, fixes_form
from app.imports.spreadsheet_shown import columns_shown, shown_changes
from app.policies import Action, authorize
from app.sheets import read_sheet
from app.web.forms import Form
from app.web.links import demand_seat, person
from app.web.marked import show_spill_steps
from app.web.paging import page_number

bp = Blueprint("imports", __name__)
bp.before_request(demand_seat)


class ReleaseForm(Form):
    """One button."""


@bp.get("/imports")
def index() -> ResponseReturnValue:
    authorize(Action.IMPORT)
    return render_template("imports/index.html", imports=queries.newest(), at=now())


@bp.route("/imports/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    authorize(Action.IMPORT)
    form = SheetForm(person())
    if form.says_marked:
        return show_spill_steps(url_for("imports.new"))
    if form.validate_on_submit():
        with form.showing_refusals():
            found = examined(form.file.data)
            draft = services.take_up(
                read_sheet(found), file_name=found.name, office=form.office, by=person(), import_id=form.noun_id
            )
            return redirect(url_for("imports.columns", import_id=draft.id))
    return render_template("imports/new.html", form=form)


@bp.route("/imports/<int:import_id>/columns", methods=["GET", "POST"])
def columns(import_id: int) -> ResponseReturnValue:
    sheet_import = queries.get(import_id)
    authorize(Action.IMPORT, sheet_import)
    sheet_import.demand_draft()
    form = columns_form(sheet_import)
    if form.validate_on_submit():
        with form.showing_refusals():
            sends = form.sends_on_letter_date.data
            services.choose_columns(sheet_import, mapping=form.mapping, sends=sends, by=person())
            return redirect(url_for("imports.problems", import_id=import_id))
    shown = columns_shown(sheet_import, queries.rows_of(sheet_import), samples=SAMPLES)
    return render_template("imports/columns.html", form=form, sheet_import=sheet_import, columns=shown)


@bp.route("/imports/<int:import_id>/problems", methods=["GET", "POST"])
def problems(import_id: int) -> ResponseReturnValue:
    sheet_import = queries.get(import_id)
    authorize(Action.IMPORT, sheet_import)
    sheet_import.demand_draft()
    plan = services.plan_of(sheet_import, queries.rows_of(sheet_import), by=person())
    form = fixes_form(plan)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.choose_fixes(sheet_import, choices=form.choices, by=person())
            return redirect(url_for("imports.check", import_id=import_id))
    return render_template("imports/problems.html", form=form, sheet_import=sheet_import, plan=plan)


@bp.get("/imports/<int:import_id>/check")
def check(import_id: int) -> ResponseReturnValue:
    sheet_import = queries.get(import_id)
    authorize(Action.IMPORT, sheet_import)
    sheet_import.demand_draft()
    plan = services.plan_of(sheet_import, queries.rows_of(sheet_import), by=person())
    if not plan.is_settled:
        return redirect(url_for("imports.problems", import_id=import_id))
    return render_template("imports/check.html", sheet_import=sheet_import, plan=plan, changes=shown_changes(plan))


@bp.post("/imports/<int:import_id>/import")
def import_all(import_id: int) -> ResponseReturnValue:
    sheet_import = queries.get(import_id)
    authorize(Action.IMPORT, sheet_import)
    plan = services.import_all(sheet_import, by=person())
    flash(f"Imported: {plan.sentence}.")
    return redirect(url_for("imports.show", import_id=import_id))


@bp.get("/imports/<int:import_id>")
def show(import_id: int) -> ResponseReturnValue:
    sheet_import = queries.get(import_id)
    authorize(Action.IMPORT, sheet_import)
    if sheet_import.is_draft:
        return redirect(url_for("imports.columns", import_id=import_id))
    page = queries.record_page(sheet_import, page_number())
    requests = queries.first_numbers(sheet_import)
    return render_template("imports/show.html", sheet_import=sheet_import, page=page, requests=requests, at=now())


@bp.get("/imports/<int:import_id>/records/<int:record_id>")
def show_record(import_id: int, record_id: int) -> ResponseReturnValue:
    sheet_import = queries.get(import_id)
    authorize(Action.IMPORT, sheet_import)
    found = queries.record(sheet_import, record_id)
    return render_template("imports/record.html", sheet_import=sheet_import, record=found)


@bp.route("/imports/<int:import_id>/release", methods=["GET", "POST"])
def release(import_id: int) -> ResponseReturnValue:
    sheet_import = queries.get(import_id)
    authorize(Action.IMPORT, sheet_import)
    form = ReleaseForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            number = releases.release(sheet_import, by=person())
            flash(f"{number} requests released.")
            return redirect(url_for("imports.show", import_id=import_id))
    page, digests = queries.record_page(sheet_import, 1), releases.foresee(sheet_import)
    return render_template("imports/release.html", form=form, sheet_import=sheet_import, page=page, digests=digests)


@bp.post("/imports/<int:import_id>/undo")
def undo(import_id: int) -> ResponseReturnValue:
    sheet_import = queries.get(import_id)
    authorize(Action.IMPORT, sheet_import)
    done = releases.undo(sheet_import, by=person())
    flash(f"Import undone: {done}.")
    return redirect(url_for("imports.index"))


@bp.post("/imports/<int:import_id>/discard")
def discard(import_id: int) -> ResponseReturnValue:
    sheet_import = queries.get(import_id)
    authorize(Action.IMPORT, sheet_import)
    services.discard(sheet_import, by=person())
    flash("The uploaded sheet was thrown away.")
    return redirect(url_for("imports.index"))
