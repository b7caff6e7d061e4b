"""The reports page: choose, look, download."""

import tempfile

from flask import Blueprint, abort, render_template, request, send_file
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
            file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
            asked = asked_by(current_user, office, version)
            export = services.export_summary(asked, format=form.format.data, to=file, by=current_user)
            file.seek(0)
            return send_file(file, export.media_type, as_attachment=True, download_name=export.name)
    return render_page(form, office, version)


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
        first_rows=FIRST_ROWS,
        exports=queries.newest_exports(office) if allowed(current_user, Action.READ_HISTORY, office=office) else None,
    )
