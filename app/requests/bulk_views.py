"""Pages of one act on many requests: choose, check what happens to each, do it, take it back."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.policies import Action, authorize
from app.refusals import Refused
from app.requests import bulk_queries, bulk_services, docket_queries, queries
from app.requests.bulk import MOST, Change, Done, Row, plan, read_told, told
from app.requests.bulk_forms import FORMS, AskingForm, DoForm
from app.requests.docket import asked, plain
from app.requests.saved_view_queries import CUTS
from app.web.links import demand_seat, person
from app.web.paging import PER_PAGE, Page, offset, page_number
from app.web.shell import flash_undo

bp = Blueprint("bulk", __name__)
bp.before_request(demand_seat)

ACTIONS = {"assign": Action.REASSIGN, "extend": Action.EDIT, "topic": Action.EDIT}
TITLES = {"assign": "Assign requests", "extend": "Extend deadlines", "topic": "Add a topic"}


@dataclass
class Asked:
    """What the address asks for: which requests, and what is to be done to them."""

    act: str
    form: AskingForm
    ids: list[int]
    is_told: bool

    @property
    def change(self) -> Change:
        return self.form.change(self.ids)

    @property
    def is_too_many(self) -> bool:
        return len(self.ids) > MOST

    def rows(self) -> list[Row]:
        if self.is_too_many or not self.ids:
            return []
        return plan(bulk_queries.requests_of(self.ids), self.change, by=person())


def read(act: str) -> Asked:
    form = FORMS[act](formdata=request.args)
    form.fit(person())
    names = {field.name for field in form} & set(request.args)
    is_told = bool(names) and form.validate()
    return Asked(act, form, chosen_ids(), is_told)


def chosen_ids() -> list[int]:
    """The requests that were ticked, or all that the filters match."""
    if request.args.get("all"):
        _, filters, glance = asked()
        return docket_queries.ids_of(filters, glance, most=MOST)
    return list({int(text): None for text in request.args.getlist("r") if queries.is_id(text)})


@bp.route("/requests/bulk/<any(assign, extend, topic):act>", methods=["GET", "POST"])
def change(act: str) -> ResponseReturnValue:
    authorize(ACTIONS[act])
    wanted, form = read(act), DoForm()
    if form.validate_on_submit() and wanted.is_told:
        with form.showing_refusals():
            seen = read_told(form.seen.data or "")
            tell(bulk_services.apply(wanted.change, seen=seen, by=person(), act_id=form.noun_id), wanted.form.done)
            return redirect(docket_address())
    return render_template("requests/bulk.html", **shown(wanted, form))


def shown(wanted: Asked, form: DoForm) -> dict[str, Any]:
    """What the check page shows: the rows that will change, page by page, and those that are left out."""
    rows = wanted.rows()
    ready = [row for row in rows if not row.refusal]
    form.seen.data, number = told(ready), page_number()
    start = offset(number)
    return {
        "wanted": wanted,
        "form": form,
        "asking": wanted.form,
        "title": TITLES[wanted.act],
        "ready": Page.cut(ready[start : start + PER_PAGE + 1], number=number, total=len(ready)),
        "left_out": [row for row in rows if row.refusal],
        "kept": [(name, value) for name, value in request.args.items(multi=True) if name in {*CUTS, "r", "all"}],
        "back": docket_address(),
        "most": MOST,
    }


@bp.post("/requests/bulk/undo")
def undo() -> ResponseReturnValue:
    authorize(Action.EDIT)
    try:
        done = bulk_services.undo(request.args.get("act", 0, type=int) % 2**62, by=person())
        flash(f"{counted(done.number)} put back as before.{left(done)}")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("docket.show"))


def tell(done: Done, words: str) -> None:
    flash_undo(f"{counted(done.number)} {words}.{left(done)}", url_for("bulk.undo", act=done.act_id))


def counted(number: int) -> str:
    return "1 request" if number == 1 else f"{number} requests"


def left(done: Done) -> str:
    return f" Left out, as a colleague changed them meanwhile: {', '.join(done.left_out)}." if done.left_out else ""


def docket_address() -> str:
    """The docket as it was cut when the requests were chosen."""
    arguments: dict[str, Any] = plain(request.args)
    return url_for("docket.show", **arguments)
