"""The frame of every page: where one can go, who is signed in, what was just done."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, flash, g, has_request_context, request, session, url_for
from flask_login import current_user

from app.policies import Action, allowed, seats_of
from app.web.zones import installation_zone, own_style, own_zone, settings

PLACES = (
    ("Today", "today.show"),
    ("Docket", "docket.show"),
    ("Intelligence", "intelligence.index"),
    ("Correspondence", "correspondence.intake"),
    ("Calendar", "calendar.show"),
    ("Matters", "matters.index"),
    ("Agencies", "agencies.index"),
    ("Reports", "reports.show"),
)
FILE_REQUEST = "requests.new"
SEARCH = "search.show"
ADMINISTRATION = "administration.show"
PEOPLE = "administration.people"
LADDERS = "ladders.index"
SECURITY = "sequester.index"
# Categories of flashed messages that are not a success.
KINDS = {"error": "error", "warning": "warning", "info": "info"}


@dataclass(frozen=True)
class Place:
    """One link of the navigation."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Shell:
    """What the frame shows around a page."""

    person: str = ""
    offices: str = ""
    places: tuple[Place, ...] = ()
    file_request_url: str = ""
    search_url: str = ""
    administration_url: str = ""
    people_url: str = ""
    ladders_url: str = ""
    security_url: str = ""
    is_demonstration: bool = False
    has_banner: bool = False
    has_help: bool = False


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(shell=shell, flashed=flashed)


def shell() -> Shell:
    """The frame for the person who is signed in, put together once per HTTP request and without a query."""
    if not has_request_context():
        return Shell()
    if "shell" not in g:
        own_zone(), own_style()  # The foot of the page writes a moment, perhaps after the person's rows were given up.
        g.shell = shell_of(current_user)
    found: Shell = g.shell
    return found


def plain_shell() -> None:
    """From now on this HTTP request's frame asks nothing of anybody: for the page that says something broke."""
    g.shell = Shell(has_help="_user_id" in session)
    g.own_zone, g.own_style = installation_zone(), settings().date_style


def shell_of(person: Any) -> Shell:
    has_banner = settings().show_gov_banner
    if not person.is_authenticated:
        return Shell(has_banner=has_banner)
    offices = [seat.office for seat in seats_of(person)]
    return Shell(
        person=person.name,
        offices=", ".join(sorted(office.short_name for office in offices)),
        places=navigation() if offices else (),
        file_request_url=address_of(FILE_REQUEST) if allowed(person, Action.FILE) else "",
        search_url=address_of(SEARCH) if offices else "",
        administration_url=address_of(ADMINISTRATION) if person.is_administrator else "",
        people_url=address_of(PEOPLE) if allowed(person, Action.INVITE) else "",
        ladders_url=address_of(LADDERS) if allowed(person, Action.KEEP_LADDERS) else "",
        security_url=address_of(SECURITY) if allowed(person, Action.SEQUESTER) else "",
        is_demonstration=any(office.is_demonstration for office in offices),
        has_banner=has_banner,
        has_help=True,
    )


def navigation() -> tuple[Place, ...]:
    """The places that are built, in their fixed order."""
    here = request.blueprint
    return tuple(
        Place(label, address, endpoint.partition(".")[0] == here)
        for label, endpoint in PLACES
        if (address := address_of(endpoint))
    )


def address_of(endpoint: str) -> str:
    """The address of a page, empty while it is not built."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def flash_undo(text: str, url: str) -> None:
    """Say what was done, with a button that takes it back by a POST to `url`."""
    flash({"text": text, "url": url}, "undo")  # type: ignore[arg-type]


def flashed(messages: list[tuple[str, Any]]) -> list[dict[str, str]]:
    """Messages for the slot above the heading, each as kind, text and perhaps the address that undoes it."""
    return [
        {"kind": KINDS.get(category, "success"), **(said if isinstance(said, dict) else {"text": said, "url": ""})}
        for category, said in messages
    ]
