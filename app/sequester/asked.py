"""What a security officer's pages have in common: in which office, what was found, how an act is shown."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.models import Office, Sequestration, User
from app.sequester import queries, report
from app.sequester.finding import Found, find
from app.sequester.forms import EraseForm, FindForm, ReleaseForm


def chosen_office(person: User, short_name: str) -> Office:
    """The office that the form names, among those the person guards; 404 for any other."""
    offices = queries.offices_guarded_by(person)
    return next((office for office in offices if office.short_name == short_name), None) or abort(404)


def search(form: FindForm, *, by: User) -> list[tuple[Office, Found]]:
    """What was found, office by office: an act belongs to one."""
    offices = queries.offices_guarded_by(by)
    with_files = bool(form.with_files.data)
    return [
        (office, find(form.passage.data or "", office_ids=[office.id], with_files=with_files)) for office in offices
    ]


def show_found(found: list[tuple[Office, Found]]) -> ResponseReturnValue:
    return render_template("sequester/found.html", found=found)


def show_act(act: Sequestration, release: ReleaseForm, erasure: EraseForm) -> ResponseReturnValue:
    return render_template(
        "sequester/show.html", act=act, places=report.attached_places(act), release=release, erasure=erasure
    )
