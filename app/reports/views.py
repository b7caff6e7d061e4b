"""The reports page: choose, look, download."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import IO, Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.documents.model import Version
from app.documents.wording import VERSIONS
from app.models import Office
from app.policies import Action, allowed, authorize
from app.reports import queries, services
from app.reports.asked import ACTIONS, asked_by, offices_for_reports, versions_for
from app.reports.forms import SummaryForm

bp = Blueprint("reports", __name__)
FIRST_ROWS = 10
IN_MEMORY = 1 << 20


@bp.get("/reports")
def show() -> ResponseReturnValue:
    authorize(Action.SEE)
    office = queries.office_of(current_user, request.args.get("office"))
    version = version_named(request.args.get("version") or versions_for(current_user, office)[0])
    authorize(ACTIONS[version], office=office)
    return render_page(SummaryForm(office=office.short_name, version=version), office, version)


@bp.post("/reports/summary")
def summary() -> ResponseReturnValue:
    form = SummaryForm()
    office = queries.office_of(current_user, form.office.data or "")
    version = version_named(form.version.data)
    authorize(ACTIONS[version], office=office)
    if form.validate_on_submit():
        with form.showing_refusals():
            asked = asked_by(current_user, office, version)
            return attachment(partial(services.export_summary, asked, format=form.format.data, by=current_user))
    return render_page(form, office, version)


def attachment(export_to: Callable[..., services.Export]) -> Response:
    """The file that `export_to(to=file)` writes, whole and recorded before its first byte is sent."""
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        export = export_to(to=file)
        size = file.tell()
        file.seek(0)
        answer = Response(read_out(file, stack.pop_all()), content_type=export.media_type)
    answer.content_length = size
    answer.headers.set("Content-Disposition", "attachment", filename=export.name)
    return answer


def read_out(file: IO[bytes], closing: ExitStack) -> Iterator[bytes]:
    with closing:
        while piece := file.read(1 << 16):
            yield piece


def version_named(name: str | None) -> Version:
    return next((version for version in ACTIONS if version == name), None) or abort(404)


def render_page(form: SummaryForm, office: Office, version: Version) -> str:
    return render_template(
        "reports/show.html",
        form=form,
        office=office,
        version=version,
        offices=offices_for_reports(current_user),
        versions=[(name, VERSIONS[name]) for name in versions_for(current_user, office)],
        preview=services.preview(asked_by(current_user, office, version), first=FIRST_ROWS),
        exports=past_exports(office) if allowed(current_user, Action.READ_HISTORY, office=office) else None,
    )


def past_exports(office: Office) -> list[dict[str, Any]]:
    """Entries for the page's list; an erased one keeps its place and loses its words."""
    return [
        {"title": words.summary, "who": event.actor, "moment": event.at, "note": words.note}
        for event in queries.newest_exports(office)
        if (words := event.payload) is not None
    ]
