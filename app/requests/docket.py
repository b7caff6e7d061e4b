"""The docket's page: everything that cuts or orders it stands in the address, so that a view is a link."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import SelectField, StringField

from app import index
from app.clock import now
from app.models.picklists import WaitsOn
from app.policies import Action, authorize, seats_of
from app.requests import docket_queries as queries
from app.requests import saved_view_queries
from app.requests.docket_queries import LAST_PAGE, SORTS, Filters
from app.requests.saved_view_queries import CUTS, DAYS, LONGEST, ME, MOST_WORDS
from app.requests.state_queries import Glance, State
from app.web.forms import DayField, Form
from app.web.paging import page_number, url_with
from app.web.zones import own_zone

bp = Blueprint("docket", __name__)

VIEWS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("open", "All open", {}),
    ("mine", "Mine", {"owner": ME}),
    ("overdue", "Overdue", {"state": State.OVERDUE.value}),
    ("due_soon", "Due soon", {"state": State.DUE_SOON.value}),
    ("to_classify", "To classify", {"state": State.TO_CLASSIFY.value}),
    ("our_move", "Our move", {"waits_on": WaitsOn.US.value}),
    ("untouched", "Untouched", {"state": State.UNTOUCHED.value}),
)


class Panel(Form):
    """The filters above the table; its fields are the address's arguments, a reader's nonsense included."""

    class Meta:
        csrf = False

    q = StringField("Words in number, old number, subject or items")
    agency = SelectField("Agency", validate_choice=False)
    state = SelectField("State", validate_choice=False)
    owner = SelectField("Owner", validate_choice=False)
    due_from = DayField("Due from")
    due_to = DayField("Due to")
    matter = SelectField("Matter", validate_choice=False)
    waits_on = SelectField("Whose move", validate_choice=False)
    topic = SelectField("Topic", validate_choice=False)

    def offer(self) -> None:
        """Fill the lists with what this person may choose from."""
        found = queries.offered([seat.office_id for seat in seats_of(current_user)])
        others = [(value, name) for value, name in found.people if value != str(current_user.id)]
        if self.owner.data == str(current_user.id):
            self.owner.data = ME
        self.agency.choices = [("", "Any"), *found.agencies]
        self.state.choices = [(state.value, state.label) for state in State]
        self.owner.choices = [("", "Anyone"), (ME, f"Me ({current_user.name})"), *others]
        self.matter.choices = [("", "Any"), *found.matters]
        self.waits_on.choices = [("", "Anybody"), *((each.value, each.label) for each in WaitsOn)]
        self.topic.choices = [("", "Any"), *found.topics]

    def read(self, *, sort: str, page: int) -> Filters:
        """What was asked for; a day that can't be read keeps its words and says so, any other nonsense is left out."""
        for name in DAYS:
            self[name].validate(self)
        return Filters(
            words=index.phrases_of(self.q.data, longest=LONGEST, most=MOST_WORDS),
            agency_id=chosen_id(self.agency),
            state=State(self.state.data) if self.state.data in set(State) else State.OPEN,
            owner_id=current_user.id if self.owner.data == ME else chosen_id(self.owner),
            due_from=None if self.due_from.errors else self.due_from.data,
            due_to=None if self.due_to.errors else self.due_to.data,
            matter_slug=self.matter.data if is_offered(self.matter) else "",
            waits_on=WaitsOn(self.waits_on.data) if self.waits_on.data in set(WaitsOn) else None,
            topic_id=chosen_id(self.topic),
            sort=sort if sort in SORTS else "due",
            page=page,
        )


@bp.get("/requests")
def show() -> ResponseReturnValue:
    """One page of the docket."""
    authorize(Action.SEE)
    panel, filters, glance = asked()
    return render_template(
        "requests/docket.html",
        panel=panel,
        filters=filters,
        docket=queries.docket(filters, glance),
        chips=chips_of(panel, filters),
        views=VIEWS,
        saved=saved_view_queries.listed(),
        plain_view=plain(request.args),
        plain_of=lambda view: plain(dict(parse_qsl(view.query))),
        last_page=LAST_PAGE,
        as_sheet=sheet_addresses(view_of(request.args)),
    )


def view_of(arguments: Mapping[str, str]) -> dict[str, str]:
    """What of an address says which view it is; the page shown is no part of that."""
    return {name: value for name, value in arguments.items() if value and name in (*CUTS, "sort")}


def sheet_addresses(view: dict[str, str]) -> dict[str, str]:
    """Where this view stands as a file, by the file's kind."""
    arguments: dict[str, Any] = {**view}
    return {name: url_for("sheets.export", format_name=name, **arguments) for name in ("xlsx", "csv")}


def asked() -> tuple[Panel, Filters, Glance]:
    """What this address asks of the docket, and for whom."""
    panel = Panel(formdata=request.args)
    panel.offer()
    filters = panel.read(sort=request.args.get("sort", ""), page=page_number())
    return panel, filters, look_now(own_zone())


def plain(arguments: Any) -> dict[str, str]:
    """What cuts the docket, without its order: two addresses with the same are the same view."""
    return {name: value for name, value in arguments.items() if value and name in CUTS}


def look_now(zone: ZoneInfo) -> Glance:
    return Glance(current_user.id, now(), zone)


def is_offered(field: Any) -> bool:
    return bool(field.data) and field.data in {value for value, _ in field.choices}


def chosen_id(field: Any) -> int | None:
    """The id that was chosen from a list; one that was not offered asks for nothing."""
    return int(field.data) if is_offered(field) and field.data.isdecimal() else None


def chips_of(panel: Panel, filters: Filters) -> list[tuple[str, str]]:
    """What the docket is cut by, each with the address that is without it."""
    found = [(f'words "{" ".join(filters.words)}"', "q")] if filters.words else []
    if filters.state is not State.OPEN:
        found.append((f"state: {filters.state.label}", "state"))
    for field, value in (
        (panel.agency, filters.agency_id),
        (panel.owner, filters.owner_id),
        (panel.matter, filters.matter_slug),
        (panel.waits_on, filters.waits_on),
        (panel.topic, filters.topic_id),
    ):
        if value:
            label = dict(field.choices).get(str(field.data), "")  # type: ignore[arg-type]
            found.append((f"{field.label.text.lower()}: {label}", field.name))
    for name in DAYS:
        if getattr(filters, name):
            found.append((f"{panel[name].label.text.lower()} {panel[name].data:%m/%d/%Y}", name))
    return [(words, url_with(**{name: None, "page": None})) for words, name in found]
