"""Pages of written letters: choose one, see it as it will look, edit it, clear it, send it, take it as a file."""

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.agencies import queries as agencies
from app.clock import today
from app.documents import LETTER_FORMATS
from app.models import WrittenLetter
from app.models.letter_picklists import LetterKind, LetterStage
from app.policies import Action, authorize, offices_for
from app.web.downloads import attachment
from app.web.links import demand_seat, person
from app.writing import queries, services
from app.writing.forms import LetterForm, OutstandingForm, StepForm, TextForm
from app.writing.paper import on_paper

bp = Blueprint("writing", __name__)
bp.before_request(demand_seat)

ACTIONS = {
    LetterStage.COUNSEL: Action.CLEAR_AS_COUNSEL,
    LetterStage.DIRECTOR: Action.CLEAR_AS_DIRECTOR,
    LetterStage.PRINCIPAL: Action.RECORD_PRINCIPAL,
    LetterStage.SENT: Action.MARK_SENT,
}


@bp.get("/requests/<number>/letters")
def index(number: str) -> ResponseReturnValue:
    oversight_request = queries.request(number)
    authorize(Action.WRITE_LETTER, oversight_request)
    return render_template("writing/index.html", r=oversight_request, letters=queries.of_request(oversight_request))


@bp.route("/requests/<number>/letters/new", methods=["GET", "POST"])
def new(number: str) -> ResponseReturnValue:
    oversight_request = queries.request(number)
    authorize(Action.WRITE_LETTER, oversight_request)
    kind = LetterKind.FOLLOW_UP if oversight_request.is_sent else LetterKind.REQUEST
    form = LetterForm(dated_on=today(oversight_request.office.zone), kind=kind)
    if form.validate_on_submit():
        with form.showing_refusals():
            letter = services.draft(oversight_request, asked=form.asked, by=person())
            return redirect(url_for("writing.show", letter_id=letter.id))
    return render_template("writing/new.html", r=oversight_request, form=form)


@bp.route("/agencies/<int:agency_id>/letters", methods=["GET", "POST"])
def outstanding(agency_id: int) -> ResponseReturnValue:
    authorize(Action.WRITE_LETTER)
    agency, form = agencies.get(agency_id), OutstandingForm(offices_for(person(), Action.WRITE_LETTER))
    if form.validate_on_submit():
        with form.showing_refusals():
            letter = services.draft_outstanding(agency, office=form.chosen, asked=form.asked, by=person())
            return redirect(url_for("writing.show", letter_id=letter.id))
    letters = queries.of_agency(agency)
    return render_template("writing/outstanding.html", agency=agency, form=form, letters=letters)


@bp.get("/letters/<int:letter_id>")
def show(letter_id: int) -> ResponseReturnValue:
    letter = queries.get(letter_id)
    authorize(Action.WRITE_LETTER, letter)
    return page(letter, StepForm(letter))


def page(letter: WrittenLetter, form: StepForm) -> str:
    """The letter as it will look, how far it is, and the act that comes next."""
    paper = on_paper(letter.words, kind=letter.kind, office=letter.office, texts=queries.texts_of(letter.office))
    stage = letter.next_stage
    form.speak_of(letter)
    action = ACTIONS[stage] if stage else None
    return render_template("writing/show.html", letter=letter, paper=paper, form=form, stage=stage, action=action)


@bp.route("/letters/<int:letter_id>/edit", methods=["GET", "POST"])
def edit(letter_id: int) -> ResponseReturnValue:
    letter = queries.get(letter_id)
    authorize(Action.WRITE_LETTER, letter)
    form = TextForm(letter)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.edit(letter, words=form.words, edition=form.seen_edition, by=person())
            flash("Letter saved.")
            return redirect(url_for("writing.show", letter_id=letter.id))
    return render_template("writing/edit.html", letter=letter, form=form), form.status


@bp.post("/letters/<int:letter_id>/discard")
def discard(letter_id: int) -> ResponseReturnValue:
    letter = queries.get(letter_id)
    authorize(Action.WRITE_LETTER, letter)
    services.discard(letter, by=person())
    flash("Letter discarded. It stays in the list, and can be restored.")
    return redirect(url_for("writing.show", letter_id=letter.id))


@bp.post("/letters/<int:letter_id>/restore")
def restore(letter_id: int) -> ResponseReturnValue:
    letter = queries.get(letter_id)
    authorize(Action.WRITE_LETTER, letter)
    services.restore(letter, by=person())
    flash("Letter restored.")
    return redirect(url_for("writing.show", letter_id=letter.id))


@bp.post("/letters/<int:letter_id>/steps")
def advance(letter_id: int) -> ResponseReturnValue:
    letter = queries.get(letter_id)
    form = StepForm(letter)
    stage = form.seen_stage or LetterStage.SENT
    authorize(ACTIONS.get(stage, Action.MARK_SENT), letter)
    if form.validate_on_submit():
        with form.showing_refusals():
            act, verb = services.Act(stage, form.on.data, form.by_whom, form.scan), services.verb_for(stage)
            verb(letter, act=act, edition=form.seen_edition, by=person())
            flash(f"Recorded: {stage.label.lower()}.")
            return redirect(url_for("writing.show", letter_id=letter.id))
    return page(queries.get(letter_id), form)


@bp.get("/letters/<int:letter_id>/file.<file_format>")
def download(letter_id: int, file_format: str) -> ResponseReturnValue:
    letter = queries.get(letter_id)
    authorize(Action.WRITE_LETTER, letter)
    if file_format not in LETTER_FORMATS:
        abort(404)
    return attachment(partial(services.take, letter, file_format))
