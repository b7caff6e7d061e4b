"""Pages of a security officer: find it everywhere, take it out of sight, give it back, erase it, and who saw it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.models.picklists import ViewingKind
from app.policies import Action, authorize
from app.sequester import finding, hit_services, queries, report, services
from app.sequester.asked import chosen_office, search, show_act, show_found
from app.sequester.forms import EraseForm, FindForm, HitForm, ReleaseForm, TickForm
from app.web.links import demand_seat, person
from app.web.paging import page_number
from app.web.viewing import Watched, note

bp = Blueprint("sequester", __name__)
bp.before_request(demand_seat)


@bp.get("/sequester")
def index() -> ResponseReturnValue:
    authorize(Action.SEQUESTER)
    return render_template("sequester/index.html", form=FindForm(), page=queries.acts(number=page_number()))


@bp.post("/sequester/found")
def found() -> ResponseReturnValue:
    """What is looked for stands in this one answer: not in an address, a session, a log or a table."""
    authorize(Action.SEQUESTER)
    form = FindForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            return show_found(search(form, by=person()))
    return render_template("sequester/index.html", form=form, page=queries.acts(number=1))


@bp.post("/sequester")
def sequester() -> ResponseReturnValue:
    authorize(Action.SEQUESTER)
    office, form = chosen_office(person(), request.form.get("office", "")), TickForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            made = services.sequester(office, ticked=form.ticked(request.form), by=person())
            flash("It is out of sight everywhere.")
            return redirect(url_for("sequester.show", act_id=made.id))
    return render_template("sequester/again.html", form=form, office=office, sent=request.form)


@bp.route("/sequester/files/<int:attachment_id>")
def file(attachment_id: int) -> ResponseReturnValue:
    """One file, from the link beside it."""
    authorize(Action.SEQUESTER)
    place = finding.attached_place(attachment_id, queries.offices_guarded_by(person()))
    return render_template("sequester/file.html", place=place, form=TickForm(formdata=None))


@bp.get("/sequester/<int:act_id>")
def show(act_id: int) -> ResponseReturnValue:
    act = queries.get(act_id)
    authorize(Action.SEQUESTER, act)
    return show_act(act, ReleaseForm(formdata=None), EraseForm(formdata=None))


@bp.post("/sequester/<int:act_id>/release")
def release(act_id: int) -> ResponseReturnValue:
    act, form = queries.get(act_id), ReleaseForm()
    authorize(Action.SEQUESTER, act)
    if form.validate_on_submit():
        with form.showing_refusals():
            rewritten = services.release(act, reason=form.reason.data or "", by=person())
            flash("It is back in its place. Mail that was dropped stays dropped.")
            if rewritten:
                flash(f"{rewritten} of its texts had been rewritten meanwhile and stay as they are.", "warning")
            return redirect(url_for("sequester.show", act_id=act_id))
    return show_act(queries.get(act_id), form, EraseForm(formdata=None))


@bp.post("/sequester/<int:act_id>/erasure")
def erase(act_id: int) -> ResponseReturnValue:
    act, form = queries.get(act_id), EraseForm()
    authorize(Action.SEQUESTER, act)
    if form.validate_on_submit():
        with form.showing_refusals():
            is_clean = services.erase(act, by=person())
            flash("Erased. Follow the steps below for backups and other copies.")
            if not is_clean:
                flash("The database was busy. Ask your administrator to run: flask --app wsgi records scrub", "warning")
            return redirect(url_for("sequester.show", act_id=act_id))
    return show_act(queries.get(act_id), ReleaseForm(formdata=None), form)


@bp.get("/sequester/<int:act_id>/report")
def show_report(act_id: int) -> ResponseReturnValue:
    """Who saw it, took a copy of it or was mailed it; reading this is noted, too."""
    act = queries.get(act_id)
    authorize(Action.SEQUESTER, act)
    told = report.of(act)
    note(ViewingKind.REPORT_READ, Watched("Sequestration", act.id, act.office_id, None))
    return render_template("sequester/report.html", act=act, report=told)


@bp.get("/viewing-log")
def viewing_log() -> ResponseReturnValue:
    authorize(Action.SEQUESTER)
    page = report.viewings(number=page_number())
    for office in queries.offices_guarded_by(person()):
        note(ViewingKind.LOG_READ, Watched("Office", office.id, office.id, None))
    return render_template("sequester/viewing_log.html", page=page)


@bp.get("/marking-hits")
def hits() -> ResponseReturnValue:
    authorize(Action.SEQUESTER)
    return render_template("sequester/hits.html", page=queries.hits(number=page_number()))


@bp.route("/marking-hits/<int:hit_id>", methods=["GET", "POST"])
def hit(hit_id: int) -> ResponseReturnValue:
    found_hit, form = queries.hit(hit_id), HitForm()
    authorize(Action.SEQUESTER, found_hit)
    if form.validate_on_submit():
        with form.showing_refusals():
            hit_services.release(found_hit, reason=form.reason.data or "", by=person())
            flash(f"Released for {found_hit.office.short_name}. {found_hit.by.name} can try again.")
            return redirect(url_for("sequester.hits"))
    return render_template("sequester/hit.html", hit=queries.hit(hit_id), form=form)
