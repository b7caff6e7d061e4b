"""Pages of the contacts that an office keeps at an agency."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.agencies import contact_services as services
from app.agencies import queries
from app.agencies.forms import ChangedContactForm, ContactForm
from app.policies import Action, authorize, offices_for
from app.web.links import person
from app.web.shell import flash_undo

bp = Blueprint("contacts", __name__)


def back(agency_id: int) -> ResponseReturnValue:
    return redirect(url_for("agencies.show", agency_id=agency_id))


@bp.route("/agencies/<int:agency_id>/contacts/new", methods=["GET", "POST"])
def new(agency_id: int) -> ResponseReturnValue:
    authorize(Action.KEEP_CONTACTS)
    agency, form = queries.get(agency_id), ContactForm(offices_for(person(), Action.KEEP_CONTACTS))
    if form.validate_on_submit():
        with form.showing_refusals():
            services.add_contact(agency, contact_id=form.noun_id, office=form.office, facts=form.facts, by=person())
            flash("Contact added.")
            return back(agency_id)
    return render_template("agencies/contact.html", form=form, agency=agency, contact=None)


@bp.route("/agencies/<int:agency_id>/contacts/<int:contact_id>", methods=["GET", "POST"])
def edit(agency_id: int, contact_id: int) -> ResponseReturnValue:
    contact = queries.contact(agency_id, contact_id)
    authorize(Action.KEEP_CONTACTS, contact)
    form = ChangedContactForm(contact)
    if form.validate_on_submit():
        with form.showing_refusals():
            services.change_contact(contact, facts=form.facts, by=person())
            flash("Contact saved.")
            return back(agency_id)
    return render_template("agencies/contact.html", form=form, agency=contact.agency, contact=contact)


@bp.post("/agencies/<int:agency_id>/contacts/<int:contact_id>/verification")
def verify(agency_id: int, contact_id: int) -> ResponseReturnValue:
    contact = queries.contact(agency_id, contact_id)
    authorize(Action.KEEP_CONTACTS, contact)
    services.verify_contact(contact, by=person())
    flash(f"{contact.words} is marked as verified today.")
    return back(agency_id)


@bp.post("/agencies/<int:agency_id>/contacts/<int:contact_id>/removal")
def remove(agency_id: int, contact_id: int) -> ResponseReturnValue:
    contact = queries.contact(agency_id, contact_id)
    authorize(Action.KEEP_CONTACTS, contact)
    services.remove_contact(contact, by=person())
    undo = url_for("contacts.bring_back", agency_id=agency_id, contact_id=contact_id)
    flash_undo(f"{contact.words} is removed.", undo)
    return back(agency_id)


@bp.post("/agencies/<int:agency_id>/contacts/<int:contact_id>/restoration")
def bring_back(agency_id: int, contact_id: int) -> ResponseReturnValue:
    contact = queries.contact(agency_id, contact_id)
    authorize(Action.KEEP_CONTACTS, contact)
    services.bring_back_contact(contact, by=person())
    flash(f"{contact.words} is back.")
    return back(agency_id)
