"""Verbs on the contacts that an office keeps at an agency: add, change, verify, remove and bring back."""

from app.agencies import queries
from app.clock import now, today
from app.extensions import db
from app.history import changes_of, hold, record
from app.models import Agency, AgencyContact, Office, User
from app.models.agency_contact import ContactFacts


def add_contact(agency: Agency, *, contact_id: int, office: Office, facts: ContactFacts, by: User) -> AgencyContact:
    """A contact of this office, verified today by whoever enters it; the same form sent twice adds one."""
    if made := queries.contact_by_id(contact_id):
        return made
    contact = AgencyContact(id=contact_id, agency=agency, office=office, office_id=office.id)
    contact.write(facts)
    contact.verify(on=today(office.zone), by=by)
    db.session.add(contact)
    record(contact, "added", by=by, summary=f"Contact at {agency.short_name} added.")
    db.session.commit()
    return contact


def change_contact(contact: AgencyContact, *, facts: ContactFacts, by: User) -> None:
    hold(contact)
    contact.write(facts)
    if changes_of(contact):
        record(contact, "changed", by=by, summary=f"Contact at {contact.agency.short_name} changed.")
    db.session.commit()


def verify_contact(contact: AgencyContact, *, by: User) -> None:
    """Somebody made sure today that the contact is right."""
    hold(contact)
    contact.verify(on=today(contact.office.zone), by=by)
    if changes_of(contact):
        record(contact, "verified", by=by, summary=f"Contact at {contact.agency.short_name} verified.")
    db.session.commit()


def remove_contact(contact: AgencyContact, *, by: User) -> None:
    hold(contact)
    if contact.removed_at is None:
        contact.removed_at = now()
        record(contact, "removed", by=by, summary=f"Contact at {contact.agency.short_name} removed.")
    db.session.commit()


def bring_back_contact(contact: AgencyContact, *, by: User) -> None:
    hold(contact)
    if contact.removed_at is not None:
        contact.removed_at = None
        record(contact, "brought_back", by=by, summary=f"Contact at {contact.agency.short_name} is back.")
    db.session.commit()
