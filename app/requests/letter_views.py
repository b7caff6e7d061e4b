"""Pages of a letter on its way in: begin a draft with it, and see its pages beside the form."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.attaching import store
from app.extraction.letters import picture_of_page
from app.files import DAMAGED, LimitedFile, Spool
from app.policies import Action, authorize
from app.refusals import Refused
from app.requests import letter_queries, letter_services, queries
from app.requests.forms import FilingForm
from app.requests.letter_forms import LetterUploadForm
from app.web.links import demand_seat, person

bp = Blueprint("letters", __name__)
bp.before_request(demand_seat)


@bp.post("/requests/letters")
def begin() -> ResponseReturnValue:
    authorize(Action.FILE)
    form = LetterUploadForm(person())
    if form.validate():
        with form.showing_refusals():
            draft = letter_services.begin(form.letter.data, office=form.office, by=person(), draft_id=form.noun_id)
            flash("The letter was taken in. Check what was found; nothing is filed yet.")
            return redirect(url_for("drafts.edit", draft_id=draft.id))
    return render_template("requests/new.html", form=FilingForm.blank(person()), letter_form=form, has_problems=True)


@bp.get("/requests/drafts/<int:draft_id>/letter/<int:page>.png")
def sheet(draft_id: int, page: int) -> ResponseReturnValue:
    """A page of the draft's letter as a picture, for who may see the draft; no browser keeps it."""
    draft = queries.draft(draft_id)
    authorize(Action.FILE, draft)
    reading = letter_queries.reading_of(draft.id)
    if reading is None or reading.is_dark or not 0 < page <= len(reading.sheets):
        abort(404)
    return as_picture(drawn(reading.stored_file.sha256, reading.stored_file.size, page))


def drawn(sha256: str, size: int, page: int) -> bytes:
    """Nothing unread lies on a disk: the bytes pass from the store through quiet memory to the child that draws."""
    with LimitedFile(limit=size) as file:
        try:
            for chunk in store().open_checked(sha256):
                file.write(chunk)
        except OSError:
            current_app.logger.error("stored file %s is missing or damaged", sha256)
            raise Refused(DAMAGED) from None
        return picture_of_page(Spool.of(file), page=page)


def as_picture(picture: bytes) -> Response:
    answer = Response(picture, content_type="image/png")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
