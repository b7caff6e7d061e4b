"""Pages of mail that did not arrive, for administrators and, about their own offices, for staff directors."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.mailing import queries, services
from app.models import Office
from app.policies import Action, allowed, authorize, offices_for
from app.refusals import Refused
from app.web.links import person
from app.web.paging import page_number

bp = Blueprint("mailing", __name__)


def authorized_scope() -> Sequence[Office] | None:
    """Whose mail may be settled: everybody's (None) for an administrator, that of the own offices for a director."""
    if allowed(person(), Action.ADMINISTER):
        return None
    authorize(Action.INVITE)
    return offices_for(person(), Action.INVITE)


@bp.get("/mail/failed")
def failed() -> ResponseReturnValue:
    """What failed and nobody has settled, and the addresses that are held."""
    scope = authorized_scope()
    page = queries.failed(scope, number=page_number())
    return render_template("mailing/failed.html", page=page, holds=queries.holds(scope), administers=scope is None)


@bp.post("/mail/failed/retry")
def retry_all() -> ResponseReturnValue:
    return settled(services.retry(queries.failed_ids(authorized_scope()), by=person()), "sent again")


@bp.post("/mail/failed/<int:message_id>/retry")
def retry(message_id: int) -> ResponseReturnValue:
    return settled(services.retry([queries.get(message_id, authorized_scope())], by=person()), "sent again")


@bp.post("/mail/failed/<int:message_id>/end")
def give_up(message_id: int) -> ResponseReturnValue:
    return settled(services.give_up([queries.get(message_id, authorized_scope())], by=person()), "given up")


@bp.post("/mail/holds/<int:hold_id>/confirmation")
def confirm(hold_id: int) -> ResponseReturnValue:
    hold = queries.get_hold(hold_id, authorized_scope())
    try:
        services.confirm(hold, by=person())
        flash(f"{hold.address} gets mail again. What was dropped meanwhile is not sent.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("mailing.failed"))


def settled(count: int, words: str) -> ResponseReturnValue:
    flash(f"1 mail is {words}." if count == 1 else f"{count} mails are {words}.")
    return redirect(url_for("mailing.failed"))
