"""The weekly memo in one click, and the page for the office's own Word style."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.policies import Action, authorize
from app.reports import memo_services, queries
from app.reports.forms import StyleForm
from app.web.downloads import attachment
from app.web.links import demand_seat, person
from app.web.marked import show_spill_steps

bp = Blueprint("memos", __name__)
bp.before_request(demand_seat)


@bp.post("/reports/memo/<office>")
def memo(office: str) -> ResponseReturnValue:
    found = queries.office_of(person(), office)
    authorize(Action.EXPORT_INTERNAL, office=found)
    return attachment(partial(memo_services.export_memo, found, by=person()))


@bp.route("/reports/memo/<office>/style", methods=["GET", "POST"])
def style(office: str) -> ResponseReturnValue:
    found = queries.office_of(person(), office)
    authorize(Action.KEEP_MEMO_STYLE, office=found)
    form, page = StyleForm(), url_for("memos.style", office=found.short_name)
    if form.says_marked:
        return show_spill_steps(page)
    if form.validate_on_submit():
        with form.showing_refusals():
            memo_services.keep_style(found, upload=form.style.data, by=person())
            flash("Memos take their style from this document from now on.")
            return redirect(page)
    return render_template("reports/style.html", form=form, office=found)


@bp.post("/reports/memo/<office>/standard-style")
def standard_style(office: str) -> ResponseReturnValue:
    found = queries.office_of(person(), office)
    authorize(Action.KEEP_MEMO_STYLE, office=found)
    memo_services.drop_style(found, by=person())
    flash("Memos take the standard style again.")
    return redirect(url_for("memos.style", office=found.short_name))
