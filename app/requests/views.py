"""Pages of a request: file it by hand, and see all of it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import dates, markings
from app.clock import today
from app.deadlines import date_queries
from app.models import OversightRequest, RequestDraft
from app.models.picklists import LinkKind
from app.policies import Action, allowed, authorize
from app.requests import drafts, filing, ladder_queries, letter_page, letter_queries, link_queries, queries
from app.requests.forms import FilingForm
from app.requests.history_entries import Entry
from app.requests.letter_forms import LetterForm, LetterUploadForm
from app.web.links import demand_seat, person
from app.workdays import is_business_day

bp = Blueprint("requests", __name__)
bp.before_request(demand_seat)


@bp.route("/requests/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    authorize(Action.FILE)
    if request.method == "GET":
        form = FilingForm.blank(person(), **{name: request.args.get(name, "") for name in ("agency", "matter")})
    else:
        form = FilingForm(person())
    return answer(form) or show_form(form)


def form_of(draft: RequestDraft) -> FilingForm:
    """The form with which a draft goes on: one that began with a letter is checked against it."""
    reading = letter_queries.reading_of(draft.id)
    kind = FilingForm if reading is None else LetterForm
    form = kind(person())
    form = form if form.is_submitted() else kind.of_draft(person(), draft)
    form.id.data = str(draft.id)
    if isinstance(form, LetterForm) and reading is not None:
        form.reading = reading
    return form


def answer(form: FilingForm) -> ResponseReturnValue | None:
    """What the pressed button asks for, done; None where the form has to be shown (again)."""
    if not form.is_submitted():
        return None
    if form.act == "due":
        return show_due(form)
    if ":" in form.act and isinstance(form, LetterForm):
        return arrange(form)
    return keep(form) if form.act == "draft" else file(form)


def arrange(form: LetterForm) -> ResponseReturnValue | None:
    """The form again with its rows arranged otherwise; nothing is saved by that."""
    with form.showing_refusals():
        moved = form.moved()
        return show_form(moved) if moved is not None else None
    return None


def show_due(form: FilingForm) -> ResponseReturnValue | None:
    """The form again, with the date that the letter's words come to, before anything is filed."""
    if form.validate():
        with form.showing_refusals():
            steps = filing.due_in_words(form.filing, office=form.office, by=person())
            return show_form(form, due_steps=steps)
    return None


def file(form: FilingForm) -> ResponseReturnValue | None:
    if form.validate():
        with form.showing_refusals():
            made = filing.file(filing=form.filing, office=form.office, by=person(), request_id=form.noun_id)
            tell(made)
            return redirect(url_for("requests.show", number=made.number))
    return None


def keep(form: FilingForm) -> ResponseReturnValue | None:
    """A draft is kept as typed, whatever is still missing or wrong."""
    if form.is_keepable():
        with form.showing_refusals():
            draft = drafts.save(fields=form.typed, office=form.office, by=person(), draft_id=form.noun_id)
            flash("Draft saved. It has no number until it is filed.")
            return redirect(url_for("drafts.edit", draft_id=draft.id))
    return None


def show_form(form: FilingForm, *, due_steps: tuple[str, ...] = ()) -> str:
    twin = queries.twin_of(form.office.id, form.letter) if form.is_not_twin.errors else None
    told = {"form": form, "twin": twin, "due_steps": due_steps}
    if isinstance(form, LetterForm):
        return render_template("requests/from_letter.html", **told, **letter_page.shown(form))
    return render_template("requests/new.html", **told, letter_form=LetterUploadForm(person(), formdata=None))


def tell(made: OversightRequest) -> None:
    """What was done, and what the person may want to look at again; nothing here stops them."""
    links = link_queries.related(made)
    others = [link.other(made).number for link in links if link.kind is LinkKind.COMPANION]
    flash(f"Filed as {made.number}. It is due {dates.day_text(made.due_on) if made.due_on else 'on no set date'}.")
    if others:
        flash(f"Filed with it: {', '.join(sorted(others))}.")
    if made.due_on and not is_business_day(made.due_on):
        flash(f"{dates.day_text(made.due_on)} is not a business day. The date stands as you entered it.", "warning")
    words = "\n".join([made.subject, *(item.text for item in made.items)])
    if found := markings.warn_marking(words):
        flash(f"Please check: this text may carry a portion mark ({found.what}).", "warning")


@bp.get("/requests/<number>")
def show(number: str) -> ResponseReturnValue:
    oversight_request = queries.whole(number)
    authorize(Action.SEE, oversight_request)
    is_own = allowed(person(), Action.READ_HISTORY, oversight_request)
    own = own_sections(oversight_request) if is_own else {}
    related = link_queries.related(oversight_request)
    ties = {
        "related": related,
        "lateness": link_queries.first_lateness(oversight_request, related),
        "steps": ladder_queries.steps(oversight_request),
    }
    return render_template("requests/show.html", r=oversight_request, is_own=is_own, **ties, **own)


def own_sections(oversight_request: OversightRequest) -> dict[str, object]:
    """What only the office's own staff reads: intelligence, reminders, who else may see it, history."""
    return {
        "other_dates": date_queries.listed(oversight_request),
        "today": today(oversight_request.office.zone),
        "links": queries.links(oversight_request),
        "reminders": queries.reminders(oversight_request),
        "shares": oversight_request.shares,
        "named": sorted((each.user for each in oversight_request.named), key=lambda user: user.name),
        "history": [Entry.of(event) for event in queries.history(oversight_request)],
    }
