"""Pages of one's calendar links, and the address that a calendar asks."""

import hashlib
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from app.calendar import date_queries
from app.calendar import feed_queries as queries
from app.calendar import feed_services as services
from app.calendar.events import date_event, event_of
from app.clock import now
from app.documents import as_ics
from app.documents.wording import DEMONSTRATION
from app.models import CalendarFeed, Office
from app.policies import Action, authorize, seats_of
from app.requests.saved_view_queries import cleaned, id_in
from app.requests.state_queries import Glance
from app.web.forms import MakingForm
from app.web.links import person
from app.web.words import NAME, Words
from app.web.zones import settings

bp = Blueprint("feeds", __name__)

CUTS_TOO = ("office",)


class FeedForm(MakingForm):
    """A name for what the link is cut by, which the address of this page says."""

    name = StringField("Name", [InputRequired("Enter a name."), Words(NAME)])
    query = HiddenField()

    @property
    def facts(self) -> services.FeedFacts:
        return services.FeedFacts(self.name.data or "", cleaned(self.query.data or "", also=CUTS_TOO))


@bp.get("/calendar/feeds")
def index() -> ResponseReturnValue:
    authorize(Action.SEE)
    return render_template("calendar/feeds.html", feeds=queries.own(person().id), look=look_at)


@bp.route("/calendar/feeds/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Make a link of the calendar or the docket as it is cut; its address is shown on this one page."""
    authorize(Action.SEE)
    query = cleaned(request.query_string.decode("ascii", "ignore"), also=CUTS_TOO)
    form = FeedForm(data={"query": query, "name": request.args.get("name", "")})
    if form.validate_on_submit():
        with form.showing_refusals():
            made = services.make(form.facts, office=office_of(form.facts), by=person(), feed_id=form.noun_id)
            return shown(*made) if made is not None else redirect(url_for("feeds.index"))
    return render_template("calendar/feed.html", form=form, look=look_at(form.query.data or ""))


@bp.post("/calendar/feeds/<int:feed_id>/reset")
def reset(feed_id: int) -> ResponseReturnValue:
    authorize(Action.SEE)
    feed = queries.get(feed_id, person_id=person().id)
    return shown(feed, services.reset(feed, by=person()))


@bp.post("/calendar/feeds/<int:feed_id>/removal")
def remove(feed_id: int) -> ResponseReturnValue:
    authorize(Action.SEE)
    services.remove(queries.get(feed_id, person_id=person().id), by=person())
    flash("Calendar link removed. Its address is unknown from now on.")
    return redirect(url_for("feeds.index"))


@bp.get("/cal/<token>/<view>.ics")
def feed(token: str, view: str) -> ResponseReturnValue:
    """What a calendar program asks for, without a cookie: who bears the address is whom it was made for."""
    found = authorized_feed(token, view)
    glance = Glance(found.user_id, now(), zone_of(found))
    written = as_ics.write(calendar_of(found, glance))
    answer = Response(written, content_type=as_ics.MEDIA_TYPE)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(hashlib.sha256(written).hexdigest())
    services.note_use(found, at=glance.at)
    return answer.make_conditional(request)


def authorized_feed(token: str, view: str) -> CalendarFeed:
    """The link of this secret; 404 for all others, whether they were reset, removed or never made."""
    found = queries.opened(token, view)
    if found is None:
        abort(404 if services.note_guess(request.remote_addr or "", at=now()) else 429)
    return found


def calendar_of(found: CalendarFeed, glance: Glance) -> as_ics.Calendar:
    due_dates = queries.due_dates(found.query, glance)
    other_dates = date_queries.of_feed(found.query, glance)
    told = ["Due dates of oversight requests. Calendars update when they like: the e-mail is your reminder."]
    told += [f"The first {queries.MOST:,} of them."] * (queries.MOST in (len(due_dates), len(other_dates)))
    told += [DEMONSTRATION] * found.office.is_demonstration
    events = [*map(event_of, due_dates), *map(date_event, other_dates)]
    return as_ics.Calendar(events=events, is_feed=True, name=f"Tecum: {found.name}", description=" ".join(told))


def zone_of(found: CalendarFeed) -> ZoneInfo:
    """By whose days a month back and a year ahead are counted."""
    return found.user.zone or found.office.zone


def shown(found: CalendarFeed, token: str) -> str:
    """The address stands on this one page and nowhere else."""
    address = url_for("feeds.feed", token=token, view=found.view)
    return render_template("calendar/feed_made.html", feed=found, address=f"{settings().base_url}{address}")


def office_of(facts: services.FeedFacts) -> Office:
    """The office of this person to which the link belongs: that of its filter, else the first."""
    offices = sorted((seat.office for seat in seats_of(person())), key=lambda office: office.short_name)
    chosen = id_in(dict(parse_qsl(facts.query)).get("office", ""))
    return next((office for office in offices if office.id == chosen), offices[0])


def look_at(query: str) -> str:
    """The page that shows what a link is cut by."""
    names = {name for name, _value in parse_qsl(query)}
    page = url_for("calendar.show") if names <= {"office", "agency", "owner"} else url_for("docket.show")
    return f"{page}?{query}" if query else page
