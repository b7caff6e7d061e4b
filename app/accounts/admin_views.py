"""Pages of those who run the installation, and of staff directors who bring people into their office."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import factor_services, office_queries, office_services, people_queries, people_services
from app.accounts.entering import authorized_afresh
from app.accounts.office_forms import ChangedOfficeForm, OfficeForm
from app.accounts.people_forms import DeactivationForm, InvitationForm, PersonForm, SeatForm
from app.models import Office
from app.operations import queries as operations
from app.policies import Action, allowed, authorize
from app.web.forms import Form
from app.web.links import person as signed_in
from app.web.paging import page_number
from app.web.zones import installation_zone

bp = Blueprint("administration", __name__)


@bp.get("/admin")
def show() -> ResponseReturnValue:
    """Where an administrator begins: what is to be set up, the offices, the health of the installation."""
    authorize(Action.ADMINISTER)
    return render_template(
        "accounts/admin/show.html",
        lines=office_queries.offices_with_seats(),
        people=people_queries.count_people(None),
        has_requests=people_queries.has_requests(),
        reasons=operations.reasons_not_ready(),
    )


@bp.route("/admin/offices/new", methods=["GET", "POST"])
def make_office() -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    form = OfficeForm(timezone=installation_zone().key)
    if form.validate_on_submit():
        with form.showing_refusals():
            office = office_services.make_office(office_id=form.noun_id, facts=form.facts, by=signed_in())
            flash(f"Office {office.short_name} made. Invite its staff next.")
            return redirect(url_for("administration.show"))
    return render_template("accounts/admin/office.html", form=form, office=None, is_frozen=False)


@bp.route("/admin/offices/<int:office_id>", methods=["GET", "POST"])
def edit_office(office_id: int) -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    office = office_queries.get(office_id)
    form = ChangedOfficeForm.of(office)
    if form.validate_on_submit():
        with form.showing_refusals():
            office_services.change_office(office, facts=form.facts, by=signed_in())
            flash(f"Office {office.short_name} saved.")
            return redirect(url_for("administration.show"))
    is_frozen = office_queries.has_numbers(office)
    return render_template("accounts/admin/office.html", form=form, office=office, is_frozen=is_frozen)


def authorized_offices() -> Sequence[Office]:
    """The offices that the person who is signed in may bring people into; 403 for all but directors and administrators."""
    if not allowed(signed_in(), Action.ADMINISTER):
        authorize(Action.INVITE)
    return people_queries.offices_staffed_by(signed_in())


def authorized_scope() -> Sequence[Office] | None:
    """Whose people may be listed: those of the own offices, or everybody's (None)."""
    offices = authorized_offices()
    return None if allowed(signed_in(), Action.ADMINISTER) else offices


@bp.get("/people")
def people() -> ResponseReturnValue:
    scope = authorized_scope()
    return render_template("accounts/admin/people.html", page=people_queries.people(scope, number=page_number()))


@bp.route("/people/invitation", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """Bring somebody into an office; `?self=yes` begins with one's own name."""
    offices = authorized_offices()
    form = InvitationForm(offices, person=signed_in() if request.args.get("self") == "yes" else None)
    if form.validate_on_submit():
        with form.showing_refusals():
            invited = people_services.invite(form.invitation, invitation_id=form.noun_id, by=signed_in())
            flash(f"Invitation mailed to {invited.email}. Its link works for 24 hours.")
            return redirect(url_for("administration.people"))
    return render_template("accounts/admin/invite.html", form=form, offices=offices)


@bp.get("/people/<int:person_id>")
def person(person_id: int) -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    found = people_queries.get_person(person_id)
    seats, owned = people_queries.told_seats(found, None), people_queries.open_requests_of(found)
    return render_template("accounts/admin/person.html", person=found, seats=seats, owned=owned)


@bp.route("/people/<int:person_id>/details", methods=["GET", "POST"])
def edit_person(person_id: int) -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    found = people_queries.get_person(person_id)
    form = PersonForm(obj=found)
    if form.validate_on_submit():
        with form.showing_refusals():
            people_services.change_person(found, facts=form.facts, by=signed_in())
            flash(f"{found.name} saved.")
            return redirect(url_for("administration.people"))
    return render_template("accounts/admin/edit_person.html", form=form, person=found)


@bp.route("/people/<int:person_id>/seats/<int:seat_id>", methods=["GET", "POST"])
def edit_seat(person_id: int, seat_id: int) -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    seat = people_queries.get_seat(person_id, seat_id)
    form = SeatForm(obj=seat)
    form.offer_agencies()
    if form.validate_on_submit():
        with form.showing_refusals():
            people_services.change_seat(seat, facts=form.facts, by=signed_in())
            flash(f"Seat of {seat.user.name} in {seat.office.short_name} saved.")
            return redirect(url_for("administration.people"))
    return render_template("accounts/admin/seat.html", form=form, seat=seat)


@bp.route("/people/<int:person_id>/deactivation", methods=["GET", "POST"])
def deactivate(person_id: int) -> ResponseReturnValue:
    """The page asks to whom the open requests go; its button moves them and shuts the person out."""
    authorize(Action.ADMINISTER)
    found = people_queries.get_person(person_id)
    owned = people_queries.open_requests_of(found)
    form = DeactivationForm.asking(owned, people_queries.heirs_for(found, owned))
    if form.validate_on_submit():
        with form.showing_refusals():
            moved = people_services.deactivate(found, heirs=form.heirs, by=signed_in())
            went = f" {moved:,} open {'request' if moved == 1 else 'requests'} moved." if moved else ""
            flash(f"{found.name} is deactivated and signed out everywhere.{went}")
            return redirect(url_for("administration.person", person_id=person_id))
    return render_template("accounts/admin/deactivate.html", form=form, person=found)


@bp.post("/people/<int:person_id>/reactivation")
def reactivate(person_id: int) -> ResponseReturnValue:
    authorize(Action.ADMINISTER)
    found = people_queries.get_person(person_id)
    people_services.reactivate(found, by=signed_in())
    flash(f"{found.name} can sign in again. Mail a new link if one is needed.")
    return redirect(url_for("administration.person", person_id=person_id))


@bp.route("/people/<int:person_id>/second-factors/removal", methods=["GET", "POST"])
def remove_factors(person_id: int) -> ResponseReturnValue:
    """For somebody who has lost phone and recovery codes; asked for by their own voice, not by mail."""
    authorize(Action.ADMINISTER)
    authorized_afresh()
    found, form = people_queries.get_person(person_id), Form()
    if form.validate_on_submit():
        factor_services.remove_all(found, by=signed_in())
        flash(f"Second factors of {found.name} are removed, and the sessions ended.")
        return redirect(url_for("administration.person", person_id=person_id))
    return render_template("accounts/admin/remove_factors.html", form=form, person=found)


@bp.post("/people/<int:person_id>/sign-in-links")
def mail_link(person_id: int) -> ResponseReturnValue:
    """Goes to the person's own address alone, so that staff directors may send one to their own people."""
    found = people_queries.get_person(person_id, authorized_scope())
    people_services.mail_link(found, by=signed_in())
    flash(f"A sign-in link is on its way to {found.email}. It works for 24 hours.")
    return redirect(url_for("administration.people"))


@bp.post("/people/<int:person_id>/sign-in-links/shown")
def show_link(person_id: int) -> ResponseReturnValue:
    """The link stands on this one page and nowhere else; the address is an answer to a POST and is kept by nobody."""
    authorize(Action.ADMINISTER)
    found = people_queries.get_person(person_id)
    address = people_services.show_link(found, by=signed_in())
    return render_template("accounts/admin/shown_link.html", person=found, address=address)
