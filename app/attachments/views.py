"""Download a file, and attach files to a request."""

import unicodedata
from urllib.parse import quote

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.attaching import store, twin_of
from app.attachments import queries, services
from app.attachments.forms import FilesForm
from app.files import DAMAGED, clean_name
from app.models import Attachment
from app.policies import Action, authorize
from app.refusals import Refused
from app.requests import queries as requests
from app.web.links import demand_seat, person
from app.web.marked import show_spill_steps

bp = Blueprint("attachments", __name__)
bp.before_request(demand_seat)

# A page would run in the reader's browser if it were served as one.
UNSAFE_TYPES = frozenset({"text/html"})


@bp.get("/files/<int:attachment_id>/<path:name>")
def download(attachment_id: int, name: str) -> ResponseReturnValue:  # noqa: ARG001
    """The name in the address only helps people; what is served is told by the id."""
    attachment = queries.get(attachment_id)
    authorize(Action.SEE, attachment.attached_to)
    demand_whole(attachment)
    if request.method == "GET":
        services.note_download(attachment, by=person())
    return as_download(attachment)


@bp.route("/requests/<number>/files", methods=["GET", "POST"])
def add_files(number: str) -> ResponseReturnValue:
    oversight_request = requests.get(number)
    authorize(Action.EDIT, oversight_request)
    form, page = FilesForm(), url_for("requests.show", number=number)
    if form.says_marked:
        return show_spill_steps(page)
    if form.validate_on_submit():
        with form.showing_refusals():
            found = services.add_files(oversight_request, files=form.files, purpose=form.purpose.data, by=person())
            flash("1 file attached." if len(found) == 1 else f"{len(found)} files attached.")
            tell_twins(found)
            return redirect(page)
    return render_template("attachments/add_files.html", oversight_request=oversight_request, form=form)


def tell_twins(attachments: list[Attachment]) -> None:
    """Say which files the office holds already, as far as this person may see them."""
    for attachment in attachments:
        twin = twin_of(attachment)
        if twin is not None:
            where = twin.oversight_request.number if twin.oversight_request else twin.attached_to.title
            flash(f"You already hold the file {attachment.name}: it is attached to {where} as {twin.name}.", "info")


def demand_whole(attachment: Attachment) -> None:
    """Refuse before the first byte where the stored file is missing or of another size."""
    stored = attachment.stored_file
    try:
        is_whole = store().size(stored.sha256) == stored.size
    except FileNotFoundError:
        is_whole = False
    if not is_whole:
        current_app.logger.error("stored file %s is missing or damaged", stored.sha256)
        raise Refused(DAMAGED)


def as_download(attachment: Attachment) -> Response:
    """A stream whose last piece is held back until the whole is known to be what was once kept."""
    stored = attachment.stored_file
    answer = Response(store().open_checked(stored.sha256), content_type=safe_type(stored.media_type))
    answer.content_length = stored.size
    answer.set_etag(stored.sha256)
    answer.headers.set("Content-Disposition", "attachment", **names(clean_name(attachment.name)))
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def safe_type(media_type: str) -> str:
    return "application/octet-stream" if media_type in UNSAFE_TYPES else media_type


def names(name: str) -> dict[str, str]:
    """The name for old and new browsers (RFC 6266 and RFC 5987)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if plain == name:
        return {"filename": name}
    return {"filename": plain.strip(" .") or "file", "filename*": f"UTF-8''{quote(name, safe='')}"}
