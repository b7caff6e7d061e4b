"""The calendar's page and a request's due date as a file: all that cuts the page stands in its address."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from app.calendar import date_queries, feed_queries, queries
from app.calendar.days import calendar_of
from app.calendar.events import date_event, event_of
from app.calendar.period import VIEWS, Period, day_of, near_text, view_of
from app.clock import now
from app.documents import as_ics
from app.policies import Action, authorize, seats_of
from app.requests.docket_queries import Filters
from app.requests.saved_view_queries import ME, id_in
from app.requests.state_queries import Glance
from app.web.forms import Form
from app.web.links import demand_seat, person
from app.web.paging import page_number, url_with
from app.web.zones import own_style, own_zone

bp = Blueprint("calendar", __name__)
bp.before_request(demand_seat)

CUTS = ("office", "agency", "owner")


class Panel(Form):
    """The filters above the calendar; its fields are the address's arguments, a reader's nonsense included."""

    class Meta(Form.Meta):
        csrf = False

    office = SelectField("Office", validate_choice=False)
    agency = SelectField("Agency", validate_choice=False)
    owner = SelectField("Owner", validate_choice=False)

    @classmethod
    def asked(cls) -> "Panel":
        """As the address has it, with what this person may choose from; what is not offered is left out."""
        panel, me = cls(formdata=request.args), person()
        found = queries.choices([seat.office_id for seat in seats_of(me)])
        if panel.owner.data == str(me.id):
            panel.owner.data = ME
        panel.office.choices = [("", "Any"), *found.offices]
        panel.agency.choices = [("", "Any"), *found.agencies]
        others = [(key, name) for key, name in found.people if key != str(me.id)]
        panel.owner.choices = [("", "Anyone"), (ME, f"Me ({me.name})"), *others]
        for field in panel.fields:
            if field.data not in dict(field.choices):
                field.data = ""
        return panel

    @property
    def fields(self) -> list[Any]:
        return [self[name] for name in CUTS]

    @property
    def cut(self) -> queries.Cut:
        is_mine = self.owner.data == ME
        owner_id = person().id if is_mine else id_in(self.owner.data)
        return queries.Cut(Filters(agency_id=id_in(self.agency.data), owner_id=owner_id), id_in(self.office.data))

    @property
    def told(self) -> dict[str, str]:
        """What cuts the calendar, as an address has it."""
        return {field.name: field.data for field in self.fields if field.data}

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What the calendar is cut by, each with the address that is without it."""
        return [
            (f"{field.label.text.lower()}: {dict(field.choices)[field.data]}", url_with(**{field.name: None}))
            for field in self.fields
            if field.data
        ]


@bp.get("/calendar")
def show() -> ResponseReturnValue:
    """A month, a week, a list or a day."""
    authorize(Action.SEE)
    glance, panel = Glance(person().id, now(), own_zone()), Panel.asked()
    period = Period.around(
        day_of(request.args.get("on", ""), today=glance.today), view_of(request.args.get("view", ""))
    )
    found = calendar_of(period, panel.cut, glance, page_number=page_number())
    return render_template(
        "calendar/show.html",
        calendar=found,
        period=period,
        panel=panel,
        views=VIEWS,
        today=glance.today,
        style=own_style(),
        next_text=near_text(found.next_due, period=period, style=own_style()) if found.next_due else "",
    )


@bp.get("/requests/<number>/deadline.ics")
def download(number: str) -> ResponseReturnValue:
    """The due date and the other dates of one request, for one's own calendar; it tells as little as a mail does."""
    authorize(Action.SEE)
    oversight_request = feed_queries.with_due_date(number)
    authorize(Action.SEE, oversight_request)
    dates = date_queries.of_request(oversight_request)
    events = [event_of(oversight_request), *map(date_event, dates)]
    written = as_ics.write(as_ics.Calendar(events=events))
    answer = Response(written, content_type=as_ics.MEDIA_TYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{oversight_request.number}.ics")
    return answer
