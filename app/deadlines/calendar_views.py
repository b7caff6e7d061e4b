"""Pages of the chambers' calendars: what is imported, and an import that shows first what it moves."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.deadlines import calendar_queries as queries
from app.deadlines import calendar_services as services
from app.deadlines.calendar_forms import CalendarForm
from app.policies import Action, authorize
from app.web.links import person

bp = Blueprint("calendars", __name__)


@bp.get("/admin/chamber-calendars")
def index() -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    return render_template("deadlines/calendars.html", calendars=queries.listed())


@bp.route("/admin/chamber-calendars/new", methods=["GET", "POST"])
def take_in() -> ResponseReturnValue:
    """The first look shows what would change; only the second button takes the days in."""
    authorize(Action.ADMINISTER)
    form, shown = CalendarForm(), None
    if form.validate_on_submit():
        with form.showing_refusals():
            told = form.told
            form.keep(told)
            shown = services.preview(told)
            if request.form.get("act") == "import":
                done = services.take_in(told, by=person())
                flash(words_of(done))
                return redirect(url_for("calendars.index"))
    return render_template("deadlines/import_calendar.html", form=form, shown=shown)


def words_of(done: services.Preview) -> str:
    if not any(done.change):
        return "These days stand in the calendar already. Nothing changed."
    moved = f"{done.total:,} due date{'' if done.total == 1 else 's'} moved"
    return f"Calendar imported: {done.change.added:,} days added, {done.change.removed:,} removed; {moved}."
