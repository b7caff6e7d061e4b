"""The search page: its words stand in the address, so that a search is a link."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import index
from app.policies import Action, authorize
from app.search import queries
from app.web.paging import page_number

bp = Blueprint("search", __name__)


@bp.get("/search")
def show() -> ResponseReturnValue:
    """What the words lead to; a request's number leads straight to it."""
    authorize(Action.SEE)
    text = request.args.get("q", "")
    if number := queries.number_in(text):
        return redirect(url_for("requests.show", number=number))
    phrases, within = index.phrases_of(text), queries.BY_KEY.get(request.args.get("in", ""))
    found = queries.found(phrases, within=within, number=page_number()) if phrases else []
    told = {"text": text[: index.LONGEST], "phrases": phrases, "is_cut": index.is_cut(text)}
    return render_template("search/show.html", found=found, within=within, last_page=queries.LAST_PAGE, **told)
