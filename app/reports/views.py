"""The reports page: choose, look, download."""

from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.documents.model import Version
from app.documents.wording import VERSIONS
from app.models import Event, Office
from app.policies import Action, allowed, authorize
from app.reports import queries, services
from app.reports.asked import ACTIONS, Asked, asked_by, offices_for_reports, versions_for
from app.reports.exporting import Taken
from app.reports.forms import ChoiceForm, SummaryForm
from app.web.downloads import attachment
from app.web.links import person
from app.web.paging import Page, page_number

bp = Blueprint("reports", __name__)
FIRST_ROWS = 10


@dataclass(frozen=True)
class PastExports:
    """A page of past exports, and what is still told of each."""

    page: Page[Event]
    entries: list[tuple[Event, Taken | None]]


@bp.get("/reports")
def show() -> ResponseReturnValue:
    authorize(Action.SEE)
    office = queries.office_of(current_user, request.args.get("office"))
    version = version_named(request.args.get("version") or versions_for(current_user, office)[0])
    authorize(ACTIONS[version], office=office)
    choosing = ChoiceForm(request.args)
    choosing.validate()
    form = SummaryForm.following(choosing.choice, office=office.short_name, version=version)
    return render_page(form, choosing, asked_by(current_user, office, version, choosing.choice))


@bp.post("/reports/summary")
def summary() -> ResponseReturnValue:
    form = SummaryForm()
    office = queries.office_of(current_user, form.office.data or "")
    version = version_named(form.version.data)
    authorize(ACTIONS[version], office=office)
    if form.validate_on_submit():
        with form.showing_refusals():
            asked = asked_by(current_user, office, version, form.choice)
            return attachment(partial(services.export_summary, asked, format=form.format.data, by=person()))
    return render_page(form, ChoiceForm(None), asked_by(current_user, office, version))


def version_named(name: str | None) -> Version:
    return next((version for version in ACTIONS if version == name), None) or abort(404)


def render_page(form: SummaryForm, choosing: ChoiceForm, asked: Asked) -> str:
    office = asked.office
    with choosing.showing_refusals():
        preview = services.preview(asked, first=FIRST_ROWS)
    if choosing.problems:
        preview = services.preview(replace(asked, day=None), first=FIRST_ROWS)
    is_own = allowed(current_user, Action.READ_HISTORY, office=office)
    return render_template(
        "reports/show.html",
        form=form,
        choosing=choosing,
        asked=asked,
        office=office,
        offices=offices_for_reports(current_user),
        versions=[(name, VERSIONS[name]) for name in versions_for(current_user, office)],
        preview=preview,
        is_own=is_own,
        exports=past_exports(office) if is_own else None,
    )


def past_exports(office: Office) -> PastExports:
    """A page of entries for the list; an erased one keeps its place and loses its words."""
    page = queries.past_exports(office, number=page_number())
    return PastExports(page, [(event, taken_in(event)) for event in page.rows])


def taken_in(event: Event) -> Taken | None:
    return Taken.of_changes(event.payload.changes) if event.payload and not event.payload.erased_at else None
