"""The scorecard of an agency: its figures, the list behind each, on paper and as a workbook."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.agencies import queries as agencies
from app.clock import now
from app.models import Agency, Office
from app.policies import Action, authorize, offices_for
from app.reports import scorecard_queries as queries
from app.reports import scorecard_services as services
from app.reports.scorecard import METHOD, Figuring, Part, Scope, figures_of
from app.web.downloads import attachment
from app.web.forms import Form
from app.web.links import person
from app.web.paging import PER_PAGE, Page, offset, page_number

bp = Blueprint("scorecards", __name__)
FORMATS = frozenset({"pdf", "xlsx", "csv"})


@dataclass(frozen=True)
class Card:
    """What the address asks for, read: the agency, the scope, the figures, and what else could be chosen."""

    agency: Agency
    office: Office
    scope: Scope
    figuring: Figuring
    congress: int | None
    congresses: list[int]

    @property
    def arguments(self) -> dict[str, str]:
        """The address's arguments that keep this scope."""
        bureaus = {"bureaus": "yes"} if self.scope.has_bureaus else {}
        return {"office": self.office.short_name, "congress": str(self.congress or queries.ALL), **bureaus}


def authorized_card(agency_id: int) -> Card:
    """The card of one agency for one office of the person's; 403 for whoever may not have internal figures."""
    authorize(Action.EXPORT_INTERNAL)
    agency = agencies.get(agency_id)
    office = queries.office_of(person(), request.args.get("office"))
    has_bureaus = request.args.get("bureaus") == "yes"
    ids = queries.agency_ids(agency, has_bureaus=has_bureaus)
    known = queries.congresses(office, ids)
    congress = queries.chosen(request.args.get("congress"), known)
    at = now()
    figuring = Figuring(queries.lines(office, ids, congress), at, office.zone)
    scope = queries.scope_of(office, agency, has_bureaus=has_bureaus, congress=congress, at=at)
    return Card(agency, office, scope, figuring, congress, known)


@bp.get("/agencies/<int:agency_id>/scorecard")
def show(agency_id: int) -> ResponseReturnValue:
    card = authorized_card(agency_id)
    return render_template(
        "reports/scorecard.html",
        card=card,
        figures=figures_of(card.figuring, card.scope),
        method=METHOD,
        offices=offices_for(person(), Action.EXPORT_INTERNAL),
    )


@bp.get("/agencies/<int:agency_id>/scorecard/<part>")
def behind(agency_id: int, part: str) -> ResponseReturnValue:
    """The list behind a number, perhaps of one quarter."""
    card = authorized_card(agency_id)
    wanted = next((each for each in Part if each.value == part), None) or abort(404)
    quarter = request.args.get("quarter", "")
    figuring = card.figuring.quarters.get(quarter, card.figuring)
    lines, number = figuring.parts[wanted], page_number()
    rows = lines[offset(number) : offset(number) + PER_PAGE + 1]
    page = Page.cut(rows, number=number, total=len(lines))
    in_quarter = quarter if figuring is not card.figuring else ""
    return render_template(
        "reports/scorecard_part.html", card=card, part=wanted, page=page, quarter=in_quarter, figuring=figuring
    )


@bp.post("/agencies/<int:agency_id>/scorecard/<format>")
def download(agency_id: int, format: str) -> ResponseReturnValue:  # noqa: A002 - the word of the address
    """The file, whole and recorded before its first byte is sent."""
    card, form = authorized_card(agency_id), Form()
    if format not in FORMATS:
        abort(404)
    with form.showing_refusals():
        return attachment(partial(services.export_scorecard, card.scope, card.figuring, format=format, by=person()))
    flash(" ".join(form.form_errors) or "The file could not be written.", "error")
    return redirect(url_for("scorecards.show", agency_id=agency_id, **card.arguments))
