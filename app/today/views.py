"""The first page: the day, what is late, due, to classify and to send, and whether the reminders run."""

from datetime import UTC, datetime, time

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.clock import now
from app.policies import Action, allowed, authorize, offices_for
from app.requests.state_queries import Glance
from app.today import queries
from app.web.zones import own_zone, settings

bp = Blueprint("today", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Where every day begins; `?mine=1` cuts the lists to one's own requests."""
    if allowed(current_user, Action.ADMINISTER) and not allowed(current_user, Action.SEE):
        # Who runs the installation and sits in no office begins with its set-up.
        return redirect(url_for("administration.show"))
    authorize(Action.SEE)
    glance, is_mine = Glance(current_user.id, now(), own_zone()), request.args.get("mine") == "1"
    numbers = queries.cards(glance)
    if not numbers["open"] and not queries.has_any_request():
        return render_template("today/first_use.html", glance=glance)
    changes = queries.changes_by_others(glance.person_id)
    return render_template(
        "today/show.html",
        glance=glance,
        is_mine=is_mine,
        numbers=numbers,
        lists=queries.lists(glance, is_mine=is_mine),
        replies=queries.replies_to_classify(),
        mail=queries.mail(midnight(glance)),
        changes=changes,
        request_numbers=queries.numbers_of(changes),
        clockwork=queries.clockwork(),
        is_trial=settings().is_trial,
        memo_offices=offices_for(current_user, Action.EXPORT_INTERNAL),
    )


def midnight(glance: Glance) -> datetime:
    """The moment at which this day began where the person is."""
    return datetime.combine(glance.today, time(), tzinfo=glance.zone).astimezone(UTC)
