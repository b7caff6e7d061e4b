"""Pages of an office's own words for its letters."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.models.letter_picklists import OfficeWords
from app.policies import Action, authorize
from app.web.links import demand_seat, person
from app.writing import queries, template_services
from app.writing.filling import FIELDS
from app.writing.forms import TemplateForm
from app.writing.texts import standard

bp = Blueprint("templates", __name__)
bp.before_request(demand_seat)


@bp.get("/offices/<office>/letters")
def index(office: str) -> ResponseReturnValue:
    found = queries.office_of(person(), office)
    authorize(Action.KEEP_TEMPLATES, office=found)
    kept = {each.kind: each for each in queries.templates(found)}
    return render_template("writing/templates.html", office=found, kinds=list(OfficeWords), kept=kept)


@bp.route("/offices/<office>/letters/<words>", methods=["GET", "POST"])
def edit(office: str, words: str) -> ResponseReturnValue:
    found, kind = queries.office_of(person(), office), queries.words_of(words)
    authorize(Action.KEEP_TEMPLATES, office=found)
    kept, back = queries.template(found, kind), url_for("templates.index", office=found.short_name)
    form = TemplateForm(kept, standard()[kind])
    if form.validate_on_submit():
        with form.showing_refusals():
            template_services.keep_template(
                found, kind=kind, text=form.text.data or "", edition=form.seen_edition, by=person()
            )
            flash(f"Words kept: {kind.label}.")
            return redirect(back)
    fields = {} if kind in template_services.PLAIN else FIELDS
    return render_template("writing/template.html", office=found, kind=kind, kept=kept, form=form, fields=fields)


@bp.post("/offices/<office>/letters/<words>/standard")
def standard_words(office: str, words: str) -> ResponseReturnValue:
    found, kind = queries.office_of(person(), office), queries.words_of(words)
    authorize(Action.KEEP_TEMPLATES, office=found)
    template_services.drop_template(found, kind=kind, by=person())
    flash(f"Standard words again: {kind.label}.")
    return redirect(url_for("templates.index", office=found.short_name))
